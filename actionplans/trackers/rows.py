"""What each row of a table is: an action, a heading over the rows below it, or something that is passed over, and why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from actionplans.trackers.columns import SEVERAL
from actionplans.trackers.tables import Table, repeats
from subgroup.sheets.grids import EMPTY, Cell

_NOTE = re.compile(
    r"^\s*(?:\(\d+\)|\[\d+\]|\*|n\.?b\.?\b|note[s:]?\b|source\b|key\b|legend\b|b?rag\s*:)", re.IGNORECASE
)
_LEGEND = re.compile(
    r"^\s*(?:(?:key|legend|b?rag)\s*:?\s*$|[RAGB]\s*=|(?:red|amber|green|blue)\s*(?:=|:|means))",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^\s*(?:grand\s+|sub-?\s*)?totals?\b|^\s*(?:number|no\.?) of actions\b|^\s*count\b", re.IGNORECASE
)
_NUMBER = re.compile(r"^\s*\d[\d.,]*\s*%?\s*$")
_END = re.compile(r"^\s*(?:end of|page \d+|printed|last updated|version)\b", re.IGNORECASE)
_RECOMMENDATION = re.compile(
    r"^\s*(?:(?:scr\s+)?rec(?:ommendation)?s?\.?\s*(?:no\.?\s*)?|R)(?P<no>\d+[a-z]?)\s*(?:[:.)\-–—]|\s-)?\s*(?P<text>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LEADING_NUMBER = re.compile(r"^\s*(?P<no>\d{1,2}[a-z]?)[.):]\s+(?P<text>\S.*)$", re.DOTALL)
_LABEL = re.compile(
    r"^\s*(?:(?P<agency>(?:lead |responsible )?(?:agency|organisation)(?: name)?|name of (?:the )?(?:agency|organisation))"
    r"|(?P<review>(?:source |name of )?(?:review|case)(?: name)?))\s*:\s*(?P<value>.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""“Agency: Housing” over the actions of an agency, in one cell or with the name in the next."""
_FINDING = re.compile(
    r"^\s*(?:key\s+)?(?:finding|theme|lesson|learning point|priority|objective)\s*(?P<no>\d+\w?)?\s*[:.)\-–—]\s*(?P<text>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_STAGE = re.compile(
    r"^\s*(?:(?:all\s+)?(?:completed?|closed|outstanding|open|ongoing|on-going|new|current|previous|carried forward|overdue|archived?|live)"
    r"\s+(?:actions?|items?|recommendations?)?|actions?\s+(?:completed?|closed|outstanding|carried forward|from .*))\s*:?\s*$",
    re.IGNORECASE,
)
_DITTO = re.compile(
    r"""^\s*(?:(?:same\s+)?as\s+(?:above|previous)|see\s+above|ditto|do\.|["”“〃'’]{1,2})\s*\.?\s*$""",
    re.IGNORECASE,
)
"""What stands for the cell above it."""
_BRACKETS_AT_END = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True)
class Skipped:
    sheet: str
    row: int
    text: str
    why: str
    """A plain sentence."""


@dataclass(frozen=True)
class Above:
    """What the headings over a row say."""

    review: str = ""
    finding: str = ""
    rec_no: str = ""
    recommendation: str = ""
    agency: str = ""


@dataclass
class Found:
    """A row that is an action, or a recommendation that has none."""

    table: Table
    row: int
    above: Above
    cells: dict[str, list[tuple[str, Cell]]]
    """By field: the heading of the column, and the cell."""
    more_progress: list[str] = field(default_factory=list)
    without_action: bool = False

    def cell(self, name: str) -> Cell:
        cells = self.cells.get(name)
        return cells[0][1] if cells else EMPTY

    def text(self, name: str) -> str:
        return self.cell(name).text


def cells_of(table: Table, row: int) -> dict[str, list[tuple[str, Cell]]]:
    """The row by field, with the values of cells that are merged over several rows."""
    found: dict[str, list[tuple[str, Cell]]] = {}
    for column in table.columns:
        if column.field and (column.field in SEVERAL or column.field not in found):
            found.setdefault(column.field, []).append((column.header, table.grid.down(row, column.number)))
    return found


def _without_dittos(
    cells: dict[str, list[tuple[str, Cell]]], above: dict[str, list[tuple[str, Cell]]]
) -> dict[str, list[tuple[str, Cell]]]:
    """“As above” is what stands above, except where the action itself should stand."""
    if not any(_DITTO.match(cell.text) for row in cells.values() for _, cell in row):
        return cells
    return {
        name: [
            (header, over[1]) if name != "action" and _DITTO.match(cell.text) else (header, cell)
            for (header, cell), over in zip(row, above.get(name, row), strict=True)
        ]
        for name, row in cells.items()
    }


def walk(table: Table) -> Iterator[Found | Skipped]:
    """The rows of the table in their order. A heading is told only when nothing follows it."""
    walker = _Walker(table)
    for row in table.grid.rows(table.first, table.last):
        yield from walker.step(row)
    yield from walker.end()


def _labelled(own: list[tuple[int, Cell]], above: Above) -> Above | None:
    """What stands over the rows below, where the row is a label and what it labels."""
    label = _LABEL.match(own[0][1].text)
    if not label or len(own) > 2:
        return None
    value = label["value"].strip() or (own[1][1].text if len(own) == 2 else "")
    if not value:
        return None
    return replace(above, agency=value) if label["agency"] else Above(value, agency=above.agency)


def _over(table: Table) -> Above:
    """What the rows right over the heading of a table say of all its rows."""
    above = Above()
    titles: list[list[tuple[int, Cell]]] = []
    for row in reversed(table.grid.rows(1, table.heading_rows[0] - 1)):
        own = list(table.grid.filled(row))
        if len(own) > 2:
            break
        titles.append(own)
    for own in reversed([own for own in titles if own]):
        text = own[0][1].text
        above = _labelled(own, above) or above
        if len(own) > 1:
            continue
        if (numbered := _RECOMMENDATION.match(text)) and numbered["text"]:
            above = replace(above, rec_no=numbered["no"], recommendation=numbered["text"].strip())
        elif numbered := _FINDING.match(text):
            above = replace(above, finding=numbered["text"].strip())
    return above


class _Walker:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.above = _over(table)
        self.waiting: Skipped | None = None
        self.recommendation: Found | None = None
        self.latest: Found | None = None

    def step(self, row: int) -> Iterator[Found | Skipped]:
        own = list(self.table.grid.filled(row))
        if not own:
            return
        why = self._why_passed_over(row, own)
        if why:
            yield self._skipped(row, own, why)
            return
        if labelled := _labelled(own, self.above):
            yield from self._lonely()
            self.above, self.latest = labelled, None
            return
        cells = cells_of(self.table, row)
        if self._is_section(row, own, cells):
            yield from self._begin_section(row, own)
            return
        found = Found(self.table, row, self.above, cells)
        if self._goes_on(own):
            yield self._skipped(row, own, f"It goes on from row {self.latest.row}." if self.latest else "")
            return
        if self._is_recommendation(found):
            yield from self._begin_recommendation(found)
            return
        yield from self._action(found, own)

    def end(self) -> Iterator[Found | Skipped]:
        if self.waiting:
            yield replace(self.waiting, why="A note or a heading with no action below it.")
        yield from self._lonely()

    def _skipped(self, row: int, own: list[tuple[int, Cell]], why: str) -> Skipped:
        return Skipped(self.table.grid.name, row, own[0][1].text or own[0][1].struck, why)

    def _why_passed_over(self, row: int, own: list[tuple[int, Cell]]) -> str:
        first = own[0][1].text
        if repeats(self.table, row):
            return "It repeats the headings."
        action = self.table.column("action") or self.table.column("recommendation")
        has_action = any(column == action for column, _ in own)
        if _TOTAL.match(first) and all(
            cell is own[0][1] or isinstance(cell.value, int | float) or _NUMBER.match(cell.text)
            for _, cell in own
        ):
            return "It is a total."
        legends = sum(1 for _, cell in own if _LEGEND.match(cell.text))
        if legends and legends * 2 >= len(own):
            return "It explains the colours."
        if len(own) <= 2 and (_NOTE.match(first) or _END.match(first)) and (not has_action or len(own) == 1):
            return "It is a note."
        return ""

    def _is_section(
        self, row: int, own: list[tuple[int, Cell]], cells: dict[str, list[tuple[str, Cell]]]
    ) -> bool:
        """One text alone in its row: over several columns, or where no action's own text stands."""
        if len({cell.text for _, cell in own}) > 1 or not own[0][1].text:
            return False
        column, cell = own[0]
        if self.table.grid.span(row, column) >= max(3, len(self.table.columns) // 2):
            return True
        field = next((c.field for c in self.table.columns if c.number == column), "")
        if field in {"progress", "comments"}:
            return False
        merged = [
            c
            for c in self.table.numbers
            if self.table.grid.down(row, c) is not self.table.grid.row(row).get(c, EMPTY)
        ]
        if any(self.table.grid.down(row, c).text for c in merged):
            return False
        text_here = (
            field in {"action", "recommendation"} and not cell.bold and not _RECOMMENDATION.match(cell.text)
        )
        return not text_here and not (field == "reference" and len(cell.text) < 6)

    def _begin_section(self, row: int, own: list[tuple[int, Cell]]) -> Iterator[Found | Skipped]:
        yield from self._lonely()
        text = own[0][1].text
        self.latest = None
        self.waiting = self._skipped(row, own, "A heading.")
        if numbered := _RECOMMENDATION.match(text):
            self.above = replace(self.above, rec_no=numbered["no"], recommendation=numbered["text"].strip())
        elif numbered := _FINDING.match(text):
            self.above = Above(self.above.review, numbered["text"].strip(), agency=self.above.agency)
        elif not _STAGE.match(f"{text} "):
            self.above = Above(
                _BRACKETS_AT_END.sub("", " ".join(text.split())) or text, agency=self.above.agency
            )

    def _goes_on(self, own: list[tuple[int, Cell]]) -> bool:
        """More words on the progress of the action above, typed into a row of their own."""
        progress = {column.number for column in self.table.columns_of("progress")}
        if self.latest is None or not all(column in progress for column, _ in own):
            return False
        self.latest.more_progress += [cell.text for _, cell in own]
        return True

    def _is_recommendation(self, found: Found) -> bool:
        if any(
            found.cell(name).text
            for name in ("agency", "officer", "due", "first_due", "revised_due", "rag", "status")
        ):
            return False
        if found.cell("rag").colour or found.cell("progress").text:
            return False
        if not self.table.combined:
            return bool(found.text("recommendation")) and "action" in found.cells and not found.text("action")
        known = {column.field for column in self.table.columns}
        if not found.text("action") or not known & {"agency", "officer", "due", "first_due", "rag", "status"}:
            return False
        parent = self.above.rec_no
        child = (
            bool(parent) and found.text("reference") != parent and found.text("reference").startswith(parent)
        )
        return found.cell("action").bold or not child

    def _begin_recommendation(self, found: Found) -> Iterator[Found | Skipped]:
        yield from self._lonely()
        self.waiting = None
        text = found.text("action") if self.table.combined else found.text("recommendation")
        number = found.text("rec_no") or found.text("reference")
        self.above = replace(
            self.above,
            review=found.text("review") or self.above.review,
            finding=found.text("finding") or self.above.finding,
            rec_no=number,
            recommendation=text,
        )
        self.recommendation = replace(found, above=self.above, without_action=True)

    def _lonely(self) -> Iterator[Found]:
        if self.recommendation:
            yield self.recommendation
        self.recommendation = None

    def _action(self, found: Found, own: list[tuple[int, Cell]]) -> Iterator[Found | Skipped]:
        wanted = "action" if "action" in found.cells else "recommendation"
        nothing = not found.text(wanted) and not found.cell(wanted).struck
        if nothing and len(own) <= 2 and not found.text("reference"):
            yield self._skipped(found.row, own, "It holds no action.")
            return
        self.waiting = None
        other = found.text("recommendation")
        if self.recommendation and other and other != self.recommendation.above.recommendation:
            yield self.recommendation
        self.recommendation = None
        if self.latest:
            found.cells = _without_dittos(found.cells, self.latest.cells)
        found.above = self._carried(found)
        self.latest = found
        yield found

    def _carried(self, found: Found) -> Above:
        """The recommendation of the row: its own, or the last one above that its number fits."""
        number, text = found.text("rec_no"), found.text("recommendation")
        numbered = _RECOMMENDATION.match(text) or _LEADING_NUMBER.match(text)
        if "rec_no" not in found.cells and numbered and numbered["text"]:
            number, text = numbered["no"], numbered["text"].strip()
        if number and number != self.above.rec_no and not text:
            self.above = replace(self.above, rec_no=number, recommendation="")
        elif text:
            same = text == self.above.recommendation
            kept = number or (self.above.rec_no if same else "")
            self.above = replace(self.above, rec_no=kept, recommendation=text)
        for name in ("review", "finding"):
            if found.text(name):
                self.above = replace(self.above, **{name: found.text(name)})
        return self.above
