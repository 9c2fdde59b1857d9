"""Neutral codenames: words for things, none of them anybody's name, drawn so that nothing can be read from their order."""

import secrets
from collections.abc import Collection
from pathlib import Path

WORDS = tuple((Path(__file__).parent / "data" / "codenames.txt").read_text(encoding="ascii").split())


def draw(taken: Collection[str]) -> str:
    """A word that is not taken; once all are, one with a number."""
    free = [word for word in WORDS if word not in taken]
    if free:
        return secrets.choice(free)
    number = 2
    while True:
        free = [name for word in WORDS if (name := f"{word} {number}") not in taken]
        if free:
            return secrets.choice(free)
        number += 1
