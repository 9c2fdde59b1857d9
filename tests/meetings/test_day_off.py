"""A bank holiday or a closure that is announced when meetings are planned already (A1, A2)."""

from datetime import date, time

import pytest
from django.urls import reverse

from meetings.models import Meeting
from meetings.services import owing, submission
from subgroup import clock, daily
from subgroup.clock import moment
from subgroup.deadlines import calendar
from subgroup.ledger import Reckoner
from subgroup.models import Closure, Deadline, DeadlineMove
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db
TODAY = date(2017, 4, 3)
AT = moment(TODAY, time(7))
MEETING = date(2017, 6, 1)
FUNERAL = date(2017, 5, 22)


def planned(group) -> Meeting:
    meeting = make_meeting(group, MEETING)
    owing.owe(meeting, reckoner=Reckoner(group), by=None, at=AT)
    return meeting


@pytest.fixture
def announced(monkeypatch):
    """`announced(day)`: from now on it is one of England's bank holidays."""
    known = calendar.bank_holidays

    def announce(day: date) -> None:
        monkeypatch.setattr(
            calendar,
            "bank_holidays",
            lambda year: {**known(year), **({day: "State funeral"} if day.year == year else {})},
        )

    return announce


def test_A2_what_is_owed_follows_a_bank_holiday_announced_later_and_says_why(group, announced):
    meeting = planned(group)
    daily.run(today=TODAY, at=AT)
    items = Deadline.objects.get(rule="items", subject_id=str(meeting.pk))
    assert items.due_on == date(2017, 5, 17)
    announced(FUNERAL)
    lines = daily.run(today=TODAY, at=AT)
    assert f"{group}: 1 date moved by other bank holidays" in lines
    items.refresh_from_db()
    assert items.due_on == submission.items_due(meeting).on == date(2017, 5, 16)
    assert "State funeral" in items.explanation
    (move,) = DeadlineMove.objects.all()
    assert "bank holidays" in move.reason
    assert daily.run(today=TODAY, at=AT) == []


def test_A2_what_was_due_before_today_keeps_its_day(group, announced):
    meeting = planned(group)
    announced(date(2017, 5, 26))
    late = moment(date(2017, 5, 25), time(7))
    daily.run(today=late.date(), at=late)
    assert Deadline.objects.get(rule="publish", subject_id=str(meeting.pk)).due_on == date(2017, 5, 24)
    assert not DeadlineMove.objects.exists()


@pytest.mark.parametrize("by_closure", [True, False])
def test_A1_a_meeting_on_a_day_that_is_worked_no_more_says_so_and_what_can_be_done(
    group, announced, client_as, by_closure
):
    meeting = make_meeting(group, MEETING)
    detail = reverse("meetings:detail", args=[group.slug, meeting.pk])
    words = f"Thursday 1 June 2017 is not a working day any more: {'closure: Move of office' if by_closure else 'State funeral'}"
    with clock.frozen(AT):
        assert "not a working day any more" not in client_as("member").get(detail).content.decode()
        if by_closure:
            Closure.objects.create(group=group, day=MEETING, reason="Move of office", added_at=AT)
        else:
            announced(MEETING)
        assert words in client_as("member").get(detail).content.decode()
        home = client_as("business_support").get(reverse("group_home", args=[group.slug])).content.decode()
        assert words in home
        assert reverse("meetings:move", args=[group.slug, meeting.pk]) in home
