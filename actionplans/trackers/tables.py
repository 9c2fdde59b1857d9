"""Finds the table in a sheet: under its title rows, beside an empty column, with a heading of one row or of two."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from actionplans.trackers import columns, lights
from actionplans.trackers.columns import Column, normal
from subgroup.sheets import colours, dates
from subgroup.sheets.agencies import AgencyWords
from subgroup.sheets.errors import Unreadable
from subgroup.sheets.grids import Cell, Grid

TITLE_ROWS = 60
MOST_TABLES = 60
LONGEST_HEADING = 90
_AS_AT = re.compile(
    r"updated|version|\bv\d|as at|as of|status at|position at|correct at|dated|date:|printed", re.IGNORECASE
)
_SAYS_NOTHING = re.compile(
    r"^\s*(?:sheet|tabelle|table)\s*\d*\s*$|^\s*(?:all\s+)?actions?\s*$|^\s*data\s*$|"
    r"^\s*(?:(?:action|learning|improvement|delivery)\s+)?(?:plan|tracker|log|list)s?(?:\s+(?:v\d[\d.]*|final|draft|\(\d+\)))*\s*$",
    re.IGNORECASE,
)
_REVIEW = re.compile(
    r"\b(?:scr|serious case|concise|review|child|family|baby|young person|audit|cdop|inspection|domestic homicide|dhr|forum)\b",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:multi-?agency\s+)?(?:improvement\s+)?action\s+(?:plan|tracker|log)\b", re.IGNORECASE
)
_SAYS_ALL = re.compile(
    r"^[^:]*:\s*\S|^\s*(?:rec(?:ommendation)?|finding|theme|lesson|priority|objective)s?\W*\d", re.IGNORECASE
)
"""“Agency: Housing” or “Recommendation 1” over a heading: it is no part of it."""
_LEGEND = re.compile(
    r"(?:\b(?P<name>red|amber|yellow|orange|green|blue|gr[ea]y|purple)|(?:^|[\s:;,])(?P<letter>[RAGB]))\s*(?:=|:|means|-)\s*(?P<means>[^;\n=]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Table:
    """A table of actions in one sheet. Rows count as the sheet numbers them."""

    grid: Grid
    heading_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    first: int
    last: int
    combined: bool
    """Recommendations stand in the column of their actions."""

    def column(self, field: str) -> int | None:
        return next((column.number for column in self.columns if column.field == field), None)

    def columns_of(self, field: str) -> list[Column]:
        return [column for column in self.columns if column.field == field]

    @property
    def has_actions(self) -> bool:
        return self.column("action") is not None or self.column("recommendation") is not None

    @property
    def numbers(self) -> list[int]:
        return [column.number for column in self.columns]

    @cached_property
    def normal_headers(self) -> dict[int, str]:
        return {column.number: normal(column.header) for column in self.columns}

    @property
    def used(self) -> list[int]:
        return [column.number for column in self.columns if column.field]


def tables_in(
    grid: Grid, agencies: AgencyWords, by_hand: Mapping[str, str] | None = None, *, of_any_words: bool = False
) -> list[Table]:
    """The tables of the sheet, one under the other. A last resort is one whose columns say nothing of actions.

    With `of_any_words` a table is found that has neither a heading that is known nor text as long as an action's.
    """
    heading = _first_heading(grid, by_hand) or (_fullest(grid) if of_any_words else None)
    found: list[Table] = []
    while heading:
        rows, headers = heading
        following = _next_heading(grid, rows[-1] + 1, headers, by_hand)
        last = following[0][0] - 1 if following else grid.height
        table = _table(grid, rows, headers, last, agencies, by_hand)
        found.append(table)
        if len(found) > MOST_TABLES:
            raise Unreadable(
                f"The sheet “{grid.name}” has more than {MOST_TABLES} tables. Split it and choose it again."
            )
        heading = following
    return found


_Heading = tuple[tuple[int, ...], dict[int, str]]


def _headers(grid: Grid, top: int, rows: int) -> dict[int, str]:
    """The headings of a table whose heading begins in row `top`, by column."""
    found = {}
    for column in range(1, grid.width + 1):
        parts = [grid.covering(row, column).text for row in range(top, top + rows)]
        here = list(dict.fromkeys(" ".join(part.split()) for part in parts if part))
        if not here:
            continue
        whole, last = " ".join(here), here[-1]
        found[column] = last if _sure(last) and not _sure(whole) else whole
    return found


def _sure(header: str) -> bool:
    return any(score >= 0.9 and "|" not in field for field, score in columns.guesses(header))


def _score(headers: Mapping[int, str], by_hand: Mapping[str, str] | None) -> float:
    if len(headers) < 2 or any(len(header) > LONGEST_HEADING for header in headers.values()):
        return 0.0
    matched = [column for column in columns.by_headings(headers, by_hand) if column.certainty]
    fields = {column.field for column in matched}
    if len(fields) < 2 or not fields & {"action", "recommendation"}:
        return 0.0
    by_choice = sum(1 for column in matched if column.why == columns.BY_HAND)
    return sum(column.certainty for column in matched) + by_choice


def _first_heading(grid: Grid, by_hand: Mapping[str, str] | None) -> _Heading | None:
    best: tuple[float, _Heading] | None = None
    for row in grid.rows()[:TITLE_ROWS]:
        for rows in (1, 2):
            if rows == 2 and not _may_be_two(grid, row):
                continue
            headers = _headers(grid, row, rows)
            score = _score(headers, by_hand)
            if score >= 1.6 and (best is None or score > best[0] + (0.6 if rows == 2 else 0.01)):
                best = score, (tuple(range(row, row + rows)), headers)
    return best[1] if best else _heading_by_shape(grid)


def _may_be_two(grid: Grid, row: int) -> bool:
    """The row below holds short words only, and stands under cells that are merged or empty."""
    below = dict(grid.filled(row + 1))
    if not below or any(len(cell.text) > 40 or not isinstance(cell.value, str) for cell in below.values()):
        return False
    above = grid.row(row)
    titles = [cell.text for _, cell in grid.filled(row)]
    if titles and len(titles) <= 2 and _SAYS_ALL.match(" ".join(titles)):
        return False
    open_above = [c for c in below if c not in above or not above[c].text]
    merged = any(
        merge.top == row and (merge.left < merge.right or merge.bottom > row) for merge in grid.merges
    )
    return merged or len(open_above) * 2 >= len(below)


def _heading_by_shape(grid: Grid) -> _Heading | None:
    """Where no heading is known: the first row of short words above rows that are as full and hold longer text."""
    for row in grid.rows()[:TITLE_ROWS]:
        here = dict(grid.filled(row))
        texts = [cell.text for cell in here.values()]
        if (
            len(here) < 3
            or max(map(len, texts)) > 40
            or not all(isinstance(c.value, str) for c in here.values())
        ):
            continue
        below = [dict(grid.filled(n)) for n in range(row + 1, min(row + 2, grid.height) + 1)]
        if (
            below
            and all(len(cells) >= 3 for cells in below)
            and any(len(c.text) > 25 for cells in below for c in cells.values())
        ):
            return (row,), {column: " ".join(cell.text.split()) for column, cell in here.items()}
    return None


def _fullest(grid: Grid) -> _Heading | None:
    """The fullest row of short words that stands over rows in the same columns; of those that are as full the first."""
    best: dict[int, Cell] = {}
    at = 0
    rows = grid.rows()
    for place, row in enumerate(rows[:TITLE_ROWS]):
        here = dict(grid.filled(row))
        if len(here) < 2 or len(here) <= len(best):
            continue
        if any(len(cell.text) > 40 or not isinstance(cell.value, str) for cell in here.values()):
            continue
        below = [dict(grid.filled(number)) for number in rows[place + 1 : place + 3]]
        if below and all(len(cells.keys() & here.keys()) >= 2 for cells in below):
            best, at = here, row
    return ((at,), {column: " ".join(cell.text.split()) for column, cell in best.items()}) if best else None


def _next_heading(
    grid: Grid, start: int, headers: Mapping[int, str], by_hand: Mapping[str, str] | None
) -> _Heading | None:
    """A heading further down that differs from the one above: another table begins."""
    known = {normal(header) for header in headers.values()}
    for row in grid.rows(start):
        here = dict(grid.filled(row))
        if len(here) < 3 or any(len(c.text) > 40 or not isinstance(c.value, str) for c in here.values()):
            continue
        if sum(1 for cell in here.values() if normal(cell.text) in known) * 2 >= len(here):
            continue
        found = {column: " ".join(cell.text.split()) for column, cell in here.items()}
        if _are_known(found) and _score(found, by_hand) >= max(0.75 * len(here), 2.5):
            return (row,), found
    return None


def _are_known(headers: Mapping[int, str]) -> bool:
    """At least three of the headings are known word for word: a row of actions never is."""
    exact = sum(1 for header in headers.values() if columns.is_known(header))
    return exact >= 3 and exact * 2 > len(headers)


def repeats(table: Table, row: int) -> bool:
    """The row is the table's heading again, as on each printed page."""
    known = table.normal_headers
    here = list(table.grid.filled(row))
    may_differ = len(here) // 3
    for column, cell in here:
        text = normal(cell.text)
        if not text or text not in known.get(column, ""):
            may_differ -= 1
            if may_differ < 0:
                return False
    return len(here) >= 2


def _table(
    grid: Grid,
    rows: tuple[int, ...],
    headers: dict[int, str],
    last: int,
    agencies: AgencyWords,
    by_hand: Mapping[str, str] | None,
) -> Table:
    first = rows[-1] + 1
    samples = _samples(grid, first, last)
    every = {**dict.fromkeys(samples, ""), **headers}
    found = columns.by_headings({n: every[n] for n in sorted(every)}, by_hand)
    found = _numbers_of_recommendations(grid, columns.by_contents(found, samples, agencies), first)
    named = [c for c in found if c.header or c.field]
    combined = any(c.field == "action" and columns.is_combined(c.header) for c in named) and not any(
        c.field == "recommendation" for c in named
    )
    return Table(grid, rows, tuple(named), first, last, combined)


def _numbers_of_recommendations(grid: Grid, found: list[Column], first: int) -> list[Column]:
    """A number that is merged over several actions is the recommendation's, as is the first of two that stand before each."""
    found = _number_of_each(found)
    merged = {merge.left for merge in grid.merges if merge.top >= first and merge.bottom > merge.top}
    if any(column.field == "rec_no" for column in found):
        return found
    return [
        replace(column, field="rec_no") if column.field == "reference" and column.number in merged else column
        for column in found
    ]


def _number_of_each(found: list[Column]) -> list[Column]:
    """“No, Recommendation, No, Action”: each number is of what stands beside it."""
    place = {column.field: column.number for column in found}
    numbers = [c for c in found if c.why != columns.BY_HAND and _numbers_something(c)]
    if len(numbers) != 2 or not {"recommendation", "action"} <= set(place) or "rec_no" in place:
        return found
    first, second = (column.number for column in numbers)
    if not first < place["recommendation"] < second < place["action"]:
        return found
    fields = {first: "rec_no", second: "reference"}
    return [
        replace(c, field=fields[c.number], certainty=0.9, why="by its place") if c.number in fields else c
        for c in found
    ]


def _numbers_something(column: Column) -> bool:
    return any(field == "reference" and certainty == 1 for field, certainty in columns.guesses(column.header))


def _samples(grid: Grid, first: int, last: int) -> dict[int, list[Cell]]:
    """Cells of the first rows that look like rows of a table, by column."""
    found: dict[int, list[Cell]] = {}
    taken = 0
    for row in grid.rows(first, last):
        cells = grid.row(row)
        if sum(1 for cell in cells.values() if cell.text) < 3:
            continue
        for column, cell in cells.items():
            found.setdefault(column, []).append(cell)
        taken += 1
        if taken == 60:
            break
    return found


def name_of(table: Table) -> str:
    """The name of a plan that has no heading of its own: its sheet's, or, where that says nothing, a title above the table."""
    if not _SAYS_NOTHING.match(table.grid.name):
        return table.grid.name
    titles = [cell.text for row in table.grid.rows(1, table.first - 1) for _, cell in table.grid.filled(row)]
    found = next((text for text in titles if _REVIEW.search(text) and len(text) < 120), table.grid.name)
    return " ".join(_PLAN.sub("", found).split()).strip(" -–:,") or found


def as_at(grid: Grid, before: int) -> date | None:
    """The day that the title rows give as the day of the tracker."""
    for row in grid.rows(1, before - 1):
        for _, cell in grid.filled(row):
            if _AS_AT.search(cell.text):
                found = dates.read_timescale(cell.text).due
                if found:
                    return found
    return None


def legend(grid: Grid, last: int | None = None) -> dict[str, str]:
    """What the sheet says its colours mean: a key of COLOURS to the sheet's own words."""
    found: dict[str, str] = {}
    for row in grid.rows(1, last):
        here = [cell.text for _, cell in grid.filled(row)]
        for text in here:
            for match in _LEGEND.finditer(text) if "=" in text else ():
                code = colours.code_of(match["name"] or match["letter"])
                found.setdefault(code, " ".join(match["means"].split()).strip(" ,;."))
        if len(here) == 2 and len(here[0]) < 20 and lights.named(here[0]):
            found.setdefault(lights.read_light(here[0]).code, here[1])
    return found
