"""Every page of the route table, as the roles that see something of their own there: no fault that axe finds, nothing wider
than the screen, nothing that the browser complains of, and the main button within reach of the keyboard."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from members.enums import Role
from members.roles import MATRIX
from reports import figures
from reports.views.return_page import rows_url
from subgroup.celery import app
from subgroup.models import Person, SubGroup
from tests import factories
from tests.browser import places
from tests.browser.acts import faults
from tests.reviews import access as of_reviews
from tests.test_access import NARROWED, routes

ROLES = [
    Role.BUSINESS_SUPPORT, Role.CHAIR, Role.BUSINESS_MANAGER, Role.ADMINISTRATOR, Role.MEMBER, Role.AGENCY_LEAD,
    Role.CDG_READER, Role.AUDITOR, Role.INDEPENDENT_CHAIR, Role.CDOP_COORDINATOR,
]  # fmt: skip
HOME_ALONE = [Role.VICE_CHAIR, Role.DEPUTY, Role.LIQA_READER]
"""Whose pages are those of a role above; what they owe is their own."""
FILES = {
    "meetings:pack_file", "meetings:pack_supplement", "meetings:zip", "meetings:paper_file", "meetings:minutes_file",
    "meetings:letter_file", "meetings:agenda_pdf", "reports:return_pdf",
    "members:terms_source", "members:import_template", "members:compact_document",
    "actionplans:evidence_file", "actionplans:hand_over", "actionplans:plan_pdf", "actionplans:agency_pdf",
    "actionplans:briefing_pdf", "reports:pictures_pdf", "reports:binder_file", "reports:annual_pdf", "reports:annual_file",
    *of_reviews.FILES,
}  # fmt: skip
PARTS = {"meetings:pack_state"}  # fetched into a page
# A GET leads back to the page with the form.
ONWARDS = {"meetings:minutes_write", "reports:return_comment", "reports:annual_drafted", *of_reviews.ONWARDS}
OPENED_BY = {
    "actionplans:plan_close": Role.CHAIR, "actionplans:challenge_judge": Role.CHAIR, "actionplans:challenge_climb": Role.CHAIR,
    "actionplans:challenge_close": Role.CHAIR, "reports:binder": Role.CHAIR, **of_reviews.OPENED_BY,
}  # fmt: skip
"""The role that surely opens a page where it is not the first in ROLES that has a right to it."""
FOR_SOME = NARROWED | set(OPENED_BY)
"""Where the role is not all: whose thing it is and where it stands decide too."""
WHOLE = {Role.BUSINESS_SUPPORT}
"""Who walks every page that they may open; the others those that they are the first to open, and where they see something else."""
SHARES = 3
"""A whole walk takes minutes, and is shared out."""
AGAIN = {  # what the chair sees there is not what business support sees
    "meetings:detail", "meetings:desk", "meetings:item", "meetings:minutes", "meetings:letter", "reports:return",
    "actionplans:detail", "actionplans:plan", "reviews:case", "reviews:panel", "reviews:review", "reviews:letter",
    "reports:programme",
}  # fmt: skip
WIDE, NARROW = 1280, 320
SIDEWAYS = """[...document.querySelectorAll(".app-table-scroll")].filter(box => box.scrollWidth > box.clientWidth + 1)
    .map(box => box.getAttribute("aria-label"))"""
"""The tables that somebody with a telephone has to push aside to read."""
TABS = 12
TRIES = 60

VIEWS = {
    name: (path, callback.view_class)
    for name, path, callback in routes()
    if path.startswith("g/") and hasattr(callback.view_class, "get") and name not in FILES | PARTS | ONWARDS
}
ALSO = [
    ("reports:annual", "?chapter=meetings"),
    ("reports:annual", "?changes"),
    ("score", "?as_of=2017-05-30"),
]
"""What a page shows besides, by its address."""
VIEWS |= {f"{name}{query}": VIEWS[name] for name, query in ALSO}
PATHS = {name: path for name, (path, _) in VIEWS.items()}
RIGHTS = {name: {view.permission, *view.others()} for name, (_, view) in VIEWS.items()}

pytestmark = pytest.mark.django_db  # or no test database is made


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A test in a transaction would hold SQLite's lock, and the pages of cases write down who opened them."""
    with django_db_blocker.unblock():
        yield


@dataclass
class Place:
    """The sub-group, a server for it, who is signed in to it, and the addresses under which each page may open."""

    group: SubGroup
    url: str
    files: Path
    cookies: dict[Role | None, str]  # None: somebody with no place in the group
    pages: dict[str, list[str]]

    def visits(self, role: Role) -> Iterator[tuple[str, bool]]:
        """The routes that a role may open, and whether it is the one that surely does: as a rule the first in ROLES that may."""
        for name in self.pages:
            may = [each for each in ROLES if MATRIX[each] & RIGHTS[name]]
            if role in may:
                yield name, role == OPENED_BY.get(name, may[0])


@pytest.fixture(scope="session")
def server(django_db_setup) -> Iterator[LiveServer]:
    """Not `live_server`, which empties the database after each test. Stopped last: threads of it outlive their answers."""
    started = LiveServer("localhost")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def place(server, django_db_blocker, tmp_path_factory) -> Iterator[Place]:
    """Made once and only looked at by the tests; the clock stands at its day in the server's thread too."""
    files = tmp_path_factory.mktemp("files")
    app.conf.task_always_eager = True
    with django_db_blocker.unblock(), time_machine.travel(places.NOW), override_settings(FILES_DIR=files):
        group = places.settle()
        cookies: dict[Role | None, str] = {
            role: cookie_of(factories.person_with(group, role.value, at=places.NOW))
            for role in [*ROLES, *HOME_ALONE]
        }
        cookies[None] = cookie_of(factories.make_person("A stranger"))
        pages = {name: list(islice(things(name, path, group), TRIES)) for name, path in PATHS.items()}
        yield Place(group, server.url, files, cookies, pages)
        call_command("flush", verbosity=0, interactive=False)


def cookie_of(person: Person) -> str:
    client = Client()
    client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


def things(name: str, path: str, group: SubGroup) -> Iterator[str]:
    name, mark, query = name.partition("?")
    if name == "reports:records":
        yield figures.address(group, "2017-18", "P4")
        return
    if name == "reports:return_rows":
        for meeting in group.coordinating_meetings.order_by("-pk"):
            yield rows_url(meeting, "actions", "open")
        return
    if name == "reports:annual_rows":
        for keys in places.things_for(path.removeprefix("g/<slug:group_slug>/"), group):
            yield f"{reverse(name, kwargs={'group_slug': group.slug, **keys})}?figure=meetings+held"
        return
    for keys in places.things_for(path.removeprefix("g/<slug:group_slug>/"), group):
        yield f"{reverse(name, kwargs={'group_slug': group.slug, **keys})}{mark}{query}"


@pytest.fixture
def look(browser: Browser, place, settings) -> Iterator:
    """`look(role)`: a page in a browser signed in as that role, and the list of what the browser complained of."""
    settings.FILES_DIR = place.files
    contexts = []

    def make(role: Role | None) -> tuple[Page, list[str]]:
        context = browser.new_context(base_url=place.url, viewport={"width": WIDE, "height": 900})
        contexts.append(context)
        context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": place.cookies[role], "url": place.url}]
        )
        page, said = context.new_page(), []

        def listen(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                said.append(message.text)

        page.on("console", listen)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page, said

    yield make
    for context in contexts:
        context.close()


def fits(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    said = [f"is {wide} wide on a screen of {width}"] if wide > width else []
    if width <= NARROW:
        said += [f"scrolls sideways in {table}" for table in page.evaluate(SIDEWAYS)]
    return said


def by_keyboard(page: Page) -> list[str]:
    """Tab leads to the skip link first; from there the main button, if there is one, is not far."""
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.className") != "govuk-skip-link":
        return [f"The first Tab leads to {page.evaluate('document.activeElement.outerHTML')[:150]}"]
    page.keyboard.press("Enter")
    button = ".app-page-header__button :is(a, button:not([disabled]))"
    if page.evaluate("document.activeElement.id") != "main-content":
        return ["The skip link does not lead to the content"]
    if not page.locator(button).count():
        return []
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('{button}')"):
            return []
    return [f"The main button is more than {TABS} Tabs away"]


WALKS = [(role, part) for role in ROLES for part in range(SHARES if role in WHOLE else 1)]


@pytest.mark.parametrize(("role", "part"), WALKS, ids=[f"{role.value}-{part}" for role, part in WALKS])
def test_every_page_of_a_role(place: Place, look, role: Role, part: int):
    page, said = look(role)
    wrong = []
    for number, (name, first) in enumerate(place.visits(role)):
        if role in WHOLE and number % SHARES != part:
            continue
        if role not in WHOLE and not first and name not in AGAIN | {"group_home"}:
            continue
        address = opened(page, said, place.pages[name])
        if not address and not first and name in FOR_SOME:
            continue
        if not address:
            wrong.append(f"{name}: nothing was found that it opens for")
            continue
        found = fits(page, WIDE)
        if first or name == "group_home" or (role == Role.CHAIR and name in AGAIN):
            found += faults(page) + by_keyboard(page)
        found += fits(page, NARROW) + said
        page.set_viewport_size({"width": WIDE, "height": 900})
        wrong += [f"{name} {address}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)


def opened(page: Page, said: list[str], addresses: list[str]) -> str:
    """Goes to the first of the addresses that opens without leading on, and leaves it in front for the next role."""
    for address in addresses:
        said.clear()
        if page.goto(address).status == 200 and page.url.endswith(address):
            addresses.remove(address)
            addresses.insert(0, address)
            return address
    return ""


OUTSIDE = [
    "/accounts/login/", "/accounts/signup/", "/accounts/inactive/", "/accounts/reauthenticate/", "/accounts/password/change/",
    "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/password/reset/key/done/",
    "/accounts/password/reset/key/1-bad/", "/join/not-a-token/", "/join/password/", "/g/no-such-group/", "/nowhere/",
]  # fmt: skip


def test_pages_outside_a_group_and_refusals(place: Place, look):
    draft = place.group.coordinating_meetings.get(name="CDG3")
    of_role: dict[Role | None, list[str]] = {
        Role.MEMBER: [*OUTSIDE, reverse("meetings:blocked", args=[place.group.slug])],
        Role.CHAIR: [reverse("reports:return_pdf", args=[place.group.slug, draft.pk])],
        Role.AUDITOR: [
            reverse("bulletins:list", args=[place.group.slug]),
            reverse("bulletins:page", args=[place.group.slug, "2017-18", 1]),
            "/unsubscribe/not-a-token/",
        ],
        None: ["/", reverse("group_home", args=[place.group.slug])],
        **{role: [reverse("group_home", args=[place.group.slug])] for role in HOME_ALONE},
    }
    wrong = []
    for role, addresses in of_role.items():
        page, said = look(role)
        for address in addresses:
            said.clear()
            page.goto(address)
            heard = [text for text in said if not re.search(r"status of 4\d\d", text)]
            found = faults(page) + fits(page, NARROW) + heard
            page.set_viewport_size({"width": WIDE, "height": 900})
            wrong += [f"{address}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)
