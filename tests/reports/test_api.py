"""What the JSON API says is what pages and their CSV say, and what is written of it (R3)."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from actionplans.views import exceptions, plans, register
from meetings.enums import Presence
from meetings.views.meeting import MeetingList
from members.enums import Role
from members.services import appointments
from reports import book, figures
from reports.api import openapi
from reports.api.resources import RESOURCES
from reports.api.table import Kind, named
from reports.measures.facts import gather, year_labelled
from reports.models import Return
from reports.views import breaches, objectives, returns, risks
from reviews.views import contribution
from subgroup import clock
from subgroup.lists import Column
from tests import factories
from tests.reports import api_world
from tests.routes import NOW

pytestmark = pytest.mark.either

DOCS = (factories.ROOT / "docs" / "api.md").read_text()
TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,), Kind.NUMBER: (int, float), Kind.DAY: (str,), Kind.MOMENT: (str,), Kind.LIST: (list,),
    Kind.OBJECT: (dict,),
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small year; readers who see in pages what is open to everybody with their role."""
    with django_db_blocker.unblock(), api_world.small_year(tmp_path_factory.mktemp("files")) as world:
        clients = {}
        for role in (Role.AUDITOR, Role.CDG_READER, Role.LIQA_READER):
            person = factories.make_person(f"Reader {role}")
            appointments.appoint(
                group=world.group, person=person, role=role, starts_on=date(2017, 4, 1), by=None, at=NOW
            )
            clients[role] = Client()
            with clock.frozen(NOW):
                clients[role].force_login(person, django_settings.AUTHENTICATION_BACKENDS[0])
        yield world, clients


@pytest.fixture
def world(stage, db, settings):
    settings.FILES_DIR = stage[0].files
    cache.clear()
    with clock.frozen(NOW):
        yield stage[0]


# Resource → who looks, the list, what is asked of it, and its columns.
LISTS: dict[str, tuple[Role, str, str, Callable[[Any], list[Column]]]] = {
    "meetings": (Role.AUDITOR, "meetings:list", "", lambda group: MeetingList.columns),
    "actions": (
        Role.LIQA_READER, "actionplans:list", "state=all&",
        lambda group: register.Rows(NOW.date(), group.terms_on(NOW.date()).content.lights, "").columns(),
    ),
    "plans": (Role.LIQA_READER, "actionplans:plans", "", lambda group: plans.PlanList.columns),
    "exceptions": (
        Role.CDG_READER, "actionplans:exceptions", "state=all&", lambda group: exceptions.columns(group, NOW.date())
    ),
    "breaches": (Role.CDG_READER, "reports:breaches", "", breaches.columns),
    "returns": (Role.CDG_READER, "reports:returns", "", lambda group: returns.columns(NOW.date())),
    "objectives": (Role.CDG_READER, "reports:objectives", "year=2017-18&", lambda group: objectives.COLUMNS),
    "risks": (Role.CDG_READER, "reports:risks", "", lambda group: risks.COLUMNS),
    "deaths": (
        Role.AUDITOR, "reviews:contribution", "table=agencies&", lambda group: contribution.columns("Agency")
    ),
}  # fmt: skip


def cell(text: str) -> str:
    """Of a CSV file, without the quote that keeps a spreadsheet from taking it for a formula."""
    return text.removeprefix("'")


def in_file(value: Any) -> str:
    """A value of the API as a CSV file holds it."""
    text = "" if value is None else str(value)
    return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M") if "T" in text and "+" in text else text


@pytest.mark.parametrize("name", LISTS)
def test_R3_the_rows_of_a_resource_are_those_of_the_csv_of_its_list(world, stage, name):
    role, route, query, columns = LISTS[name]
    url = reverse(route, args=[world.group.slug])
    body = stage[1][role].get(f"{url}?{query}format=csv").content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(body))
    names = named(columns(world.group))
    assert head == [column.label for column in names.values()]
    said = world.rows(role, name)
    mine = sorted([[in_file(row[one]) for one in names] for row in said])
    assert mine == sorted(
        [
            [cell(text)[:16] if one == "sent" else cell(text) for one, text in zip(names, row, strict=True)]
            for row in rows
        ]
    )
    assert mine


def printed(world, year: str) -> dict[str, Any]:
    out, on = io.StringIO(), NOW.date().isoformat()
    call_command("measures", "--json", "--year", year, "--on", on, "--group", world.group.slug, stdout=out)
    return json.loads(out.getvalue())


def test_R3_measures_are_what_the_command_prints(world):
    whole, days = "2017-18", "2017-05-01..2017-06-30"
    assert world.read(Role.CDG_READER, "measures") == printed(world, whole)
    assert world.read(Role.CDG_READER, "measures", f"?year={days}") == printed(world, days)
    of_days = world.rows(Role.CDG_READER, "attendance", f"?year={days}")
    assert {row["meeting"] for row in of_days} == {"M2"}


def test_R3_attendance_is_what_the_page_of_measures_counts(world):
    facts = gather(world.group, year_labelled(world.group, "2017-18"), on=NOW.date())
    rows = world.rows(Role.CDG_READER, "attendance")
    names = {
        "present": Presence.PRESENT,
        "deputy": Presence.DEPUTY,
        "apologies": Presence.APOLOGIES,
        "absent": Presence.ABSENT,
    }
    for row in rows:
        one = {"measure": "attendance", "agency": row["agency"], "meeting": row["meeting"]}
        whole = figures.find(facts, one).measure
        assert (row["expected"], row["represented"]) == (whole.denominator, whole.numerator)
        for name, code in names.items():
            assert row[name] == figures.find(facts, {**one, "presence": code}).measure.denominator
    every = figures.find(facts, {"measure": "attendance"}).measure
    assert (sum(row["expected"] for row in rows), sum(row["represented"] for row in rows)) == (
        every.denominator,
        every.numerator,
    )


def test_R3_the_figures_of_a_return_are_those_that_were_frozen(world):
    (row,) = world.rows(Role.CDG_READER, "returns")
    frozen = Return.objects.get(state=Return.State.SENT).figures
    assert row["figures"] == {name: value for name, value in frozen["year"].items() if name != "breaches"}
    assert (row["breaches"], row["exceptions"]) == (len(frozen["breaches"]), len(frozen["exceptions"]))


def test_R3_deadlines_are_what_a_role_is_told_with_who_owes_them(world):
    kinds = {
        role: {row["rule"] for row in world.rows(role, "deadlines")}
        for role in (Role.AUDITOR, Role.CDG_READER)
    }
    assert {"items", "publish", "minutes", "return"} <= kinds[Role.AUDITOR]
    assert "return" in kinds[Role.CDG_READER]
    assert not {"items", "minutes"} & kinds[Role.CDG_READER]
    minutes = [row for row in world.rows(Role.AUDITOR, "deadlines") if row["rule"] == "minutes"]
    assert {row["owner"] for row in minutes} == {"Business support (minutes)"}
    late = world.rows(Role.AUDITOR, "deadlines", "?since=2017-06-20&per_page=500")
    assert late
    assert all(row["due_on"] >= "2017-06-20" for row in late)


@pytest.mark.parametrize(
    ("name", "query", "holds"),
    [
        ("meetings", "?year=2016-17", lambda row: False),
        ("meetings", "?since=2017-05-01", lambda row: row["day"] >= "2017-05-01"),
        ("breaches", "?year=2017-18&since=2017-06-01", lambda row: row["day"] >= "2017-06-01" and row["year"] == "2017-18"),
        ("breaches", "?year=2015-16", lambda row: False),
        ("returns", "?year=2016-17", lambda row: False),
        ("returns", "?since=2017-05-04", lambda row: False),
        ("objectives", "?year=2016-17", lambda row: False),
        ("deaths", "?year=2015-16", lambda row: False),
        ("attendance", "?year=2016-17", lambda row: False),
        ("exceptions", "?since=2017-06-07", lambda row: False),
        ("actions", "?since=2017-06-07", lambda row: False),
    ],
)  # fmt: skip
def test_R3_a_filter_leaves_what_it_says(world, name, query, holds):
    assert all(map(holds, world.rows(Role.AUDITOR, name, query)))


@pytest.mark.parametrize("name", RESOURCES)
def test_R3_every_row_has_the_fields_of_its_table_each_of_its_kind(world, name):
    resource = RESOURCES[name]
    rows = [world.read(Role.AUDITOR, name)] if resource.whole else world.rows(Role.AUDITOR, name)
    for row in rows:
        assert list(row) == [one.name for one in resource.fields]
        for one in resource.fields:
            value = row[one.name]
            assert value is None or isinstance(value, TYPES[one.kind]), (one.name, value)
            if value is not None and one.kind is Kind.DAY:
                date.fromisoformat(value)


def test_R3_the_description_for_programs_names_every_resource_field_and_filter():
    said = Client().get(reverse("api:openapi")).json()
    assert said == json.loads(json.dumps(openapi.description()))
    assert said["openapi"] == "3.1.0"
    assert set(said["paths"]) == {f"/{{group}}/{name}" for name in RESOURCES}
    for name, resource in RESOURCES.items():
        asked = said["paths"][f"/{{group}}/{name}"]["get"]
        more = [] if resource.whole else ["page", "per_page"]
        assert [one["name"] for one in asked["parameters"]] == [
            "group",
            *(one.name for one in resource.filters),
            *more,
        ]
        assert set(said["components"]["schemas"][name]["properties"]) == {one.name for one in resource.fields}
    text = json.dumps(said)
    for pointer in {part.split('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}:
        assert pointer in said["components"]["schemas"]


@pytest.mark.parametrize("name", RESOURCES)
def test_R3_the_page_about_it_names_every_field_and_filter_with_an_example(name):
    resource = RESOURCES[name]
    part = DOCS.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    assert resource.says in part
    for one in (*resource.fields, *resource.filters):
        assert f"`{one.name}`" in part, one.name
    for one in resource.fields:
        assert f"| `{one.name}` | {one.kind} | {one.says} |" in part
    example = json.loads(part.partition("```json")[2].partition("```")[0])
    assert list(example) == [one.name for one in resource.fields]


def test_R3_what_there_is_is_told_without_a_token():
    said = Client().get("/api/v1/").json()
    assert [one["name"] for one in said["resources"]] == list(RESOURCES)
    assert said["description"].endswith("/api/v1/openapi.json")


def test_R3_breaches_are_those_that_a_return_would_tell(world):
    every = book.entries(world.group, on=NOW.date())
    kept = book.shown(world.group, every, None, on=NOW.date()).entries
    assert [row["sentence"] for row in world.rows(Role.CDG_READER, "breaches")] == [
        one.sentence for one in kept
    ]
