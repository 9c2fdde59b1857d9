"""The group, its people and every role's home in a real browser: no fault that axe finds, nothing wider than a telephone."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from meetings.services import planning, submission
from members.services import invitations
from reports import returns
from subgroup import clock
from subgroup.clock import moment
from subgroup.models import Message
from tests import factories

NOW = moment(date(2017, 4, 6), time(10))
WIDTHS = (1280, 375)


@pytest.fixture
def year(group, now, monkeypatch):
    """A year agreed; one item announced, one late, a return drafted. The browser's server lives on 6 April 2017."""
    chair, sender = factories.holder(group, "S01"), factories.holder(group, "S09")
    plan = planning.propose_plan(
        group=group, label="2017-18", start=date(2017, 4, 20), weekday=3, count=9, by=None, at=now
    )
    first = planning.agree_plan(plan=plan, by=chair, at=now)[0]
    planning.invite(meeting=first, by=chair, at=now)
    for title, at in (("Neglect audit", now), ("Came late", NOW)):
        submission.submit(
            meeting=first, seat=factories.seat(group, "S09"), by=sender, at=at, title=title,
            paper_to_follow=title == "Neglect audit",
        )  # fmt: skip
    meeting = returns.add_meeting(group=group, day=date(2017, 4, 12), name="CDG1", by=None, at=now)
    returns.draft(meeting=meeting, by=None, at=now)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return group


@pytest.fixture
def look(live_server, accessible):
    def at(page, path: str) -> None:
        page.goto(live_server.url + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width}"
        accessible(page)

    return at


@pytest.mark.parametrize(
    "role", ["chair", "business_support", "member", "agency_lead", "cdg_reader", "auditor", "administrator"]
)
def test_home(year, sign_in, look, role):
    look(sign_in(role), reverse("group_home", args=[year.slug]))


def test_pages_of_the_group(year, sign_in, look):
    page = sign_in("business_manager")
    post, person = factories.seat(year, "S09").pk, factories.holder(year, "S09").pk
    pages: list[tuple[str, list[int]]] = [
        ("group", []), ("terms", []), ("roles", []), ("seats", []), ("seat", [post]), ("seat_succeed", [post]),
        ("seat_override", [post]), ("compacts", []), ("compact_new", []), ("agencies", []), ("closures", []),
        ("closure_new", []), ("import", []), ("people", []), ("person", [person]), ("appoint", []), ("invite", [person]),
    ]  # fmt: skip
    for name, args in pages:
        look(page, reverse(f"members:{name}", args=[year.slug, *args]))


def test_M1_a_membership_is_imported(year, sign_in, live_server, accessible):
    page = sign_in("business_support")
    page.goto(live_server.url + reverse("members:import", args=[year.slug]))
    page.set_input_files("input[type=file]", factories.MEMBERS)
    page.get_by_role("button", name="Show the rows").click()
    accessible(page)
    page.get_by_role("button", name="Import").click()
    assert page.get_by_text("Everything was there already").is_visible()


def test_an_invitation_is_accepted_by_keyboard(year, page, live_server, accessible):
    person = factories.holder(year, "S12")
    invitations.invite(person=person, group=year, by=factories.holder(year, "S06"), at=NOW)
    mail = Message.objects.filter(kind="invitation", recipient=person).latest("pk")
    page.goto(live_server.url + re.search(r"/join/\S+", mail.text).group())
    accessible(page)
    page.get_by_role("button", name="Choose a password").press("Enter")
    page.wait_for_url("**/join/password/")
    accessible(page)
    page.get_by_label("Password", exact=True).fill("three words nothing shared")
    page.get_by_label("Password again").fill("three words nothing shared")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/g/{year.slug}/")
    assert page.get_by_text("Next meeting").is_visible()
