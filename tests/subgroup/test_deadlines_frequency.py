from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgroup.deadlines.arithmetic import Unit
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.frequency import Frequency, clashes, propose
from subgroup.deadlines.rules import Offset

ENGLAND = WorkingCalendar()
SIX_WEEKS = Frequency.parse("every 6 weeks")
OFFSETS = {"items": Offset(10), "minutes": Offset(14, Unit.WORKING, "after")}
THURSDAY = 3


def plan(start, frequency, weekday=THURSDAY, calendar=ENGLAND, **more):
    return propose(date.fromisoformat(start), Frequency.parse(frequency), weekday, calendar=calendar, **more)


def dates(proposals):
    return " ".join(proposal.on.isoformat() for proposal in proposals)


def test_A1_the_year_2017_18_is_proposed_as_the_board_had_it():
    proposals = plan("2017-04-20", "every 6 weeks", count=9)

    assert dates(proposals) == (
        "2017-04-20 2017-06-01 2017-07-13 2017-08-24 2017-10-05 2017-11-16 2017-12-28 2018-02-08 2018-03-22"
    )
    assert [proposal.warnings for proposal in proposals] == [
        ("falls in the week of Easter Monday",),
        ("falls in the week of Spring Bank Holiday",),
        (),
        (),
        (),
        (),
        ("falls between Christmas and New Year",),
        (),
        (),
    ]


def test_A1_until_a_day_includes_that_day():
    assert (
        dates(plan("2017-04-20", "every 6 weeks", until=date(2017, 7, 13)))
        == "2017-04-20 2017-06-01 2017-07-13"
    )
    assert dates(plan("2017-04-20", "every 6 weeks", until=date(2017, 7, 12))) == "2017-04-20 2017-06-01"


def test_A1_the_first_date_is_the_weekday_on_or_after_the_start():
    assert dates(plan("2017-04-17", "every 6 weeks", count=2)) == "2017-04-20 2017-06-01"


def test_A1_a_bank_holiday_moves_one_date_a_week_on_and_the_others_keep_their_cycle():
    proposals = plan("2017-04-03", "every 2 weeks", weekday=0, count=4)

    assert dates(proposals) == "2017-04-03 2017-04-24 2017-05-08 2017-05-15"
    assert proposals[1].moved_from == date(2017, 4, 17)
    assert proposals[1].why == "Monday 17 April 2017 is not possible: Easter Monday"
    assert proposals[2].moved_from == date(2017, 5, 1)
    assert proposals[3].moved_from is None


def test_A1_where_a_week_later_will_not_do_a_week_before_is_taken():
    proposals = plan("2017-03-20", "every 4 weeks", weekday=0, until=date(2017, 4, 20))

    assert dates(proposals) == "2017-03-20 2017-04-10"


def test_A1_a_weekly_group_takes_the_next_working_day():
    assert dates(plan("2017-04-10", "weekly", weekday=0, count=3)) == "2017-04-10 2017-04-18 2017-04-24"


def test_A1_a_week_closed_throughout_shares_the_next_days_meeting():
    calendar = WorkingCalendar({date(2017, 12, day): "closed" for day in (27, 28, 29)})

    proposals = plan("2017-12-18", "weekly", weekday=0, count=4, calendar=calendar)

    assert dates(proposals) == "2017-12-18 2018-01-02 2018-01-08"


def test_A1_two_dates_that_both_move_do_not_land_on_one_day():
    calendar = WorkingCalendar({date(2017, 6, day): "closed" for day in (8, 22, 29)})

    proposals = plan("2017-05-25", "every 2 weeks", count=3, calendar=calendar)

    assert dates(proposals) == "2017-05-25 2017-06-15 2017-06-23"


def test_A1_another_groups_meeting_is_avoided_and_where_it_cannot_be_is_warned_of():
    busy = {date(2017, 6, 1): "Learning sub-group meets"}
    every_week = {date(2017, 6, 1) + timedelta(weeks=n): "Learning sub-group meets" for n in range(-4, 5)}

    moved = plan("2017-04-20", "every 6 weeks", count=2, avoid=busy)[1]
    stuck = plan("2017-04-20", "every 6 weeks", count=2, avoid=every_week)[1]

    assert (moved.on, moved.moved_from) == (date(2017, 6, 8), date(2017, 6, 1))
    assert moved.why == "Thursday 1 June 2017: Learning sub-group meets"
    assert (stuck.on, stuck.moved_from) == (date(2017, 6, 1), None)
    assert stuck.warnings[0] == "Learning sub-group meets"


def test_A1_a_long_school_holiday_is_avoided_while_a_fortnight_lies_between_meetings():
    summer = {date(2019, 7, 25) + timedelta(days=n): "Summer" for n in range(40)}

    six_weekly = plan("2019-06-27", "every 6 weeks", count=3, avoid=summer)
    monthly = plan("2019-07-11", "monthly", count=3, avoid=summer)

    assert dates(six_weekly) == "2019-06-27 2019-07-18 2019-09-19"
    assert six_weekly[1].why == "Thursday 8 August 2019: Summer"
    assert dates(monthly) == "2019-07-11 2019-08-08 2019-09-12"
    assert monthly[1].warnings == ("Summer",)


def test_A1_what_is_only_to_be_warned_of_moves_nothing():
    proposal = plan("2017-07-27", "monthly", count=1, warn={date(2017, 7, 27): "school holiday"})[0]

    assert (proposal.on, proposal.warnings) == (date(2017, 7, 27), ("school holiday",))


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        ("monthly", "2017-01-19 2017-02-16 2017-03-16 2017-04-20"),
        ("every two months", "2017-01-19 2017-03-16 2017-05-18 2017-07-20"),
        ("quarterly", "2017-01-19 2017-04-20 2017-07-20 2017-10-19"),
        ("at least 4 a year", "2017-01-19 2017-04-20 2017-07-20 2017-10-19"),
        ("at least 5 a year", "2017-01-19 2017-03-30 2017-06-08 2017-08-17"),
        ("as required", "2017-01-19"),
    ],
)
def test_A1_every_frequency_that_terms_can_name(frequency, expected):
    assert dates(plan("2017-01-19", frequency, count=4)) == expected
    assert Frequency.parse(Frequency.parse(frequency).text) == Frequency.parse(frequency)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Six weekly", "every 6 weeks"),
        ("six-weekly", "every 6 weeks"),
        ("every other month", "every 2 months"),
        ("at least four times a year", "at least 4 a year"),
    ],
)
def test_A1_a_frequency_is_read_as_terms_of_reference_write_it(text, same):
    assert Frequency.parse(text).text == same


def test_A1_a_fifth_thursday_is_the_last_of_the_month():
    assert dates(plan("2017-08-31", "monthly", count=3)) == "2017-08-31 2017-09-28 2017-10-26"


@pytest.mark.parametrize(
    "text", ["", "often", "every 0 weeks", "every -6 weeks", "every 600 weeks", "at least 0 a year"]
)
def test_a_frequency_that_means_nothing_is_refused_with_those_that_do(text):
    with pytest.raises(ValueError, match="“every 6 weeks”"):
        Frequency.parse(text)


@given(
    st.dates(date(2017, 1, 1), date(2027, 1, 1)),
    st.integers(0, 4),
    st.sampled_from(["weekly", "every 6 weeks", "monthly", "quarterly", "at least 5 a year"]),
    st.lists(st.dates(date(2017, 1, 1), date(2029, 1, 1)), max_size=4),
)
def test_A1_every_proposed_day_is_worked_and_no_two_meet(start, weekday, frequency, closed):
    calendar = WorkingCalendar(dict.fromkeys(closed, "closed"))
    found = [p.on for p in propose(start, Frequency.parse(frequency), weekday, calendar=calendar, count=12)]

    assert all(calendar.is_working(day) for day in found)
    assert found == sorted(set(found))
    assert found[0] >= start


def test_a_plan_beyond_the_calendar_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="outside the years"):
        plan("9999-12-01", "monthly", count=12)


def test_A1_minutes_due_after_the_next_items_close_are_a_clash():
    found = clashes([date(2017, 10, 5), date(2017, 11, 2), date(2017, 12, 14)], OFFSETS, ENGLAND)

    assert [clash.sentence for clash in found] == [
        (
            "The minutes of Thursday 5 October 2017 are due on Wednesday 25 October 2017, 6 days after items for "
            "Thursday 2 November 2017 close on Thursday 19 October 2017."
        )
    ]
