from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subgroup.deadlines.arithmetic import Unit, shift
from subgroup.deadlines.calendar import WorkingCalendar, bank_holidays
from tests.subgroup import oracle

ENGLAND = WorkingCalendar()
days = st.dates(date(2017, 3, 1), date(2019, 12, 31))
offsets = st.integers(-40, 40)
closures = st.sets(days, max_size=6)


def d(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("meeting", "items", "publish", "minutes"),
    [
        ("2017-04-20", "2017-04-04", "2017-04-11", "2017-05-11"),
        ("2017-06-01", "2017-05-17", "2017-05-24", "2017-06-21"),
        ("2017-07-13", "2017-06-29", "2017-07-06", "2017-08-02"),
        ("2017-08-24", "2017-08-10", "2017-08-17", "2017-09-14"),
        ("2017-10-05", "2017-09-21", "2017-09-28", "2017-10-25"),
        ("2017-11-16", "2017-11-02", "2017-11-09", "2017-12-06"),
        ("2018-01-04", "2017-12-18", "2017-12-27", "2018-01-24"),
        ("2018-02-08", "2018-01-25", "2018-02-01", "2018-02-28"),
        ("2018-03-22", "2018-03-08", "2018-03-15", "2018-04-13"),
    ],
)
def test_A2_A3_P10_dates_of_the_year_2017_18(meeting, items, publish, minutes):
    answers = [shift(d(meeting), n, Unit.WORKING, ENGLAND).date for n in (-10, -5, 14)]

    assert answers == [d(items), d(publish), d(minutes)]


@settings(max_examples=400)
@given(days, offsets, closures)
def test_working_days_agree_with_a_count_by_hand(start, offset, closed):
    calendar = WorkingCalendar(dict.fromkeys(closed, "closed"))

    assert shift(start, offset, Unit.WORKING, calendar).date == oracle.nth_working_day(start, offset, closed)


def test_every_working_day_of_the_table_is_one_and_no_other():
    length = (oracle.LAST - oracle.FIRST).days + 1
    every = [oracle.FIRST + timedelta(days=n) for n in range(length)]

    assert [day for day in every if ENGLAND.is_working(day)] == [
        day for day in every if oracle.is_working(day)
    ]


@given(days, offsets, closures)
def test_there_and_back_agrees_where_the_start_is_a_working_day(start, offset, closed):
    calendar = WorkingCalendar(dict.fromkeys(closed, "closed"))
    start = calendar.next_working(start)
    there = shift(start, offset, Unit.WORKING, calendar)
    back = shift(there.date, -offset, Unit.WORKING, calendar)

    assert back.date == start
    assert back.skipped == there.skipped
    assert calendar.working_days_between(start, there.date) == offset


@given(days, offsets.filter(bool), closures)
def test_a_count_of_working_days_ends_on_one_and_names_every_day_passed_over(start, offset, closed):
    calendar = WorkingCalendar(dict.fromkeys(closed, "closed"))
    answer = shift(start, offset, Unit.WORKING, calendar)
    low, high = sorted((start, answer.date))
    between = [low + timedelta(days=n) for n in range(1, (high - low).days)]

    assert calendar.is_working(answer.date)
    assert [skip.date for skip in answer.skipped] == [day for day in between if not calendar.is_working(day)]
    assert all(skip.why == calendar.why_not(skip.date) for skip in answer.skipped)


@given(days, offsets, st.sampled_from([Unit.CALENDAR, Unit.CLEAR, Unit.WEEKS]))
def test_there_and_back_agrees_in_the_units_that_know_no_weekend(start, offset, unit):
    there = shift(start, offset, unit, ENGLAND)

    assert shift(there.date, -offset, unit, ENGLAND).date == start
    assert there.skipped == ()


@given(days, st.integers(1, 200))
def test_clear_days_lie_whole_between_the_two(start, number):
    before = shift(start, -number, Unit.CLEAR, ENGLAND).date

    assert (start - before).days - 1 == number


@given(days, st.integers(-30, 30))
def test_months_keep_the_day_or_take_the_last(start, number):
    answer = shift(start, number, Unit.MONTHS, ENGLAND).date

    assert (answer.year * 12 + answer.month) - (start.year * 12 + start.month) == number
    assert answer.day == start.day or (answer.day < start.day and (answer + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("start", "offset", "unit", "answer"),
    [
        ("2017-10-23", -10, "working", "2017-10-09"),
        ("2017-12-22", 1, "working", "2017-12-27"),
        ("2017-12-23", 1, "working", "2017-12-27"),
        ("2018-01-02", -1, "working", "2017-12-29"),
        ("2016-12-23", 1, "working", "2016-12-28"),
        ("2017-04-13", 1, "working", "2017-04-18"),
        ("2017-04-18", -1, "working", "2017-04-13"),
        ("2017-04-28", 1, "working", "2017-05-02"),
        ("2017-04-15", -1, "working", "2017-04-13"),
        ("2017-04-15", 0, "working", "2017-04-15"),
        ("2020-05-07", 1, "working", "2020-05-11"),
        ("2020-05-01", 1, "working", "2020-05-04"),
        ("2022-06-01", 1, "working", "2022-06-06"),
        ("2022-09-16", 1, "working", "2022-09-20"),
        ("2023-05-05", 1, "working", "2023-05-09"),
        ("2027-12-24", 1, "working", "2027-12-29"),
        ("2016-02-28", 1, "calendar", "2016-02-29"),
        ("2017-02-28", 1, "calendar", "2017-03-01"),
        ("2017-10-23", -7, "clear", "2017-10-15"),
        ("2017-10-23", 7, "clear", "2017-10-31"),
        ("2017-10-23", 1, "clear", "2017-10-25"),
        ("2017-10-23", 0, "clear", "2017-10-23"),
        ("2017-10-23", -2, "weeks", "2017-10-09"),
        ("2017-01-31", 1, "months", "2017-02-28"),
        ("2016-01-31", 1, "months", "2016-02-29"),
        ("2016-02-29", 12, "months", "2017-02-28"),
        ("2017-03-31", -1, "months", "2017-02-28"),
        ("2017-01-31", 2, "months", "2017-03-31"),
        ("2017-12-15", 1, "months", "2018-01-15"),
        ("2017-01-15", -13, "months", "2015-12-15"),
    ],
)
def test_dates_at_the_edges(start, offset, unit, answer):
    assert shift(d(start), offset, Unit(unit), ENGLAND).date == d(answer)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize(("start", "offset"), [(date.max, 20), (date.min, -20), (d("2017-01-01"), 10**9)])
def test_a_date_outside_the_calendar_is_refused_in_a_sentence(start, offset, unit):
    with pytest.raises(ValueError, match=r"^(That date would lie|England's bank holidays are known).*\.$"):
        shift(start, offset, unit, ENGLAND)


def test_why_a_day_is_not_worked():
    calendar = WorkingCalendar(
        {d("2017-07-14"): "office move", d("2017-07-15"): "office move", d("2017-07-17"): ""}
    )

    assert [calendar.why_not(d(f"2017-07-{day}")) for day in (13, 14, 15, 16, 17)] == [
        None,
        "closure: office move",
        "Saturday",
        "Sunday",
        "closure",
    ]
    assert calendar.why_not(d("2017-04-14")) == "Good Friday"
    assert calendar.why_not(d("2017-01-02")) == "New Year's Day"


def test_a_closure_is_tried_without_being_kept():
    tried = ENGLAND.with_closures({d("2017-10-20"): "flood"})

    assert shift(d("2017-10-23"), -10, Unit.WORKING, tried).date == d("2017-10-06")
    assert shift(d("2017-10-23"), -10, Unit.WORKING, ENGLAND).date == d("2017-10-09")


@pytest.mark.parametrize("year", [1871, 2101])
def test_a_year_whose_bank_holidays_nobody_knows_is_refused_rather_than_guessed(year):
    with pytest.raises(ValueError, match=f"not for {year}"):
        bank_holidays(year)


def test_the_first_and_the_last_dates_there_are_can_be_reached():
    assert shift(d("0001-02-01"), -1, Unit.MONTHS, ENGLAND).date == date.min
    assert shift(d("9999-11-30"), 1, Unit.MONTHS, ENGLAND).date == d("9999-12-30")
    assert shift(date.max, -1, Unit.CALENDAR, ENGLAND).date == d("9999-12-30")
    assert bank_holidays(1872)
    assert bank_holidays(2100)
