"""Working days counted the slow way, from a table of bank holidays written by hand from the government's list."""

from datetime import date, timedelta

BANK_HOLIDAYS = {
    date.fromisoformat(day)
    for day in [
        "2016-12-26",
        "2016-12-27",
        "2017-01-02",
        "2017-04-14",
        "2017-04-17",
        "2017-05-01",
        "2017-05-29",
        "2017-08-28",
        "2017-12-25",
        "2017-12-26",
        "2018-01-01",
        "2018-03-30",
        "2018-04-02",
        "2018-05-07",
        "2018-05-28",
        "2018-08-27",
        "2018-12-25",
        "2018-12-26",
        "2019-01-01",
        "2019-04-19",
        "2019-04-22",
        "2019-05-06",
        "2019-05-27",
        "2019-08-26",
        "2019-12-25",
        "2019-12-26",
        "2020-01-01",
    ]
}
FIRST, LAST = date(2016, 12, 26), date(2020, 3, 31)
"""The days for which the table is complete."""


def is_working(day, closures=()):
    assert FIRST <= day <= LAST, "outside the oracle's table"
    return day.strftime("%a") not in ("Sat", "Sun") and day not in BANK_HOLIDAYS and day not in closures


def nth_working_day(start, n, closures=()):
    """Lists every working day on the wanted side of the start and takes the nth."""
    if n == 0:
        return start
    sign = 1 if n > 0 else -1
    days = (start + timedelta(days=sign * step) for step in range(1, 400))
    working = []
    for day in days:
        if is_working(day, closures):
            working.append(day)
        if len(working) == abs(n):
            return working[-1]
    raise AssertionError("further than a year")
