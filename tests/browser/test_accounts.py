"""Coming in: the wrong password, a forgotten one, an invitation."""

import re
from datetime import date, time

import pytest
from playwright.sync_api import Page

from members.services import invitations
from subgroup.clock import moment
from subgroup.models import Person
from tests import factories
from tests.browser.acts import press, reads

NOW = moment(date(2017, 5, 2), time(9))
OLD, NEW = "three plain words", "umbrella canal thursday"


@pytest.fixture
def person(group) -> Person:
    found = factories.holder(group, "S09")
    found.set_password(OLD)
    found.joined_at = factories.START
    found.save()
    return found


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


def link_in(mailoutbox: list, person: Person) -> str:
    """The path of the link in the newest mail to a person."""
    mail = next(mail for mail in reversed(mailoutbox) if mail.to == [person.email])
    return re.search(r"https?://[^/\s]+(/\S+)", mail.body)[1]


def test_a_wrong_password_gets_a_sentence_and_a_forgotten_one_a_link_that_works_once(
    clock_at, enter, group, person, mailoutbox, accessible
):
    clock_at(NOW)
    page: Page = enter()
    page.goto(f"/g/{group.slug}/meetings/")
    sign_in(page, person.email, "not the password")
    reads(page, "There is a problem")
    accessible(page)
    page.get_by_role("link", name="I have forgotten my password").click()
    page.get_by_label("Email address").fill(person.email)
    press(page, "Send me the link")
    reads(page, "Look in your mail")
    accessible(page)
    link = link_in(mailoutbox, person)
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password again").fill("something else")
    press(page, "Save the password")
    reads(page, "There is a problem")
    accessible(page)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password again").fill(NEW)
    press(page, "Save the password")
    reads(page, "Your password is changed")
    accessible(page)
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, person.email, OLD)
    reads(page, "There is a problem")
    sign_in(page, person.email, NEW)
    reads(page, person.name)
    press(page, "Sign out")
    page.goto(link)
    reads(page, "This link no longer works")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_invitation_is_accepted_by_its_link_once(clock_at, enter, group, mailoutbox, script):
    person = factories.holder(group, "S12")
    clock_at(NOW)
    invitations.invite(person=person, group=group, by=factories.holder(group, "S06"), at=NOW)
    link = link_in(mailoutbox, person)
    page: Page = enter(script=script)
    page.goto(link)
    reads(page, f"This invitation is for {person.name}")
    press(page, "Choose a password")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Password again").fill("short")
    press(page, "Save and sign in")
    reads(page, "There is a problem")
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_label("Password again").fill(NEW)
    press(page, "Save and sign in")
    page.wait_for_url(f"**/g/{group.slug}/")
    reads(page, person.name)
    press(page, "Sign out")
    page.goto(link)
    reads(page, "This link was used already.")
    page = enter(script=script)
    page.goto("/accounts/login/")
    sign_in(page, person.email, NEW)
    reads(page, person.name)
