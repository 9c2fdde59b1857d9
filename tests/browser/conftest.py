import shutil
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from subgroup.models import Person
from tests import factories
from tests.browser.acts import faults

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The shell paints no window and takes half the time of the whole browser."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        for item in items:
            if "browser" in item.nodeid:
                item.add_marker(
                    pytest.mark.skip(
                        reason="no Chromium on this machine: apt-get install chromium-headless-shell"
                    )
                )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet.split()}


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails with what axe found wrong on the page as it stands."""

    def check(page: Page) -> None:
        assert faults(page) == []

    return check


@pytest.fixture
def clock_at() -> Iterator[Callable[[datetime], None]]:
    """`clock_at(moment)`: from now on it is that moment, in the server's thread too; time goes on from there.

    `clock.frozen` holds for the test's own thread only, and would hide this clock from it: not to be used beside it.
    """
    running: list[time_machine.travel] = []

    def turn(at: datetime) -> None:
        while running:
            running.pop().stop()
        running.append(time_machine.travel(at, tick=True))
        running[-1].start()

    yield turn
    while running:
        running.pop().stop()


@pytest.fixture
def enter(browser: Browser, live_server, group) -> Iterator[Callable[..., Page]]:
    """`enter("chair")`: a page in a browser of their own, signed in as that person. With `script=False` it runs no script."""
    contexts = []

    def make(who: str | Person | None = None, *, script: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if who is not None:
            person = who if isinstance(who, Person) else factories.person_with(group, who)
            client = Client()
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
            )
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
