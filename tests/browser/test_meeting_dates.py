"""A meeting is moved in a browser by the keyboard alone: first what changes is shown, then it is moved (A1)."""

from datetime import date, time

from playwright.sync_api import Page

from meetings.services import planning
from subgroup.clock import moment
from tests import factories
from tests.browser.acts import enter_date, reads

AT = moment(date(2017, 3, 16), time(11))
TO_DAY = date(2017, 6, 2)


def test_A1_move_by_keyboard_shows_first_and_then_moves(clock_at, enter, group, accessible):
    plan = planning.propose_plan(
        group=group, label="2017-18", start=date(2017, 4, 20), weekday=3, count=2, frequency="every 6 weeks",
        place="Meeting Room 2", starts_at=time(9, 30), ends_at=time(12), by=None, at=AT,
    )  # fmt: skip
    meeting = planning.agree_plan(plan=plan, by=factories.holder(group, "S01"), at=AT)[1]
    clock_at(moment(date(2017, 5, 2), time(9)))
    page: Page = enter("business_support")
    page.goto(f"/g/{group.slug}/meetings/{meeting.pk}/move/")
    enter_date(page, TO_DAY)
    page.get_by_label("Reason").fill("The room is taken")
    page.get_by_label("Reason").press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Move to").wait_for()
    accessible(page)
    page.get_by_role("button", name="Move to").press("Enter")
    reads(page, "The room is taken")
    meeting.refresh_from_db()
    assert meeting.day == TO_DAY
