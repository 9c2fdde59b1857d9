"""The three lights of one action, as they stood on a day, each since when and how it came so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from actionplans.edits import asked_before
from actionplans.enums import Stage, TestResult
from actionplans.lights.rules import Facts, computed, faded_since
from actionplans.models import Action, ActionUpdate, AgreedLight, DueChange, StageChange
from subgroup.clock import day_of
from subgroup.terms.lights import LightTerms

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """From this day on the voice said this colour."""

    day: date
    colour: str
    word: str
    by: str = ""
    because: str = ""


NOTHING_SAID = Point(date.min, "", "Nothing yet")


@dataclass(frozen=True)
class Voice:
    """What one of the three says. No colour: it has said nothing yet. `history` is the newest first."""

    key: str
    title: str
    colour: str
    word: str
    meaning: str
    since: date | None
    faded_since: date | None
    because: str
    by: str
    history: tuple[Point, ...]


def _who(one: ActionUpdate) -> str:
    return "in an imported tracker" if one.from_tracker else str(one.made_by)


def voices(action: Action, on: date, *, terms: LightTerms | None = None) -> tuple[Voice, Voice, Voice]:
    """The agency’s, the computed and the agreed light as they were shown at the end of `on`.

    No query when the action’s records were fetched with it.
    """
    terms = terms or action.group.terms_on(on).content.lights
    record = Record.of(action)
    said = record.spoken_until(on, terms)
    agreed = [
        Point(day_of(one.agreed_at), one.colour, terms.word(one.colour), str(one.agreed_by or ""), one.reason)
        for one in record.agreed
        if day_of(one.agreed_at) <= on
    ]
    confirmed = max((day_of(one.made_at) for one in record.said(on)), default=None)
    last_agreed = agreed[-1].day if agreed else None
    stage = record.stage(on)
    return (
        _voice("agency", "The agency says", said, terms, faded_since(confirmed, on, terms, stage=stage)),
        _voice("computed", "Days and evidence say", record.computed_until(on, terms), terms, None),
        _voice("agreed", "The group agreed", agreed, terms, faded_since(last_agreed, on, terms, stage=stage)),
    )


def differ(three: Iterable[Voice]) -> bool:
    """Whether those that have said something say different colours."""
    return len({voice.colour for voice in three if voice.colour}) > 1


@dataclass(frozen=True)
class Record:
    """The dated records of an action, the oldest first."""

    action: Action
    updates: list[ActionUpdate]
    stages: list[StageChange]
    days: list[DueChange]
    agreed: list[AgreedLight]
    granted: list[date]
    evidence: list[tuple[date, date]]
    """From which day to which each piece holds."""
    failed: list[date]
    asked: list[tuple[date, bool]]
    """The days on which the evidence asked for was changed, and whether any was asked for before."""

    @classmethod
    def of(cls, action: Action) -> "Record":
        decided = [one.decided_at for one in action.extension_requests.all() if one.granted]
        failed = [one.recorded_at for one in action.tests.all() if one.result == TestResult.FAILED]
        return cls(
            action,
            _rows(action, "updates", "made_at", "made_by"),
            _rows(action, "stages", "changed_at"),
            _rows(action, "due_changes", "changed_at"),
            _rows(action, "agreed_lights", "agreed_at", "agreed_by"),
            _days(decided),
            [(day_of(one.supplied_at), one.holds_until or date.max) for one in action.evidence.all()],
            _days(failed),
            [(day_of(moment), asked) for moment, asked in asked_before(action)],
        )

    def said(self, on: date) -> list[ActionUpdate]:
        """The updates that counted at the end of a day: there by then, and not sent back by then."""
        return [
            one
            for one in self.updates
            if day_of(one.known_at) <= on and (one.sent_back_at is None or day_of(one.sent_back_at) > on)
        ]

    def spoken_until(self, on: date, terms: LightTerms) -> list[Point]:
        """The agency's coloured words. With the action opened again, “done” gives way to the last one before it."""
        found: list[Point] = []
        before: list[Point] = []
        spoken: list[ActionUpdate | StageChange] = [one for one in self.said(on) if one.colour]
        again = [one for before, one in pairwise(self.stages) if Stage.OPEN == one.stage != before.stage]
        opened = [one for one in again if day_of(one.changed_at) <= on]
        for one in sorted([*spoken, *opened], key=_moment):
            if isinstance(one, ActionUpdate):
                point = Point(day_of(one.made_at), one.colour, terms.word(one.colour), _who(one), one.text)
                found.append(point)
                before = before if one.done else [point]
            elif found and found[-1:] != before:
                last = before[0] if before else NOTHING_SAID
                found.append(replace(last, day=day_of(one.changed_at), because=one.reason))
                before = found[-1:]
        return found

    def stage(self, on: date) -> str:
        then = [one.stage for one in self.stages if day_of(one.changed_at) <= on]
        if len(then) == len(self.stages):
            return self.action.stage
        return then[-1] if then else Stage.OPEN

    def due_on(self, on: date) -> date | None:
        then = [one.due_on for one in self.days if day_of(one.changed_at) <= on]
        if len(then) == len(self.days):
            return self.action.due_on
        return then[-1] if then else None

    def done_on(self, on: date) -> date | None:
        """Reported done at that time, on this day."""
        then = [one for one in self.stages if day_of(one.changed_at) <= on]
        if len(then) == len(self.stages):
            return self.action.done_on
        done = [day_of(one.changed_at) for one in then if one.stage in (Stage.PROPOSED, Stage.DONE)]
        return done[-1] if done and then[-1].stage != Stage.OPEN else None

    def facts(self, on: date) -> Facts:
        return Facts(
            stage=self.stage(on),
            due_on=self.due_on(on),
            first_due_on=self.action.first_due_on,
            done_on=self.done_on(on),
            extensions=sum(day <= on for day in self.granted),
            evidence=any(first <= on <= last for first, last in self.evidence),
            evidence_asked=next(
                (asked for day, asked in self.asked if day > on), bool(self.action.evidence_required)
            ),
            failed=any(day <= on for day in self.failed),
        )

    def computed_until(self, on: date, terms: LightTerms) -> list[Point]:
        """The computed light on each day on which it or its reason became another."""
        changed = [day_of(one.changed_at) for one in self.stages]
        changed += [day_of(one.changed_at) for one in self.days]
        days = {day_of(self.action.opened_at), *changed, *self.granted, *self.failed}
        days |= {day for day, _ in self.asked}
        for first, last in self.evidence:
            days |= {first, last + ONE_DAY} if last < date.max else {first}
        for one in self.days:
            if one.due_on:
                days |= {one.due_on + ONE_DAY, one.due_on - timedelta(days=terms.soon)}
        begins = min([day_of(self.action.opened_at), *changed])
        found: list[Point] = []
        for day in sorted(day for day in days if begins <= day <= on):
            colour, because = computed(self.facts(day), day, terms)
            if not found or (found[-1].colour, found[-1].because) != (colour, because):
                found.append(Point(day, colour, terms.word(colour), because=because))
        return found


def _rows(action: Action, name: str, by: str, *related: str) -> list[Any]:
    """Those that the caller has fetched with the action, or else one query."""
    rows: Any = getattr(action, name)
    is_fetched = name in getattr(action, "_prefetched_objects_cache", {})
    found = rows.all() if is_fetched or not related else rows.select_related(*related)
    return sorted(found, key=lambda one: (getattr(one, by), one.pk))


def _moment(one: ActionUpdate | StageChange) -> datetime:
    return one.made_at if isinstance(one, ActionUpdate) else one.changed_at


def _days(moments: Iterable[datetime | None]) -> list[date]:
    return sorted(day_of(moment) for moment in moments if moment)


def _voice(key: str, title: str, points: list[Point], terms: LightTerms, faded: date | None) -> Voice:
    now = points[-1] if points else None
    colour = now.colour if now else ""
    since = None
    for point in reversed(points):
        if point.colour != colour:
            break
        since = point.day
    return Voice(
        key=key,
        title=title,
        colour=colour,
        word=terms.word(colour) if colour else "Nothing yet",
        meaning=terms.colour(colour).meaning if colour else "",
        since=since,
        faded_since=faded,
        because=now.because if now else "",
        by=now.by if now else "",
        history=tuple(reversed(points)),
    )
