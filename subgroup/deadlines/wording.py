"""Dates and counts in words, for sentences that explain a date."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from subgroup.deadlines.arithmetic import CALENDAR, CLEAR, MONTHS, WEEKS, WORKING, Skipped, Unit

UNIT_NAMES = {
    WORKING: ("working day", "working days"),
    CALENDAR: ("calendar day", "calendar days"),
    CLEAR: ("clear day", "clear days"),
    WEEKS: ("week", "weeks"),
    MONTHS: ("month", "months"),
}
WEEKEND_NAMES = ("Saturday", "Sunday")


def long_date(day: date) -> str:
    """Thursday 25 January 2018."""
    return _long(day)


@lru_cache(maxsize=4096)
def _long(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def measure(amount: int, unit: Unit) -> str:
    """10 working days."""
    return count(amount, *UNIT_NAMES[unit])


def listing(parts: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def not_counting(skipped: Sequence[Skipped]) -> str:
    """What a count of working days passed over: "not counting 2 weekends (4 days); no bank holiday"."""
    weekend = [skip.date for skip in skipped if skip.why in WEEKEND_NAMES]
    others = [f"{skip.why} ({long_date(skip.date)})" for skip in skipped if skip.why not in WEEKEND_NAMES]
    if not weekend and not others:
        return "with no weekend or bank holiday between"
    if not weekend:
        return f"not counting {listing(others)}"
    ends = len({day.isocalendar()[:2] for day in weekend})
    if len(weekend) == 2 * ends:
        parts = f"{count(ends, 'weekend', 'weekends')} ({len(weekend)} days)"
    else:
        parts = count(len(weekend), "weekend day", "weekend days")
    return f"not counting {listing([parts, *others])}" + ("" if others else "; no bank holiday")
