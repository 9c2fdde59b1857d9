"""Neutral codenames: words for things, none of them anybody's name, drawn so that nothing can be read from their order."""

import secrets
from collections.abc import Collection
from pathlib import Path

from reviews.leaks import pieces_of

WORDS = tuple((Path(__file__).parent / "data" / "codenames.txt").read_text(encoding="ascii").split())


def draw(taken: Collection[str], names: Collection[str] = ()) -> str:
    """A word that is not taken, and no part of a name of the case's people; once all are, one with a number."""
    theirs = {piece for name in names for piece in pieces_of(name)}
    usable = [word for word in WORDS if not theirs & set(pieces_of(word))]
    free = [word for word in usable if word not in taken]
    if free:
        return secrets.choice(free)
    number = 2
    while True:
        free = [name for word in usable if (name := f"{word} {number}") not in taken]
        if free:
            return secrets.choice(free)
        number += 1
