"""The shell, the components and sign-in in a real browser, at a desk's width and a telephone's."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests import factories

WIDTHS = (1280, 320)


@pytest.fixture
def gallery(live_server, page: Page, db) -> Page:
    person = factories.make_person("Jane Roe", email="jane@example.org", password="three plain words")
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password").fill("three plain words")
    page.get_by_role("button", name="Sign in").click()
    page.goto(live_server.url + reverse("gallery"))
    return page


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_component_is_accessible(gallery: Page, accessible, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    keep(gallery, f"gallery-{width}")
    accessible(gallery)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_off_the_page(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    assert gallery.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_asks_for_nothing_that_its_policy_forbids(gallery: Page) -> None:
    said: list[str] = []
    gallery.on("console", lambda message: said.append(message.text))
    gallery.on("requestfailed", lambda request: said.append(request.url))
    gallery.reload()
    gallery.wait_for_load_state("networkidle")
    assert said == []


@pytest.mark.parametrize("width", WIDTHS)
def test_sign_in_is_accessible_and_says_what_was_wrong(
    page: Page, live_server, db, accessible, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + reverse("account_login"))
    accessible(page)
    keep(page, f"sign-in-{width}")
    page.get_by_label("Email address").fill("jane@example.org")
    page.get_by_role("button", name="Sign in").click()
    accessible(page)
    keep(page, f"sign-in-wrong-{width}")
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Enter password").click()
    assert page.evaluate("document.activeElement.id") == "id_password"
    assert page.get_by_label("Email address").input_value() == "jane@example.org"


def test_the_error_summary_leads_to_the_first_input_of_its_field(gallery: Page) -> None:
    for link in gallery.locator(".govuk-error-summary a").all():
        target = link.get_attribute("href").removeprefix("#")
        tag = gallery.evaluate("id => document.getElementById(id)?.tagName", target)
        assert tag in ("INPUT", "SELECT", "TEXTAREA"), target


def test_keyboard_reaches_the_content_first(page: Page, live_server, db) -> None:
    page.goto(live_server.url + reverse("account_login"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
