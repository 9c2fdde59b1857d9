"""Trackers that are started, answered and written: for the tests of imports."""

from datetime import date, time, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actionplans.importing.preview import Preview, preview
from actionplans.models import (
    Action,
    TrackerImport,
)
from actionplans.services import imports
from subgroup import clock, daily
from subgroup.clock import moment
from subgroup.files import storage
from subgroup.models import Deadline, Person, SubGroup
from tests.actionplans.trackers.books import book

TODAY = date(2017, 11, 20)
AT = moment(TODAY)
GIVEN = Path(__file__).parent.parent / "trackers" / "data"
HEAD = ["Review", "Rec no", "Recommendation", "Action no", "Action", "Lead agency", "Lead officer",
        "Due date", "RAG", "Progress"]  # fmt: skip
ROW = ["SCR Child M", "1", "Bruises are seen by a doctor", "1.1", "Write the protocol", "GMP", "Detective Inspector",
       date(2018, 3, 1), "Amber", "12/9/2017: first draft sent"]  # fmt: skip


def start(group: SubGroup, by: Person, data: bytes, name: str = "tracker.xlsx") -> TrackerImport:
    file = storage.store(group=group, upload=SimpleUploadedFile(name, data), by=by, at=AT)
    return imports.start(group=group, file=file, by=by, at=AT)


def tracker(*rows: list[object]) -> bytes:
    return book(("Actions", [["Tracker of the sub-group, as at 14 November 2017"], HEAD, *rows]))


def like(**changes: object) -> list[object]:
    """ROW with other cells, by their headings: `action="…"` for “Action”."""
    names = [head.lower().replace(" ", "_") for head in HEAD]
    return [changes.get(name, value) for name, value in zip(names, ROW, strict=True)]


def see(row: TrackerImport) -> Preview:
    return preview(row, on=TODAY)


def verdicts(row: TrackerImport) -> list[str]:
    return [one.verdict for one in see(row).rows]


def write(group: SubGroup, by: Person, *rows: list[object]) -> TrackerImport:
    return imports.write(tracker_import=start(group, by, tracker(*rows)), by=by, at=AT)


def owed(action: Action) -> Deadline:
    return Deadline.objects.get(rule="action", subject_id=str(action.pk), released_at=None)


def confirmed(found: Preview) -> dict[int, dict[str, object]]:
    """Every unclear row taken as it is shown."""
    return {
        one.kept.pk: {"ok": True, "due": one.row.due_suggested.isoformat() if one.row.due_suggested else ""}
        for one in found.rows
        if one.verdict == "unclear"
    }


def verdicts_or_none(row: TrackerImport) -> list[str]:
    return verdicts(row) if row.rows.exists() else []


def url(row: TrackerImport, name: str = "import") -> str:
    return reverse(f"actionplans:{name}", args=[row.group.slug, row.pk])


def daily_until(group, last):
    day = TODAY
    while day <= last:
        at = moment(day, time(0, 5))
        with clock.frozen(at):
            daily.run(today=day, at=at)
        day += timedelta(days=1)
