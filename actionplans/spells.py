"""From when to when an action was overdue or red, by its dated records alone: the same however late anybody looks.

What stands at the start of a day counts: an action reported done on the day after its due day was late on that day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from actionplans.enums import Stage, TestResult
from actionplans.models import Action
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


def overdue(action: Action, *, today: date) -> list[Spell]:
    """Needs `stages`, `due_changes`, `updates`, `agreed_lights` and `tests` fetched."""
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


def red(action: Action, *, today: date) -> list[Spell]:
    """It begins on the day on which red was said, or a test failed. Needs what `overdue` needs."""
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


def _stretches(action: Action, today: date) -> Iterator[tuple[date, date | None, State, State | None]]:
    """Each stretch of days at whose start the action stood so, and what followed; the last one is open."""
    states = list(_states(action, today))
    for index, (day, state) in enumerate(states):
        following = states[index + 1] if index + 1 < len(states) else None
        yield day + ONE_DAY, following[0] if following else None, state, following[1] if following else None


def _states(action: Action, today: date) -> Iterable[tuple[date, State]]:
    """The state at the close of each day on which something was recorded, up to today."""
    by_day: dict[date, dict[str, object]] = {day_of(action.opened_at): {"due_on": action.first_due_on}}
    for change in action.due_changes.all():
        by_day.setdefault(day_of(change.changed_at), {})["due_on"] = change.due_on
    for step in action.stages.all():
        by_day.setdefault(day_of(step.changed_at), {})["stage"] = step.stage
    for update in action.updates.all():
        if update.colour and not update.done and update.sent_back_at is None:
            by_day.setdefault(day_of(update.made_at), {})["said"] = update.colour
    for light in action.agreed_lights.all():
        by_day.setdefault(day_of(light.agreed_at), {})["agreed"] = light.colour
    for test in action.tests.all():
        if test.recorded_at and test.result == TestResult.FAILED:
            by_day.setdefault(day_of(test.recorded_at), {})["failed"] = True
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
