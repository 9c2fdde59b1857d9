"""Counting from a date by working, calendar or clear days, weeks or months."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum

from subgroup.deadlines.calendar import ONE_DAY, WorkingCalendar

OUT_OF_RANGE = f"That date would lie outside the years {MINYEAR} to {MAXYEAR}."
MORE_DAYS_THAN_THERE_ARE = (date.max - date.min).days + 1


class Unit(StrEnum):
    WORKING = "working"
    CALENDAR = "calendar"
    CLEAR = "clear"
    WEEKS = "weeks"
    MONTHS = "months"


WORKING, CALENDAR, CLEAR, WEEKS, MONTHS = Unit


@dataclass(frozen=True)
class Skipped:
    """A day that was passed over in a count of working days, and why."""

    date: date
    why: str


@dataclass(frozen=True)
class Shifted:
    date: date
    skipped: tuple[Skipped, ...] = ()


def shift(start: date, offset: int, unit: Unit, calendar: WorkingCalendar) -> Shifted:
    """The day that lies `offset` units from `start`; below zero is before it, and 0 is the start itself.

    Working days: the start is day 0 and is not counted, whether it is a working day or not, and the answer is
    the Nth working day from it. Clear days are calendar days with neither end counted, so that N of them lie
    between the start and the answer. Months: the same day of the month or its last, in one step.
    Raises ValueError with a sentence when the answer lies outside the calendar.
    """
    if abs(offset) > MORE_DAYS_THAN_THERE_ARE:
        raise ValueError(OUT_OF_RANGE)
    if offset == 0:
        return Shifted(start)
    try:
        match unit:
            case Unit.WORKING:
                return _working(start, offset, calendar)
            case Unit.CALENDAR:
                return Shifted(start + timedelta(days=offset))
            case Unit.CLEAR:
                return Shifted(start + timedelta(days=offset + (1 if offset > 0 else -1)))
            case Unit.WEEKS:
                return Shifted(start + timedelta(weeks=offset))
            case Unit.MONTHS:
                return Shifted(add_months(start, offset))
    except OverflowError:
        raise ValueError(OUT_OF_RANGE) from None


def _working(start: date, offset: int, calendar: WorkingCalendar) -> Shifted:
    step = ONE_DAY if offset > 0 else -ONE_DAY
    left, day, skipped = abs(offset), start, []
    while left:
        day += step
        why = calendar.why_not(day)
        if why is None:
            left -= 1
        else:
            skipped.append(Skipped(day, why))
    if offset < 0:
        skipped.reverse()
    return Shifted(day, tuple(skipped))


def add_months(start: date, months: int) -> date:
    """The same day of another month, or that month's last day. Raises OverflowError outside the calendar."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError(OUT_OF_RANGE)
    month += 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
