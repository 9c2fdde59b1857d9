"""The annual reports that were issued, with their texts, figures and tables as they were frozen."""

from collections.abc import Iterable, Mapping
from typing import Any

from reports.annual.table import lines
from reports.api.table import YEAR, Asked, Field, Found, Kind, Resource
from reports.models import AnnualReport


def _issued(asked: Asked) -> Found:
    rows = AnnualReport.objects.filter(group=asked.group, state=AnnualReport.State.ISSUED)
    if asked.year:
        rows = rows.filter(year=asked.year.label)
    return Found(rows.order_by("year", "number"), _shown)


def _shown(found: Iterable[AnnualReport]) -> Iterable[Mapping[str, Any]]:
    for row in found:
        said = row.figures or {}
        yield {
            "year": row.year,
            "version": row.number,
            "issued": row.issued_at,
            "replaces": said["replaces"],
            "because": said["because"],
            "chapters": [
                {"title": one["title"], "paragraphs": one["paragraphs"]} for one in said["chapters"]
            ],
            "figures": said["figures"],
            "tables": [one for one in lines(said) if one["where"]],
        }


ANNUAL = (
    Resource(
        "annual-reports",
        "The annual reports that were issued, as they were frozen.",
        ("view_annual",),
        (
            Field("year", "The reporting year"),
            Field("version", "Its version, from 1 on", Kind.NUMBER),
            Field("issued", "When it was issued", Kind.MOMENT),
            Field("replaces", "The version that it replaces", Kind.NUMBER),
            Field("because", "What changed since that version"),
            Field("chapters", "Title and paragraphs of each chapter", Kind.LIST),
            Field("figures", "The figures for the text, as published: name and value", Kind.OBJECT),
            Field("tables", "Every cell of every table: chapter, where, line, what, value", Kind.LIST),
        ),
        _issued,
        (YEAR,),
    ),
)
