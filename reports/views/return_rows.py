"""The rows that one figure of a return counts (R1): of a draft as they stand, of a sent return as they were frozen."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from reports.carried.table import rows_of
from reports.carried.tables import NAMES
from reports.models import Return
from reports.views.return_page import ReturnView, live_figures
from reports.views.returns import return_of
from reports.views.shared import as_file, url
from subgroup import clock, registry
from subgroup.deadlines.wording import count
from subgroup.lists import Column
from subgroup.views.base import GroupRequest

COLUMNS = [
    Column("ref", "Record", lambda row: row["ref"]),
    Column("why", "How it stood", lambda row: row["why"]),
]


class ReturnRows(ReturnView):
    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        meeting = self.meeting(pk)
        found = return_of(meeting)
        is_sent = found is not None and found.state == Return.State.SENT
        figures = self.version(found).figures if found and is_sent else live_figures(meeting, found)
        table, figure, of = (request.GET.get(name, "") for name in ("table", "figure", "of"))
        data = (figures or {}).get(table) if table in NAMES else None
        if data is None:
            raise Http404("A return has no such figure.")
        try:
            rows = rows_of(data, figure, of)
        except LookupError as error:
            raise Http404("A return has no such figure.") from error
        label = next(one["label"] for one in data["figures"] if one["key"] == figure)
        line = next((one["label"] for one in data["lines"] if one["key"] == of), "all")
        shown, kept = self.there(rows)
        title = f"{NAMES[table]}: {label.lower()}, {line}"
        if request.GET.get("format") in ("csv", "xlsx"):
            return as_file(request.GET["format"], title, COLUMNS, shown)
        context = {
            "title": title,
            "caption": f"Return to {meeting.name}",
            "breadcrumbs": [("Returns", url(request, "returns")), (meeting.name, url(request, "return", pk))],
            "rows": shown,
            "number": count(len(rows), "record", "records"),
            "kept": count(kept, "of them is", "of them are") if kept else "",
            "is_sent": is_sent,
            "head": ["Record", "How it stood"],
            "query": request.GET.urlencode(),
        }
        return render(request, "reports/return_rows.html", context)

    def there(self, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
        """Those that are there for this reader, each with its page, and how many of the frozen ones are so no more."""
        pairs = {(row["kind"], str(row["pk"])) for row in rows}
        gone = registry.hidden(self.request.user, self.group, pairs, on=clock.today())
        kept = [row for row in rows if (row["kind"], str(row["pk"])) not in gone]
        shown = [
            {
                **row,
                "url": registry.url_of(self.group, row["kind"], str(row["pk"]))
                if registry.opens(self.request.may, row["kind"])
                else "",
            }
            for row in kept
        ]
        return shown, len(rows) - len(kept)
