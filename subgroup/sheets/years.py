"""The year of a date that was written without one."""

from datetime import date
from typing import NamedTuple

OWN_DATE, TODAY = "the file's own date", "today’s date"


class Near(NamedTuple):
    """From where a year comes that is not written: the one nearest to a day, the last up to it, or the first from it on."""

    day: date
    source: str
    order: int = 0
    """-1: up to the day; 1: from it on."""

    @property
    def is_of_file(self) -> bool:
        """The day is that of the file as a whole, and no guess."""
        return self.source in (OWN_DATE, TODAY)

    def year(self, month: int) -> int:
        if not self.order:
            return nearest_year(self.day, month)
        return self.day.year + self._turns(month, self.day.month)

    def financial_year(self, quarter: int) -> int:
        return financial_year(self.day) + self._turns(quarter, (self.day.month - 4) % 12 // 3 + 1)

    def _turns(self, part: int, of_day: int) -> int:
        return self.order if self.order * (of_day - part) > 0 else 0


def financial_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def nearest_year(near: date, month: int) -> int:
    """The year in which the month lies nearest to a day: “April” in February is the next one, “November” the last one."""
    months = near.month - month
    return near.year + (1 if months > 6 else -1 if months < -6 else 0)
