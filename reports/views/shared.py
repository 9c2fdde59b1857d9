from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import slugify

from subgroup import clock, registry
from subgroup.lists import Column, as_csv, as_xlsx
from subgroup.views.base import GroupRequest, GroupView

PARTS = [
    ("Measures", "measures", "view_measures"),
    ("Pictures", "pictures", "view_measures"),
    ("Objectives", "objectives", "view_measures"),
    ("Work programme", "programme", "view_measures"),
    ("Risks", "risks", "view_measures"),
    ("Breaches", "breaches", "view_measures"),
    ("Returns", "returns", "view_returns"),
    ("Inspection binders", "binders", "make_binder", "view_case_log"),
    ("Annual reports", "annual_reports", "view_annual"),
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def url(request: GroupRequest, name: str, *args: Any) -> str:
    return reverse(f"reports:{name}", args=[request.group.slug, *args])


def parts(request: GroupRequest, current: str) -> list[dict[str, Any]]:
    """The pages of measures and reports that this reader may open."""
    return [
        {"label": label, "url": url(request, name), "current": name == current}
        for label, name, *rights in PARTS
        if any(map(request.may, rights))
    ]


def owners(view: GroupView) -> list[tuple[str, str]]:
    """The posts that can be given something to do, for a select."""
    return [(":".join(owner), words) for owner, words in registry.owner_choices(view.group, on=clock.today())]


def owner_of(said: dict[str, Any]) -> tuple[str, str]:
    """Which of them a form chose."""
    kind, _, key = said["owner"].partition(":")
    return kind, key


def answers_for(request: GroupRequest, owner: tuple[str, str]) -> bool:
    """Whether the reader has in hand what the owner has, or manages it for all."""
    if request.may("draft_returns"):
        return True
    return request.user in registry.people_for(request.group, [owner], on=clock.today())[owner]


def as_file(kind: str, title: str, columns: list[Column], rows: list[Any]) -> HttpResponse:
    """The rows as a CSV or XLSX to save."""
    content, mime = (
        (as_csv(columns, rows), "text/csv; charset=utf-8")
        if kind == "csv"
        else (as_xlsx(title, columns, rows), XLSX)
    )
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{slugify(title)}.{kind}"'
    return response
