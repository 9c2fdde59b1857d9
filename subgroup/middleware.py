"""Two small middlewares: pages are not kept by browsers, and a refusal of the rules becomes a page that says why."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from subgroup import unsent
from subgroup.errors import NotAllowed


class NoStoreMiddleware:
    """Pages for signed-in people are `no-store`: office computers are shared (ASVS 14.3.2)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


BUSY = (
    "Something large is being written just now, and this waited too long for it. Send it again in a minute."
)
LARGEST_ID = 2**63 - 1


class RefusalMiddleware:
    """A `NotAllowed` that a view did not show beside a field becomes a page with its sentence and what was typed, status 409.

    So does a write that another one kept waiting, status 503. An address with a number that no row can have is not found.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> None:
        if any(isinstance(value, int) and value > LARGEST_ID for value in kwargs.values()):
            raise Http404("No row has this number.")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            page = {"sentence": str(exception), "typed": unsent.typed(request)}
            return render(request, "refused.html", page, status=409)
        if isinstance(exception, OperationalError) and "database is locked" in str(exception):
            page = {"sentence": BUSY, "typed": unsent.typed(request)}
            return render(request, "refused.html", page, status=503)
        return None
