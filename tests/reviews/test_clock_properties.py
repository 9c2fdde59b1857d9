"""The clocks of a case under any days in any order, with corrections: they equal what is worked out here on its own."""

from calendar import monthrange
from datetime import date, time, timedelta

import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings

from reviews.enums import DateKind
from reviews.services import cases, clocks, dates
from subgroup.clock import moment
from subgroup.deadlines.calendar import bank_holidays
from subgroup.models import Deadline, DeadlineMove

NOW = moment(date(2027, 1, 4), time(12))
D = DateKind
WT2015 = {
    "s1_ofsted_told": ("aware", 5, "ofsted_told"),
    "s1_board_told": ("aware", 5, "board_told"),
    "s2_chair_decides": ("board_told", "1 month", "chair_decided"),
    "s3_decision_told": ("chair_decided", 5, None),
    "s4_review_complete": ("initiated", "6 months", "completed"),
    "s5_report_sent": ("publication_planned", -7, None),
    "s6_report_available": ("published", "12 months", None),
}
FROM_2018 = {"s1_panel_told": ("aware", 5, "national_panel_told")} | {
    key: value for key, value in WT2015.items() if key != "s1_ofsted_told"
}
PARTNERS = {
    "s1_panel_told": ("aware", 5, "national_panel_told"),
    "s1_partners_told": ("aware", 5, "board_told"),
    "rapid_review": ("national_panel_told board_told", 15, "rapid_review_done"),
    **{key: WT2015[key] for key in ("s4_review_complete", "s5_report_sent", "s6_report_available")},
}


def guidance(days, opened):
    """By the day on which the Board was told, else the authority became aware, else the case was opened. Salford's days."""
    day = days.get("board_told") or days.get("aware") or opened
    if day >= date(2019, 4, 1):
        return PARTNERS
    return FROM_2018 if day >= date(2018, 6, 29) else WT2015


def counted(day, how):
    """By hand: working days one by one, months by their number."""
    if isinstance(how, int):
        left, step = abs(how), timedelta(days=1 if how > 0 else -1)
        while left:
            day += step
            left -= day.weekday() < 5 and day not in bank_holidays(day.year)
        return day
    months = day.month - 1 + int(how.split()[0])
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def expected(days, opened):
    """Clock → (counted from, due, stopped on)."""
    found = {}
    for key, (starts, how, stop) in guidance(days, opened).items():
        start = next((days[kind] for kind in starts.split() if kind in days), None)
        if start:
            found[key] = (start, counted(start, how), days.get(stop))
    return found


def shown(case):
    rows = Deadline.objects.about("case", case.pk).filter(released_at=None)
    return {row.rule: (row.trigger_on, row.due_on, row.met_on) for row in rows}


AWKWARD = [
    date(2016, 1, 31), date(2016, 2, 29), date(2017, 3, 25), date(2017, 10, 29), date(2017, 12, 22), date(2018, 1, 31),
    date(2018, 6, 28), date(2018, 6, 29), date(2018, 8, 31), date(2019, 3, 31), date(2019, 4, 1), date(2020, 2, 29),
    date(2022, 6, 2), date(2023, 12, 15),
]  # fmt: skip
"""Ends of months, leap days, the clocks going forward and back, Christmas, a moved bank holiday, and where guidance changes."""

DAYS = st.sampled_from(AWKWARD) | st.dates(date(2015, 4, 1), date(2026, 12, 31))
STEPS = st.lists(st.tuples(st.sampled_from(D.values), st.none() | DAYS), min_size=1, max_size=8)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(opened=DAYS, steps=STEPS)
@example(
    opened=date(2018, 6, 28), steps=[("board_told", date(2018, 6, 29)), ("board_told", date(2018, 6, 28))]
)
@example(opened=date(2017, 1, 3), steps=[("aware", date(2016, 12, 23)), ("board_told", date(2016, 1, 31))])
@example(
    opened=date(2017, 1, 3),
    steps=[("board_told", date(2017, 1, 31)), ("chair_decided", date(2017, 2, 1)), ("board_told", None)],
)
def test_S1_to_S6_the_clocks_always_equal_what_the_days_say_and_following_twice_changes_nothing(
    group, opened, steps
):
    case = cases.open_case(group=group, by=None, at=moment(opened, time(9)))
    days = {}
    for kind, day in steps:
        if day is None and kind not in days:
            continue
        dates.record(case=case, kind=kind, day=day, by=None, at=NOW, because="Corrected")
        days.pop(kind, None)
        days |= {kind: day} if day else {}
        assert shown(case) == expected(days, opened)
    before = list(Deadline.objects.about("case", case.pk).values()), DeadlineMove.objects.count()
    clocks.follow(case=case, at=NOW)
    assert (list(Deadline.objects.about("case", case.pk).values()), DeadlineMove.objects.count()) == before


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(
        st.tuples(st.sampled_from(D.values), DAYS), min_size=2, max_size=5, unique_by=lambda one: one[0]
    )
)
def test_S1_to_S6_the_order_in_which_days_are_recorded_makes_no_difference(group, days):
    found = []
    for order in (days, days[::-1]):
        case = cases.open_case(group=group, by=None, at=moment(date(2017, 1, 3), time(9)))
        for kind, day in order:
            dates.record(case=case, kind=kind, day=day, by=None, at=NOW)
        found.append((case.regime, shown(case)))
    assert found[0] == found[1]
