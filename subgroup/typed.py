"""What comes from an address, a command line or a form field that no form class reads."""

import re
from argparse import ArgumentTypeError
from datetime import date

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_UNSEEN_IN_LINES = re.compile(_UNSEEN.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
LONGEST = 18  # digits: what a database takes for a number of its own


def whole(text: str) -> int | None:
    """The whole number that was typed, or None. `str.isdigit` alone lets through what `int` refuses: ², 5,000 digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None


def line(text: str) -> str:
    """A title or a name in one line, without characters that are not seen or that turn the words after them round."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def lines(text: str) -> str:
    """Words in several lines, each without such characters."""
    return _UNSEEN_IN_LINES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class NoDayError(ArgumentTypeError, ValueError):
    """A sentence; argparse shows it and ends the command."""


def day(text: str) -> date:
    """A date as YYYY-MM-DD, and in none of the other ways that ISO 8601 has. Raises NoDayError; a type for argparse."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise NoDayError(f"“{text}” is no date: write it as 2017-10-23.") from None
