"""Progress as people keep it in one cell: dated lines, or dated pieces between semicolons."""

import re
from dataclasses import dataclass
from datetime import date

from subgroup.sheets.dates import read_timescale

_DAY = r"(?:\d\d?[./\-]\d\d?[./\-](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d|\d\d?(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?\s+(?:20)?\d\d)"
_MONTH = r"[A-Z][a-z]{2,8}\.?\s+(?:20)?\d\d"
_DATED = re.compile(
    rf"^\W{{0,4}}(?:(?:update|updated)\W+)?(?P<on>{_DAY}|(?<=\(){_MONTH}(?=\))|{_MONTH}(?=\s*[:\-–]))\W*",
    re.IGNORECASE,
)
_PIECES = re.compile(rf"\n|;\s*(?=\((?:{_DAY}|{_MONTH})\))")


@dataclass(frozen=True)
class Update:
    on: date | None
    """The last day of the month where only a month is written; None where no date is."""
    text: str


def read_updates(text: str) -> tuple[Update, ...]:
    found: list[Update] = []
    for piece in _PIECES.split(text):
        line = piece.strip()
        dated = _DATED.match(line)
        on = read_timescale(dated["on"]).due if dated else None
        if on and dated:
            found.append(Update(on, line[dated.end() :].strip()))
        elif line and found:
            found[-1] = Update(found[-1].on, f"{found[-1].text}\n{line}")
        elif line:
            found.append(Update(None, line))
    return tuple(found)
