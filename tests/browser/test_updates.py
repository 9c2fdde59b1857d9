"""The lead's minute: every action answered on one page, signed in and by the link in the mail."""

import re
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import ActionUpdate, UpdateOwed, Window
from actionplans.services import updates
from subgroup.clock import moment
from subgroup.models import Message, Person, SubGroup
from tests.actionplans.plans import MEETING, make_action, make_lead, make_meetings, make_plan, open_window
from tests.browser.acts import PAPERS, attach, enter_date, press, reads

NOW = moment(date(2017, 3, 30), time(10))
EITHER_WAY = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@pytest.fixture
def lead(group: SubGroup) -> Person:
    """GMP has three actions of two plans, and said something of one before; the window is open."""
    make_meetings(group, MEETING, date(2017, 6, 1))
    first, second = make_plan(group, "SCR-K"), make_plan(group, "SCR-D")
    told = make_action(first, "GMP", text="Train the duty sergeants", evidence_required="The training record")
    make_action(first, "GMP", text="Name a records officer")
    make_action(second, "GMP", text="Write to schools")
    lead = make_lead(group, "GMP")
    updates.say(action=told, colour="green", text="Booked", by=lead, at=moment(date(2017, 3, 6)))
    open_window(group)
    return lead


def link_of(lead: Person) -> str:
    text = Message.objects.get(kind="plan_updates", recipient=lead).text
    return re.search(r"/u/[\w-]+/", text)[0]


def row(page: Page, reference: str):
    return page.locator("section").filter(has_text=reference)


@EITHER_WAY
def test_F15_a_lead_answers_all_of_theirs_within_the_minute(clock_at, enter, group, lead, accessible, script):
    check = accessible if script else lambda page: None  # axe is a script
    clock_at(NOW)
    page: Page = enter(lead, script=script)
    page.goto(f"/g/{group.slug}/")
    reads(page, "by the end of Tuesday 4 April 2017")
    page.get_by_role("button", name="Update them").click()
    reads(page, "3 of 3")
    check(page)

    page.get_by_label("No change since Monday 6 March 2017: still “On track”").check()
    second = row(page, "SCR-K/1.2")
    second.get_by_text("Say how SCR-K/1.2 stands").first.click()
    second.get_by_label("In a few words").fill("She begins in May")
    press(page, "Send my updates")
    page.get_by_role("link", name="Choose how SCR-K/1.2 stands").click()
    check(page)
    expect(second.get_by_label("In a few words")).to_have_value("She begins in May")
    assert not ActionUpdate.objects.filter(window__isnull=False).exists(), "one wrong row records none"

    second.get_by_label("Some slippage").check()
    enter_date(second, date(2017, 5, 15))
    attach(second, "Evidence", PAPERS / "Signed compact SRFT.pdf")
    press(page, "Send my updates")
    reads(page, "2 updates are recorded. Thank you.")
    reads(page, "1 of 3")
    third = row(page, "SCR-D/1.1")
    third.get_by_text("Say how SCR-D/1.1 stands").first.click()
    third.get_by_label("On track").check()
    third.get_by_label("In a few words").fill("The letter is out")
    press(page, "Send my updates")
    reads(page, "You have said how all of them stand")
    check(page)
    assert not UpdateOwed.objects.filter(made_at=None).exists()


@EITHER_WAY
def test_P8_by_the_link_with_no_sign_in_until_it_is_taken_back(
    clock_at, enter, group, lead, accessible, script
):
    check = accessible if script else lambda page: None  # axe is a script
    clock_at(NOW)
    page: Page = enter(script=script)
    page.goto(link_of(lead))
    reads(page, f"This link is for {lead.name}")
    check(page)
    press(page, "Say how they stand")
    assert page.url.endswith("/u/updates/"), "the token has left the address"
    reads(page, "This page shows references only")
    expect(page.get_by_text("Train the duty sergeants")).to_have_count(0)
    check(page)
    page.get_by_label("No change since").check()
    press(page, "Send my updates")
    reads(page, "1 update is recorded. Thank you.")

    support: Page = enter("business_support", script=script)
    support.goto(f"/g/{group.slug}/actions/windows/{Window.objects.earliest('opens_on').pk}/owed/")
    reads(support, "updated Thursday 30 March 2017")
    check(support)
    support.get_by_role("link", name=f"Take back the link of {lead.name}").click()
    check(support)
    press(support, "Take the link back")
    reads(support, f"The link of {lead.name} no longer works.")

    page.reload()
    reads(page, "This link was taken back on Thursday 30 March 2017.")
    check(page)
    page.goto(link_of(lead))
    reads(page, "This link was taken back")


def test_P8_on_a_telephone_nothing_scrolls_sideways(clock_at, enter, group, lead, tmp_path):
    clock_at(NOW)
    window = Window.objects.earliest("opens_on")
    inside: Page = enter(lead, width=375)
    outside: Page = enter(width=375)
    outside.goto(link_of(lead))
    outside.screenshot(path=tmp_path / "link.png", full_page=True)
    press(outside, "Say how they stand")
    inside.goto(f"/g/{group.slug}/actions/windows/{window.pk}/")
    for number, page in enumerate((inside, outside)):
        for summary in page.locator("summary").all():
            summary.click()
        page.screenshot(path=tmp_path / f"page{number}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
