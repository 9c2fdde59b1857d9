"""Makes trackers to read: workbooks as a list of rows, and the agencies of a group."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font, PatternFill

from actionplans.trackers import AgencyWords, Tracker, read, words_from

DATA = Path(__file__).parent / "data"
TODAY = date(2018, 1, 15)
RED, AMBER, GREEN, BLUE = "FF0000", "FFC000", "92D050", "00B0F0"

_AGENCIES = {
    "SCC": ("Salford City Council", "local authority"),
    "CCG": ("NHS Salford CCG", "health"),
    "SSCB": ("SSCB Business Unit", "board"),
    "CMFT": ("Central Manchester University Hospitals NHS FT (CAMHS)", "health"),
    "SRFT": ("Salford Royal NHS FT", "health"),
    "GMMH": ("Greater Manchester Mental Health NHS FT", "health"),
    "HOUSING": ("Housing", "housing"),
    "NPS": ("National Probation Service", "probation"),
    "CRC": ("Cheshire and Greater Manchester CRC Ltd", "probation"),
    "GMP": ("Greater Manchester Police", "police"),
}


def words(**more: Mapping[str, str]) -> AgencyWords:
    """The ten agencies of the terms of reference; `more` gives a code of them former names or aliases."""
    return words_from(
        {"agency_code": code, "agency": name, "category": category, **more.get(code, {})}
        for code, (name, category) in _AGENCIES.items()
    )


def book(
    *sheets: tuple[str, Sequence[Sequence[object]]],
    merges: Iterable[str] = (),
    fills: Mapping[str, str] | None = None,
    bold: Iterable[str] = (),
    struck: Iterable[str] = (),
) -> bytes:
    """A workbook. Merges, fills and fonts are those of the first sheet."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    first = made.worksheets[0]
    for cells in merges:
        first.merge_cells(cells)
    for cell, shade in (fills or {}).items():
        first[cell].fill = PatternFill("solid", fgColor=f"FF{shade}")
    for cell in bold:
        first[cell].font = Font(bold=True)
    for cell in struck:
        first[cell].font = Font(strike=True)
    return saved(made)


def saved(made: Any) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def tracker(source: bytes | Path, *, name: str = "tracker.xlsx", **more: Any) -> Tracker:
    return read(source, agencies=more.pop("agencies", words()), today=TODAY, name=name, **more)
