"""Rows of a tracker as JSON and back."""

from dataclasses import asdict, fields
from datetime import date
from typing import Any

from actionplans.trackers import Remark, Row, Tracker
from actionplans.trackers.updates import Update

_DAYS = ("agreed_on", "due_suggested", "original_target", "revised_target", "completed_on")
_TUPLES = ("agency_codes", "supporting_codes")
_NAMES = frozenset(field.name for field in fields(Row))


def row_to_json(row: Row) -> dict[str, Any]:
    kept = {name: value for name, value in asdict(row).items() if value not in ("", (), None, False)}
    for name in _DAYS:
        if name in kept:
            kept[name] = kept[name].isoformat()
    kept["updates"] = [[one.on.isoformat() if one.on else None, one.text] for one in row.updates]
    kept["remarks"] = [[one.field, one.sentence, one.weight] for one in row.remarks]
    return kept


def row_from_json(kept: dict[str, Any]) -> Row:
    values = {name: value for name, value in kept.items() if name in _NAMES}
    for name in _DAYS:
        if name in values:
            values[name] = date.fromisoformat(values[name])
    for name in _TUPLES:
        values[name] = tuple(values.get(name, ()))
    values["updates"] = tuple(
        Update(date.fromisoformat(on) if on else None, text) for on, text in kept.get("updates", ())
    )
    values["remarks"] = tuple(Remark(*one) for one in kept.get("remarks", ()))
    return Row(**values)


def reading_to_json(tracker: Tracker) -> dict[str, Any]:
    """What is to be known of the file as a whole."""
    return {
        "as_at": tracker.as_at.isoformat() if tracker.as_at else None,
        "fingerprint": tracker.fingerprint,
        "sheets": [sheet.name for sheet in tracker.sheets],
        "columns": [
            {"number": one.number, "header": one.header, "name": one.name, "field": one.field, "why": one.why}
            for one in tracker.columns
        ],
        "legend": {code: words for sheet in tracker.sheets for code, words in sheet.legend.items()},
        "remarks": list(tracker.remarks),
        "skipped": [[one.sheet, one.row, one.text[:300], one.why] for one in tracker.skipped],
    }
