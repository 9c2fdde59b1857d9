"""Two small middlewares: pages are not kept by browsers, and a refusal of the rules becomes a page that says why."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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


class RefusalMiddleware:
    """A `NotAllowed` that a view did not show beside a field becomes a page with its sentence and what was typed, status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            page = {"sentence": str(exception), "typed": unsent.typed(request)}
            return render(request, "refused.html", page, status=409)
        return None
