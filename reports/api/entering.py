"""Who may come in: a program with a token in its Authorization header, for its own group, not too often (docs/api.md)."""

import time
from datetime import datetime

import redis
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from members.models import ApiToken
from members.services import api_tokens

A_MINUTE = 60
REQUESTS_A_MINUTE = 120
"""With one token."""
REFUSALS_A_MINUTE = 30
"""From one address of the network."""
SCHEME = "Bearer"


class Refused(Exception):
    """An answer of the API that is no data: its status, one sentence, and headers."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def enter(request: HttpRequest, group_slug: str, *, at: datetime) -> ApiToken:
    """The token that the request bears, its use noted. Raises Refused."""
    token = _token(request, at)
    _count(f"token:{token.pk}", REQUESTS_A_MINUTE)
    api_tokens.used(token, at=at)
    if token.group.slug != group_slug:
        raise Refused(404, "There is no such sub-group for this token.")
    return token


def _token(request: HttpRequest, at: datetime) -> ApiToken:
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME.lower() or not text.strip():
        _count(f"refused:{get_adapter().get_client_ip(request)}", REFUSALS_A_MINUTE)
        raise Refused(
            401,
            "Send a token in the header “Authorization: Bearer …”.",
            WWW_Authenticate=f'{SCHEME} realm="api"',
        )
    token = api_tokens.find(token=text.strip(), at=at)
    if token is None:
        _count(f"refused:{get_adapter().get_client_ip(request)}", REFUSALS_A_MINUTE)
        raise Refused(
            401,
            "This token is unknown, has ended or was taken back.",
            WWW_Authenticate=f'{SCHEME} realm="api", error="invalid_token"',
        )
    return token


def _count(key: str, most: int) -> None:
    """One more in this minute. Raises Refused where there were as many as may be; and where nothing can be counted."""
    now = int(time.time())
    place = f"api:{key}:{now // A_MINUTE}"
    wait = str(A_MINUTE - now % A_MINUTE)
    try:
        cache.add(place, 0, timeout=2 * A_MINUTE)
        number = cache.incr(place)
    except (redis.RedisError, OSError, ValueError) as error:
        raise Refused(
            503, "Requests cannot be counted at the moment. Try again later.", Retry_After=wait
        ) from error
    if number > most:
        raise Refused(429, f"More than {most} requests in a minute. Try again later.", Retry_After=wait)
