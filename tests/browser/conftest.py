import shutil
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        for item in items:
            if "browser" in item.nodeid:
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium on this machine: apt-get install chromium")
                )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet.split()}


@pytest.fixture
def sign_in(page: Page, live_server, client_as) -> Callable[..., Page]:
    """`sign_in("chair")`: the page, in a browser signed in as somebody with that role, or as that person."""

    def make(who: object) -> Page:
        client = client_as(who)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        return page

    return make


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails with what axe found wrong on the page as it stands."""

    def check(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        wrong = [
            f"{each['id']}: {node['target']} {node['html'][:150]}" for each in found for node in each["nodes"]
        ]
        assert wrong == []

    return check
