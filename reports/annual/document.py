"""The annual report, printed from what it says; the preview of a draft is the same document."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from reports.annual import changes
from reports.models import AnnualReport
from reports.plots.plot import data_url
from subgroup import pdf
from subgroup.errors import NotAllowed
from subgroup.files.storage import keep
from subgroup.models import StoredFile

TEMPLATE = "reports/pdf/annual.html"
DAYS = ("first_day", "last_day", "as_at", "approved_on", "issued_on", "replaces_of")


def for_page(said: Mapping[str, Any]) -> dict[str, Any]:
    """With days as dates, and each picture as an address."""
    return {
        **said,
        **{name: date.fromisoformat(said[name]) if said.get(name) else None for name in DAYS},
        "chapters": [{**chapter, "exhibits": pictured(chapter["exhibits"])} for chapter in said["chapters"]],
        "changed": changes.in_parts(said.get("changes", ())),
        "changed_tables": changes.tables_of(said.get("changes", ())),
    }


def pictured(exhibits: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**one, "picture": data_url(one["svg"]) if one["kind"] == "figure" else ""} for one in exhibits]


def printed(said: Mapping[str, Any], *, draft: bool) -> dict[str, Any]:
    page = for_page(said)
    version = f", version {said['version']}" if said["version"] > 1 else ""
    return {
        "said": page,
        "draft": draft,
        "title": f"Annual report {said['year']} of the {said['group']} sub-group{version}",
        "reference": f"{said['group']}, annual report {said['year']}{version}",
        "marking": "OFFICIAL-SENSITIVE" if draft else "OFFICIAL",
    }


def render(report: AnnualReport) -> StoredFile:
    """The PDF of an issued report. Made once: it is kept and never made again.

    Nothing is locked while it is made, which takes seconds. Of two workers that make it at once one keeps theirs.
    Raises NotAllowed for a draft.
    """
    row = AnnualReport.objects.select_related("pdf").get(pk=report.pk)
    if row.pdf:
        return row.pdf
    if not row.is_issued or row.figures is None:
        raise NotAllowed("There is a PDF once the report is issued. Until then there is a preview.")
    context = printed(row.figures, draft=False)
    return _keep(row, f"{context['title']}.pdf", pdf.render(TEMPLATE, context, title=context["title"]))


@transaction.atomic
def _keep(report: AnnualReport, name: str, data: bytes) -> StoredFile:
    row = (
        AnnualReport.objects.select_for_update(of=("self",)).select_related("group", "pdf").get(pk=report.pk)
    )
    if row.pdf is None and row.issued_at:
        row.pdf = keep(group=row.group, name=name, kind="pdf", data=data, at=row.issued_at)
        row.save(update_fields=["pdf"])
    assert row.pdf is not None  # noqa: S101 - issued, so one of the two has kept theirs
    return row.pdf
