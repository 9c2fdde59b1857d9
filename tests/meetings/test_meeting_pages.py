"""The pages of the plan, of a meeting's date, of replies and of the private calendar, as people press them (A1, P3, P4)."""

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from meetings.cycle import steps
from meetings.enums import MeetingState
from meetings.models import BlockedPeriod, Meeting, Reply, YearPlan
from meetings.services import planning
from members.models import FeedToken
from reports import returns
from subgroup import clock
from subgroup.forms import date_data
from subgroup.models import Deadline, Message
from tests import factories, snapshots
from tests.meetings import year

FIRST = date(2017, 4, 20)


@pytest.fixture
def address(group):
    return lambda rest="": f"/g/{group.slug}/meetings/{rest}"


@pytest.fixture
def meetings(group, now):
    def make():
        plan = planning.propose_plan(
            group=group, label="2017-18", start=FIRST, weekday=3, count=9, place="Room 2", by=None, at=now
        )
        return planning.agree_plan(plan=plan, by=factories.holder(group, "S01"), at=now)

    return snapshots.grown("agreed in room 2", make)


def text(response):
    return response.content.decode()


def test_A1_business_support_proposes_changes_and_agrees_a_year(client_as, address, group):
    support = client_as("business_support")
    asked = {
        **date_data("start", FIRST), "weekday": "3", "frequency": "every 6 weeks", "count": "9",
        "starts_at": "9.30", "ends_at": "12:00", "place": "Room 2",
    }  # fmt: skip
    support.post(address("plan/new/"), asked)
    plan = YearPlan.objects.get()
    page = text(support.get(address("plan/")))
    assert "Nothing is fixed until the plan is agreed" in page
    assert "between Christmas and New Year" in page
    assert "4 Apr 2017" in page
    days = list(plan.dates.values_list("day", flat=True))
    days[6] = date(2018, 1, 4)
    rows = {
        "form-TOTAL_FORMS": "10",
        "form-INITIAL_FORMS": "9",
        "form-MIN_NUM_FORMS": "0",
        "form-MAX_NUM_FORMS": "60",
    }
    for number, day in enumerate(days):
        rows |= date_data(f"form-{number}-day", day)
    shown = text(support.post(address(f"plan/{plan.pk}/dates/"), {**rows, "show": "1"}))
    assert "18 Dec 2017" in shown
    assert date(2017, 12, 28) in plan.dates.values_list("day", flat=True)
    wrong = support.post(
        address(f"plan/{plan.pk}/dates/"), rows | date_data("form-1-day", date(2017, 12, 25))
    )
    assert "Meeting 2: Monday 25 December 2017 is not a working day" in text(wrong), "beside the date"
    support.post(address(f"plan/{plan.pk}/dates/"), rows)
    assert "9 meetings are made" in text(support.get(address(f"plan/{plan.pk}/agree/")))
    support.post(address(f"plan/{plan.pk}/agree/"))
    assert [m.day for m in Meeting.objects.order_by("day")] == days
    twice = support.post(address(f"plan/{plan.pk}/agree/"), follow=True)
    assert "was agreed on Wednesday 1 March 2017" in text(twice)
    assert Meeting.objects.count() == 9


def test_A1_what_was_typed_stays_when_a_proposal_is_refused(client_as, address):
    page = client_as("business_support").post(
        address("plan/new/"), {"frequency": "when we like", "place": "Room 7"}
    )
    assert page.status_code == 422
    assert "is no frequency" in text(page)
    assert "Room 7" in text(page)


def test_A1_a_member_reads_the_plan_and_changes_nothing(client_as, address, meetings):
    member = client_as("member")
    assert "Thursday 24 August 2017" in text(member.get(address("plan/")))
    assert member.post(address("plan/new/")).status_code == 403
    assert member.post(address(f"{meetings[0].pk}/cancel/"), {"reason": "x"}).status_code == 403
    assert Meeting.objects.filter(state=MeetingState.PLANNED).count() == 9


def test_A1_days_to_avoid_are_entered_and_taken_out(client_as, address, group):
    support = client_as("business_support")
    asked = {
        "kind": "other_group",
        "name": "Learning group",
        **date_data("first_day", FIRST),
        **date_data("last_day", FIRST),
    }
    support.post(address("plan/blocked/"), asked)
    period = BlockedPeriod.objects.get()
    assert (period.group, period.first_day) == (group, FIRST)
    assert "Thursday 20 April 2017" in text(support.get(address("plan/blocked/")))
    assert "must be on or after" in text(
        support.post(address("plan/blocked/"), asked | date_data("last_day", date(2017, 4, 1)))
    )
    support.post(address(f"plan/blocked/{period.pk}/remove/"))
    assert not BlockedPeriod.objects.exists()


def test_A1_all_invitations_of_the_plan_go_out_once(client_as, address, meetings):
    support, plan = client_as("business_support"), meetings[0].plan
    assert "Send 9 invitations to each" in text(support.get(address(f"plan/{plan.pk}/invite/")))
    support.post(address(f"plan/{plan.pk}/invite/"))
    again = support.post(address(f"plan/{plan.pk}/invite/"), follow=True)
    assert "All invitations of this plan have been sent" in text(again)
    assert Message.objects.filter(kind="meeting_invited").count() == 9 * 16


def test_A1_a_move_is_shown_first_and_done_only_for_the_date_that_was_shown(
    client_as, address, meetings, now
):
    support, meeting = client_as("business_support"), meetings[1]
    planning.invite(meeting=meeting, by=None, at=now)
    page = address(f"{meeting.pk}/move/")
    asked = {
        **date_data("to_day", date(2017, 6, 8)),
        "starts_at": "09:30",
        "ends_at": "12:00",
        "place": "Room 2",
        "reason": "Room lost",
    }
    shown = text(support.post(page, asked))
    assert "Wednesday 24 May 2017" in shown
    assert "16 people get an update" in shown
    meeting.refresh_from_db()
    assert meeting.day == date(2017, 6, 1)
    support.post(page, asked | {"confirm": "2017-06-15"})
    meeting.refresh_from_db()
    assert meeting.day == date(2017, 6, 1)
    support.post(page, asked | {"confirm": "2017-06-08"})
    meeting.refresh_from_db()
    assert meeting.day == date(2017, 6, 8)
    page = text(support.get(address(f"{meeting.pk}/")))
    assert "From Thursday 1 June 2017 to Thursday 8 June 2017: Room lost" in page
    refused = support.post(address(f"{meeting.pk}/move/"), asked | date_data("to_day", date(2017, 6, 10)))
    assert "not a working day: Saturday" in text(refused)
    assert "Room lost" in text(refused)


def test_P3_cancelling_asks_for_a_reason_and_happens_once(client_as, address, meetings, now):
    support, meeting = client_as("business_support"), meetings[3]
    planning.invite(meeting=meeting, by=None, at=now)
    page = address(f"{meeting.pk}/cancel/")
    assert "Give the reason" in text(support.post(page, {"reason": ""}))
    support.post(page, {"reason": "Replies show three agencies only"})
    again = support.post(page, {"reason": "again"}, follow=True)
    assert "has been cancelled, so that it cannot be cancelled" in text(again)
    assert Message.objects.filter(kind="meeting_cancelled").count() == 16
    shown = text(support.get(address(f"{meeting.pk}/")))
    assert "Replies show three agencies only" in shown
    assert "Released" in shown


def test_P3_an_extraordinary_meeting_is_shown_with_its_dates_and_then_called(client_as, address, meetings):
    support = client_as("business_support")
    asked = {
        **date_data("day", date(2017, 3, 9)),
        "starts_at": "14:00",
        "ends_at": "15:00",
        "reason": "cannot wait",
    }
    shown = text(support.post(address("extraordinary/"), asked))
    assert "That day has passed, so that it is not asked for" in shown
    assert Meeting.objects.count() == 9
    support.post(address("extraordinary/"), asked | {"confirm": "2017-03-09"})
    support.post(address("extraordinary/"), asked | {"confirm": "2017-03-09"})
    assert Meeting.objects.filter(plan=None).count() == 1


def test_P4_a_member_apologises_and_names_a_deputy(client_as, address, meetings, group):
    member, meeting = client_as("member"), meetings[0]
    page = address(f"{meeting.pk}/reply/")
    assert "Choose whether you will attend" in text(member.post(page, {}))
    assert "Choose the deputy who will attend" in text(member.post(page, {"answer": "deputy"}))
    deputy = str(factories.seat(group, "S09").deputyships.get().person_id)
    member.post(page, {"answer": "deputy", "deputy": deputy})
    member.post(page, {"answer": "apologies", "reason": "clinic"})
    assert [(r.answer, r.deputy_id) for r in Reply.objects.all()] == [
        ("deputy", int(deputy)),
        ("apologies", None),
    ]
    shown = text(member.get(address(f"{meeting.pk}/")))
    assert "Apologies" in shown
    assert "clinic" in shown


def test_P4_nobody_answers_for_another_seat_but_business_support(client_as, address, meetings, group):
    seat, meeting = factories.seat(group, "S13"), meetings[0]
    page = address(f"{meeting.pk}/reply/?seat={seat.pk}")
    refused = client_as("member").post(page, {"answer": "attending"})
    assert refused.status_code == 403
    assert "its holder, its deputy or business support can" in text(refused)
    client_as("business_support").post(page, {"answer": "attending"})
    assert Reply.objects.get().seat == seat


def test_P4_a_deputy_may_answer_for_the_seat(client_as, address, meetings, group):
    client_as("deputy").post(address(f"{meetings[0].pk}/reply/"), {"answer": "attending"})
    assert Reply.objects.get().seat.code == "S09"


def test_P4_the_page_says_who_to_telephone(client_as, address, meetings, group):
    from meetings.services import replies

    for code in ("S01", "S03", "S09"):
        replies.reply(
            meeting=meetings[0], seat=factories.seat(group, code), answer="attending", by=None, at=clock.now()
        )
    shown = text(client_as("chair").get(address(f"{meetings[0].pk}/")))
    assert "Agencies that say yes: CCG, SCC, SRFT." in shown
    assert "To telephone" in shown
    assert "Will be quorate" not in shown


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("business_support", "Send the invitations", "Reply"),
        ("member", "Submit an item", "Reply"),
        ("auditor", None, None),
    ],
)
def test_A1_the_main_button_follows_state_and_role(client_as, address, meetings, now, who, before, after):
    client, page = client_as(who), address(f"{meetings[0].pk}/")
    action = client.get(page).context["action"]
    assert (action.text if action else None) == before
    planning.invite(meeting=meetings[0], by=None, at=now)
    action = client.get(page).context["action"]
    assert (action.text if action else None) == after


def test_A1_the_meetings_page_needs_no_query_per_row(
    client_as, address, meetings, django_assert_max_num_queries
):
    chair = client_as("chair")
    chair.get(address())
    with django_assert_max_num_queries(30):
        chair.get(address(f"{meetings[0].pk}/"))
    with django_assert_max_num_queries(15):
        chair.get(address())
    with django_assert_max_num_queries(20):
        chair.get(address("plan/"))


def test_A1_the_calendar_shows_a_months_dates(client_as, address, meetings):
    shown = text(client_as("member").get(address("calendar/?month=2017-04")))
    assert "Items for M1 of 2017-18" in shown
    assert "Good Friday" in shown
    assert "M1, 09:30 to 12:00" in shown
    assert (
        client_as("member").get(address("calendar/?month=nonsense")).context["title"]
        == "Calendar, March 2017"
    )


def test_A3_the_cycle_says_what_was_done_late(meetings):
    owed = Deadline.objects.filter(rule="publish").about("meeting", meetings[0].pk)
    day = owed.get().due_on + timedelta(days=1)
    owed.update(met_on=day, met_at=clock.moment(day))
    line = {step.label: step.state for step in steps(meetings[0], owed, day + timedelta(days=2))}
    assert line["Publish"] == "done-late"


def test_the_way_to_the_history_is_for_who_may_read_it(client_as, address, meetings, group):
    history = f"/g/{group.slug}/changes/meetings.yearplan/{meetings[0].plan_id}/"
    assert history not in text(client_as("member").get(address("plan/")))
    chair = client_as("chair")
    assert history in text(chair.get(address("plan/")))
    for page in ("members:closures", "members:compacts", "members:agencies"):
        shown = text(chair.get(reverse(page, args=[group.slug])))
        for link in re.findall(r'href="(/[^"]*/changes/[^"]*)"', shown)[:1]:
            assert "Change history" in text(chair.get(link)), page
    assert "members.agency" in shown


def test_A1_the_calendar_shows_nobody_what_they_may_not_open(client_as, address, group, now):
    for number in (1, 2, 3):
        year.hold(group, number)
    returns.add_meeting(group=group, day=date(2017, 8, 9), name="CDG2", by=None, at=now)
    letter = Deadline.objects.filter(rule__startswith="second_apology_letter").latest("due_on")
    owed = Deadline.objects.get(rule="return")
    for role, told in (("member", False), ("deputy", False), ("auditor", True), ("chair", True)):
        client = client_as(role)
        months = f"{letter.due_on:%Y-%m}", f"{owed.due_on:%Y-%m}"
        pages = [client.get(address(f"calendar/?month={month}")) for month in months]
        shown = letter.label in text(pages[0]), owed.label in text(pages[1])
        assert shown == (told, told), role
        rows = [row for page in pages for _, rows in page.context["days"] for row in rows]
        links = {row["url"] for row in rows if row.get("url")}
        assert [link for link in links if client.get(link).status_code != 200] == [], role


def test_A1_the_list_is_a_file_too(client_as, address, meetings):
    rows = (
        client_as("member")
        .get(address("?year=2017-18&state=planned&format=csv"))
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert len(rows) == 10
    assert rows[1].startswith("M1 of 2017-18,2017-04-20,Room 2,Planned")


def feed_path(response):
    link = response.context["address"]
    return link[link.index("/feed/") :]


def test_A1_the_feed_shows_meetings_and_own_deadlines_and_nothing_else(client_as, address, meetings, group):
    response = client_as("business_support").post(address("feed/"), {"make": "1"})
    feed = Client().get(feed_path(response))
    assert feed["Cache-Control"] == "no-store"
    events = Calendar.from_ical(feed.content).walk("VEVENT")
    found = [str(event["summary"]) for event in events]
    assert found.count("Case Review and Audit: M1") == 1
    assert "Due: Minutes of M1 of 2017-18" in found
    assert len({str(event["uid"]) for event in events}) == len(events) == 9 + 27
    member = client_as("member").post(address("feed/"), {"make": "1"})
    assert len(Calendar.from_ical(Client().get(feed_path(member)).content).walk("VEVENT")) == 9


def test_A1_the_address_is_shown_once_stored_hashed_renewable_and_revocable(client_as, address, meetings):
    member = client_as("member")
    first = feed_path(member.post(address("feed/"), {"make": "1"}))
    token = first.removeprefix("/feed/").removesuffix(".ics")
    assert len(token) >= 43
    assert token not in text(member.get(address("feed/")))
    assert token not in FeedToken.objects.get().token_hash
    Client().get(first)
    assert FeedToken.objects.get().last_used_at
    second = feed_path(member.post(address("feed/"), {"make": "1"}))
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Client().post(second).status_code == 405
    member.post(address("feed/"), {"end": "1"})
    assert Client().get(second).status_code == 404


def test_A1_the_feed_of_somebody_who_left_shows_nothing(client_as, address, meetings, group, now):
    member = factories.holder(group, "S09")
    path = feed_path(client_as(member).post(address("feed/"), {"make": "1"}))
    holding = member.holdings.get()
    holding.ends_on = now.date()
    holding.save()
    with clock.frozen(now + timedelta(days=1)):
        assert not Calendar.from_ical(Client().get(path).content).walk("VEVENT")
    member.is_active = False
    member.save()
    assert Client().get(path).status_code == 404


def test_P10_the_page_says_why_each_date(client_as, address, meetings):
    shown = text(client_as("member").get(address(f"{meetings[0].pk}/")))
    row = Deadline.objects.get(rule="minutes", subject_id=str(meetings[0].pk))
    assert row.explanation.split(":")[0] in shown
    assert "Good Friday" in shown
    assert time(9, 30).strftime("%H:%M") in shown


@pytest.mark.parametrize("number", [2**31, 2**63 - 1, 2**63, 10**40])
def test_a_number_that_no_row_can_have_is_not_found(client_as, address, number):
    assert client_as("chair").get(address(f"{number}/")).status_code == 404
