"""The application's addresses and one more: an empty page, signed in, behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from subgroup.urls import urlpatterns as _pages

SIZE = 4800
_TEMPLATE = engines["django"].from_string(
    "<!doctype html><html lang=en><title>Empty</title><p>{{ request.user.name }}</p><p>"
    + "empty " * (SIZE // 6)
)


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_TEMPLATE.render({}, request))


urlpatterns = [path("bench/empty/", empty, name="bench_empty"), *_pages]
