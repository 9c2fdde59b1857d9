"""Opens a workbook or a CSV file as grids. Nothing in it is run: macros, links and formulas stay asleep."""

import io
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock

from subgroup.sheets import colours, opening
from subgroup.sheets.errors import Unreadable
from subgroup.sheets.grids import EMPTY, Cell, Grid, Merge, text_of


def load(source: str | Path | bytes, *, name: str = "") -> list[Grid]:
    """The sheets of the file, hidden ones too. Raises Unreadable with a sentence for the user."""
    if isinstance(source, bytes):
        data, name = source, name or "the file"
    else:
        path = Path(source)
        name = name or path.name
        try:
            if path.stat().st_size > opening.MOST_BYTES:
                raise Unreadable(
                    f"“{name}” has more than {opening.MOST_BYTES // opening.MEGABYTE} MB, which is more than is read."
                )
            data = path.read_bytes()
        except OSError as error:
            raise Unreadable(f"“{name}” cannot be read: {error.strerror}.") from None
    if opening.kind_of(data, name) == "csv":
        return [_from_csv(opening.csv_rows(data, name), PurePath(name).stem)]
    return _from_workbook(data, name)


def _from_csv(rows: list[list[str]], name: str) -> Grid:
    cells = {
        number: {
            column: Cell(value=text, text=text_of(text)) for column, text in enumerate(row, 1) if text.strip()
        }
        for number, row in enumerate(rows, 1)
    }
    return Grid(name=name, cells=cells)


def _from_workbook(data: bytes, name: str) -> list[Grid]:
    uncounted = opening.check_workbook(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drop-down lists and headers that openpyxl leaves out
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=True, keep_links=False)
    except Exception as why:
        raise Unreadable(
            f"“{name}” cannot be read as a workbook. Open it in Excel, save it as .xlsx and choose that."
        ) from why
    theme = colours.theme_of(book.loaded_theme)
    grids = []
    for number, sheet in enumerate(book.worksheets, 1):
        if (
            max((cell.column for cell in _cells(sheet) if cell.value is not None), default=0)
            > opening.MOST_COLUMNS
        ):
            raise Unreadable(
                f"The sheet “{sheet.title}” of “{name}” has more than {opening.MOST_COLUMNS} columns. Delete those that "
                "do not belong to the table and choose it again."
            )
        grids.append(_grid(sheet, theme, uncounted.get(f"xl/worksheets/sheet{number}.xml", frozenset())))
    return grids


def _cells(sheet: Any) -> Iterable[Any]:
    """The cells that the sheet holds. iter_rows() would make every cell up to the farthest one."""
    return sheet._cells.values()  # noqa: SLF001  openpyxl has no other way


@dataclass(frozen=True, slots=True)
class _Style:
    shade: str = ""
    colour: str = ""
    bold: bool = False
    struck: bool = False
    places: int | None = None
    """How many digits after the point a number shows."""
    shows_month: bool = False
    percent: bool = False


_PLAIN = _Style()
_PLACES = re.compile(r"0\.(0{1,3})(?:_\))?")
_MONTH_SHOWN = re.compile(r"(?:\[\$-\w+\])?m{1,5}[-/ \\]*y{2,4}(?:;@)?", re.IGNORECASE)


class _Styles:
    """What a cell's format says, looked up once for each format of the workbook."""

    def __init__(self, theme: tuple[str, ...]) -> None:
        self.theme = theme
        self.known: dict[int, _Style] = {}

    def of(self, cell: Any) -> _Style:
        key = cell.style_id
        if key not in self.known:
            shade = colours.shade_of(cell.fill, self.theme)
            places = _PLACES.fullmatch(cell.number_format)
            self.known[key] = _Style(
                shade,
                colours.nearest(shade) if shade else "",
                bool(cell.font.b),
                bool(cell.font.strike),
                len(places[1]) if places else None,
                bool(_MONTH_SHOWN.fullmatch(cell.number_format)),
                cell.number_format.endswith("%"),
            )
        return self.known[key]


def _grid(sheet: Any, theme: tuple[str, ...], uncounted: frozenset[str]) -> Grid:
    styles = _Styles(theme)
    rows: dict[int, dict[int, Cell]] = {}
    for cell in _cells(sheet):
        if cell.value is None and not cell.has_style and not uncounted:
            continue
        made = _cell(cell, styles, uncounted)
        if made is not EMPTY:
            rows.setdefault(cell.row, {})[cell.column] = made
    return Grid(
        name=sheet.title,
        cells=rows,
        merges=[Merge(m.min_row, m.min_col, m.max_row, m.max_col) for m in sheet.merged_cells.ranges],
        hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(n for n, shape in sheet.row_dimensions.items() if shape.hidden),
        hidden_columns=frozenset(
            column
            for shape in sheet.column_dimensions.values()
            if shape.hidden and shape.min
            for column in range(shape.min, min(shape.max, opening.MOST_COLUMNS) + 1)
        ),
    )


def _cell(cell: Any, styles: _Styles, uncounted: frozenset[str]) -> Cell:
    style = styles.of(cell) if cell.has_style else _PLAIN
    value = cell.value
    text, gone = ("", "") if value is None else _kept(value)
    if style.places and isinstance(value, int | float) and not isinstance(value, bool):
        text = f"{value:.{style.places}f}"
    elif style.percent and isinstance(value, int | float):
        text = f"{value:.0%}"
    if style.struck:
        text, gone = "", text or gone
    no_result = value is None and cell.coordinate in uncounted
    note = text_of(cell.comment.text) if getattr(cell, "comment", None) else ""
    if not (text or gone or style.colour or no_result):
        return EMPTY
    plain = str(value) if isinstance(value, CellRichText) else value
    month = style.shows_month and isinstance(value, date)
    return Cell(plain, text, style.colour, style.shade, style.bold, gone, month, no_result, note)


def _kept(value: object) -> tuple[str, str]:
    """What stands, and what is struck out, of a cell whose letters have formats of their own."""
    if not isinstance(value, CellRichText):
        return text_of(value), ""
    stands: list[str] = []
    gone: list[str] = []
    for part in value:
        struck = isinstance(part, TextBlock) and bool(part.font.strike)
        (gone if struck else stands).append(str(part))
    return text_of("".join(stands)), text_of(" ".join(gone))
