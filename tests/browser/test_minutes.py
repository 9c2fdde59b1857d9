"""In a browser: attendance by keys, minutes that save themselves, approval and circulation; accessible at each step."""

from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from meetings.enums import ItemState, MinutesState
from meetings.models import AgendaItem, Meeting
from meetings.services import day, minutes
from subgroup.clock import moment
from tests import factories
from tests.meetings import year

AT = moment(date(2017, 6, 1), time(9, 30))


@pytest.fixture
def meeting(group) -> Meeting:
    made = factories.make_meeting(group, date(2017, 6, 1), number=2, place="Meeting Room 2, Civic Centre")
    for number, title in enumerate(["Welcome and apologies", "Audit of neglect cases"], start=1):
        AgendaItem.objects.create(
            meeting=made,
            state=ItemState.ON_AGENDA,
            position=number * 10,
            title=title,
            recommendation="Agree the scope.",
        )
    return made


def address(live_server, meeting: Meeting, rest: str) -> str:
    return f"{live_server.url}/g/{meeting.group.slug}/meetings/{meeting.pk}/{rest}"


def confirmed(group, meeting: Meeting) -> Meeting:
    support = factories.holder(group, "S06")
    day.open_meeting(meeting=meeting, chaired_by_seat=factories.seat(group, "S01"), by=support, at=AT)
    presences = {factories.seat(group, code).pk: presence for code, presence in year.codes(2).items()}
    day.record_all(meeting=meeting, presences=presences, by=support, at=AT)
    return day.confirm_attendance(meeting=meeting, by=support, at=AT)


def test_P5_attendance_is_taken_with_one_key_a_seat(sign_in, live_server, meeting, accessible):
    page: Page = sign_in("business_support")
    page.goto(address(live_server, meeting, "day/"))
    accessible(page)
    page.get_by_role("button", name="Open the meeting").click()
    accessible(page)
    page.locator('.app-attendance input[type="radio"]').first.focus()
    page.keyboard.type("PPADPPAPPPDNPPPP")
    accessible(page)
    page.get_by_role("button", name="Save and confirm").click()
    expect(page.get_by_text("The attendance is confirmed.")).to_be_visible()
    assert "".join(meeting.attendance.values_list("presence", flat=True)) == "PPADPPAPPPDNPPPP"
    accessible(page)


def test_P10_notes_save_themselves_and_the_minutes_are_approved_and_circulated(
    sign_in, live_server, group, meeting, accessible
):
    confirmed(group, meeting)
    page: Page = sign_in("business_support")
    page.goto(address(live_server, meeting, "minutes/"))
    accessible(page)
    item = meeting.items.last()
    note = page.locator(f"#i{item.pk}-text")
    note.fill("The scope was discussed.")
    note.blur()
    expect(page.locator(f"#i{item.pk}-state")).to_contain_text("Saved at")
    assert meeting.minute_texts.get().text == "The scope was discussed."
    note.focus()
    page.keyboard.press("Alt+a")
    page.keyboard.type("Agree the scope of thirty cases")
    page.get_by_role("button", name="Save item 2").click()
    expect(page.get_by_text("Decision D1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Send to the chair").click()
    accessible(page)
    page.get_by_role("button", name="Send to the chair").click()
    page = sign_in("chair")
    page.goto(address(live_server, meeting, "minutes/"))
    accessible(page)
    page.get_by_role("button", name="Approve the minutes").click()
    page.get_by_role("button", name="Approve the minutes").click()
    page = sign_in("business_support")
    page.goto(address(live_server, meeting, "minutes/"))
    page.get_by_role("button", name="Circulate the minutes").click()
    accessible(page)
    page.get_by_role("button", name="Circulate and send").click()
    expect(page.get_by_text("The minutes are circulated.")).to_be_visible()
    accessible(page)
    meeting.refresh_from_db()
    assert meeting.minutes_state == MinutesState.CIRCULATED


def test_two_writers_in_two_browsers_lose_nothing(sign_in, live_server, group, meeting, accessible):
    confirmed(group, meeting)
    item = meeting.items.first()
    page: Page = sign_in("business_support")
    page.goto(address(live_server, meeting, "minutes/"))
    chair = factories.holder(group, "S01")
    minutes.save_text(meeting=meeting, item=item, text="The chair wrote this.", version=0, by=chair, at=AT)
    note = page.locator(f"#i{item.pk}-text")
    note.fill("Business support wrote that.")
    note.blur()
    expect(page.locator(f"#i{item.pk}-state")).to_contain_text("Press Save to see both texts")
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_text("The chair wrote this.")).to_be_visible()
    expect(note).to_have_value("Business support wrote that.")
    accessible(page)
