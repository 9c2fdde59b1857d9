"""The agenda desk in a browser with script: what the journeys do by buttons, by dragging (A3)."""

from datetime import date, time

from playwright.sync_api import Page

from meetings.services import agenda
from subgroup.clock import moment
from tests import factories
from tests.meetings.papers import sent

AT = moment(date(2017, 5, 17), time(12))  # the last day for items
TITLES = {"First", "Second"}


def titles(page: Page) -> list[str]:
    return [text for text in page.locator(".app-desk__words > a").all_inner_texts() if text in TITLES]


def test_A3_an_item_is_dragged_to_its_place(clock_at, enter, group):
    meeting = factories.make_meeting(group, date(2017, 6, 1), number=2)
    agenda.prepare(meeting=meeting, at=moment(date(2017, 4, 3), time(9)))
    for title, code in (("First", "S03"), ("Second", "S16")):
        sent(meeting, title, code, at=AT)
    clock_at(moment(date(2017, 5, 19), time(10)))
    page: Page = enter("business_support")
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto(f"/g/{group.slug}/meetings/{meeting.pk}/desk/")
    assert titles(page) == ["First", "Second"]
    rows = page.locator(".app-desk__item")
    first, second = rows.filter(has_text="First"), rows.filter(has_text="Second")
    with page.expect_navigation():
        first.locator(".app-desk__handle").drag_to(second.locator(".app-desk__handle"))
    assert titles(page) == ["Second", "First"]
