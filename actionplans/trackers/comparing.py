"""A row of a tracker against what the register holds of the same action."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actionplans.trackers.records import CHANGED, UNCHANGED, UNCLEAR, WRONG, Row
from subgroup.sheets.dates import long


@dataclass(frozen=True)
class Known:
    """An action as the register has it. `key` is whatever the caller finds it by again."""

    key: object
    review: str
    action_no: str
    action: str
    rec_no: str = ""
    recommendation: str = ""
    agency_codes: tuple[str, ...] = ()
    lead_officer: str = ""
    due_suggested: date | None = None
    outcome: str = ""
    evidence: str = ""
    status: str = ""
    rag: str = ""


@dataclass(frozen=True)
class Change:
    field: str
    was: str
    now: str
    sentence: str


@dataclass(frozen=True)
class Comparison:
    verdict: str
    changes: tuple[Change, ...] = ()


LABELS = {
    "recommendation": "The recommendation",
    "action": "The action",
    "agency_codes": "The agencies",
    "lead_officer": "The lead officer",
    "due_suggested": "The due date",
    "outcome": "The outcome",
    "evidence": "The evidence",
    "status": "The status",
    "rag": "The traffic light",
}


def find(row: Row, known: Iterable[Known]) -> Known | None:
    """The action that the row is about: by review and reference, or else by its words; None where several fit."""
    register = list(known)
    if row.action_no:
        same = [
            k
            for k in register
            if _plain(k.review) == _plain(row.review) and _plain(k.action_no) == _plain(row.action_no)
        ]
        fitting = [k for k in same if not (k.rec_no and row.rec_no) or _plain(k.rec_no) == _plain(row.rec_no)]
        if len(fitting) == 1:
            return fitting[0]
    words = [
        k
        for k in register
        if _plain(k.action) == _plain(row.action) and _plain(k.review) == _plain(row.review)
    ]
    return words[0] if len(words) == 1 and row.action else None


def compare(row: Row, known: Known | None) -> Comparison:
    """New, changed, unchanged, unclear or wrong. What the row leaves empty changes nothing."""
    if known is None or row.verdict == WRONG:
        return Comparison(row.verdict)
    changes = tuple(_changes(row, known))
    if not changes:
        return Comparison(UNCHANGED)
    asked = {remark.field for remark in row.remarks if remark.weight == UNCLEAR}
    unclear = any(change.field in asked for change in changes)
    return Comparison(UNCLEAR if unclear else CHANGED, changes)


def _changes(row: Row, known: Known) -> Iterable[Change]:
    for field, label in LABELS.items():
        was, now = getattr(known, field), getattr(row, field)
        if not now or _same(was, now):
            continue
        before, after = _said(was), _said(now)
        was_so = f" It was “{before}”." if before else " It was empty."
        yield Change(field, before, after, f"{label} is now “{after}”.{was_so}")


def _same(was: object, now: object) -> bool:
    return _plain(was) == _plain(now) if isinstance(now, str) else was == now


def _plain(text: object) -> str:
    """Two texts are the same where only marks, spaces or capitals differ."""
    return " ".join(re.findall(r"[^\W_]+", str(text).casefold()))


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case date():
            return long(value)
        case tuple():
            return ", ".join(value)
        case _:
            return str(value)
