"""What stands before the papers, and the sheets that stand for a paper: one HTML document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from meetings.packs.numbers import pages_text, range_label
from meetings.packs.spec import Entry, PackSpec
from subgroup import pdf

LINK = "pack:"  # an address that the joiner turns into a place in the pack


@dataclass(frozen=True)
class Row:
    """A paper in the list of contents. With a notice, a sheet with its words takes the place of the pages."""

    entry: Entry
    marking: str
    notice: str
    withheld: bool
    remark: str


def front_matter(
    spec: PackSpec, rows: Sequence[Row], changes: Sequence[str], *, is_supplement: bool
) -> bytes:
    """A PDF: the front pages, then one page for each row that has a notice."""
    contents = [_shown(row, place) for place, row in enumerate(rows)]
    by_item: dict[str, list[dict[str, Any]]] = {}
    for row in contents:
        by_item.setdefault(row["item"], []).append(row)
    context = {
        "spec": spec,
        "is_supplement": is_supplement,
        "changes": changes,
        "agenda": []
        if is_supplement
        else [{"row": row, "papers": by_item.get(row.item, [])} for row in spec.agenda],
        "total_minutes": sum(row.minutes or 0 for row in spec.agenda),
        "contents": contents,
        "notices": [row for row in contents if row["notice"]],
        "marking": spec.marking,
        "reference": spec.reference,
    }
    name = "Supplement to the meeting pack" if is_supplement else "Meeting pack"
    return pdf.render("packs/front.html", context, title=f"{name}: {spec.title}")


def _shown(row: Row, place: int) -> dict[str, Any]:
    entry = row.entry
    text = pages_text(entry.labels)
    return {
        "item": entry.item,
        "number": entry.number,
        "title": entry.title,
        "link": f"{LINK}{place}",
        "range": range_label(entry.labels),
        "pages": text,
        "marking": row.marking,
        "notice": row.notice,
        "withheld": row.withheld,
        "remark": row.remark,
    }
