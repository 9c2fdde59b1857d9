"""The home page of each role: what it says first, its main button, and that it stays cheap however much there is."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Meeting
from meetings.services import planning, replies, submission
from members.enums import Role
from reports import returns
from subgroup import clock, ledger
from subgroup.clock import moment
from subgroup.models import Deadline, Message
from tests import factories, snapshots

FIRST = date(2017, 4, 20)
LATE = moment(date(2017, 4, 6), time(10))


@pytest.fixture
def meetings(group, now) -> list[Meeting]:
    """A year agreed, with the first meeting invited to."""
    chair = factories.holder(group, "S01")

    def make() -> list[Meeting]:
        plan = planning.propose_plan(
            group=group, label="2017-18", start=FIRST, weekday=3, count=9, place="Room 2", by=None, at=now
        )
        found = planning.agree_plan(plan=plan, by=chair, at=now)
        planning.invite(meeting=found[0], by=chair, at=now)
        return found

    return snapshots.grown("agreed and invited to", make)


@pytest.fixture
def home(group, client_as):
    """`home("chair", at)`: the text of that person's home page, on a day."""

    def show(who: object, at=factories.START) -> str:
        client = client_as(who)
        with clock.frozen(at):
            response = client.get(reverse("group_home", args=[group.slug]))
        assert response.status_code == 200
        return response.content.decode()

    return show


def submit(meeting: Meeting, title: str, at, code: str = "S09", **fields):
    seat = factories.seat(meeting.group, code)
    return submission.submit(
        meeting=meeting, seat=seat, by=factories.holder(meeting.group, code), at=at, title=title, **fields
    )


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_role_has_a_home_before_anything_is_planned(home, role):
    assert "Nothing waits for you today." in home(role.value)


def test_A1_a_member_sees_the_next_meeting_and_answers_with_one_press(home, client_as, group, meetings):
    text = home("member")
    assert "Next meeting" in text
    assert "Thursday 20 April 2017" in text
    assert "I will attend" in text
    seat = factories.seat(group, "S09")
    url = reverse("meetings:reply", args=[group.slug, meetings[0].pk])
    client_as("member").post(f"{url}?seat={seat.pk}", {"answer": "attending"})
    assert replies.latest(meetings[0])[seat.pk].answer == "attending"
    assert "I will attend" not in home("member")


def test_A2_a_member_sees_their_items_and_the_closing_day(home, meetings):
    submit(meetings[0], "Neglect audit", moment(date(2017, 3, 2), time(9)))
    text = home("member")
    assert "Neglect audit" in text
    assert "Close at the end of Tuesday 4 April 2017" in text
    assert "Submit a late item" in home("member", moment(date(2017, 4, 5)))


def test_A2_a_late_item_waits_for_the_chair_and_is_the_main_button(home, meetings):
    item = submit(meetings[0], "Came late", LATE)
    text = home("chair", LATE)
    assert "1 thing waits for your decision." in text
    assert "Late item" in text
    assert f'href="{reverse("meetings:late", args=[meetings[0].group.slug, item.pk])}" role="button"' in text
    assert "Late item" not in home("member", LATE)


def test_A3_business_support_sees_the_cycle_and_what_is_missing_and_from_whom(home, meetings):
    submit(meetings[0], "Neglect audit", moment(date(2017, 3, 2), time(9)), paper_to_follow=True)
    text = home("business_support", moment(date(2017, 3, 3), time(9)))
    assert "M1, Thursday 20 April 2017" in text
    assert "Items close" in text
    assert "Salford Royal NHS FT: no paper yet for “Neglect audit”" in text
    assert "No reply from" in text
    assert 'role="button"' in text


def test_business_support_sees_mails_that_failed(home, group, meetings):
    Message.objects.filter(pk=Message.objects.first().pk).update(state=Message.State.FAILED)
    assert "1 mail failed" in home("business_support")


def test_P4_the_chair_sees_whether_the_next_meeting_will_be_quorate(home, meetings):
    assert "Will M1 be quorate?" in home("chair")
    assert "To telephone, the most useful first: " in home("chair")
    at = moment(date(2017, 3, 2), time(9))
    for code in ("S01", "S02", "S09", "S12"):
        seat = factories.seat(meetings[0].group, code)
        replies.reply(meeting=meetings[0], seat=seat, answer="attending", by=None, at=at)
    assert "Will be quorate by the replies: 4 agencies say yes, 4 are needed." in home("chair", at)
    assert "4 of 16 posts have replied." in home("chair", at)
    assert "Agencies that say yes: CCG, HOUSING, SCC, SRFT." in home("chair", at)


def test_P10_what_is_late_is_red_for_the_chair_with_no_job_run(home, meetings):
    text = home("chair", moment(date(2017, 4, 13), time(9)))
    assert "What is red" in text
    assert "due Tuesday 11 April 2017" in text


def test_P9_a_drafted_return_waits_for_the_chair_and_is_not_told_twice(home, group, now):
    meeting = returns.add_meeting(group=group, day=date(2017, 4, 5), name="CDG1", by=None, at=now)
    text = home("chair")
    assert "Return for the Coordination and Delivery Group" in text
    returns.draft(meeting=meeting, by=None, at=now)
    text = home("chair")
    assert "Drafted, to approve" in text
    assert "Return for the Coordination and Delivery Group" not in text


def test_an_administrator_sees_accounts_and_no_meeting(home, meetings):
    text = home("administrator")
    assert "Accounts" in text
    assert "20 April" not in text


def test_an_agency_lead_sees_no_meeting(home, meetings):
    assert "20 April" not in home("agency_lead")


def count_queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def owe(group, number: int) -> None:
    for at in range(number):
        ledger.owe(
            group=group, rule="return", subject_kind="coordinating_meeting", subject_id=1000 + at,
            trigger_on=date(2017, 3, 20), owner=("role", "chair"), label=f"Return {at}", at=factories.START,
        )  # fmt: skip


@pytest.mark.parametrize("role", ["chair", "business_support", "member"])
def test_home_asks_the_same_number_of_questions_with_1_and_with_30_rows(group, client_as, meetings, role):
    client, url = client_as(role), reverse("group_home", args=[group.slug])
    owe(group, 1)
    submit(meetings[0], "First", moment(date(2017, 3, 2), time(9)), paper_to_follow=True)
    first = count_queries(client, url)
    owe(group, 30)
    for number in range(29):
        submit(meetings[0], f"Item {number}", moment(date(2017, 3, 2), time(9)), paper_to_follow=True)
    assert Deadline.objects.filter(group=group, rule="return").count() == 30
    assert count_queries(client, url) == first
    assert first <= 28


def test_A2_a_window_that_has_shut_is_owed_by_nobody_with_no_job_run(home, meetings):
    at = moment(date(2017, 4, 5), time(9))
    assert "Items for M1" not in home("business_support", at)
    assert "Items for M1" not in home("chair", at)
