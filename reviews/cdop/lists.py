"""Reads the list that the panel's coordinator keeps: deaths and what each agency was asked, from a workbook or a CSV file.

Two shapes are read: a row for each death and agency, and a row for each death with a column for each agency. Only references,
days, agencies and states are taken; no other text leaves this module. A row in which somebody seems to be named is wrong,
and nothing of it is kept. Pure: no database, no clock.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from reviews.cdop.references import why_no_area, why_not
from reviews.enums import RequestState
from subgroup.sheets import dates
from subgroup.sheets.agencies import AgencyWords, plain
from subgroup.sheets.errors import Unreadable
from subgroup.sheets.grids import EMPTY, Cell, Grid, letters
from subgroup.sheets.reading import load

MOST_LINES = 400
"""They are written in the request that confirms them, within half a minute; a year of one borough has some 250."""
HEAD_WITHIN = 30
LONGEST_HEADING = 120

FIELDS = {
    "reference": "CDOP reference",
    "notified_on": "day the panel was notified",
    "area": "area",
    "expected": "expected or not",
    "category": "category of death",
    "agency": "agency",
    "form": "form",
    "requested_on": "day the agency was asked",
    "answered_on": "day it was returned",
    "state": "state of the return",
}
_HEADINGS = {
    "reference": (
        "cdop reference", "cdop ref", "cdop ref no", "cdop number", "cdop no", "cdop id", "reference", "ref", "ref no",
        "reference number", "case reference", "case ref", "case number", "case no", "unique reference", "unique ref",
        "identifier", "cdop identifier", "death reference",
    ),
    "notified_on": (
        "notified", "date notified", "notified on", "notification date", "date of notification", "day notified", "form a received",
        "date form a received", "notified date",
    ),
    "area": ("area", "borough", "local authority", "la", "lscb", "district", "authority", "lscb area"),
    "expected": ("expected", "expected or unexpected", "expected unexpected", "unexpected", "expected or not"),
    "category": ("category", "category of death", "category one", "category 1", "cat"),
    "agency": ("agency", "agency asked", "organisation", "agency name", "who", "asked of", "sent to", "partner agency"),
    "form": ("form", "form type", "type of form", "form name"),
    "requested_on": (
        "requested", "date requested", "asked", "date asked", "form b requested", "date form b requested", "form b sent", "sent",
        "date sent", "date form b sent", "request date", "requested on", "asked on", "date of request",
    ),
    "answered_on": (
        "returned", "date returned", "received", "date received", "form b returned", "form b received", "date form b received",
        "date form b returned", "return date", "returned on", "date of return", "reply received", "response received",
    ),
    "state": ("status", "state", "outcome", "result", "response", "return", "form b status", "reply"),
}  # fmt: skip
_FIELD_OF = {phrase: field for field, phrases in _HEADINGS.items() for phrase in phrases}
_PERSONAL = re.compile(
    r"\b(?:name|forename|surname|child|dob|d o b|born|birth|nhs|address|postcode|gender|sex|ethnicity|cause|mother|father|parent)\b"
)
_NOT_PERSONAL = re.compile(r"\b(?:agency|form|reference|ref|id|identifier|number|no)\b")
_BIRTH = re.compile(r"\b(?:d\W?o\W?b|born|date of birth)\b", re.IGNORECASE)
_SOMEBODY = re.compile(r"\d|\b[A-Z][a-z’'-]+ [A-Z][a-z’'-]+")
_STATES = {
    RequestState.NIL: ("nil", "nil return", "no involvement", "not involved", "n a", "na", "not known", "not known to us",
                       "no contact", "not applicable", "no records", "nil involvement", "unknown to service", "not known to service"),
    RequestState.RETURNED: ("returned", "received", "yes", "complete", "completed", "done", "y", "in"),
    RequestState.DECLINED: ("declined", "refused"),
    RequestState.ASKED: ("outstanding", "requested", "asked", "awaited", "waiting", "chased", "overdue", "no", "not returned",
                         "not received", "sent", "pending", "late", "n"),
    RequestState.WITHDRAWN: ("not needed", "withdrawn", "not required", "cancelled", "not asked"),
}  # fmt: skip
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}
_FORM = re.compile(r"(?:form|analysis|reporting)\b[\w /\-]{0,50}|[a-z]\d{0,2}", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """What a row says of a death and an agency, or why it cannot be taken. Without an agency: of the death alone."""

    number: int
    wrong: str = ""
    note: str = ""
    reference: str = ""
    notified_on: date | None = None
    area: str = ""
    expected: bool | None = None
    category_one: bool | None = None
    agency: str = ""
    form: str = ""
    requested_on: date | None = None
    answered_on: date | None = None
    state: str = ""


@dataclass(frozen=True)
class List:
    """Heading → field of each column, and the lines in the order of the sheet."""

    headings: list[str]
    mapping: dict[str, str]
    lines: list[Line]


class Wrong(Exception):
    """Why a row cannot be taken, in a sentence that repeats nothing of it."""


def read(data: bytes, *, name: str, agencies: AgencyWords, mapping: Mapping[str, str] | None = None) -> List:
    """Raises Unreadable with a sentence for the user. `mapping` is what a person said: heading to field, "" for none."""
    grids = [grid for grid in load(data, name=name) if not grid.hidden]
    found = [(grid, head) for grid in grids if (head := _head(grid, agencies, mapping))]
    if not found:
        found = [(grid, row) for grid in grids[:1] if (row := _fullest(grid))]
    if not found:
        raise Unreadable(
            f"No row of “{name}” heads the columns of a list. Put headings such as “CDOP reference”, “Agency”, “Requested” and "
            "“Returned” over it, and choose it again."
        )
    headings: list[str] = []
    fields: dict[str, str] = {}
    lines: list[Line] = []
    for grid, row in found:
        columns = _columns(grid, row, agencies, mapping)
        for number, (heading, field) in columns.items():
            shown = _named(heading, number) if field not in FIELDS else heading[:LONGEST_HEADING]
            headings += [] if shown in fields else [shown]
            fields[shown] = field
        if any(field == "reference" for _, field in columns.values()):
            lines += _lines(grid, row, columns, agencies)
        if len(lines) > MOST_LINES:
            raise Unreadable(
                f"“{name}” holds more than {MOST_LINES:,} requests. Split it into several files."
            )
    return List(headings, fields, lines)


def _head(grid: Grid, agencies: AgencyWords, mapping: Mapping[str, str] | None) -> int | None:
    """The row that heads the columns: under the titles, the one that knows most of them, with a reference among them."""
    best, score = None, 1
    for row in grid.rows(last=HEAD_WITHIN):
        fields = [field for _, field in _columns(grid, row, agencies, mapping).values() if field]
        here = len(set(fields)) if "reference" in fields or (mapping and fields) else 0
        if here > score:
            best, score = row, here
    return best


def _fullest(grid: Grid) -> int | None:
    """Where no heading is known: the row with the most cells, to be matched by hand."""
    rows = grid.rows(last=HEAD_WITHIN)
    row = max(rows, key=lambda one: (len(list(grid.filled(one))), -one), default=None)
    return row if row and len(list(grid.filled(row))) > 1 else None


def _named(heading: str, number: int) -> str:
    """How a column is called: by its heading, or by its letter where that may be a child's name or a day out of the rows."""
    return f"Column {letters(number)}" if _SOMEBODY.search(heading) else heading[:LONGEST_HEADING]


def _columns(
    grid: Grid, row: int, agencies: AgencyWords, mapping: Mapping[str, str] | None
) -> dict[int, tuple[str, str]]:
    """Column → its heading and field: a key of FIELDS, “agency:GMP”, “personal”, or nothing."""
    found: dict[int, tuple[str, str]] = {}
    taken: set[str] = set()
    for number, cell in grid.filled(row):
        heading = " ".join(cell.text.split())
        by_hand = (mapping or {}).get(_named(heading, number), (mapping or {}).get(heading[:LONGEST_HEADING]))
        field = by_hand if by_hand is not None else _field(heading, agencies)
        if field in FIELDS and field in taken:
            field = ""
        taken.add(field)
        found[number] = heading, field
    return found


def _field(heading: str, agencies: AgencyWords) -> str:
    words = plain(heading)
    if words in _FIELD_OF:
        return _FIELD_OF[words]
    if _PERSONAL.search(words) and not _NOT_PERSONAL.search(words):
        return "personal"
    who = agencies.read(heading)
    code = agencies.employer(who.codes[0]) if len(who.codes) == 1 and not who.doubts else ""
    return f"agency:{code}" if code else ""


def _lines(
    grid: Grid, head: int, columns: Mapping[int, tuple[str, str]], agencies: AgencyWords
) -> Iterator[Line]:
    for number in grid.rows(first=head + 1):
        cells = {column: grid.down(number, column) for column in columns}
        if any(cell.text or cell.struck or cell.uncounted for cell in cells.values()):
            yield from _row(number, {columns[at]: cell for at, cell in cells.items()}, agencies)


Row = Mapping[tuple[str, str], Cell]


def _row(number: int, row: Row, agencies: AgencyWords) -> Iterator[Line]:
    try:
        death = _death(row)
        of_agencies = {
            field.removeprefix("agency:"): cell
            for (_, field), cell in row.items()
            if field.startswith("agency:")
        }
        if of_agencies:
            asked = _day(row, "requested_on")
            filled = {code: cell for code, cell in of_agencies.items() if cell.text or cell.uncounted}
            if not filled:
                yield Line(number, **death)
            for code, cell in filled.items():
                yield from _of_agency(number, death, code, cell, asked)
            return
        yield _of_row(number, death, row, agencies)
    except Wrong as why:
        yield Line(number, wrong=str(why))


def _of_agency(
    number: int, death: dict, code: str, cell: Cell, asked: date | None
) -> Iterator[Line]:  # fmt: skip
    """A cell under an agency's heading: the day of its return, or a word."""
    try:
        state = _STATE_OF.get(plain(cell.text), "")
        day = None if state else _read_day(cell, code)
        if not state:
            state = RequestState.RETURNED if day else RequestState.ASKED
        if state != RequestState.WITHDRAWN:
            yield Line(number, **death, **_answer(state, day, asked, code), agency=code)
    except Wrong as why:
        yield Line(number, wrong=str(why), reference=death["reference"], agency=code)


def _of_row(number: int, death: dict, row: Row, agencies: AgencyWords) -> Line:
    asked, came = _day(row, "requested_on"), _day(row, "answered_on", or_state=True)
    said = plain(_cell(row, "state").text) or plain(_cell(row, "answered_on").text if came is None else "")
    text = _cell(row, "agency").text
    if not text:
        if asked or came or said:
            raise Wrong("It names no agency.")
        return Line(number, **death)
    who = agencies.read(text)
    code = agencies.employer(who.codes[0]) if len(who.codes) == 1 and not who.doubts else ""
    if not code:
        raise Wrong("Its agency is none of this sub-group’s, or not clearly one of them.")
    state = _STATE_OF.get(said, "")
    if said and not state:
        raise Wrong(
            "Its state is none that is known: returned, no involvement, declined, outstanding or not needed."
        )
    state = state or (RequestState.RETURNED if came else RequestState.ASKED)
    if state == RequestState.ASKED and came:
        raise Wrong("It has a day of return and is said to be outstanding.")
    return Line(number, **death, **_answer(state, came, asked, code), agency=code, form=_form(row))


def _answer(state: str, came: date | None, asked: date | None, code: str) -> dict:
    if asked is None:
        raise Wrong(f"It has no day on which {code} was asked.")
    if came and came < asked:
        raise Wrong(f"{code} would have answered before it was asked.")
    if state == RequestState.RETURNED and came is None:
        raise Wrong(f"It is said to be returned by {code}, and has no day of return.")
    note = ""
    if state in (RequestState.NIL, RequestState.DECLINED) and came is None:
        came, note = asked, "No day of the answer is written: the day on which it was asked was taken."
    return {"state": str(state), "requested_on": asked, "answered_on": came, "note": note}


def _form(row: Row) -> str:
    text = _cell(row, "form").text
    if text and not _FORM.fullmatch(text):
        raise Wrong("The name of its form is none that is known: “Form B”, or one that begins with “Form”.")
    return text if not text or len(text) > 3 else f"Form {text.upper()}"


def _death(row: Row) -> dict:
    """What the row says of the death itself. First of all: whether it names anybody."""
    for (_, field), cell in row.items():
        if field == "personal" and (cell.text or cell.struck):
            raise Wrong(
                "It stands in a list with a column about the child. Take that column out of the list and choose it again."
            )
        if _BIRTH.search(cell.text):
            raise Wrong("It seems to hold a date of birth. Nothing of it was kept.")
    cell = _cell(row, "reference")
    if cell.uncounted:
        raise Wrong("Its reference is a formula whose result was not saved with the file.")
    if why := why_not(cell.text):
        raise Wrong(f"Its reference cannot be taken, and nothing of it was kept. {why}")
    area = _cell(row, "area").text
    if len(area) > 60 or len(area.split()) > 4 or why_no_area(area):
        raise Wrong("Its area cannot be taken, and was not kept: it is no name of a place.")
    return {
        "reference": cell.text, "area": area, "notified_on": _day(row, "notified_on"), "expected": _expected(row),
        "category_one": _category(_cell(row, "category").text),
    }  # fmt: skip


def _expected(row: Row) -> bool | None:
    heading = next((plain(heading) for heading, field in row if field == "expected"), "")
    words = plain(_cell(row, "expected").text)
    if words in ("expected", "e"):
        return True
    if words in ("unexpected", "not expected", "u"):
        return False
    known = {"yes": True, "y": True, "no": False, "n": False}.get(words)
    return not known if heading == "unexpected" and known is not None else known


def _category(text: str) -> bool | None:
    words = plain(text)
    if found := re.match(r"(?:category |cat )?(\d{1,2})\b", words):
        return found[1] == "1"
    return {"yes": True, "y": True, "no": False, "n": False}.get(words)


def _cell(row: Row, field: str) -> Cell:
    return next((cell for (_, one), cell in row.items() if one == field), EMPTY)


def _day(row: Row, field: str, *, or_state: bool = False) -> date | None:
    cell = _cell(row, field)
    if or_state and plain(cell.text) in _STATE_OF:
        return None
    return _read_day(cell, FIELDS[field])


def _read_day(cell: Cell, what: str) -> date | None:
    """A whole day and nothing less. Raises Wrong; the text of the cell is not repeated."""
    if cell.uncounted:
        raise Wrong(f"A cell ({what}) is a formula whose result was not saved with the file.")
    if not cell.text:
        return None
    found = dates.read_timescale(cell.value)
    if found.due is None or found.kind not in ("date", "datetext") or found.doubts:
        raise Wrong(f"A cell ({what}) is no whole day: write it as 23/10/2017.")
    return found.due
