"""Every route against every role. A route with no row in ROUTES, or a row with no route, fails."""

from datetime import date
from http.cookies import SimpleCookie

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from members.enums import Role
from members.roles import MATRIX
from members.services import seats
from subgroup import clock
from subgroup.models import Person
from subgroup.views.base import GroupView
from tests import factories, settled
from tests.reviews import access as of_reviews
from tests.routes import (
    NARROWED,
    NONE_THERE,
    NOW,
    POSTS,
    QUERIES,
    ROUTES,
    is_open,
    routes,
)
from tests.samples import sample

__all__ = ["NARROWED", "NOW", "QUERIES", "ROUTES", "is_open", "routes", "sample"]


TWINS = {Role.VICE_CHAIR: Role.CHAIR, Role.DEPUTY: Role.MEMBER}
"""Who holds the rights of another, who is asked for both."""
HANDLER = ClientHandler(enforce_csrf_checks=False)
"""One for ten thousand requests: a client's own loads the middleware at its first."""


def test_every_route_has_a_row_and_every_row_a_route():
    names = {name for name, _, _ in routes() if not is_open(name)}
    assert names == set(ROUTES)


def test_every_page_of_a_group_goes_through_the_gate():
    for name, path, callback in routes():
        if path.startswith("g/<slug:group_slug>/"):
            assert issubclass(callback.view_class, GroupView), f"{name} is not a GroupView"
        else:
            assert is_open(name), f"{name} lies outside the group and is in no list"


def test_twins_hold_the_same_rights():
    assert all(MATRIX[one] == MATRIX[other] for one, other in TWINS.items())


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small year with one of everything, and a person for each role."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        people = {
            role: factories.person_with(group, role.value, at=NOW) for role in Role if role not in TWINS
        }
        people["stranger"] = factories.make_person("A stranger")
        gone = factories.seat(group, "S05")
        former = factories.make_person("A former member")
        seats.hold(seat=gone, person=former, starts_on=date(2017, 5, 1), by=None, at=NOW)
        seats.end_holding(seat=gone, ends_on=date(2017, 6, 5), by=None, at=NOW)
        people["former"] = former
        with clock.frozen(NOW):
            cookies = {who: signed_in(person) for who, person in people.items()}
        yield group, cookies, files


def signed_in(person: Person) -> SimpleCookie:
    client = Client()
    client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies


def answer(cookies: SimpleCookie | None, method: str, url: str) -> int:
    """The status that who holds these cookies gets; whatever it did is taken back."""
    client = Client()
    client.handler = HANDLER
    client.cookies = SimpleCookie(cookies)
    with transaction.atomic():
        response = getattr(client, method)(url)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response.status_code


def group_routes() -> list[tuple[str, str]]:
    return sorted((name, path) for name, path, _ in routes() if path.startswith("g/") and name in ROUTES)


def asked(name: str, cookies: dict[Role | str, SimpleCookie]) -> dict[Role | str, SimpleCookie]:
    """Everybody; on PostgreSQL, which is asked for what a page reads and not for who may, one who surely opens it or may."""
    if connection.vendor == "sqlite":
        return cookies
    may = [role for role in cookies if role in MATRIX and MATRIX[role] & set(ROUTES[name])]
    who = of_reviews.OPENED_BY.get(name, may[0] if may else "stranger")
    return {who: cookies[who]}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "route"), group_routes(), ids=[name for name, _ in group_routes()])
def test_route_against_every_role(stage, settings, name, route):
    group, everybody, settings.FILES_DIR = stage
    cookies = asked(name, everybody)
    url = reverse(name, kwargs=sample(name, route, group)) + QUERIES.get(name, "")
    with clock.frozen(NOW):
        assert answer(None, "get", url) == 302, "not signed in: to the sign-in page"
        for who, held in cookies.items():
            for method in ("get", "post"):
                wanted = POSTS.get(name, ROUTES[name]) if method == "post" else ROUTES[name]
                status = answer(held, method, url)
                told = f"{who} {method.upper()} {name}: {status}"
                if who in ("stranger", "former"):
                    assert status == 404, told
                elif MATRIX[who] & set(wanted) and MATRIX[who] & set(ROUTES[name]):
                    assert status < 500, told
                    surely = name in of_reviews.SAMPLES and who == of_reviews.OPENED_BY[name]
                    may_not = name in NARROWED | NONE_THERE and not surely
                    assert status not in (403, 404) or may_not, told
                elif name in of_reviews.OF_RESTRICTED:
                    assert status == 404, f"{told}; of a case that is not there for them"
                else:
                    assert status == 403, told
