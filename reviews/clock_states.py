"""How a statutory clock stands on a day: a word, a colour, and how far it has run, for pages and lists."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from reviews import regimes
from reviews.enums import DateKind
from reviews.models import ClockException
from reviews.regimes import Clock
from subgroup.clock import day_of
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.wording import long_date
from subgroup.models import Deadline

SOON = 5
"""Working days before its due day in which a clock is due soon."""


@dataclass(frozen=True)
class State:
    word: str
    colour: str
    is_late: bool = False
    needs_reason: bool = False


RUNNING, SOON_DUE, TODAY = State("Running", "blue"), State("Due soon", "yellow"), State("Due today", "yellow")
OVERDUE = State("Overdue", "red", is_late=True)
REASON_NEEDED = State("Late, reason needed", "red", is_late=True, needs_reason=True)
WITH_REASON = State("Late, with a reason", "orange", is_late=True)
IN_TIME, DONE_LATE = State("In time", "green"), State("Done late", "orange")
REASON_NEEDED_AFTER = State("Done late, reason needed", "red", needs_reason=True)
NOT_OWED, OVER = State("Not owed", "grey"), State("Over", "grey")


def clock_of(row: Deadline) -> Clock:
    """As the guidance has it under which the row was made. Raises KeyError for a row that is no statutory clock."""
    known = regimes.clocks()[row.rule]
    return next((one.clocks.get(row.rule, known) for one in regimes.every() if one.key == row.regime), known)


def guidance_of(row: Deadline) -> str:
    """The name of the guidance under which a clock runs; its key, where that guidance is known no more."""
    return next((one.name for one in regimes.every() if one.key == row.regime), row.regime)


def counted(row: Deadline, days: Mapping[str, date], *, said: Callable[[date], str] = long_date) -> str:
    """How its day was counted: “1 calendar month after “Board told”, Monday 2 October 2017”. `days`: those of its case."""
    how = re.sub(r"\bmonth", "calendar month", row.because)
    kind = next((one for one in clock_of(row).starts if days.get(one) == row.trigger_on), None)
    named = f"“{DateKind(kind).label}”, " if kind else ""
    return how.replace(long_date(row.trigger_on), f"{named}{said(row.trigger_on)}")


def reason_for(row: Deadline) -> ClockException | None:
    """The reason that holds. Needs `clock_exceptions` fetched."""
    return next(reversed(list(row.clock_exceptions.all())), None)


def state_of(row: Deadline, today: date, calendar: WorkingCalendar) -> State:
    """Needs `clock_exceptions` fetched."""
    clock, state = clock_of(row), fixed_state(row, today, calendar)
    if state is OVERDUE:
        return OVER if clock.lapses else _late(row, clock, today)
    if state is DONE_LATE and clock.normally and not reason_for(row):
        return REASON_NEEDED_AFTER
    return RUNNING if clock.lapses and row.is_open else state


def fixed_state(row: Deadline, today: date, calendar: WorkingCalendar) -> State:
    """Of what has a fixed limit, also where no guidance has a clock for it."""
    if row.released_at:
        return NOT_OWED
    if row.met_on:
        return IN_TIME if row.met_on <= row.due_on else DONE_LATE
    if row.due_on < today:
        return OVERDUE
    if row.due_on == today:
        return TODAY
    return SOON_DUE if calendar.working_days_between(today, row.due_on) <= SOON else RUNNING


def _late(row: Deadline, clock: Clock, today: date) -> State:
    if not clock.normally:
        return OVERDUE
    reason = reason_for(row)
    return WITH_REASON if reason and reason.expected_on >= today else REASON_NEEDED


@dataclass(frozen=True)
class Bar:
    """A clock as a line from its start to its end, in hundredths: where it is due, how far it has come, where today stands."""

    due: int
    done: int
    today: int | None

    @property
    def over(self) -> int:
        return self.done - self.due

    @property
    def due_line(self) -> float:
        """Kept inside the picture, so that it is not cut in half at its ends."""
        return min(max(self.due, 0.5), 99.5)

    @property
    def today_dot(self) -> float:
        return min(max(self.today or 0, 1.5), 98.5)


def bar_of(row: Deadline, today: date) -> Bar:
    """What is counted back from a day to come begins on the day on which it was entered."""
    stop = row.met_on
    reached = stop or today
    start = row.trigger_on if row.trigger_on <= row.due_on else min(day_of(row.created_at), row.due_on)
    end = max(row.due_on, reached)
    length = max((end - start).days, 1)

    def at(day: date) -> int:
        return max(0, min(100, round(100 * (day - start).days / length)))

    return Bar(at(row.due_on), at(reached), at(today) if stop is None and start <= today else None)
