"""The items that stand on every agenda: from the terms, and where they name none the usual ones."""

from dataclasses import dataclass

from django.utils.text import slugify

from meetings.enums import ItemKind, Purpose
from subgroup.terms.content import ParsedTerms, StandingItem

USUAL = (
    StandingItem("Welcome and apologies", Purpose.INFORMATION, 5, "start"),
    StandingItem("Declarations of interest", Purpose.INFORMATION, 2, "start"),
    StandingItem("Minutes of the last meeting", Purpose.DECISION, 5, "start"),
    StandingItem("Matters arising and action log", Purpose.DISCUSSION, 10, "start"),
    StandingItem("Any other business", Purpose.DISCUSSION, 5, "end"),
    StandingItem("Date of the next meeting", Purpose.INFORMATION, 1, "end"),
)


@dataclass(frozen=True)
class Standing:
    """An item of every agenda. `key` tells it again, however often the agenda is prepared."""

    key: str
    title: str
    kind: ItemKind
    purpose: str
    minutes: int
    at_end: bool


def standing_items(terms: ParsedTerms) -> list[Standing]:
    """In order; the last minutes and matters arising are among them, whether the terms name them or not."""
    named = terms.standing_items or USUAL
    found = [_standing(item) for item in named]
    starts = [item for item in found if not item.at_end]
    ends = [item for item in found if item.at_end]
    usual = [_standing(USUAL[2]), _standing(USUAL[3])]
    missing = [one for one in usual if not any(_covers(item, one.kind) for item in found)]
    return starts + missing + ends


def _standing(item: StandingItem) -> Standing:
    return Standing(
        key=f"{item.position}:{slugify(item.title)}"[:40],
        title=item.title,
        kind=_kind(item.title),
        purpose=item.purpose,
        minutes=item.minutes,
        at_end=item.position == "end",
    )


def _kind(title: str) -> ItemKind:
    words = title.lower()
    if words.startswith("minutes") or "minutes of the" in words or "previous minutes" in words:
        return ItemKind.MINUTES
    if "matters arising" in words or "action log" in words:
        return ItemKind.MATTERS_ARISING
    return ItemKind.STANDING


def _covers(item: Standing, kind: ItemKind) -> bool:
    both = kind == ItemKind.MATTERS_ARISING and "matters arising" in item.title.lower()
    return item.kind == kind or both
