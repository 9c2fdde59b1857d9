"""From when to when an action was overdue or red, by its dated records alone: the same however late anybody looks.

What stands at the start of a day counts: an action reported done on the day after its due day was late on that day.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from actionplans.enums import Stage, TestResult
from actionplans.models import Action, ActionUpdate, AgreedLight, DueChange, ImpactTest, StageChange
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date

RED = "red"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spell:
    """The first day, and the day and the reason of its end where it has ended; of a late one the day it was due by."""

    began_on: date
    ended_on: date | None = None
    because: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class State:
    """How an action stood at the close of a day."""

    due_on: date | None = None
    stage: str = Stage.OPEN
    said: str = ""
    agreed: str = ""
    failed: bool = False
    """An impact test failed."""

    def is_late(self, day: date) -> bool:
        return self.stage == Stage.OPEN and self.due_on is not None and self.due_on < day

    @property
    def is_red(self) -> bool:
        return self.stage == Stage.OPEN and (self.failed or RED in (self.said, self.agreed))


@dataclass
class Dated:
    """What is recorded of an action: by the field of the state that it changes, the moments and what it was from then on."""

    opened_at: datetime
    first_due_on: date | None
    changes: list[tuple[str, datetime, object]] = field(default_factory=list)


def dated(actions: Collection[Action]) -> dict[int, Dated]:
    """Of each action, by its key. Five queries, and no model made: there may be ten thousand actions with as many words each."""
    found = {one.pk: Dated(one.opened_at, one.first_due_on) for one in actions}
    coloured = ActionUpdate.objects.exclude(colour="").filter(sent_back_at=None, done=False)
    failed = ImpactTest.objects.filter(recorded_at__isnull=False, result=TestResult.FAILED)
    kinds: list[tuple[str, QuerySet[Any], str, str]] = [
        ("due_on", DueChange.objects.all(), "changed_at", "due_on"),
        ("stage", StageChange.objects.all(), "changed_at", "stage"),
        ("said", coloured, "made_at", "colour"),
        ("agreed", AgreedLight.objects.all(), "agreed_at", "colour"),
        ("failed", failed, "recorded_at", "result"),
    ]
    for name, rows, at, value in kinds:
        for key, moment, said in (
            rows.filter(action__in=list(found)).order_by(at, "pk").values_list("action_id", at, value)
        ):
            found[key].changes.append((name, moment, said == TestResult.FAILED if name == "failed" else said))
    return found


def overdue(action: Dated, *, today: date) -> list[Spell]:
    found: list[Spell] = []
    for first, last, state, following in _stretches(action, today):
        if state.stage != Stage.OPEN or state.due_on is None:
            continue
        began = max(first, state.due_on + ONE_DAY)
        if began > (last or today):
            continue
        goes_on = following is not None and last is not None and following.is_late(last + ONE_DAY)
        why = "" if goes_on or last is None else _why_not_late(following, last)
        found = _joined(found, Spell(began, last, why, state.due_on))
    if found and not found[-1].because:  # what was recorded today changed nothing of it
        found[-1] = replace(found[-1], ended_on=None)
    return found


def red(action: Dated, *, today: date) -> list[Spell]:
    """It begins on the day on which red was said, or a test failed."""
    found: list[Spell] = []
    for first, last, state, following in _stretches(action, today):
        if state.is_red:
            goes_on = following is not None and following.is_red
            why = "" if goes_on or last is None else _why_not_red(following, last)
            found = _joined(found, Spell(first - ONE_DAY, last, why))
    return found


def _joined(found: list[Spell], new: Spell) -> list[Spell]:
    """A spell that went on through a change is one."""
    if found and found[-1].ended_on and not found[-1].because:
        return [*found[:-1], replace(found[-1], ended_on=new.ended_on, because=new.because)]
    return [*found, new]


def _stretches(action: Dated, today: date) -> Iterator[tuple[date, date | None, State, State | None]]:
    """Each stretch of days at whose start the action stood so, and what followed; the last one is open."""
    states = list(_states(action, today))
    for index, (day, state) in enumerate(states):
        following = states[index + 1] if index + 1 < len(states) else None
        yield day + ONE_DAY, following[0] if following else None, state, following[1] if following else None


def _states(action: Dated, today: date) -> Iterable[tuple[date, State]]:
    """The state at the close of each day on which something was recorded, up to today."""
    by_day: dict[date, dict[str, object]] = {day_of(action.opened_at): {"due_on": action.first_due_on}}
    for name, moment, value in action.changes:
        by_day.setdefault(day_of(moment), {})[name] = value
    values: dict[str, object] = {}
    for day in sorted(day for day in by_day if day <= today):
        values |= by_day[day]
        yield day, State(**values)  # type: ignore[arg-type]


def _why_not_late(state: State | None, day: date) -> str:
    if state and state.stage == Stage.OPEN and state.due_on:
        return f"A new day was given on {long_date(day)}: {long_date(state.due_on)}."
    return _why_not_open(state, day)


def _why_not_red(state: State | None, day: date) -> str:
    if state and state.stage == Stage.OPEN:
        return f"It is no longer red since {long_date(day)}."
    return _why_not_open(state, day)


def _why_not_open(state: State | None, day: date) -> str:
    return plan_closed(day) if state and state.stage == Stage.ENDED else reported_done(day)


def plan_closed(day: date) -> str:
    return f"The plan was closed on {long_date(day)}."


def reported_done(day: date) -> str:
    return f"It was reported done on {long_date(day)}."
