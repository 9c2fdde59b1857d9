"""England's working days: not Saturday, Sunday, a bank holiday or a closure that the sub-group entered."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays

ONE_DAY = timedelta(days=1)
WEEKEND = {5: "Saturday", 6: "Sunday"}
FIRST_YEAR, LAST_YEAR = 1872, 2100


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """England's bank holidays of a year by name, those on a weekend beside their substitutes.

    Raises ValueError for a year whose bank holidays nobody can tell.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            f"England's bank holidays are known for the years {FIRST_YEAR} to {LAST_YEAR}, not for {year}."
        )
    found = holidays.country_holidays("GB", subdiv="ENG", years=year, expand=False)
    return MappingProxyType({day: name.removesuffix(" (observed)") for day, name in found.items()})


class WorkingCalendar:
    """Says which days are worked. `closures` maps a closed day to its reason."""

    def __init__(self, closures: Mapping[date, str] | None = None) -> None:
        self.closures: Mapping[date, str] = MappingProxyType(dict(closures or {}))

    def why_not(self, day: date) -> str | None:
        """Why a day is not worked ("Saturday", "Good Friday", "closure: office move"), or None if it is."""
        if day.weekday() in WEEKEND:
            return WEEKEND[day.weekday()]
        holiday = bank_holidays(day.year).get(day)
        if holiday is not None:
            return holiday
        closure = self.closures.get(day)
        if closure is None:
            return None
        return f"closure: {closure}" if closure else "closure"

    def is_working(self, day: date) -> bool:
        return self.why_not(day) is None

    def next_working(self, day: date) -> date:
        """The first working day on or after a day."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days b lies after a: a is not counted and b is. Negative when b is before a.

        The reverse of shift(): working_days_between(a, shift(a, n, WORKING, calendar).date) == n.
        """
        return -self._worked(b, a - ONE_DAY) if b < a else self._worked(a + ONE_DAY, b)

    def _worked(self, first: date, last: date) -> int:
        """How many days are worked from one to another, both counted."""
        if last < first:
            return 0
        weeks, more = divmod((last - first).days + 1, 7)
        weekdays = 5 * weeks + sum((first + n * ONE_DAY).weekday() not in WEEKEND for n in range(more))
        off = set(self.closures).union(*(bank_holidays(year) for year in range(first.year, last.year + 1)))
        return weekdays - sum(first <= day <= last and day.weekday() not in WEEKEND for day in off)

    def with_closures(self, closures: Mapping[date, str]) -> "WorkingCalendar":
        """The same calendar with more days closed: to ask what would move before a closure is entered."""
        return WorkingCalendar({**self.closures, **closures})
