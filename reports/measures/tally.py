"""A figure in a cell of a table, with the records behind it."""

from collections.abc import Iterable
from typing import Self

from reports.measures.measure import Measure, Record


class Tally(str):
    """The words of a cell. Its records are as many as it says; of a share it says how many of them are kept.

    `true` is the figure itself where the words do not tell it. Frozen, printed or saved it is its words and nothing more.
    """

    __slots__ = ("is_share", "records", "true")
    records: tuple[Record, ...]
    is_share: bool
    true: str

    def __new__(cls, text: str, records: Iterable[Record], *, is_share: bool = False, true: str = "") -> Self:
        made = super().__new__(cls, text)
        made.records, made.is_share, made.true = tuple(records), is_share, true or text
        return made


def number(records: Iterable[Record]) -> Tally:
    """How many they are."""
    rows = tuple(records)
    return Tally(str(len(rows)), rows)


def kept_of(text: str, measure: Measure) -> str:
    """What is said of a measure; where it counts nothing there is nothing to open."""
    return Tally(text, measure.records, is_share=True) if measure.records else text
