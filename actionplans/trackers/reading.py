"""Reads an action tracker: any columns, any order, several sheets. Writes nothing and knows no database."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath

from actionplans.trackers import columns, tables
from actionplans.trackers.building import Builder
from actionplans.trackers.headings import FIELDS
from actionplans.trackers.records import UNCLEAR, WRONG, Remark, Row, SheetRead, Tracker
from actionplans.trackers.rows import Found, Skipped, walk
from actionplans.trackers.tables import Table
from actionplans.trackers.updates import read_updates
from subgroup.sheets import grids
from subgroup.sheets.agencies import AgencyWords
from subgroup.sheets.dates import long, read_timescale
from subgroup.sheets.errors import Unreadable
from subgroup.sheets.grids import Grid
from subgroup.sheets.reading import load
from subgroup.sheets.years import OWN_DATE, TODAY, Near

WANTED = {
    "agency": "which agency leads",
    "due": "when an action is due",
    "action": "what is to be done",
}


def read(
    source: str | Path | bytes,
    *,
    agencies: AgencyWords,
    today: date,
    mapping: Mapping[str, str] | None = None,
    name: str = "",
) -> Tracker:
    """The actions in a workbook or CSV file, each with a verdict (new, unclear, wrong) and its reasons.

    `mapping` says by hand which heading is which field (a key of FIELDS, or "" to leave the column out); “Column C” stands for
    a column without a heading. Where no column says what is to be done there are no rows: the columns wait for a mapping.
    Raises Unreadable with a sentence for the user.
    """
    _check(mapping)
    name = name or (PurePath(source).name if isinstance(source, str | Path) else "tracker")
    grids = load(source, name=name)
    tried = [(grid, tables.tables_in(grid, agencies, mapping)) for grid in grids]
    if not any(some for _, some in tried):
        tried = [(grid, tables.tables_in(grid, agencies, mapping, of_any_words=True)) for grid in grids]
    found = [(grid, [table for table in some if table.has_actions]) for grid, some in tried]
    if not any(some for _, some in found):
        found = tried
    every = [table for _, some in found for table in some]
    if not every:
        raise Unreadable(
            f"No list of actions was found in “{name}”. It needs a row of headings, one of them for the action, such as "
            "“Action”, “Lead agency” and “Due date”."
        )
    as_at = next((day for table in every if (day := tables.as_at(table.grid, table.first))), None)
    met = [(table, list(walk(table)) if table.has_actions else []) for table in every]
    near = _near(met, as_at, today)
    apart = _legend_apart(found)
    rows = tuple(_rows(met, agencies, near, apart))
    return Tracker(
        name=name,
        as_at=as_at,
        sheets=tuple(_sheet(table, apart) for table in every),
        rows=_duplicates_asked(rows),
        skipped=tuple(item for _, items in met for item in items if isinstance(item, Skipped)),
        remarks=tuple(_remarks(found, every, mapping, {row.sheet for row in rows if not row.agency_codes})),
    )


def _check(mapping: Mapping[str, str] | None) -> None:
    unknown = columns.unknown_fields(mapping or {})
    if unknown:
        raise Unreadable(f"There is no field “{unknown[0]}”. The fields are: {', '.join(FIELDS)}.")


def _rows(
    met: list[tuple[Table, list[Found | Skipped]]], agencies: AgencyWords, near: Near, legend: dict[str, str]
) -> Iterator[Row]:
    """`legend` is that of the whole file, for tables whose sheets have none."""
    for table, items in met:
        here = [item for item in items if isinstance(item, Found)]
        builder = Builder(
            table, here, agencies, near, several_sheets=len(met) > 1, legend=_legend(table) or legend
        )
        for item in here:
            yield builder.row(item)


def _near(met: list[tuple[Table, list[Found | Skipped]]], as_at: date | None, today: date) -> Near:
    """From where the year of a day is guessed: what the file says of itself before what can be told from it."""
    if as_at:
        return Near(as_at, OWN_DATE)
    if latest := _latest_update(met, today):
        return Near(latest, f"the latest update in the file, {long(latest)}")
    if middle := _middle_day(met):
        return Near(middle, "the other dates of the file")
    return Near(today, TODAY)


def _middle_day(met: list[tuple[Table, list[Found | Skipped]]]) -> date | None:
    """The middle one of the days that are written in full."""
    days = [
        scale.due
        for _, items in met
        for item in items
        if isinstance(item, Found)
        for name in ("agreed_on", "first_due", "due", "revised_due")
        for _, cell in item.cells.get(name, ())
        if (scale := read_timescale(cell.value)).due and scale.kind in ("date", "datetext")
    ]
    return sorted(days)[len(days) // 2] if days else None


def _latest_update(met: list[tuple[Table, list[Found | Skipped]]], today: date) -> date | None:
    """The last day up to today that an update bears: a tracker without a date is about as old."""
    days = [
        update.on
        for _, items in met
        for item in items
        if isinstance(item, Found)
        for _, cell in item.cells.get("progress", ())
        for update in read_updates(cell.text)
        if update.on and update.on <= today
    ]
    return max(days, default=None)


def _duplicates_asked(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Two rows with one reference in one review: a person says whether they are one action."""
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        if row.action_no:
            same[_key(row)].append(row.row)
    return tuple(_asked(row, [n for n in same.get(_key(row), ()) if n != row.row]) for row in rows)


def _key(row: Row) -> tuple[str, ...]:
    return row.sheet, row.review, row.rec_no, row.action_no.casefold()


def _asked(row: Row, others: list[int]) -> Row:
    if not others:
        return row
    remark = Remark("action_no", f"The reference “{row.action_no}” stands in row {_some(others)} as well.")
    return replace(
        row, verdict=row.verdict if row.verdict == WRONG else UNCLEAR, remarks=(*row.remarks, remark)
    )


def _legend_apart(found: list[tuple[Grid, list[Table]]]) -> dict[str, str]:
    """What the colours mean, where a sheet of its own says it."""
    apart = [tables.legend(grid) for grid, some in found if not some]
    return next((words for words in apart if len(words) > 1), {})


def _legend(table: Table) -> dict[str, str]:
    """What the colours mean by the words over the table, or else by those anywhere in its sheet."""
    return tables.legend(table.grid, table.first - 1) or tables.legend(table.grid)


def _sheet(table: Table, shared: dict[str, str]) -> SheetRead:
    return SheetRead(
        name=table.grid.name,
        heading_rows=table.heading_rows,
        columns=table.columns,
        fingerprint=columns.fingerprint(column.header for column in table.columns),
        legend=_legend(table) or shared,
        hidden=table.grid.hidden,
    )


def _remarks(
    found: list[tuple[Grid, list[Table]]],
    every: list[Table],
    mapping: Mapping[str, str] | None,
    without_agency: set[str],
) -> Iterator[str]:
    for grid, some in found:
        if not some and len(tables.legend(grid)) > 1:
            yield f"The sheet “{grid.name}” says what the colours mean."
        elif not some and grid.cells:
            yield f"The sheet “{grid.name}” holds no list of actions and was passed over."
        if some and grid.hidden:
            yield f"The sheet “{grid.name}” is hidden; it was read."
        hidden = sorted(grid.hidden_rows & set(grid.cells))
        if some and hidden:
            yield f"The sheet “{grid.name}” has hidden rows ({_some(hidden)}); they were read."
        letters = [grids.letters(n) for n in sorted(grid.hidden_columns) if n <= grid.width]
        if some and letters:
            yield f"The sheet “{grid.name}” has hidden columns ({', '.join(letters)}); they were read."
    heads = {columns.normal(name) for table in every for c in table.columns for name in (c.header, c.name)}
    heads |= {f"column {grids.letters(c.number)}".lower() for table in every for c in table.columns}
    for header in mapping or {}:
        if columns.normal(header) not in heads:
            yield f"No column is headed “{header}”."
    for table in every:
        yield from _missing(table, without_agency)


def _missing(table: Table, without_agency: set[str]) -> Iterator[str]:
    fields = {column.field for column in table.columns}
    due = bool(fields & {"due", "first_due", "revised_due"})
    agency = "agency" in fields or table.grid.name not in without_agency
    has = {"agency": agency, "due": due, "action": "action" in fields}
    for field, words in WANTED.items():
        if not has[field]:
            taken = field == "action" and "recommendation" in fields
            instead = " The recommendation was taken." if taken else " Choose it by hand if there is one."
            yield f"In the sheet “{table.grid.name}” no column says {words}.{instead}"
    unused = [column.name for column in table.columns if not column.field and column.header]
    if unused:
        names = ", ".join(f"“{header}”" for header in unused)
        yield f"In the sheet “{table.grid.name}” {names} {'is' if len(unused) == 1 else 'are'} not used."


def _some(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return f"{shown} and {len(numbers) - 10} more" if len(numbers) > 10 else shown
