"""The answer of a page that is printed: its document, or that it is being made."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from subgroup import clock, printing
from subgroup.files import storage
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest


def printed(
    request: GroupRequest, template: str, page: Mapping[str, Any], *, title: str, name: str, back: str
) -> HttpResponseBase:
    """`back` is the page that is printed; `name` that of the file, without its ending."""
    made = printing.ask(
        group=request.group, template=template, page=page, title=title, name=f"{name}.pdf", by=request.user, at=clock.now()
    )  # fmt: skip
    if made.file is None:
        made.refresh_from_db()  # a worker may have been quick
    return when_made(request, made.file, title=title, back=back, has_failed=made.failed_at is not None)


def when_made(
    request: GroupRequest, file: StoredFile | None, *, title: str, back: str, has_failed: bool = False
) -> HttpResponseBase:
    """The document, or a page that says that it is being made and asks again by itself."""
    asks_again = "HX-Request" in request.headers  # such a page
    if file is None:
        if asks_again and not has_failed:
            return HttpResponse(status=204)
        context = {
            "title": title,
            "has_failed": has_failed,
            "again_url": request.get_full_path(),
            "back_url": back,
        }
        return render(request, "subgroup/printout.html", context)
    if asks_again:
        return HttpResponse(headers={"HX-Refresh": "true"})
    answer = storage.serve(file, as_attachment="save" in request.GET)
    answer["Cache-Control"] = "private, no-store"
    return answer
