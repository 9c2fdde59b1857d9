"""Neutral codenames: words for things, none of them anybody's name, drawn so that nothing can be read from their order."""

from collections.abc import Collection
from pathlib import Path
from random import Random, SystemRandom

from reviews.leaks import pieces_of

WORDS = tuple((Path(__file__).parent / "data" / "codenames.txt").read_text(encoding="ascii").split())
CHANCE = SystemRandom()


def draw(taken: Collection[str], names: Collection[str] = (), *, chance: Random = CHANCE) -> str:
    """A word that is not taken, and no part of a name of the case's people; once all are, one with a number.

    Only the demo gives a `chance` of its own, to be the same each time.
    """
    theirs = {piece for name in names for piece in pieces_of(name)}
    usable = [word for word in WORDS if not theirs & set(pieces_of(word))]
    free = [word for word in usable if word not in taken]
    if free:
        return chance.choice(free)
    number = 2
    while True:
        free = [name for word in usable if (name := f"{word} {number}") not in taken]
        if free:
            return chance.choice(free)
        number += 1
