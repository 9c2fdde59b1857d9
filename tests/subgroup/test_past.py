"""Rows as they were on a past day, from the change log."""

from datetime import date, time

import pytest

from meetings.enums import MeetingState
from meetings.models import Meeting
from subgroup import clock, past
from subgroup.clock import moment
from tests import factories

FIRST, LATER = date(2017, 3, 6), date(2017, 4, 10)


@pytest.fixture
def meeting(group) -> Meeting:
    with clock.frozen(moment(FIRST)):
        return factories.make_meeting(group, date(2017, 4, 20), place="Room 1")


def then(group, on: date) -> list[Meeting]:
    return past.as_they_were(Meeting.objects.filter(group=group), past.close_of(on))


def change(meeting: Meeting, on: date, **fields) -> None:
    with clock.frozen(moment(on, time(12))):
        for name, value in fields.items():
            setattr(meeting, name, value)
        meeting.save()


def test_words_days_moments_and_keys_are_put_back_one_change_after_the_other(group, meeting):
    seat = factories.seat(group, "S01")
    change(meeting, date(2017, 3, 20), place="Room 2", day=date(2017, 4, 21))
    before = Meeting.objects.get()
    opened = moment(date(2017, 4, 10), time(9, 30))
    change(meeting, LATER, state=MeetingState.HELD, chaired_by_seat=seat, opened_at=opened)
    change(meeting, LATER, place="Room 3", opened_at=None)
    (row,) = then(group, date(2017, 4, 9))
    assert vars(row) | {"_state": None} == vars(before) | {"_state": None}
    assert row.chaired_by_seat is None
    (row,) = then(group, FIRST)
    assert (row.place, row.day) == ("Room 1", date(2017, 4, 20))
    (row,) = then(group, LATER)
    assert (row.place, row.state, row.chaired_by_seat) == ("Room 3", MeetingState.HELD, seat)


def test_a_moment_is_put_back_to_the_minute_in_summer_time(group, meeting):
    at = moment(date(2017, 7, 3), time(0, 30))
    change(meeting, date(2017, 7, 3), opened_at=at)
    change(meeting, date(2017, 7, 5), opened_at=None)
    (row,) = then(group, date(2017, 7, 4))
    assert row.opened_at == at


def test_what_was_made_later_is_not_there_and_the_last_minute_of_a_day_belongs_to_it(group, meeting):
    with clock.frozen(moment(LATER, time(23, 59))):
        factories.make_meeting(group, date(2017, 6, 1), number=9)
    assert [row.pk for row in then(group, date(2017, 4, 9))] == [meeting.pk]
    assert len(then(group, LATER)) == 2


def test_as_many_queries_for_more_rows(group, meeting, django_assert_num_queries):
    with clock.frozen(moment(LATER)):
        for number in range(5, 9):
            factories.make_meeting(group, date(2017, 6, number), number=number)
    then(group, FIRST)
    with django_assert_num_queries(2):
        then(group, FIRST)
