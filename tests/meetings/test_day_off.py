"""A bank holiday or a closure that is announced when meetings are planned already (A1, A2)."""

from datetime import date, time

import pytest
from django.urls import reverse

from actionplans.models import Window
from meetings.services import planning, submission
from members.services import closures
from subgroup import calendar as calendars
from subgroup import clock, daily
from subgroup.clock import moment
from subgroup.deadlines import calendar
from subgroup.models import Breach, Closure, Deadline, DeadlineMove, Message, SubGroup
from tests.factories import holder, make_meeting, seat
from tests.meetings.test_planning import agreed

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


HOLIDAY = date(2017, 5, 19)
WHY = "Friday 19 May 2017 is a bank holiday now: State funeral."


@pytest.fixture
def meeting(group, chair, announced):
    """M2 on 1 June 2017, called for; then a Friday between its last day for items and the meeting is made a bank holiday."""
    meeting = agreed(group, chair)[1]
    planning.call_for_items(meeting=meeting, by=chair, at=AT)
    daily.run(today=TODAY, at=AT)
    announced(HOLIDAY)
    group.refresh_from_db()
    return meeting


def due(meeting):
    rows = Deadline.objects.about("meeting", meeting.pk).filter(owner_kind="role")
    return {rule: day.isoformat() for rule, day in rows.values_list("rule", "due_on")}


FIXED = {"items": "2017-05-17", "publish": "2017-05-24", "minutes": "2017-06-21"}


def test_A2_until_somebody_agrees_the_fixed_day_holds_for_every_page_run_and_item(group, meeting, client_as):
    last = moment(date(2017, 5, 17), time(23, 40))
    assert due(meeting) == FIXED
    for day in (date(2017, 5, 15), date(2017, 5, 17)):
        daily.run(today=day, at=moment(day, time(0, 5)))
    assert not DeadlineMove.objects.exists()
    assert Window.objects.get(meeting=meeting).closes_on == date(2017, 5, 17)
    with clock.frozen(last):
        support = client_as("business_support")
        for name in ("submit", "desk", "detail"):
            page = support.get(reverse(f"meetings:{name}", args=[group.slug, meeting.pk]))
            assert "Wednesday 17 May 2017" in page.content.decode(), name
        assert "17 May 2017" in support.get(reverse("meetings:plan", args=[group.slug])).content.decode()
    item = submission.submit(
        meeting=meeting, seat=seat(group, "S09"), by=holder(group, "S09"), at=last, title="Audit"
    )
    assert (item.late, item.due_on) == (False, date(2017, 5, 17))
    reminders = Message.objects.filter(kind="items_closing", about_id=str(meeting.pk))
    assert {"17 May" in mail.text for mail in reminders} == {True}


def test_A2_what_would_move_is_shown_item_by_item_with_who_is_told_and_moves_when_agreed(
    group, meeting, support, client_as
):
    address = reverse("members:dates", args=[group.slug])
    home = reverse("group_home", args=[group.slug])
    with clock.frozen(AT):
        desk = client_as("business_support")
        assert WHY in desk.get(home).content.decode()
        assert address in desk.get(home).content.decode()
        assert address in desk.get(reverse("meetings:detail", args=[group.slug, meeting.pk])).content.decode()
        shown = desk.get(address)
        said = shown.content.decode()
        for words in (
            "Items for M2", "Wednesday 17 May 2017", "Tuesday 16 May 2017", holder(group, "S09").name, WHY
        ):  # fmt: skip
            assert words in said
        assert due(meeting) == FIXED
        sent = Message.objects.count()
        answer = desk.post(address, {"shown": shown.context["shown"].mark}, follow=True)
        assert "moved." in answer.content.decode()
        assert WHY not in desk.get(home).content.decode()
        assert "No date moves." in desk.get(address).content.decode()
    assert due(meeting) == FIXED | {"items": "2017-05-16"}
    assert Window.objects.get(meeting=meeting).closes_on == date(2017, 5, 16)
    move = DeadlineMove.objects.get(deadline__rule="items")
    assert move.reason == "Friday 19 May 2017 is not a working day any more: State funeral."
    mails = Message.objects.filter(kind="dates_moved")
    assert Message.objects.count() == sent + mails.count()
    told = mails.get(recipient=holder(group, "S09"))
    assert "was Wednesday 17 May 2017, is now Tuesday 16 May 2017" in told.text
    assert not mails.filter(recipient=move.moved_by).exists()


def test_A2_a_closure_tells_whom_its_dates_concern_and_each_date_why_it_moved(group, meeting, support):
    assert closures.close(group=group, days=[date(2017, 5, 26)], reason="Move", by=support, at=AT) > 1
    assert due(meeting) == FIXED | {"items": "2017-05-15", "publish": "2017-05-23"}
    told = Message.objects.get(kind="dates_moved", recipient=holder(group, "S09"))
    holiday = "Friday 19 May 2017 is not a working day any more: State funeral."
    closed = "Friday 26 May 2017 is not a working day any more: closure: Move."
    assert f"was Wednesday 17 May 2017, is now Monday 15 May 2017. {holiday} {closed}" in told.text
    reasons = {move.deadline.rule: move.reason for move in DeadlineMove.objects.select_related("deadline")}
    assert (reasons["items"], reasons["publish"]) == (f"{holiday} {closed}", closed)
    assert calendars.other_holidays(group) == [WHY]
    group.refresh_from_db()
    assert calendars.other_holidays(group) == []


def test_A2_what_was_confirmed_is_what_was_shown(group, meeting, support, announced, client_as):
    address = reverse("members:dates", args=[group.slug])
    with clock.frozen(AT):
        desk = client_as("business_support")
        shown = desk.get(address).context["shown"].mark
        announced(date(2017, 5, 26))
        answer = desk.post(address, {"shown": shown})
        assert answer.status_code == 409
        assert "is not what was shown any more" in answer.content.decode()
        assert not DeadlineMove.objects.exists()
        assert client_as("member").post(address, {"shown": shown}).status_code == 403


def test_A2_a_date_that_would_move_into_the_past_says_so_before_and_what_was_done_stays_done(
    group, meeting, client_as
):
    day = date(2017, 5, 17)
    with clock.frozen(moment(day, time(9))):
        said = client_as("business_support").get(reverse("members:dates", args=[group.slug])).content.decode()
        assert "That day has passed." in said
    daily.run(today=date(2017, 5, 18), at=moment(date(2017, 5, 18), time(0, 5)))
    with clock.frozen(moment(date(2017, 5, 18), time(9))):
        desk = client_as("business_support")
        shown = desk.get(reverse("members:dates", args=[group.slug]))
        desk.post(shown.request["PATH_INFO"], {"shown": shown.context["shown"].mark})
    assert due(meeting) == FIXED
    assert Window.objects.get(meeting=meeting).closes_on == day
    assert not Breach.objects.filter(subject_kind="meeting", subject_id=str(meeting.pk)).exists()


def test_A2_a_holiday_that_is_known_when_a_year_comes_in_sight_is_no_news(group, meeting):
    fresh = SubGroup.objects.get(pk=group.pk)
    assert set(fresh.bank_holidays) == {"2016", "2017", "2018", "2019"}
    daily.run(today=date(2018, 4, 3), at=moment(date(2018, 4, 3), time(0, 5)))
    fresh.refresh_from_db()
    assert set(fresh.bank_holidays) == {"2017", "2018", "2019", "2020"}
