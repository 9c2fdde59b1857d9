"""Where a figure stands in a table of a draft: its address, and back from there to the figure (R2)."""

from collections.abc import Mapping

from reports.annual.draft import Draft
from reports.annual.figure import Figure, in_a_cell
from reports.annual.part import Table, named
from reports.measures.tally import Tally
from reports.sections import Chapter


def place(chapter: Chapter, table: int, line: str, column: str) -> dict[str, str]:
    """By the words of its line and column: lines come and go while a draft is read."""
    return {"chapter": chapter.value, "table": str(table), "line": line, "column": column}


def figure_at(draft: Draft, query: Mapping[str, str]) -> Figure | None:
    """None where no figure stands there. Of the chapters this one alone is worked out."""
    chapter, number, line, column = (query.get(name, "") for name in ("chapter", "table", "line", "column"))
    if chapter not in Chapter.values or not (number.isdigit() and len(number) < 4):
        return None
    tables = draft.part(Chapter(chapter)).tables
    if int(number) >= len(tables):
        return None
    table = tables[int(number)]
    found = (
        cell
        for row in table.rows
        if row[0] == line
        for name, cell in zip(named(table.head), row, strict=True)
        if name == column and isinstance(cell, Tally)
    )
    title = table.finding if isinstance(table, Table) else table.title
    says = f"In the table “{title}” of the chapter “{Chapter(chapter).label}”"
    return next((in_a_cell(f"{line}: {column}", says, cell) for cell in found), None)
