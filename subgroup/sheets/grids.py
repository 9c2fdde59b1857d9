"""A sheet as a grid of cells, whatever file it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Cell:
    value: object = None
    text: str = ""
    """What stands in the cell and is not struck out."""
    colour: str = ""
    """The fill, as one of the words in `colours.COLOURS`; empty where there is none that says anything."""
    shade: str = ""
    """The fill as its author chose it (six hexadecimal digits), to tell the cells of a striped table."""
    bold: bool = False
    struck: str = ""
    """Text that is struck out."""
    shows_month: bool = False
    """A date of which the cell shows the month and the year only."""
    uncounted: bool = False
    """A formula whose result was not saved with the file."""
    note: str = ""
    """The note that hangs on the cell."""


EMPTY = Cell()


@dataclass(frozen=True, slots=True)
class Merge:
    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Grid:
    """Rows and columns count from 1, as the file's own program shows them."""

    name: str
    cells: dict[int, dict[int, Cell]]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self._numbers = sorted(self.cells)
        self.height = max(self.cells, default=0)
        self.width = max(
            (n for row in self.cells.values() for n, cell in row.items() if cell.text), default=0
        )
        self._over: dict[tuple[int, int], Merge] = {}
        for merge in self.merges:
            for row in range(merge.top, min(merge.bottom, self.height) + 1):
                for column in range(merge.left, min(merge.right, self.width) + 1):
                    self._over[row, column] = merge

    def row(self, number: int) -> dict[int, Cell]:
        return self.cells.get(number, {})

    def rows(self, first: int = 1, last: int | None = None) -> list[int]:
        """The rows that hold anything, in their order."""
        return [n for n in self._numbers if n >= first and (last is None or n <= last)]

    def down(self, row: int, column: int) -> Cell:
        """The cell, or the one that a merge over several rows of this column shows here."""
        merge = self._over.get((row, column))
        if merge is not None and merge.left == column and merge.top < row:
            return self.row(merge.top).get(column, EMPTY)
        return self.row(row).get(column, EMPTY)

    def covering(self, row: int, column: int) -> Cell:
        """The cell, or the one of any merge that covers it: what a heading over several columns says here."""
        merge = self._over.get((row, column))
        if merge is not None:
            return self.row(merge.top).get(merge.left, EMPTY)
        return self.row(row).get(column, EMPTY)

    def filled(self, row: int) -> Iterator[tuple[int, Cell]]:
        """The cells of the row that hold something, from the left."""
        here = self.row(row)
        for column in sorted(here):
            cell = here[column]
            if cell.text or cell.struck:
                yield column, cell

    def span(self, row: int, column: int) -> int:
        """Over how many columns the cell is merged."""
        merge = self._over.get((row, column))
        return merge.right - merge.left + 1 if merge else 1


def letters(number: int) -> str:
    """1 is A, 28 is AB, as the sheet heads its columns."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def text_of(value: object) -> str:
    """A value as text: a whole number without “.0”, a date as 2017-05-31."""
    match value:
        case None:
            return ""
        case datetime():
            bare = value.time() == time(0)
            return value.date().isoformat() if bare else value.isoformat(sep=" ", timespec="minutes")
        case date():
            return value.isoformat()
        case bool():
            return "Yes" if value else "No"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
        case str() if value.isprintable():
            return " ".join(value.replace("_x000D_", "").split())
        case _:
            lines = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").split("\n")
            return "\n".join(" ".join(line.split()) for line in lines).strip()
