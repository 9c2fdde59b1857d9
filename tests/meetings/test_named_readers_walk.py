"""No page, list, file or history tells of an item with named readers to anybody else who may open it."""

from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from meetings.models import AgendaItem, ItemReader, Meeting
from members.roles import MATRIX
from subgroup import changes, clock
from tests import factories, settled
from tests.reviews import canary
from tests.test_access import NOW, QUERIES, ROUTES, routes, sample

pytestmark = pytest.mark.either
ROLES = ("business_manager", "auditor")
"""Between them they hold every right that opens a page of a meeting, but those to decide."""
WALKED = (
    "meetings:",
    "mail:",
    "deadlines:",
    "reports:",
    "search",
    "group_home",
    "actionplans:list",
    "actionplans:detail",
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        held, chair = Meeting.objects.get(group=group, number=1), factories.holder(group, "S01")
        about = SimpleNamespace(group=group, codename=canary.WORD, pk="")
        item = canary.put_on_agenda(about, held, chair, NOW)
        AgendaItem.objects.filter(pk=item.pk).update(subject_kind="", reference="M1-09")
        ItemReader.objects.create(pk=canary.N, item=item, person=chair, named_at=NOW, named_by=chair)
        people = {role: factories.person_with(group, role, at=NOW) for role in (*ROLES, "chair")}
        yield group, people, files


def addresses(group, permissions):
    """Each address that the role may open: of a thing of the small year, and of the item's own."""
    for name, route, _ in routes():
        if not name.startswith(WALKED) or not permissions & set(ROUTES.get(name, ())):
            continue
        before = sample(name, route, group)
        yield reverse(name, kwargs=before) + QUERIES.get(name, "")
        own = [key for key in before if key in ("pk", "item", "line", "document")]
        if own:
            yield reverse(name, kwargs=before | {own[-1]: canary.N})
    for name in ("detail", "desk", "day", "minutes", "pack", "zip"):
        yield reverse(f"meetings:{name}", args=[group.slug, Meeting.objects.get(group=group, number=1).pk])
    if "view_changes" in permissions:
        for model in changes.logged_models():
            if model._base_manager.filter(pk=canary.N).exists():
                yield reverse("changes:of", args=[group.slug, model._meta.label_lower, canary.N])


def told(person, urls) -> list[str]:
    """The addresses whose page or file says the word."""
    client, found = Client(), []
    client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    for url in urls:
        with transaction.atomic():
            answer = client.get(url)
            data = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answer.close()
            transaction.set_rollback(True)
        if answer.status_code == 200 and canary.WORD.encode().lower() in data.lower():
            found.append(url)
    return found


@pytest.mark.django_db
def test_an_item_with_named_readers_is_told_to_nobody_else(world, settings):
    group, people, settings.FILES_DIR = world
    with clock.frozen(NOW):
        for role in ROLES:
            assert told(people[role], addresses(group, MATRIX[role])) == [], role
        assert len(told(people["chair"], addresses(group, MATRIX["chair"]))) > 5, "the walk comes to it"
