"""From the minutes to the return, each person at a browser of their own, with and without script."""

from datetime import date, time

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from meetings.enums import ItemState
from meetings.models import AgendaItem, ApologyLetter, Meeting, MinuteText
from reports import returns
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests.browser.acts import enter_date, press, reads
from tests.meetings import year

DAY = date(2017, 6, 1)
AFTER = moment(date(2017, 6, 5), time(10))
EITHER_WAY = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@pytest.fixture
def meeting(group: SubGroup) -> Meeting:
    """Held, its attendance confirmed, with two items."""
    held = year.hold(group, 2)
    for place, title in enumerate(["Welcome and apologies", "Audit of neglect cases"], start=1):
        AgendaItem.objects.create(
            meeting=held,
            state=ItemState.ON_AGENDA,
            position=place * 10,
            title=title,
            recommendation="Agree the scope.",
        )
    return held


def minutes_of(meeting: Meeting) -> str:
    return f"/g/{meeting.group.slug}/meetings/{meeting.pk}/minutes/"


@EITHER_WAY
def test_P10_minutes_are_written_corrected_approved_circulated_and_read(
    clock_at, enter, meeting, script, accessible
):
    clock_at(AFTER)
    support: Page = enter("business_support", script=script)
    support.goto(minutes_of(meeting))
    item = support.get_by_role("region", name="2. Audit of neglect cases")
    note = item.get_by_label("Note of item 2")
    note.fill("The scope was presented.")
    if script:
        note.blur()
        reads(item, "Saved at")
        assert MinuteText.objects.get().text == "The scope was presented."
        note.focus()
        support.keyboard.press("Alt+a")
    else:
        item.get_by_text("Add a decision or an action to item 2").click()
    item.get_by_label("Decision", exact=True).fill("Agree the scope of thirty cases")
    item.get_by_label("Action", exact=True).fill("Draft the audit tool")
    item.get_by_label("Who", exact=True).select_option(index=3)
    press(support, "Save item 2")
    reads(support, "Enter the day by which it is to be done")
    if script:
        accessible(support)
    enter_date(item, date(2017, 7, 6))
    press(support, "Save item 2")
    reads(item, "Decision D1")
    reads(item, "Action A1")
    reads(item, "by Thursday 6 July 2017")
    expect(note).to_have_value("The scope was presented.")
    press(support, "Send to the chair")
    press(support, "Send to the chair")
    reads(support, "The minutes are with the chair.")
    chair: Page = enter("chair", script=script)
    chair.goto(minutes_of(meeting))
    chair.get_by_label("Note of item 2").fill("The scope was presented by SRFT.")
    press(chair, "Save all")
    reads(chair, "What the chair changed in the text")
    if script:
        accessible(chair)
    press(chair, "Approve the minutes")
    press(chair, "Approve the minutes")
    reads(chair, "The minutes are approved.")
    member: Page = enter("member", script=script)
    member.goto(minutes_of(meeting))
    expect(member.get_by_text("The scope was presented")).to_have_count(0)
    support.goto(minutes_of(meeting))
    press(support, "Circulate the minutes")
    press(support, "Circulate and send")
    reads(support, "The minutes are circulated.")
    if script:
        accessible(support)
    member.goto(minutes_of(meeting))
    reads(member, "The scope was presented by SRFT.")
    reads(member, "Agree the scope of thirty cases")
    file = member.get_by_role("main").get_by_role("link", name="Minutes", exact=True).get_attribute("href")
    assert member.request.get(file).body().startswith(b"%PDF")


@EITHER_WAY
def test_two_writers_of_one_note_lose_nothing(clock_at, enter, meeting, script, accessible):
    clock_at(AFTER)
    support: Page = enter("business_support", script=script)
    chair: Page = enter("chair", script=script)
    for page in (support, chair):
        page.goto(minutes_of(meeting))
    chair.get_by_label("Note of item 1").fill("The chair wrote this.")
    press(chair, "Save item 1")
    reads(chair, "Saved.")
    note = support.get_by_label("Note of item 1")
    note.fill("Business support wrote that.")
    support.get_by_label("Note of item 2").fill("And this of another item.")
    if script:
        reads(support, "Press Save to see both texts")
    press(support, "Save all")
    reads(support, "There is a problem")
    reads(support, "The chair wrote this.")
    expect(note).to_have_value("Business support wrote that.")
    if script:
        accessible(support)
    note.fill("The chair wrote this. Business support wrote that.")
    press(support, "Save all")
    reads(support, "Saved.")
    texts = MinuteText.objects.order_by("item__position").values_list("text", flat=True)
    assert list(texts) == ["The chair wrote this. Business support wrote that.", "And this of another item."]


def test_P6_chair_edits_signs_off_and_sends_the_letter(clock_at, enter, group, mailoutbox):
    for number in (1, 2, 3):
        year.hold(group, number)
    letter = ApologyLetter.objects.get()
    clock_at(moment(date(2017, 7, 14), time(11)))
    chair: Page = enter("chair")
    chair.goto(f"/g/{group.slug}/meetings/letters/")
    chair.get_by_role("main").get_by_role("link", name="S08").click()
    box = chair.get_by_label("The letter")
    expect(box).to_have_value(letter.text)
    box.fill(letter.text + "\n\nPlease telephone me.")
    press(chair, "Save the letter")
    reads(chair, "The letter is saved.")
    press(chair, "Sign off the letter")
    reads(chair, "The letter is signed off.")
    press(chair, "Send the letter")
    reads(chair, letter.addressee.name)
    press(chair, "Send the letter")
    reads(chair, f"The letter is sent to {letter.addressee}.")
    file = chair.get_by_role("link", name="The letter as it was sent").get_attribute("href")
    assert chair.request.get(file).body().startswith(b"%PDF")
    sent = [mail for mail in mailoutbox if mail.to == [letter.addressee.email]]
    assert any("Please telephone me." in mail.body for mail in sent)


@EITHER_WAY
def test_R1_return_is_drafted_approved_sent_and_read(clock_at, enter, group, script):
    year.hold(group, 1)
    coming = returns.add_meeting(
        group=group, day=date(2017, 5, 3), name="CDG1", by=None, at=moment(date(2017, 4, 3), time(9))
    )
    address = f"/g/{group.slug}/reports/returns/{coming.pk}/"
    clock_at(moment(date(2017, 4, 26), time(12)))
    reader: Page = enter("cdg_reader", script=script)
    assert reader.goto(address).status == 404, "a draft is not for readers"
    support: Page = enter("business_support", script=script)
    support.goto(f"/g/{group.slug}/reports/returns/")
    press(support, "Open the next return")
    press(support, "Start the return")
    support.get_by_label("Commentary").fill("The first meeting of the year was full.")
    press(support, "Save the commentary")
    reads(support, "The commentary is saved.")
    expect(support.get_by_role("button", name="Approve")).to_be_disabled()
    chair: Page = enter("chair", script=script)
    chair.goto(address)
    press(chair, "Approve")
    reads(chair, "The return is approved.")
    press(chair, "Send the return")
    press(chair, "Freeze and send")
    reads(chair, "The return is sent.")
    reader.goto(f"/g/{group.slug}/reports/returns/")
    reader.get_by_role("link", name="CDG1").first.click()
    reads(reader, "The first meeting of the year was full.")
    reads(reader, "P1")
    file = reader.get_by_role("button", name="Open the PDF").get_attribute("href")
    assert reader.request.get(file).body().startswith(b"%PDF")


def test_a_note_typed_after_the_sign_in_ended_is_saved_when_the_writer_is_back(clock_at, enter, meeting):
    clock_at(AFTER)
    support: Page = enter("business_support")
    support.goto(minutes_of(meeting))
    item = support.get_by_role("region", name="2. Audit of neglect cases")
    note = item.get_by_label("Note of item 2")
    kept = support.context.cookies()
    support.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    note.fill("Typed when signed out.")
    note.blur()
    reads(item, "you are signed out")
    assert not MinuteText.objects.exists()
    support.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    support.context.add_cookies([one for one in kept if one["name"] == settings.SESSION_COOKIE_NAME])
    expect(item.get_by_text("Saved at")).to_be_visible(timeout=15_000)  # it tries every five seconds
    assert MinuteText.objects.get().text == "Typed when signed out."
    support.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    note.fill("And then sent with Save.")
    press(support, "Save item 2")
    expect(support.get_by_label("What you typed")).to_have_value("And then sent with Save.")
