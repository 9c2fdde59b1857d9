"""Which words are ordinary English, so that a name one letter away from one is not taken for a misspelling. Pure."""

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

_ENDINGS = ("s", "es", "ed", "ing", "er", "ly")
_SHORTEST = 4
WORDS = Path(__file__).parents[1] / "static" / "vendor" / "words" / "english.txt"
"""Written at set-up (bin/build-static)."""


@cache
def _words() -> frozenset[str]:
    """Read when the first name is looked for."""
    return frozenset(WORDS.read_text(encoding="ascii").split())


@lru_cache(maxsize=20_000)
def is_english(word: str) -> bool:
    """For small letters. Regular forms count: “carried”, “worker”, “planning”."""
    return word in _words() or any(map(is_english, _stems(word)))


def _stems(word: str) -> Iterator[str]:
    """What it may be a form of; each is shorter."""
    found = [word[:-3] + "y"] if word.endswith(("ies", "ied")) else []
    for ending in _ENDINGS:
        if word.endswith(ending):
            base = word[: -len(ending)]
            found += [base, base + "e"]
            if len(base) > _SHORTEST - 1 and base[-1] == base[-2]:
                found.append(base[:-1])
    yield from (stem for stem in found if _SHORTEST <= len(stem) < len(word))
