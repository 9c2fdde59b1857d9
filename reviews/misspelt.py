"""Words that are a known name but for one letter: one too many, missing, another, or two that changed places. Pure.

Two readings count. A surname of six letters or more alone, where the word is no ordinary one and begins with a capital (from
eight letters on also without); “Richard” is none of “Richards”. Two names of one person close to each other, of which at
least one is misspelt and has five.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from reviews.english import is_english

SHORTEST, ALONE, ALONE_SMALL = 5, 6, 8
CLOSE = 3
"""Words within which two names stand together."""


@dataclass
class Misspellings:
    """The names that are looked for. `spared` are words that are nobody's misspelling: names of people of the sub-group."""

    spared: frozenset[str] = frozenset()
    _alone: set[str] = field(default_factory=set)
    _with: dict[str, set[str]] = field(default_factory=dict)
    """Each name with the others of the same person."""
    _without_a_letter: dict[str, set[str]] = field(default_factory=dict)
    _longest: int = 0

    def add(self, names: Iterable[str], surnames: Iterable[str]) -> None:
        """The names of one person in small letters without accents. Surnames count alone."""
        names = set(names)
        self._alone |= {one for one in surnames if len(one) >= ALONE}
        for name in names:
            self._with.setdefault(name, set()).update(names - {name})
            if len(name) >= SHORTEST and name not in self._without_a_letter.get(name, ()):
                self._longest = max(self._longest, len(name))
                for key in (name, *_shorter(name)):
                    self._without_a_letter.setdefault(key, set()).add(name)

    def find(self, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Each word that is misspelt with the name that it is near to. Takes time in proportion to the letters."""
        if not self._without_a_letter:
            return
        folded = [word.casefold() for word in words]
        near = {word: names for word in set(folded) if (names := self._near(word))}
        if near:
            yield from self._alone_in(words, near)
            yield from self._together_in(folded, near)

    def _near(self, word: str) -> set[str]:
        if not SHORTEST - 1 <= len(word) <= self._longest + 1 or word in self.spared or word in self._with:
            return set()
        keys = (word, *_shorter(word))
        found = {name for key in keys for name in self._without_a_letter.get(key, ())}
        found = {name for name in found if is_one_apart(word, name)}
        return set() if found and is_english(word) else found

    def _alone_in(self, words: Sequence[str], near: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
        for word in set(words):
            small = word.casefold()
            for name in near.get(small, set()) & self._alone:
                is_first_name = f"{small}s" == name
                if not is_first_name and (not word[0].islower() or len(name) >= ALONE_SMALL):
                    yield small, name

    def _together_in(self, folded: Sequence[str], near: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
        before: deque[tuple[int, str]] = deque(maxlen=CLOSE)
        looked: set[tuple[str, str]] = set()
        for place, word in enumerate(folded):
            if word not in near and word not in self._with:
                continue
            for place_before, other in before:
                pair = (other, word)
                if place - place_before <= CLOSE and pair not in looked:
                    looked.add(pair)
                    yield from self._of_one_person(pair, near)
            before.append((place, word))

    def _of_one_person(self, pair: tuple[str, str], near: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
        """Where two words that stand together are names of one person and at least one is misspelt: each that is."""
        one, other = (near.get(word, {word}) for word in pair)
        if not (pair[0] in near or pair[1] in near):
            return
        for name in one:
            for partner in self._with[name] & other:
                yield from (
                    (word, known) for word, known in zip(pair, (name, partner), strict=True) if word in near
                )


def _shorter(word: str) -> list[str]:
    """The word without each of its letters."""
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def is_one_apart(one: str, other: str) -> bool:
    """Whether one letter too many, missing or other, or two neighbours that changed places, is all the difference."""
    if len(one) == len(other):
        differ = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        if len(differ) == 1:
            return True
        return (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and (one[differ[0]], one[differ[1]]) == (other[differ[1]], other[differ[0]])
        )
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) == len(shorter) + 1 and shorter in _shorter(longer)
