"""A plan, a meeting's page, a move and a reply in a real browser: each page without a fault that axe finds (A1, P4)."""

from datetime import datetime, time, timedelta

import pytest

from meetings.models import Meeting
from meetings.services import planning, replies
from subgroup.clock import LONDON
from tests import factories


@pytest.fixture
def meetings(group, now) -> list[Meeting]:
    """Three planned meetings, the first invited and called for, with some replies. In the time of the browser's server."""
    at = datetime.now(tz=LONDON)
    plan = planning.propose_plan(
        group=group, label="this year", start=at.date() + timedelta(days=30), weekday=3, count=3, frequency="every 6 weeks",
        place="Meeting Room 2, Civic Centre", starts_at=time(9, 30), ends_at=time(12), by=None, at=at,
    )  # fmt: skip
    made = planning.agree_plan(plan=plan, by=factories.holder(group, "S01"), at=at)
    planning.invite(meeting=made[0], by=None, at=at)
    planning.call_for_items(meeting=made[0], by=None, at=at)
    answers = {"S01": "attending", "S03": "apologies", "S09": "attending", "S16": "deputy"}
    for code, answer in answers.items():
        replies.reply(meeting=made[0], seat=factories.seat(group, code), answer=answer, by=None, at=at)
    return made


@pytest.mark.parametrize("width", [1280, 375])
def test_A1_pages_of_plan_and_meeting(sign_in, live_server, group, meetings, accessible, width):
    page = sign_in("business_support")
    page.set_viewport_size({"width": width, "height": 900})
    base, pk = f"{live_server.url}/g/{group.slug}/meetings/", meetings[0].pk
    month = meetings[0].day.strftime("%Y-%m")
    for path in (
        "", "plan/", "plan/new/", "plan/blocked/", "extraordinary/", f"calendar/?month={month}", "feed/",
        f"{pk}/", f"{pk}/reply/", f"{pk}/move/", f"{pk}/place/", f"{pk}/cancel/", f"{meetings[1].pk}/invite/",
    ):  # fmt: skip
        assert page.goto(base + path).ok, path
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{path} is wider than the screen"
        )


def test_A1_move_by_keyboard_shows_first_and_then_moves(sign_in, live_server, group, meetings, accessible):
    page, meeting = sign_in("business_support"), meetings[1]
    to_day = meeting.day + timedelta(days=1)
    page.goto(f"{live_server.url}/g/{group.slug}/meetings/{meeting.pk}/move/")
    page.get_by_label("Day", exact=True).fill(str(to_day.day))
    page.get_by_label("Month", exact=True).fill(str(to_day.month))
    page.get_by_label("Year", exact=True).fill(str(to_day.year))
    page.get_by_label("Reason").fill("The room is taken")
    page.get_by_label("Reason").press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Move to").wait_for()
    accessible(page)
    page.get_by_role("button", name="Move to").press("Enter")
    page.get_by_text("The room is taken").wait_for()
    meeting.refresh_from_db()
    assert meeting.day == to_day


def test_P5_apologise_and_name_a_deputy(sign_in, live_server, group, meetings, accessible):
    page, meeting = sign_in("vice_chair"), meetings[0]
    page.goto(f"{live_server.url}/g/{group.slug}/meetings/{meeting.pk}/")
    page.get_by_role("button", name="Reply").click()
    page.get_by_role("button", name="Send the reply").click()
    page.get_by_text("Choose whether you will attend").first.wait_for()
    accessible(page)
    page.get_by_label("A deputy will attend").check()
    page.get_by_label("Who attends, if a deputy does").select_option(index=1)
    page.get_by_role("button", name="Send the reply").click()
    page.get_by_text("Reply sent: a deputy will attend.").wait_for()
    seat = factories.seat(group, "S02")
    assert replies.latest(meeting)[seat.pk].answer == "deputy"
