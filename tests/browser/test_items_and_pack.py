"""An item from its form to the published pack, in a browser, each page without a fault that axe finds (A2, A3)."""

from datetime import datetime, time, timedelta

import pytest

from meetings.models import AgendaItem, Meeting
from meetings.services import agenda, packs, submission
from subgroup.clock import LONDON
from tests import factories
from tests.meetings.papers import pdf_bytes, stored


@pytest.fixture
def at() -> datetime:
    """The time of the browser's server."""
    return datetime.now(tz=LONDON)


@pytest.fixture
def meeting(group, now, at) -> Meeting:
    meeting = factories.make_meeting(
        group, at.date() + timedelta(days=60), number=1, place="Meeting Room 2, Civic Centre"
    )
    agenda.prepare(meeting=meeting, at=at)
    return meeting


@pytest.fixture
def soon(group, now, at) -> Meeting:
    """Its window has shut."""
    return factories.make_meeting(group, at.date() + timedelta(days=5), number=2, starts_at=time(9, 30))


def send(meeting, title, code, at, pages=2):
    sender = factories.holder(meeting.group, code)
    papers = [stored(meeting.group, sender, at, f"{title}.pdf", pages=pages)]
    seat = factories.seat(meeting.group, code)
    return submission.submit(meeting=meeting, seat=seat, by=sender, at=at, title=title, papers=papers)


def upload(page, label, name, data):
    page.get_by_label(label, exact=True).set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": data}
    )


def test_A2_submit_an_item_with_a_paper_and_put_a_refused_file_right(
    sign_in, live_server, group, meeting, accessible
):
    page = sign_in("member")
    page.goto(f"{live_server.url}/g/{group.slug}/meetings/{meeting.pk}/submit/")
    accessible(page)
    page.get_by_label("Title").fill("Neglect audit")
    page.get_by_label("For decision").check()
    upload(page, "First paper", "Audit.pdf", pdf_bytes(2))
    upload(page, "Second paper (optional)", "Annex.pdf", b"not a PDF at all \x00\x01")
    page.get_by_role("button", name="Send the item").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    accessible(page)
    assert page.get_by_label("Title").input_value() == "Neglect audit"
    assert page.get_by_text("“Audit.pdf” is here and kept").is_visible()
    upload(page, "Second paper (optional)", "Annex.pdf", pdf_bytes())
    page.get_by_role("button", name="Send the item").click()
    page.get_by_text("came in time and is on the agenda").wait_for()
    accessible(page)
    assert list(AgendaItem.objects.submitted().get().papers.values_list("title", flat=True)) == [
        "Audit",
        "Annex",
    ]


def test_A2_late_item_is_refused_by_the_chair_and_another_accepted(
    sign_in, live_server, group, soon, accessible
):
    base = f"{live_server.url}/g/{group.slug}/meetings"
    page = sign_in("member")
    for title in ("First", "Second"):
        page.goto(f"{base}/{soon.pk}/submit/")
        page.get_by_text("only the chair can accept it").wait_for()
        page.get_by_label("Title").fill(title)
        page.get_by_label("The item needs no paper").check()
        page.get_by_role("button", name="Send the item").click()
        page.get_by_text("waits for the chair").first.wait_for()
    page = sign_in("chair")
    for title, choice in (("First", "Refuse it"), ("Second", "Accept it")):
        page.goto(f"{base}/items/{AgendaItem.objects.get(title=title).pk}/")
        page.get_by_role("button", name="Accept or refuse it").click()
        accessible(page)
        page.get_by_label(choice, exact=True).check()
        page.get_by_label("Reason").fill("As we said")
        page.get_by_role("button", name="Decide").click()
        page.get_by_text("Your decision is recorded").wait_for()
        accessible(page)
    assert list(AgendaItem.objects.submitted().values_list("state", flat=True)) == ["refused", "on_agenda"]


def test_agenda_is_put_in_order_by_keyboard_and_by_dragging(
    sign_in, live_server, group, meeting, at, accessible
):
    send(meeting, "First", "S03", at)
    send(meeting, "Second", "S16", at)
    page = sign_in("business_support")
    page.set_viewport_size({"width": 1280, "height": 1400})
    page.goto(f"{live_server.url}/g/{group.slug}/meetings/{meeting.pk}/desk/")
    accessible(page)

    def titles():
        return [
            text
            for text in page.locator(".app-desk__words > a").all_inner_texts()
            if text in {"First", "Second"}
        ]

    assert titles() == ["First", "Second"]
    page.get_by_role("button", name="Down First").press("Enter")
    page.wait_for_url("**#item-*")
    assert titles() == ["Second", "First"]
    rows = page.locator(".app-desk__item")
    first, second = rows.filter(has_text="First"), rows.filter(has_text="Second")
    with page.expect_navigation():
        first.locator(".app-desk__handle").drag_to(second.locator(".app-desk__handle"))
    assert titles() == ["First", "Second"]
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_A3_chair_approves_and_business_support_publishes(
    sign_in, live_server, group, meeting, at, accessible
):
    send(meeting, "First", "S03", at)
    base = f"{live_server.url}/g/{group.slug}/meetings/{meeting.pk}"
    page = sign_in("business_support")
    page.goto(f"{base}/desk/")
    page.get_by_role("button", name="Send to the chair").click()
    accessible(page)
    page.get_by_role("button", name="Send to the chair").click()
    page = sign_in("chair")
    page.goto(f"{base}/desk/")
    page.get_by_role("button", name="Approve the agenda").click()
    page.get_by_text("You have approved the agenda").wait_for()
    page = sign_in("business_support")
    page.goto(f"{base}/publish/")
    accessible(page)
    page.get_by_role("button", name="Publish and send").click()
    page.get_by_text("is published and being made").wait_for()
    packs.render(meeting.packs.get())
    page.get_by_role("button", name="Open the pack").wait_for()
    accessible(page)
    page = sign_in("member")
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (f"{base}/pack/", f"{live_server.url}/g/{group.slug}/meetings/papers/"):
            page.goto(path)
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
