"""The guidance in force: whose clocks and criteria hold for a case."""

from datetime import date

_FROM = (("wt2015", date(2015, 3, 26)),)


def key_on(day: date) -> str:
    """The key of the regime in force on a day; the earliest for a day before any."""
    return next((key for key, begins in reversed(_FROM) if begins <= day), _FROM[0][0])
