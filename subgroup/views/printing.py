"""The answer of a page that is printed: its document, or that it is being made."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from subgroup import clock, printing
from subgroup.files import storage
from subgroup.views.base import GroupRequest


def asks_again(request: GroupRequest) -> bool:
    """Whether it is the page that says that the document is being made."""
    return "HX-Request" in request.headers


def being_made(request: GroupRequest, *, title: str, back: str, failed: bool = False) -> HttpResponse:
    if asks_again(request) and not failed:
        return HttpResponse(status=204)
    context = {"title": title, "failed": failed, "again_url": request.get_full_path(), "back_url": back}
    return render(request, "subgroup/printout.html", context)


def printed(
    request: GroupRequest, template: str, page: Mapping[str, Any], *, title: str, name: str, back: str
) -> HttpResponseBase:
    """`back` is the page that is printed; `name` that of the file, without its ending."""
    made = printing.ask(
        group=request.group, template=template, page=page, title=title, name=f"{name}.pdf", by=request.user, at=clock.now()
    )  # fmt: skip
    if made.file is None:
        made.refresh_from_db()  # a worker may have been quick
    if made.file is None:
        return being_made(request, title=title, back=back, failed=made.failed_at is not None)
    if asks_again(request):
        return HttpResponse(headers={"HX-Refresh": "true"})
    answer = storage.serve(made.file, as_attachment="save" in request.GET)
    answer["Cache-Control"] = "private, no-store"
    return answer
