"""From the call for items to the day of the meeting, each person at a browser of their own, on days that the test sets."""

import shutil
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Attendance, Meeting
from meetings.services import agenda, planning
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests import factories
from tests.browser.acts import BROKEN, PAPERS, attach, press, reads
from tests.meetings import year
from tests.meetings.made_packs import stamps
from tests.meetings.papers import sent

DAY = date(2017, 6, 1)
LAST_DAY = date(2017, 5, 17)  # ten working days before, over the bank holiday of 29 May
EITHER_WAY = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@pytest.fixture
def meeting(group: SubGroup) -> Meeting:
    """Its agenda is prepared: the standing items stand on it."""
    at = moment(date(2017, 4, 3), time(9))
    made = factories.make_meeting(group, DAY, number=2, starts_at=time(9, 30), ends_at=time(12))
    agenda.prepare(meeting=made, at=at)
    return made


def address(meeting: Meeting, rest: str = "") -> str:
    return f"/g/{meeting.group.slug}/meetings/{meeting.pk}/{rest}"


@EITHER_WAY
def test_A2_a_broken_file_is_refused_and_the_right_one_comes_in_time(
    clock_at, enter, meeting, accessible, script
):
    clock_at(moment(LAST_DAY, time(16, 59)))
    page: Page = enter("member", script=script)
    page.goto(address(meeting))
    press(page, "Submit an item")
    reads(page, "in time until the close of Wednesday 17 May 2017")
    page.get_by_label("Title", exact=True).fill("Audit of neglect cases")
    page.get_by_label("For decision").check()
    page.get_by_label("What is the meeting asked to do").fill("Agree the scope of the audit.")
    attach(page, "First paper", BROKEN)
    press(page, "Send the item")
    reads(page, "There is a problem")
    field = page.locator(".govuk-form-group--error").filter(has=page.get_by_label("First paper", exact=True))
    expect(field).to_have_count(1)
    reads(field, "Broken.pdf")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Audit of neglect cases")
    expect(page.get_by_label("What is the meeting asked to do")).to_have_value(
        "Agree the scope of the audit."
    )
    expect(page.get_by_label("For decision")).to_be_checked()
    if script:
        accessible(page)
    attach(page, "First paper", PAPERS / "Audit of neglect cases.pdf")
    press(page, "Send the item")
    reads(page, "M2-01 came in time and is on the agenda.")
    reads(page, "Complete on Wednesday 17 May 2017")
    item = meeting.items.submitted().get()
    assert (item.title, item.late, item.complete_on) == ("Audit of neglect cases", False, LAST_DAY)
    assert item.papers.get().versions.get().file.name == "Audit of neglect cases.pdf"


def test_A2_after_the_last_day_the_member_is_told_and_the_chair_decides(clock_at, enter, meeting, accessible):
    clock_at(moment(date(2017, 5, 18), time(0, 5)))
    member: Page = enter("member")
    for title in ("Housing note", "Tenancy list"):
        member.goto(address(meeting, "submit/"))
        reads(member, "The last day for items and papers was Wednesday 17 May 2017")
        member.get_by_label("Title", exact=True).fill(title)
        attach(member, "First paper", PAPERS / "GMP progress on SCR Child K.pdf")
        press(member, "Send the item")
        reads(member, "came after the last day")
    chair: Page = enter("chair")
    for title, choice, reason in (
        ("Housing note", "Refuse it", "The paper can wait until July"),
        ("Tenancy list", "Accept it", "The landlord answers in June"),
    ):
        chair.goto(address(meeting))
        chair.get_by_role("link", name=title).first.click()
        press(chair, "Accept or refuse it")
        chair.get_by_label(choice, exact=True).check()
        press(chair, "Decide")
        reads(chair, "Give a reason")
        accessible(chair)
        expect(chair.get_by_label(choice, exact=True)).to_be_checked()
        chair.get_by_label("Reason").fill(reason)
        press(chair, "Decide")
        reads(chair, "Your decision is recorded")
        accessible(chair)
    member.goto(address(meeting))
    member.get_by_role("link", name="Housing note").first.click()
    reads(member, "The paper can wait until July")
    shown = meeting.items.submitted().order_by("reference").values_list("title", "state", "late")
    assert list(shown) == [("Housing note", "refused", True), ("Tenancy list", "on_agenda", True)]


def titles(page: Page, among: set[str]) -> list[str]:
    return [
        words
        for words in page.get_by_role("listitem").get_by_role("link").all_inner_texts()
        if words in among
    ]


@EITHER_WAY
def test_A3_agenda_is_ordered_approved_published_and_read_as_one_pack(
    clock_at, enter, meeting, script, tmp_path, accessible
):
    for title, code in (("First", "S03"), ("Second", "S16")):
        sent(meeting, title, code, at=moment(LAST_DAY, time(12)), name=f"{title}.pdf", pages=2)
    clock_at(moment(date(2017, 5, 19), time(10)))
    support: Page = enter("business_support", script=script)
    support.goto(address(meeting, "desk/"))
    support.get_by_role("button", name="Down First").press("Enter")
    expect(support.get_by_role("button", name="Up First")).to_be_enabled()
    assert titles(support, {"First", "Second"}) == ["Second", "First"]
    press(support, "Send to the chair")
    reads(support, factories.holder(meeting.group, "S01").name)
    press(support, "Send to the chair")
    reads(support, "The agenda is with the chair.")
    chair: Page = enter("chair", script=script)
    chair.goto(address(meeting, "desk/"))
    press(chair, "Approve the agenda")
    reads(chair, "You have approved the agenda.")
    support.goto(address(meeting, "desk/"))
    press(support, "Publish the pack")
    if script:
        accessible(support)
    press(support, "Publish and send")
    reads(support, "Version 1 is published")
    member: Page = enter("member", script=script)
    member.goto(address(meeting, "pack/"))
    if script:
        accessible(member)
    link = member.get_by_role("button", name="Open the pack").get_attribute("href")
    file = tmp_path / "pack.pdf"
    file.write_bytes(member.request.get(link).body())
    assert file.read_bytes().startswith(b"%PDF")
    if not shutil.which("pdftotext"):
        pytest.skip("what is stamped on the pages is not looked at: poppler-utils is not installed here")
    numbers = {row["title"]: row["number"] for row in meeting.packs.get().snapshot["items"]}
    stamped = [stamp.split(" · ")[0] for stamp in stamps(file)]
    assert stamped == [f"Item {numbers[title]}" for title in ("Second", "Second", "First", "First")]


@pytest.fixture
def invited(group: SubGroup) -> Meeting:
    at = moment(date(2017, 3, 16), time(11))
    plan = planning.propose_plan(
        group=group, label="2017-18", start=date(2017, 4, 20), weekday=3, count=2, frequency="every 6 weeks",
        place="Meeting Room 2", starts_at=time(9, 30), ends_at=time(12), by=None, at=at,
    )  # fmt: skip
    made = planning.agree_plan(plan=plan, by=factories.holder(group, "S01"), at=at)
    planning.invite(meeting=made[1], by=None, at=at)
    return made[1]


@EITHER_WAY
def test_P4_replies_change_the_forecast(clock_at, enter, invited, script, accessible):
    clock_at(moment(date(2017, 5, 2), time(9)))
    group = invited.group
    for code, choice in (("S09", "Apologies"), ("S16", "A deputy will attend"), ("S01", "Attending")):
        page: Page = enter(factories.holder(group, code), script=script)
        page.goto(address(invited))
        before = forecast(page)
        press(page, "Reply", exact=True)
        page.get_by_role("radio", name=choice).check()
        if choice == "Apologies":
            page.get_by_label("Reason, if you send apologies").fill("Annual leave")
        if "deputy" in choice:
            press(page, "Send the reply")
            reads(page, "Choose the deputy who will attend")
            if script:
                accessible(page)
            page.get_by_label("Who attends, if a deputy does").select_option("Somebody else")
            page.get_by_label("Name, if it is somebody else").fill("Dorcas Applewhite")
        press(page, "Send the reply")
        reads(page, "Apologies sent." if choice == "Apologies" else "Reply sent")
        assert forecast(page) != before, f"{choice} by {code} changes nothing"
        row = page.get_by_role("row").filter(has_text=factories.holder(group, code).name)
        reads(row, "Dorcas Applewhite" if "deputy" in choice else choice)


def forecast(page: Page) -> str:
    """What stands below the question, down to the table of replies."""
    below = page.get_by_role("main").inner_text().split("Will it be quorate?")[1]
    return below.split("Replies\n")[0]


@EITHER_WAY
def test_P4_P5_the_day_is_opened_the_attendance_taken_and_the_quorum_shown(
    clock_at, enter, meeting, script, accessible
):
    clock_at(moment(DAY, time(9, 25)))
    page: Page = enter("business_support", script=script)
    page.goto(address(meeting))
    press(page, "Open the meeting")
    press(page, "Open the meeting")
    reads(page, "The meeting is open.")
    reads(page, "Not quorate")
    codes = "".join(year.codes(2).values())
    if script:
        page.wait_for_load_state()  # the keys are the script's
        page.get_by_role("radio").first.focus()
        page.keyboard.type(codes)
        accessible(page)
    else:
        seats = page.get_by_role("group", name="Attendance of")
        expect(seats).to_have_count(len(codes))
        words = {"P": "P Present", "D": "D Deputy", "A": "A Apologies", "N": "N Absent"}
        for place, code in enumerate(codes):
            seats.nth(place).get_by_label(words[code]).check()
    press(page, "Save and confirm")
    reads(page, "The attendance is confirmed.")
    expect(page.get_by_text("Quorate", exact=True)).to_be_visible()
    if script:
        accessible(page)
    taken = (
        Attendance.objects.filter(meeting=meeting).order_by("seat__number").values_list("presence", flat=True)
    )
    assert "".join(taken) == codes
