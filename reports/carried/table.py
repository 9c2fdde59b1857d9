"""A table whose figures keep the rows that they count: the figure is how many they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One thing that is counted: the line of the table, what kind of thing it is, its reference, and a word on how it stands."""

    of: str
    kind: str
    pk: int
    ref: str
    why: str


Lines = Mapping[str, str]
"""Key of a line → its label, in order."""
Figures = Mapping[str, tuple[str, Iterable[Row]]]
"""Key of a column → its label and what it counts."""


def table(lines: Lines, figures: Figures) -> dict[str, Any]:
    """As plain data; lines in which nothing is counted are left out."""
    kept = {key: list(rows) for key, (_, rows) in figures.items()}
    counted = {row.of for rows in kept.values() for row in rows}
    return {
        "lines": [{"key": key, "label": label} for key, label in lines.items() if key in counted],
        "figures": [
            {"key": key, "label": label, "rows": [vars(row).copy() for row in kept[key]]}
            for key, (label, _) in figures.items()
        ],
    }


def rows_of(data: Mapping[str, Any], figure: str, of: str = "") -> list[dict[str, Any]]:
    """What a figure counts, in one line or in all. Raises LookupError where there is no such figure."""
    found = next((one for one in data["figures"] if one["key"] == figure), None)
    if found is None:
        raise LookupError(figure)
    return [row for row in found["rows"] if of in ("", row["of"])]
