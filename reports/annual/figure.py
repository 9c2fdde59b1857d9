"""A figure that a text names in braces: what it is today, how it is published, and the rows behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reports.annual import small
from reports.measures.measure import Measure, Record
from reports.measures.tally import Tally


@dataclass(frozen=True)
class Figure:
    """`text` is the figure of today, `published` what a reader of the report is shown; a share is of `records`, a count is how many."""

    name: str
    says: str
    text: str
    published: str
    records: tuple[Record, ...] = ()
    is_share: bool = False
    has_rows: bool = True

    @property
    def is_withheld(self) -> bool:
        return self.text != self.published


def count(name: str, says: str, records: Iterable[Record]) -> Figure:
    rows = tuple(records)
    return Figure(name, says, str(len(rows)), str(len(rows)), rows)


def few(name: str, says: str, records: Iterable[Record]) -> Figure:
    """A count of cases, child deaths, referrals or reviews."""
    rows = tuple(records)
    return Figure(name, says, str(len(rows)), small.published(len(rows)), rows)


def share(name: str, says: str, records: Iterable[Record]) -> Figure:
    """The percentage of the records that are kept."""
    rows = tuple(records)
    text = f"{_percent(rows)}%" if rows else "nothing to count"
    return Figure(name, says, text, text, rows, is_share=True)


def few_of(name: str, says: str, records: Iterable[Record]) -> Figure:
    """The same of cases, child deaths, referrals or reviews: in numbers, and with no percentage that would tell them."""
    rows = tuple(records)
    kept = sum(row.kept for row in rows)
    return Figure(
        name,
        says,
        f"{kept} of {len(rows)}" if rows else "none",
        small.of_whole(kept, len(rows)),
        rows,
        is_share=True,
    )


def measured(name: str, says: str, measure: Measure) -> Figure:
    """A percentage exactly as the page of the measures has it."""
    text = f"{measure.percent}%" if measure.records else "nothing to count"
    return Figure(name, says, text, text, measure.records, is_share=True)


def in_a_cell(name: str, says: str, cell: Tally) -> Figure:
    return Figure(name, says, cell.true, cell, cell.records, cell.is_share)


def word(name: str, says: str, text: str) -> Figure:
    """No number: a day or a name of the record."""
    return Figure(name, says, text, text, has_rows=False)


def _percent(rows: tuple[Record, ...]) -> Decimal:
    exact = Decimal(sum(row.kept for row in rows) * 100) / Decimal(len(rows))
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
