"""Whether the parts answer: for proxies, containers and `manage.py health`. Tells nothing about anybody."""

import os
import time

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

HEARTBEAT = "subgroup.heartbeat"
LATE_AFTER_SECONDS = 300


def note_heartbeat() -> None:
    """Called by the task that the scheduler sends each minute: proves scheduler, broker and worker at once."""
    cache.set(HEARTBEAT, time.time(), timeout=None)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "fails"
    return "ok"


def _broker() -> str:
    if not settings.REDIS_URL:
        return "ok" if os.access(settings.BROKER_DIR / "messages", os.W_OK | os.X_OK) else "fails"
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        return "fails"
    return "ok"


def _scheduler() -> str:
    """ok, late, or none: no heartbeat has been seen since the cache was new."""
    try:
        beat = cache.get(HEARTBEAT)
    except (redis.RedisError, OSError):
        return "late"
    if beat is None:
        return "none"
    return "ok" if time.time() - beat < LATE_AFTER_SECONDS else "late"


def report() -> dict[str, str]:
    """Each part's word, and under "status" the worst: ok, late (the scheduler only) or fails."""
    parts = {"database": _database(), "broker": _broker(), "scheduler": _scheduler()}
    if "fails" in parts.values():
        return {"status": "fails"} | parts
    return {"status": "ok" if parts["scheduler"] == "ok" else "late"} | parts


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """503 when pages cannot be served; a late scheduler keeps 200, since restarting the web would not help."""
    answer = report()
    return JsonResponse(answer, status=503 if answer["status"] == "fails" else 200)
