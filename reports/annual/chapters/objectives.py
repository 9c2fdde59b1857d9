"""The year’s objectives, how each stands, and what became of the work programme (A1, A4, P2, P7)."""

from typing import Any

from reports.annual.figure import count
from reports.annual.part import NOTHING, Missing, Part, Table, how_many, paragraphs
from reports.annual.record import YearRecord, thing
from reports.annual.urls import address
from reports.carried import programme
from reports.objectives import standing
from subgroup.models import ProgrammeItem

LIGHTS = ("red", "amber", "green")


def part(record: YearRecord) -> Part:
    year = record.year.label
    rows = _rows(record)
    reached = [row for row in rows if row["ended"] == "Reached"]
    red = [row for row in rows if row["colour"] == "red" and not row["ended"]]
    items, kept = record.items(year), record.programmes.get(year)
    whole = programme.told(kept, on=record.on) if kept else None
    done = [one for one in items if one.done_on and one.done_on <= record.on]
    return Part(
        paragraphs(
            [
                how_many(
                    len(rows), f"No objective was set for {year}.", "The sub-group had {objectives} objective.",
                    "The sub-group had {objectives} objectives.",
                ),
                how_many(
                    len(reached), "None is recorded as reached.", "{objectives reached} of them was reached.",
                    "{objectives reached} of them were reached.",
                ) if rows else "",
                how_many(
                    len(red), "", "{objectives red} is red.", "{objectives red} are red.",
                ),
            ],
            [
                "{programme items done} of {programme items} items of the work programme were done.",
                f"The Coordination and Delivery Group agreed version {whole['agreed']} of it." if whole and whole["agreed"]
                else "The Coordination and Delivery Group has agreed no version of it.",
            ] if items else f"No work programme was kept for {year}.",
        ),
        (
            count("objectives", "Objectives of the year, but for those that were dropped", map(_objective, rows)),
            count("objectives reached", "Those of them that were reached", map(_objective, reached)),
            count("objectives red", "Those that are red and not ended", map(_objective, red)),
            count("programme items", "Items of the work programme, but for those that were dropped", map(_item, items)),
            count("programme items done", "Those of them that are done", map(_item, done)),
        ),
        (_objectives(record, rows, reached), _items(record, whole, items, done)),
    )  # fmt: skip


def missing(record: YearRecord) -> tuple[Missing, ...]:
    return tuple(
        Missing(f"Objective {row['number']} has no light", row["owner"], address(record.group, "objective", row["pk"]))
        for row in _rows(record)
        if not row["said_for"] and not row["ended"]
    )  # fmt: skip


def _rows(record: YearRecord) -> list[dict[str, Any]]:
    rows = standing(record.group, record.year.label, on=record.on)
    return [row for row in rows if row["ended"] != "Dropped"]


def _objective(row: dict[str, Any]) -> Any:
    return thing("objective", row["pk"], f"{row['number']} {row['title']}", row["ended"] or row["word"])


def _item(one: ProgrammeItem) -> Any:
    return thing(
        "programme_item", one.pk, f"{one.number} {one.title}", "Done" if one.done_on else "Not done yet"
    )


def _objectives(record: YearRecord, rows: list[dict[str, Any]], reached: list[Any]) -> Table:
    if not rows:
        return NOTHING
    lines = tuple(
        (
            f"{row['number']} {record.plain(row['title'])}",
            record.plain(row["target"]),
            row["owner"],
            row["ended"] or row["word"],
        )
        for row in rows
    )
    return Table(
        f"{len(reached)} of {len(rows)} objectives reached",
        ("Objective", "Target", "Who leads", "How it stands"),
        lines,
    )


def _items(record: YearRecord, whole: dict[str, Any] | None, items: list[Any], done: list[Any]) -> Table:
    if whole is None or not items:
        return NOTHING
    there = {one.number for one in items}
    lines = tuple(
        (f"{row['number']} {record.plain(row['title'])}", row["owner"], row["state"])
        for row in whole["items"]
        if row["number"] in there
    )
    return Table(
        f"{len(done)} of {len(items)} items of the work programme done",
        ("Item", "Who had it in hand", "How it stands"),
        lines,
    )
