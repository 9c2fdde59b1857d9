"""The shell, the components and sign-in in a real browser, at a desk's width and a telephone's."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests import factories
from tests.subgroup.test_lists import make

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
    gallery.wait_for_load_state("networkidle")
    gallery.on("console", lambda message: said.append(message.text))
    # The reload itself may cut off a request of the page before, which is no fault of either.
    gallery.on("requestfailed", lambda one: one.failure == "net::ERR_ABORTED" or said.append(one.url))
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


@pytest.fixture
def shapes(settings, live_server, page: Page, db) -> Page:
    settings.ROOT_URLCONF = "tests.browser.shapes"
    page.set_default_timeout(5000)
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path", ["people/", "people/?name=7&is_active=true", "people/?since_day=40", "form/", "confirm/"]
)
def test_every_shape_is_accessible_and_fits(
    shapes: Page, live_server, accessible, width: int, path: str
) -> None:
    make(60, joined_at=factories.START)
    shapes.set_viewport_size({"width": width, "height": 900})
    shapes.goto(f"{live_server.url}/{path}")
    keep(shapes, f"{path.replace('/', '').split('&')[0].replace('?', '-')}-{width}")
    accessible(shapes)
    assert shapes.evaluate("document.documentElement.scrollWidth") <= width


def test_a_form_is_filled_in_without_script_and_loses_nothing(settings, live_server, browser, db) -> None:
    settings.ROOT_URLCONF = "tests.browser.shapes"
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/form/")
    page.get_by_label("Title").fill("Neglect audit")
    page.get_by_label("Decision").check()
    page.get_by_role("group", name="Meeting date").get_by_label("Month").fill("13")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_label("Title").input_value() == "Neglect audit"
    assert page.get_by_label("Decision").is_checked()
    assert page.get_by_label("Month").input_value() == "13"
    page.get_by_role("link", name="Meeting date must include a day and year").click()
    assert page.url.endswith("#id_meeting_date_day")


def test_what_htmx_posts_carries_the_token_under_the_policy(shapes: Page, live_server) -> None:
    shapes.goto(f"{live_server.url}/confirm/")
    with shapes.expect_request(lambda request: request.method == "POST") as sent:
        shapes.evaluate(
            """() => {
                const button = document.createElement("button");
                button.setAttribute("hx-post", "/form/");
                document.getElementById("main-content").append(button);
                htmx.process(button);
                button.click();
            }"""
        )
    assert sent.value.headers["x-csrftoken"]
    assert sent.value.response().ok  # without the token it would be refused
