"""Figures in a text: their names stand in braces, as in “{meetings held} of {meetings planned}”."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

_BRACES = re.compile(r"[{}]")
_IN_BRACES = re.compile(r"{([^{}]*)}")


class Wrong(ValueError):
    """A brace or a name that says nothing. The sentence is for who wrote it."""


@dataclass(frozen=True)
class Piece:
    """Words, or the name of a figure."""

    text: str
    is_figure: bool = False


def pieces(text: str, known: Collection[str]) -> list[Piece]:
    """Raises Wrong for a brace that is not closed, and for a name that no figure has."""
    found: list[Piece] = []
    begun, opened = 0, -1
    for brace in _BRACES.finditer(text):
        at = brace.start()
        if brace[0] == "{":
            if opened >= 0:
                raise Wrong(_unclosed(text, opened))
            found.append(Piece(text[begun:at]))
            opened = at
        elif opened < 0:
            raise Wrong(
                f"There is a closing brace with no opening one before it: “{_around(text, max(0, at - 30))}”."
            )
        else:
            found.append(Piece(_named(text[opened + 1 : at], known), is_figure=True))
            begun, opened = at + 1, -1
    if opened >= 0:
        raise Wrong(_unclosed(text, opened))
    return [one for one in [*found, Piece(text[begun:])] if one.text]


def names(text: str) -> list[str]:
    """What stands in braces, as figures are named."""
    return [_plain(one) for one in _IN_BRACES.findall(text)]


def words(text: str) -> int:
    """How many; a figure is one."""
    return len(_IN_BRACES.sub("0", text).split())


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()


def _named(name: str, known: Collection[str]) -> str:
    plain = _plain(name)
    if plain in known:
        return plain
    near = get_close_matches(plain, known, n=1)
    hint = f"Did you mean {{{near[0]}}}?" if near else "The list beside the text says which there are."
    raise Wrong(f"There is no figure {{{_around(name, 0)}}}. {hint}")


def _unclosed(text: str, at: int) -> str:
    return f"A brace is opened and not closed: “{_around(text, at)}”. Write the name of a figure between two braces."


def _around(text: str, at: int) -> str:
    return " ".join(text[at : at + 40].split()) + ("…" if len(text) > at + 40 else "")
