"""A bank holiday or a closure that is announced when meetings are planned already (A1, A2)."""

from datetime import date, time

import pytest
from django.urls import reverse

from subgroup import clock
from subgroup.clock import moment
from subgroup.deadlines import calendar
from subgroup.models import Closure
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db
TODAY = date(2017, 4, 3)
AT = moment(TODAY, time(7))
MEETING = date(2017, 6, 1)


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
