"""What the sub-group will do next (A1, P2)."""

from datetime import date
from typing import Any

from reports.annual.figure import count
from reports.annual.part import NOTHING, Missing, Part, Table, how_many, paragraphs
from reports.annual.record import YearRecord, thing
from reports.annual.urls import page
from reports.carried import programme
from subgroup.models import Objective
from subgroup.templatetags.ui import shortdate


def part(record: YearRecord) -> Part:
    year = record.next_year.label
    items, whole = record.items(year), _programme(record)
    objectives = list(Objective.objects.filter(group=record.group, year=year, dropped_on=None))
    agreed = whole["agreed"] if whole else ""
    there = {one.number for one in items}
    lines = tuple(
        (
            f"{row['number']} {record.plain(row['title'])}",
            row["owner"],
            shortdate(date.fromisoformat(row["due_on"])),
        )
        for row in (whole["items"] if whole else ())
        if row["number"] in there
    )
    return Part(
        paragraphs(
            [
                how_many(
                    len(items), f"The work programme of {year} is not written yet.",
                    f"The work programme of {year} has {{next year’s items}} item.",
                    f"The work programme of {year} has {{next year’s items}} items.",
                ),
                (f"The Coordination and Delivery Group agreed version {agreed} of it." if agreed
                 else "The Coordination and Delivery Group has not agreed it yet.") if items else "",
            ],
            how_many(
                len(objectives), f"No objective is set for {year} yet.", f"{{next year’s objectives}} objective is set for {year}.",
                f"{{next year’s objectives}} objectives are set for {year}.",
            ),
        ),
        (
            count(
                "next year’s items", "Items of next year’s work programme",
                (thing("programme_item", one.pk, f"{one.number} {one.title}", f"Due {shortdate(one.due_on)}") for one in items),
            ),
            count(
                "next year’s objectives", "Objectives set for next year",
                (thing("objective", one.pk, f"{one.number} {one.title}", one.target) for one in objectives),
            ),
        ),
        (
            Table(f"The work programme of {year}", ("Item", "Who has it in hand", "By when"), lines)
            if lines else NOTHING,
        ),
    )  # fmt: skip


def missing(record: YearRecord) -> tuple[Missing, ...]:
    whole = _programme(record)
    if whole and whole["agreed"]:
        return ()
    year = record.next_year.label
    what = f"The work programme of {year} is not agreed"
    url = page(record.group, "programme", f"year={year}")
    return (Missing(what, "the business manager and the chair", url),)


def _programme(record: YearRecord) -> dict[str, Any] | None:
    kept = record.programmes.get(record.next_year.label)
    return programme.told(kept, on=record.on) if kept else None
