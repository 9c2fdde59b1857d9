"""The records that a figure of a draft counts (R2). Of an issued report there are none: what stands behind it goes on changing."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from reports import figures
from reports.annual.draft import Draft
from reports.annual.figure import Figure
from reports.annual.places import figure_at
from reports.measures.measure import Record
from reports.models import AnnualReport
from reports.views.annual import AnnualView
from reports.views.measures import PAGES, address_of
from reports.views.shared import as_file, url
from subgroup import clock, registry
from subgroup.deadlines.wording import count
from subgroup.lists import Column
from subgroup.views.base import GroupRequest

COLUMNS = [
    Column("label", "Record", lambda row: row["record"].label),
    Column("kept", "Counted", lambda row: "Yes" if row["record"].kept else "No"),
    Column("why", "How it stands", lambda row: row["record"].why),
]


class AnnualRows(AnnualView):
    permission = "write_annual"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.report(pk)
        if row.is_issued:
            raise Http404("The figures of an issued report are frozen.")
        figure = self.asked(Draft(row, on=clock.today()))
        if figure is None or not figure.has_rows:
            raise Http404("The report has no such figure.")
        shown = self.there(row, figure)
        title = f"{figure.name[0].upper()}{figure.name[1:]}"
        if request.GET.get("format") in ("csv", "xlsx"):
            return as_file(request.GET["format"], f"{title} {row.year}", COLUMNS, shown)
        kept = sum(one.kept for one in figure.records)
        context = {
            "title": title,
            "caption": str(row),
            "purpose": f"{figure.says}.",
            "breadcrumbs": [
                ("Annual reports", url(request, "annual_reports")),
                (str(row), url(request, "annual", pk)),
            ],
            "figure": figure,
            "rows": shown,
            "number": f"{kept} of {len(figure.records)}"
            if figure.is_share
            else count(len(figure.records), "record", "records"),
            "query": request.GET.urlencode(),
            "head": ["Record", "Counted", "How it stands"]
            if figure.is_share
            else ["Record", "How it stands"],
        }
        return render(request, "reports/annual_rows.html", context)

    def asked(self, draft: Draft) -> Figure | None:
        """By its name, or by its place in a table."""
        query = self.request.GET.dict()
        return draft.figure(query["figure"]) if "figure" in query else figure_at(draft, query)

    def there(self, report: AnnualReport, figure: Figure) -> list[dict[str, Any]]:
        """Each with its page, where it has one that opens to the reader."""
        request = self.request
        pairs = {(one.kind, str(one.pk)) for one in figure.records if one.kind in registry.subjects}
        closed = registry.not_theirs(request, pairs)
        return [
            {"record": one, "url": "" if (one.kind, str(one.pk)) in closed else _url(request, report, one)}
            for one in figure.records
        ]


def _url(request: GroupRequest, report: AnnualReport, one: Record) -> str | None:
    if one.kind == "measure":
        return figures.address(request.group, report.year, one.label.split()[0])
    if one.kind in PAGES:
        return address_of(request, one)
    return (
        registry.url_of(request.group, one.kind, str(one.pk))
        if registry.opens(request.may, one.kind)
        else None
    )
