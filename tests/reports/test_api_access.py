"""Every resource of the JSON API against every token: only its own role's, for its own group, read and never written to (R3)."""

import json
import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.enums import READING_ROLES, Role
from members.models import ApiToken
from members.roles import MATRIX
from reports.api import entering
from reports.api.resources import RESOURCES
from subgroup import clock
from subgroup.log_filter import without_tokens
from tests import factories
from tests.reports import api_world
from tests.reports.api_world import ENDED, OF_ANOTHER_GROUP, TAKEN_BACK, UNKNOWN
from tests.routes import NOW

LISTS = [name for name, one in RESOURCES.items() if not one.whole]
READS = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE SAVEPOINT|WITH|EXECUTE asked_)")
USED = 'UPDATE "members_apitoken" SET "last_used_at"'
CHANGING = ("post", "put", "patch", "delete", "options")


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), api_world.small_year(tmp_path_factory.mktemp("files")) as world:
        yield world


@pytest.fixture
def world(stage, db, settings):
    settings.FILES_DIR = stage.files
    cache.clear()  # nobody has asked for anything in this minute
    with clock.frozen(NOW):
        yield stage


def refusal(answer) -> str:
    said = json.loads(answer.content)
    assert list(said) == ["error"]
    assert answer["Cache-Control"] == "no-store"
    return said["error"]


@pytest.mark.parametrize("name", RESOURCES)
def test_R3_a_resource_opens_to_the_roles_with_its_right_and_to_no_other_token(world, name):
    for role in READING_ROLES:
        answer = world.ask(role, name)
        if MATRIX[role] & set(RESOURCES[name].rights):
            assert answer.status_code == 200, (role, answer.content)
            assert (answer["Cache-Control"], answer["Content-Type"]) == ("no-store", "application/json")
        else:
            assert answer.status_code == 403, role
            assert role.label in refusal(answer)
        assert not answer.cookies
    for key in (ENDED, TAKEN_BACK, UNKNOWN):
        answer = world.ask(key, name)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (
            401,
            'Bearer realm="api", error="invalid_token"',
        )
        assert "unknown, has ended or was taken back" in refusal(answer)
    assert world.ask(OF_ANOTHER_GROUP, name).status_code == 404
    browser = Client()
    browser.force_login(
        factories.holder(world.group, "S01", NOW.date()), django_settings.AUTHENTICATION_BACKENDS[0]
    )
    for client in (None, browser):
        answer = world.ask(None, name, client=client)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
        assert "Authorization: Bearer" in refusal(answer)


@pytest.mark.parametrize("method", CHANGING)
def test_R3_it_is_read_and_nothing_else_and_who_tries_changes_nothing(world, method):
    for name in RESOURCES:
        with CaptureQueriesContext(connection) as asked:
            answer = world.ask(Role.AUDITOR, name, method=method)
        assert (answer.status_code, answer["Allow"], len(asked)) == (405, "GET, HEAD", 0), name
        assert "GET or HEAD" in refusal(answer)
    for name in ("api:root", "api:openapi"):
        assert getattr(Client(enforce_csrf_checks=True), method)(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", RESOURCES)
def test_R3_reading_writes_only_when_the_token_was_used_and_asks_as_much_for_one_row_as_for_many(world, name):
    asked = {}
    for size in (1, 500):
        query = "" if RESOURCES[name].whole else f"?per_page={size}"
        with clock.frozen(NOW + timedelta(minutes=size)), CaptureQueriesContext(connection) as queries:
            assert world.ask(Role.AUDITOR, name, query).status_code == 200
        writes = [one["sql"] for one in queries if not READS.match(one["sql"])]
        assert [sql[: len(USED)] for sql in writes] == [USED]
        asked[size] = len(queries)
    owners = 3 if name == "deadlines" else 0  # who owes is asked once for each kind of owner
    assert asked[500] <= asked[1] + owners
    assert asked[500] < 60


def test_R3_when_it_was_used_is_kept_to_the_minute_and_in_the_log_without_words(world, caplog):
    row = ApiToken.objects.get(name=f"Tool {Role.AUDITOR}")
    ApiToken.objects.filter(pk=row.pk).update(last_used_at=None)
    moments = []
    with caplog.at_level(logging.INFO, "reports.api"):
        for seconds in (0, 59, 60):
            with clock.frozen(NOW + timedelta(seconds=seconds)):
                world.ask(Role.AUDITOR, "meetings")
            row.refresh_from_db()
            moments.append((row.last_used_at - NOW).seconds)
        world.ask(Role.CDG_READER, "meetings")
    assert moments == [0, 0, 60]
    assert caplog.messages[0] == f"Token {row.pk} (auditor) read meetings."
    assert "refused meetings" in caplog.messages[-1]
    assert not any("Tool" in line or "sgapi_" in line for line in caplog.messages)


def test_R3_too_many_requests_with_a_token_or_too_many_refused_wait(world, monkeypatch):
    monkeypatch.setattr(entering.time, "time", lambda: 1_000_000_020.0)
    monkeypatch.setattr(entering, "REQUESTS_A_MINUTE", 3)
    monkeypatch.setattr(entering, "REFUSALS_A_MINUTE", 2)
    statuses = [world.ask(Role.AUDITOR, "plans").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert world.ask(Role.LIQA_READER, "plans").status_code == 200, "another token is counted by itself"
    refused = [world.ask(UNKNOWN, "plans") for _ in range(3)]
    assert [one.status_code for one in refused] == [401, 401, 429]
    assert 0 < int(refused[-1]["Retry-After"]) <= 60
    monkeypatch.setattr(entering.time, "time", lambda: 1_000_000_080.0)
    assert world.ask(Role.AUDITOR, "plans").status_code == 200, "a minute later"


def test_R3_where_requests_cannot_be_counted_nobody_comes_in(world, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(LocMemCache, "incr", fails)
    answer = world.ask(Role.AUDITOR, "plans")
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_R3_a_token_in_an_address_opens_nothing_and_no_log_keeps_it(world):
    token = world.tokens[Role.AUDITOR]
    assert world.ask(None, "plans", f"?token={token}").status_code == 401
    answer = world.ask(Role.AUDITOR, "plans", f"?{token}=1")
    assert answer.status_code == 400
    assert token not in answer.content.decode()
    for line in (f"GET /api/v1/x/plans?token={token} 401", f"Authorization: Bearer {token}"):
        assert token not in without_tokens(line)
    assert ApiToken.objects.filter(token_hash=token).count() == 0


@pytest.mark.parametrize(
    ("resource", "query", "says"),
    [
        ("plans", "?year=2017-18", "page, per_page"),
        ("plans", "?per_page=501", "1 to 500"),
        ("plans", "?page=0", "from 1 on"),
        ("plans", "?page=-1", "from 1 on"),
        ("plans", "?page=²", "from 1 on"),
        ("plans", "?page=99999999999", "from 1 on"),
        ("breaches", "?year=2017-19", "2017-18"),
        ("breaches", "?year=9999-00", "2017-18"),
        ("breaches", "?year=2017-04-01..2017-06-30", "2017-18"),
        ("measures", "?year=2017-06-30..2017-04-01", "2017-18"),
        ("actions", "?since=yesterday", "2017-06-01"),
        ("measures", "?page=2", "year"),
        ("risks", "?since=2017-06-01", "page, per_page"),
    ],
)
def test_R3_a_filter_that_says_nothing_is_refused_and_not_passed_over(world, resource, query, says):
    answer = world.ask(Role.AUDITOR, resource, query)
    assert answer.status_code == 400
    assert says in refusal(answer)


def test_R3_addresses_that_are_none_answer_in_json(world):
    client, bearer = Client(), {"Authorization": f"Bearer {world.tokens[Role.AUDITOR]}"}
    for path in (
        "nothing",
        "case-review-and-audit/nothing",
        "case-review-and-audit/plans/9",
        "no-such-group/plans",
    ):
        assert refusal(client.get(f"/api/v1/{path}", headers=bearer)), path
        assert client.get(f"/api/v1/{path}", headers=bearer).status_code == 404, path
    plain = client.get("/api/v1/case-review-and-audit/plans", headers=bearer)
    assert plain.json()["resource"] == "plans"
    assert client.get("/api/v1/case-review-and-audit/plans/", headers=bearer).json() == plain.json()
    head = client.head("/api/v1/case-review-and-audit/plans", headers=bearer)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(plain.content))


@pytest.mark.parametrize("role", READING_ROLES)
def test_R3_a_token_is_told_what_it_may_read(world, role):
    url = reverse("api:group", args=[world.group.slug])
    told = Client().get(url, headers={"Authorization": f"Bearer {world.tokens[role]}"}).json()
    assert [one["name"] for one in told["resources"]] == [
        name for name, one in RESOURCES.items() if MATRIX[role] & set(one.rights)
    ]
    assert all(one["address"].endswith(f"/{one['name']}") for one in told["resources"])
    assert Client().get(url).status_code == 401


@pytest.mark.parametrize("name", LISTS)
def test_R3_pages_follow_one_another_to_the_end(world, name):
    every = world.rows(Role.AUDITOR, name)
    found, query = [], "?per_page=7"
    while query:
        page = world.read(Role.AUDITOR, name, query)
        found += page["rows"]
        query = f"?{page['next'].partition('?')[2]}" if page["next"] else ""
    assert found == every
    assert page["count"] == len(every) > 0
    assert world.read(Role.AUDITOR, name, "?page=999")["rows"] == []
