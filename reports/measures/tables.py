"""The tables beside the measures: each meeting, submissions by agency, forecasts, letters, breaches, actions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from actionplans.models import Action
from meetings.enums import MeetingState, Presence
from meetings.models import AgendaItem
from meetings.services.replies import forecast
from reports.measures.facts import Facts, MeetingFacts, circulated_on, sent_on
from reports.models import Return
from subgroup import breaches, clock
from subgroup.clock import day_of
from subgroup.models import Breach


@dataclass(frozen=True)
class Rate:
    """How many of an agency's items came in time (A2). A late paper makes an item late."""

    agency: str
    items: tuple[AgendaItem, ...]

    @property
    def submitted(self) -> int:
        return len(self.items)

    @property
    def late(self) -> int:
        return sum(item.late for item in self.items)

    @property
    def on_time(self) -> int:
        return self.submitted - self.late

    @property
    def percent(self) -> float | None:
        if not self.items:
            return None
        exact = Decimal(self.on_time * 100) / Decimal(self.submitted)
        return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))

    @property
    def value(self) -> str:
        return f"{self.on_time} of {self.submitted} = {self.percent}%" if self.items else "no submissions"


def is_late(item: AgendaItem, on: date) -> bool:
    """Complete after its due day, or not complete though the day has closed."""
    return item.late or (item.complete_on is None and item.due_on is not None and item.due_on < on)


def submissions(facts: Facts, *, with_cancelled: bool = True) -> list[Rate]:
    items = [item for item in facts.items if with_cancelled or item.meeting.state != MeetingState.CANCELLED]
    for item in items:
        item.late = is_late(item, facts.on)
    rates = [
        Rate(agency.code, tuple(i for i in items if i.agency_id == agency.pk)) for agency in facts.agencies
    ]
    return [*rates, Rate("ALL", tuple(items))]


def forecasts(facts: Facts) -> list[dict[str, Any]]:
    """What replies said at the close of the publish-by day, or of the day it was postponed or cancelled if that came first."""
    found = []
    for one in facts.meetings:
        day = one.due("publish") or one.meeting.day
        if one.is_off:
            at = one.meeting.postponed_at if one.is_postponed else one.meeting.cancelled_at
            day = min(day, day_of(at)) if at else day
        if day > facts.on:
            continue
        said = forecast(one.meeting, clock.moment(day + timedelta(days=1)))
        found.append(
            {
                "meeting": one.meeting.code,
                "at_close_of": day.isoformat(),
                "agencies_yes": sorted(said.agencies_yes),
                "number": len(said.agencies_yes),
                "not_answered": sorted(said.not_answered),
            }
        )
    return found


def meeting_row(one: MeetingFacts, facts: Facts) -> dict[str, Any]:
    meeting, held = one.meeting, one.is_held and bool(one.meeting.attendance_confirmed_at)
    letters = [letter.seat.code for letter in facts.letters if letter.meeting_id == meeting.pk]
    chair = meeting.chaired_by_seat
    return {
        "meeting": meeting.code,
        "date": meeting.day.isoformat(),
        "planned_date": meeting.planned_day.isoformat(),
        "planned": meeting.plan_id is not None,
        "status": meeting.state,
        "items_due": _iso(one.due("items")),
        "publish_by": _iso(one.due("publish")),
        "minutes_due": _iso(one.due("minutes")),
        "P1_chaired_by": chair.code if chair else None,
        "P1_member_of_cdg": one.chair_is_coordinating,
        "P4_agencies": one.agencies if held else None,
        "P4_number": len(one.agencies) if held else None,
        "P4_quorate": one.quorum.quorate if held else None,
        "present": len(one.coded(Presence.PRESENT)) if held else None,
        "deputies": len(one.coded(Presence.DEPUTY)) if held else None,
        "P5_apologies": len(one.coded(Presence.APOLOGIES)) if held else None,
        "P5_without_apologies": len(one.coded(Presence.ABSENT)) if held else None,
        "P6_letters_due": letters,
        "minutes_circulated": _iso(circulated_on(meeting)),
        "P10_in_time": one.in_time("minutes", facts.on) if one.is_held else None,
        "published": _iso(day_of(one.first_pack.published_at)) if one.first_pack else None,
        "publication_in_time": None
        if one.is_off and not one.first_pack
        else one.in_time("publish", facts.on),
    }


def breach_rows(facts: Facts) -> list[tuple[Breach, Return | None]]:
    """The breaches of the year, each with the first return that was sent on or after its day.

    What is about a meeting, its window for updates or a letter after it, belongs to the meeting's year whatever its day
    is (the last minutes of a year fall due in the next one); anything else to the year of its day.
    """
    own = {("meeting", str(one.meeting.pk)) for one in facts.meetings}
    own |= {("letter", str(letter.pk)) for letter in facts.letters}
    own |= {("plan_update", str(owed.pk)) for owed, _ in facts.updates_owed}
    standing = (
        breaches.listed_before(facts.group, on=facts.on, before=facts.before)
        if facts.before
        else breaches.listing(facts.group, on=facts.on)
    )
    found = [
        row
        for row in standing
        if (row.subject_kind, row.subject_id) in own
        or (
            row.subject_kind not in {"meeting", "letter", "plan_update"}
            and facts.year.first <= row.day <= facts.year.last
        )
    ]
    sent = sorted(
        ((day, row) for row in facts.returns.values() if (day := sent_on(row))),
        key=lambda pair: (pair[0], pair[1].pk),
    )
    return [(row, next((ret for day, ret in sent if day >= row.day), None)) for row in found]


def action_counts(actions: Iterable[Action], on: date) -> dict[str, Any]:
    actions = [row for row in actions if day_of(row.opened_at) <= on]
    done = [row for row in actions if row.done_on and row.done_on <= on]
    return {
        "set": len(actions),
        "done": len(done),
        "in_time": sum(row.done_on <= row.due_on for row in done if row.done_on and row.due_on),
        "late": sum(row.done_on > row.due_on for row in done if row.done_on and row.due_on),
        "open": [row.line.code for row in actions if row not in done and row.line],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
