"""What the traffic lights are called and mean, and the days by which they are worked out (P7)."""

from dataclasses import dataclass
from typing import Any

from subgroup.terms.reader import Table

COLOURS = ("blue", "green", "amber", "red", "grey")
LONGEST_WORD = 30


@dataclass(frozen=True)
class Colour:
    """The word that stands beside a colour wherever it is shown, and what it means."""

    key: str
    word: str
    meaning: str


DEFAULT_COLOURS = (
    Colour("blue", "Complete", "Complete, with the evidence that was asked for."),
    Colour("green", "On track", "On track: something has been shown, and it will be done by its first day."),
    Colour("amber", "Some slippage", "Some slippage that can be recovered."),
    Colour("red", "Overdue or failing", "Overdue, or failing: it will not be done without help."),
    Colour("grey", "Nothing shown yet", "Nothing has been shown yet, and it is not near its day."),
)


@dataclass(frozen=True)
class LightTerms:
    """`fades_after` and `soon` are calendar days."""

    colours: tuple[Colour, ...] = DEFAULT_COLOURS
    fades_after: int = 56
    soon: int = 14

    def colour(self, key: str) -> Colour:
        return next(colour for colour in self.colours if colour.key == key)

    def word(self, key: str) -> str:
        """The word of a colour; of none, the empty text."""
        return self.colour(key).word if key else ""

    def to_json(self) -> dict[str, Any]:
        colours = {one.key: {"word": one.word, "meaning": one.meaning} for one in self.colours}
        return {"fades_after": self.fades_after, "soon": self.soon, **colours}


def read_lights(top: Table) -> LightTerms:
    """The section; where it or a part of it is missing, the system's own."""
    table = top.table("lights", required=False) or Table(top.reader, ("lights",), {})
    lights = LightTerms(
        colours=tuple(_colour(table, own) for own in DEFAULT_COLOURS),
        fades_after=table.whole("fades_after", 7, 366, default=LightTerms.fades_after),
        soon=table.whole("soon", 0, 120, default=LightTerms.soon),
    )
    table.finish()
    _check_words(table, lights.colours)
    return lights


def _colour(table: Table, own: Colour) -> Colour:
    inner = table.table(own.key, required=False)
    if inner is None:
        return own
    word, meaning = inner.text("word", own.word, longest=LONGEST_WORD), inner.text("meaning", own.meaning)
    said = Colour(own.key, word or own.word, meaning or own.meaning)
    inner.finish()
    return said


def _check_words(table: Table, colours: tuple[Colour, ...]) -> None:
    seen: dict[str, str] = {}
    for one in colours:
        if other := seen.get(one.word.casefold()):
            where = one.key if one.key in table.data else other
            table.wrong(where, f"“{one.word}” is the word of two colours, {other} and {one.key}.")
        seen[one.word.casefold()] = one.key
