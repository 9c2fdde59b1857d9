"""The rows of a tracker as they are printed and kept in files: text in every column, nothing for what is not there."""

from datetime import date
from typing import Any

from actionplans.trackers.records import Row, Tracker
from subgroup.sheets import grids

ONE_TARGET = (
    "sheet", "row", "review", "rec_no", "recommendation", "action_no", "action", "agency_codes", "lead_officer",
    "timescale_as_written", "timescale_kind", "due_suggested", "outcome", "evidence", "progress_notes", "rag",
)  # fmt: skip
"""Trackers with one column of timescales."""

TWO_TARGETS = (
    "sheet", "row", "rec_ref", "action_ref", "action", "owner_code", "original_target", "revised_target", "current_due",
    "status", "brag",
)  # fmt: skip
"""Trackers with a first and a revised target."""

EVERY = tuple(
    dict.fromkeys(
        (
            *ONE_TARGET, *TWO_TARGETS, "finding", "addressed_to", "agency_as_written", "supporting_codes", "agreed_on",
            "evidence_supplied", "progress", "completed_on", "signed_off", "comments", "hidden", "verdict", "reasons", "notes",
        )
    )
)  # fmt: skip


def columns_for(tracker: Tracker) -> tuple[str, ...]:
    return TWO_TARGETS if tracker.has_two_targets else ONE_TARGET


def rows(tracker: Tracker, names: tuple[str, ...] | None = None) -> list[dict[str, str]]:
    """A dictionary for each action, with the columns of trackers of its sort or with those asked for."""
    return [row_of(row, names or columns_for(tracker)) for row in tracker.rows]


def row_of(row: Row, names: tuple[str, ...]) -> dict[str, str]:
    return {name: _as_text(_value(row, name)) for name in names}


_OTHER_NAMES = {
    "rec_ref": "rec_no",
    "action_ref": "action_no",
    "owner_code": "agency_codes",
    "brag": "rag",
    "current_due": "due_suggested",
    "agency_as_written": "agency_text",
}


def _value(row: Row, name: str) -> Any:
    return getattr(row, _OTHER_NAMES.get(name, name))


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else ""
        case date():
            return value.isoformat()
        case tuple():
            return ("|" if all(" " not in item for item in value) else " ").join(value)
        case _:
            return str(value)


def everything(tracker: Tracker) -> dict[str, Any]:
    """The whole preview: how the file was understood, every row with its verdict, and what was passed over."""
    return {
        "file": tracker.name,
        "as_at": _as_text(tracker.as_at),
        "fingerprint": tracker.fingerprint,
        "remarks": list(tracker.remarks),
        "sheets": [
            {
                "sheet": sheet.name,
                "heading_rows": list(sheet.heading_rows),
                "legend": sheet.legend,
                "columns": [
                    {
                        "column": grids.letters(column.number),
                        "header": column.header,
                        "field": column.field,
                        "certainty": round(column.certainty, 2),
                        "why": column.why,
                    }
                    for column in sheet.columns
                ],
            }
            for sheet in tracker.sheets
        ],
        "rows": [
            row_of(row, EVERY) | {"reasons": list(row.reasons), "notes": list(row.notes)}
            for row in tracker.rows
        ],
        "skipped": [{"sheet": s.sheet, "row": s.row, "text": s.text, "why": s.why} for s in tracker.skipped],
    }
