"""The health page and command: what a monitor learns when a part stops."""

import time

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from subgroup import health


@pytest.fixture(autouse=True)
def no_heartbeat_yet(settings, tmp_path):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path}
    }


@pytest.mark.django_db
def test_the_page_needs_no_sign_in_and_says_that_every_part_works(client):
    health.note_heartbeat()
    response = client.get("/health/")
    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "database": "ok", "broker": "ok", "scheduler": "ok"},
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_broker_that_is_gone_answers_503(client, settings, tmp_path):
    settings.REDIS_URL = None
    settings.BROKER_DIR = tmp_path / "gone"
    response = client.get("/health/")
    assert (response.status_code, response.json()["broker"]) == (503, "fails")


@pytest.mark.django_db
def test_a_redis_that_does_not_answer_is_a_broker_that_fails(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/health/").json()["broker"] == "fails"


@pytest.mark.django_db
def test_a_scheduler_silent_for_five_minutes_is_late_and_fails_the_command(client):
    cache.set(health.HEARTBEAT, time.time() - 299, timeout=None)
    call_command("health")
    cache.set(health.HEARTBEAT, time.time() - 301, timeout=None)
    assert client.get("/health/").json()["scheduler"] == "late"
    with pytest.raises(CommandError, match=r"late"):
        call_command("health")


@pytest.mark.django_db
def test_a_scheduler_never_seen_fails_the_command():
    with pytest.raises(CommandError, match=r"late"):
        call_command("health")
