import gc
import os

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # the browser's driver runs a loop in the test's thread

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from subgroup import clock
from subgroup.models import Person, SubGroup
from tests import factories
from tests.documents import _documents  # noqa: F401 - a fixture

# How long an example takes says how busy the machine is.
hypothesis_settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("project")

ASKS = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The round on PostgreSQL leaves out what asks no database, and what says the same on either: what is marked so, and what pages
    say. That every page opens there is tried by test_access.py."""
    if connection.vendor == "sqlite":
        return
    asks = [item for item in items if _asks_a_database(item) and not _says_the_same_on_either(item)]
    kept = set(asks)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = asks


def _asks_a_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or ASKS & set(getattr(item, "fixturenames", ())))


def _says_the_same_on_either(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("either")) or item.path.stem.endswith("_pages")


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, settings):
    """Every test has folders of its own, quick password hashes and no broker."""
    settings.FILES_DIR = tmp_path / "files"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.CELERY_TASK_ALWAYS_EAGER = True
    from subgroup.celery import app

    app.conf.task_always_eager = True


@pytest.fixture(autouse=True)
def _one_connection(request, monkeypatch):
    """A response that serves a file ends its request when it is closed, and Django then drops a connection that is in a transaction:
    the one the test is in. A live server has connections of its own to drop."""
    if "live_server" not in request.fixturenames:
        monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)


@pytest.fixture
def group(db) -> SubGroup:
    """The sub-group of the terms of reference with its membership, on 1 March 2017."""
    return factories.salford()


@pytest.fixture
def support(group) -> Person:
    return factories.holder(group, "S06")


@pytest.fixture
def chair(group) -> Person:
    return factories.holder(group, "S01")


@pytest.fixture
def now():
    """The moment at which the clock stands in a test of pages: 1 March 2017, 09:00."""
    with clock.frozen(factories.START):
        yield factories.START


@pytest.fixture
def client_as(group, now) -> Callable[..., Client]:
    """`client_as("chair")`: a client signed in as somebody with that role; `client_as(person)` as that person."""

    def make(who: str | Person) -> Client:
        person = who if isinstance(who, Person) else factories.person_with(group, who)
        client = Client()
        client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
        return client

    return make
