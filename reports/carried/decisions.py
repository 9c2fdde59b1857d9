"""The decisions that a return asks for.

They are numbered in the order in which they were added. Once the return is sent each keeps its number: a correction words one anew
under it, or asks for it no more and gives its number to no other.
"""

from dataclasses import dataclass
from typing import Any

from reports.models import DecisionAsked, Return, ReturnCorrection


@dataclass(frozen=True)
class Wording:
    """A decision in the words in which some versions of a return ask for it."""

    number: int
    row: DecisionAsked
    versions: tuple[int, ...]
    stands: bool
    """Whether the newest version asks for it in these words."""

    @property
    def last(self) -> int:
        """The last version that asks for it so."""
        return self.versions[-1]

    @property
    def as_asked(self) -> str:
        return f"as version {self.last} asked for it"

    @property
    def label(self) -> str:
        return f"Decision {self.number}" if self.stands else f"Decision {self.number}, {self.as_asked}"


def asked(the_return: Return) -> list[DecisionAsked]:
    """Of a draft. Of one that is not started there are none."""
    return list(DecisionAsked.objects.filter(the_return_id=the_return.pk, removed_at=None))


def standing(the_return: Return) -> list[dict[str, Any]]:
    """What a draft says of them."""
    return [
        {"pk": row.pk, "number": number, "text": row.text}
        for number, row in enumerate(asked(the_return), start=1)
    ]


def wordings(the_return: Return) -> list[Wording]:
    """By number; of one number the newest words first. Constant queries."""
    if the_return.state != Return.State.SENT:
        return [
            Wording(number, row, (1,), stands=True) for number, row in enumerate(asked(the_return), start=1)
        ]
    rows = {row.pk: row for row in DecisionAsked.objects.filter(the_return=the_return)}
    versions: list[Return | ReturnCorrection] = [the_return, *the_return.corrections.all()]
    found: dict[tuple[int, int], list[int]] = {}
    for version, one in enumerate(versions, start=1):
        for said in (one.figures or {}).get("decisions", ()):
            found.setdefault((said["number"], said["pk"]), []).append(version)
    every = [
        Wording(number, rows[pk], tuple(among), stands=len(versions) in among)
        for (number, pk), among in found.items()
    ]
    return sorted(every, key=lambda one: (one.number, -one.last))
