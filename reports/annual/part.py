"""What a chapter is made of before anybody edits it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.annual.figure import Figure
from reports.plots.plot import Plot


@dataclass(frozen=True)
class Table:
    """`finding` states what it shows; `head` as the component `table` takes it. Without rows `finding` stands alone and says why."""

    finding: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    is_wide: bool = False


NOTHING = Table("")
"""Where the text says already that there is nothing."""


@dataclass(frozen=True)
class Missing:
    """What a chapter waits for, from whom, and where it is done."""

    what: str
    whom: str
    url: str = ""


@dataclass(frozen=True)
class Part:
    """`draft` is the text from the record: sentences with figures in braces, an empty line between paragraphs."""

    draft: str
    figures: tuple[Figure, ...] = ()
    exhibits: tuple[Plot | Table, ...] = ()

    @property
    def tables(self) -> list[Plot | Table]:
        """Those that have anything to show, in the order in which they are shown."""
        return [one for one in self.exhibits if one.rows]


def paragraphs(*sentences: str | Iterable[str]) -> str:
    """Each argument is a paragraph: a sentence, or some of them; what is empty is left out."""
    parts = [one if isinstance(one, str) else " ".join(filter(None, one)) for one in sentences]
    return "\n\n".join(filter(None, parts))


def how_many(number: int, none: str, one: str, many: str) -> str:
    """The sentence that fits a number; the figure itself stands in it in braces."""
    return none if not number else one if number == 1 else many


def named(head: Sequence[str]) -> list[str]:
    """The words of a table's columns."""
    return [one.partition("|")[0] for one in head]
