"""The forms that a name takes in a sentence: English possessives and plurals, Polish and other Slavic cases. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

_AFTER_A = ("y", "i", "ii", "ie", "e", "o", "ej", "iej", "om", "ami", "ach")
_AFTER_CONSONANT = (
    "a", "u", "owi", "em", "iem", "ie", "e", "y", "i", "ow", "owie", "om", "ami", "ach", "ego", "emu",
)  # fmt: skip
_AFTER_I_OR_Y = ("iego", "ego", "iemu", "emu", "im", "ym", "ich", "ych", "imi", "ymi")
_SURE = 3
"""Letters of an ending that no ordinary word has beside a name; a shorter one counts only with a capital."""
SHORTEST = 4


@dataclass(frozen=True)
class Form:
    text: str
    is_sure: bool


def forms_of(word: str) -> Iterator[Form]:
    """Of a word in small letters without accents, as names are compared; the word itself is not among them."""
    if len(word) < SHORTEST:
        return
    if len(word) > SHORTEST:
        yield Form(f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s", is_sure=True)
    if word.endswith("y") and len(word) > SHORTEST:
        yield Form(f"{word[:-1]}ies", is_sure=True)
    for stem, endings in _stems(word):
        for ending in endings:
            if stem + ending != word:
                yield Form(stem + ending, len(ending) >= _SURE and len(stem) >= SHORTEST)


def _stems(word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    if word.endswith("a"):
        yield word[:-1], _AFTER_A
    elif word.endswith(("i", "y")):
        yield word[:-1], _AFTER_I_OR_Y
    elif word.endswith(("ek", "ec")):
        yield word[:-2] + word[-1], _AFTER_CONSONANT
    elif word.endswith("o"):
        yield word[:-1], ("i", "e", "a")
    elif not word.endswith(("e", "u")):
        yield word, _AFTER_CONSONANT
