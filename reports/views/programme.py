"""The work programme of a year: what is in it, and which version the Coordination and Delivery Group agreed (A1, P2)."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from reports.measures.facts import Year, year_labelled, year_of
from reports.views.shared import as_file, parts, url
from subgroup import clock, registry
from subgroup.deadlines.wording import count, long_date
from subgroup.entrusting import state_of
from subgroup.lists import Column
from subgroup.models import Programme, ProgrammeItem, ProgrammeVersion
from subgroup.views.base import GroupRequest, GroupView

MANAGE = "draft_returns"
COLOURS = {"put": "yellow", "agreed": "green", "sent_back": "orange"}


class ProgrammePage(GroupView):
    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponse:
        year, years = self.chosen()
        whole = Programme.objects.filter(group=self.group, year=year.label).select_related("group").first()
        items = list(whole.items.all()) if whole else []
        versions = list(whole.versions.all()) if whole else []
        labels = registry.owner_labels(self.group, {item.owner for item in items})
        today, title = clock.today(), f"Work programme {year.label}"
        if request.GET.get("format") in ("csv", "xlsx"):
            return as_file(request.GET["format"], title, _columns(labels, today), items)
        in_force = max(
            (one for one in versions if one.agreed_on), key=lambda one: (one.agreed_on, one.pk), default=None
        )
        waiting = next((one for one in versions if one.state == "put"), None)
        context = {
            "title": title,
            "purpose": "What the sub-group set itself for the year, and what the Coordination and Delivery Group agreed.",
            "parts": parts(request, "programme"),
            "years": [(label, f"?year={label}", label == year.label) for label in years],
            "year": year,
            "programme": whole,
            "rows": [(item, labels[item.owner], state_of(item, today)) for item in items],
            "head": ["Item", "Who has it in hand", "By when", "State", "What came of it"],
            "versions": [(one, COLOURS[one.state]) for one in reversed(versions)],
            "in_force": in_force,
            "waiting": waiting,
            "since": differences(in_force, items, labels) if in_force else [],
            "may_manage": self.may(MANAGE),
            "said": _said(items, today),
        }
        return render(request, "reports/programme.html", context)

    def chosen(self) -> tuple[Year, list[str]]:
        now = year_of(self.group, clock.today()).label
        kept = list(Programme.objects.filter(group=self.group).values_list("year", flat=True))
        asked = self.request.GET.get("year") or (now if now in kept or not kept else kept[0])
        try:
            return year_labelled(self.group, asked), sorted({*kept, now, asked}, reverse=True)
        except ValueError as error:
            raise Http404(str(error)) from error


def _columns(labels: dict[tuple[str, str], str], today: date) -> list[Column]:
    return [
        Column("number", "Number"),
        Column("title", "Item"),
        Column("owner", "Who has it in hand", lambda one: labels[one.owner]),
        Column("due_on", "By when"),
        Column("state", "State", lambda one: state_of(one, today)[0]),
        Column("done_on", "Done on"),
        Column("note", "What came of it"),
    ]


def _said(items: list[ProgrammeItem], today: date) -> str:
    """How far the year's work has come, in a sentence."""
    kept = [item for item in items if not item.dropped_on]
    late = sum(item.is_open and item.due_on < today for item in kept)
    said = (
        f"{sum(item.done_on is not None for item in kept)} of {count(len(kept), 'item is', 'items are')} done"
    )
    return f"{said}, {late} overdue." if late else f"{said}."


def differences(
    version: ProgrammeVersion, items: list[ProgrammeItem], labels: dict[tuple[str, str], str]
) -> list[str]:
    """What has changed since a version was put: a sentence for each item that is new, gone or other than it says."""
    was = {row["number"]: row for row in version.items}
    said = []
    for item in items:
        row = was.pop(item.number, None)
        if item.dropped_on:
            said += [f"Item {item.number} is dropped."] if row else []
        elif row is None:
            said.append(f"Item {item.number} is new.")
        else:
            said += _changes(row, item, labels[item.owner])
    return said


def _changes(row: dict[str, Any], item: ProgrammeItem, owner: str) -> list[str]:
    said = []
    if row["title"] != item.title:
        said.append(f"Item {item.number} said “{row['title']}”.")
    if row["due_on"] != item.due_on.isoformat():
        said.append(f"Item {item.number} was due by {long_date(date.fromisoformat(row['due_on']))}.")
    if row["owner"] != owner:
        said.append(f"Item {item.number} was with {row['owner']}.")
    return said


def version_of(view: GroupView) -> ProgrammeVersion:
    rows = ProgrammeVersion.objects.select_related("programme__group", "put_by", "recorded_by")
    return get_object_or_404(rows, programme__group=view.group, pk=view.kwargs["pk"])


class VersionPage(GroupView):
    """A version as it was put, and what was said of it."""

    permission = "view_measures"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        version = version_of(self)
        year = version.programme.year
        context = {
            "title": f"Work programme {year}, version {version.name}",
            "breadcrumbs": [("Work programme", f"{url(request, 'programme')}?year={year}")],
            "version": version,
            "colour": COLOURS[version.state],
            "rows": [
                row | {name: _day(row[name]) for name in ("due_on", "done_on")} for row in version.items
            ],
            "head": ["Item", "Who had it in hand", "By when", "Done"],
            "may_answer": self.may(MANAGE) and version.state == "put",
        }
        return render(request, "reports/programme_version.html", context)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
