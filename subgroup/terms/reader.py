"""Reads tables of a file of terms key by key, and collects what is wrong with the line it stands on."""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

from subgroup.terms.lines import Path

T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Problem:
    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class TermsError(Exception):
    """A file of terms that cannot be loaded. `problems` are all that were found, in the order of the file."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))

    @property
    def line(self) -> int:
        return self.problems[0].line

    @property
    def reason(self) -> str:
        return self.problems[0].reason


@dataclass
class Reader:
    """What is known of one file: the line of each key, and the problems so far."""

    lines: Mapping[Path, int]
    problems: list[Problem] = field(default_factory=list)
    stored: bool = False  # read back from the database, where dates are text

    def line(self, path: Path) -> int:
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def wrong(self, path: Path, reason: str) -> None:
        self.problems.append(Problem(self.line(path), reason))


class Table:
    """One table of the file. Every key must be asked for before finish(), which refuses the others."""

    def __init__(self, reader: Reader, path: Path, data: Mapping[str, Any]) -> None:
        self.reader, self.path, self.data = reader, path, data
        self.known: dict[str, None] = {}

    def wrong(self, key: str | None, reason: str) -> None:
        self.reader.wrong((*self.path, key) if key else self.path, reason)

    @property
    def name(self) -> str:
        """How the file calls this table: [quorum], [[posts]], or the file itself."""
        words = [str(part) for part in self.path if isinstance(part, str)]
        if not words:
            return "the file"
        return f"[[{'.'.join(words)}]]" if isinstance(self.path[-1], int) else f"[{'.'.join(words)}]"

    def _value(self, key: str, required: bool) -> Any:
        self.known[key] = None
        value = self.data.get(key)
        if value is None and required:
            self.wrong(None, f"{self.name} lacks “{key}”.")
        return value

    def _checked(self, key: str, required: bool, ok: Callable[[Any], bool], what: str) -> Any:
        value = self._value(key, required)
        if value is None or ok(value):
            return value
        self.wrong(key, f"“{key}” must be {what}.")
        return None

    def text(self, key: str, default: str | None = None, longest: int = 1000) -> str:
        """A text, its white space made single; without a default it must be there and not be empty."""
        value = self._checked(key, default is None, lambda v: isinstance(v, str), "a text in quotes")
        if value is None:
            return default or ""
        if not value.strip() and default is None:
            self.wrong(key, f"“{key}” is empty.")
        text = self._single(value, key)
        if len(text) > longest:
            self.wrong(key, f"“{key}” is longer than {longest} characters.")
        return text

    def _single(self, value: str, key: str, *place: int) -> str:
        """Its white space made single. `place` is that in a list of texts."""
        text = " ".join(value.split())
        if any(unicodedata.category(letter) == "Cc" for letter in text):
            self.reader.wrong((*self.path, key, *place), f"“{key}” holds a character that cannot be shown.")
        return text

    def _given(self, key: str, default: str | None) -> str:
        """A text that is left out or says something."""
        value = self.text(key, default)
        if self.data.get(key) is not None and not value and not self.reader.stored:
            self.wrong(key, f"“{key}” is empty.")
        return value

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self._checked(
            key,
            default is None,
            lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high,
            f"a whole number from {low} to {high}",
        )
        return value if value is not None else (low if default is None else default)

    def flag(self, key: str, default: bool | None = None) -> bool:
        value = self._checked(key, default is None, lambda v: isinstance(v, bool), "true or false")
        return bool(default) if value is None else value

    def day(self, key: str, required: bool = True) -> date | None:
        value = self._value(key, required)
        if isinstance(value, str) and self.reader.stored:
            return date.fromisoformat(value)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.wrong(key, f"“{key}” must be a date such as 2017-10-05, without quotes.")
        return None

    def choice(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        value = self._given(key, default)
        if value and value not in choices:
            self.wrong(key, f"“{key}” is “{value}”{meant(value, choices)}; it must be {either(choices)}.")
            return default or next(iter(choices))
        return value

    def read(self, key: str, how: Callable[[str], T], default: str | None = None) -> T | None:
        """A text that `how` understands, or refuses by a ValueError with a sentence."""
        value = self._given(key, default)
        if not value:
            return None
        try:
            return how(value)
        except ValueError as error:
            self.wrong(key, str(error))
            return None

    def texts(self, key: str, required: bool = True) -> tuple[str, ...]:
        values = self._checked(key, required, lambda v: isinstance(v, list), "a list of texts")
        found = []
        for index, value in enumerate(values or []):
            if isinstance(value, str) and value.strip():
                found.append(self._single(value, key, index))
            else:
                self.reader.wrong((*self.path, key, index), f"“{key}” must hold texts in quotes only.")
        if values == [] and required:
            self.wrong(key, f"“{key}” is empty.")
        return tuple(found)

    def wholes(self, key: str, low: int, high: int) -> tuple[int, ...] | None:
        values = self._checked(key, False, lambda v: isinstance(v, list), "a list of whole numbers")
        for index, value in enumerate(values or []):
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                self.reader.wrong(
                    (*self.path, key, index), f"“{key}” must hold whole numbers from {low} to {high} only."
                )
                return None
        return None if values is None else tuple(sorted(set(values)))

    def counts(self, key: str, low: int, high: int, length: int) -> tuple[int, ...] | None:
        """Exactly `length` whole numbers, in their order; None where they are not given or wrong."""

        def ok(value: Any) -> bool:
            whole = isinstance(value, list) and all(type(one) is int and low <= one <= high for one in value)
            return whole and len(value) == length

        values = self._checked(key, False, ok, f"a list of {length} whole numbers from {low} to {high}")
        return None if values is None else tuple(values)

    def table(self, key: str, required: bool = True) -> "Table | None":
        value = self._checked(key, required, lambda v: isinstance(v, dict), f"a table, [{key}]")
        return None if value is None else Table(self.reader, (*self.path, key), value)

    def tables(self, key: str, required: bool = True) -> Iterator["Table"]:
        values = self._checked(
            key,
            required,
            lambda v: isinstance(v, list) and all(isinstance(one, dict) for one in v),
            f"tables, each beginning with [[{key}]]",
        )
        for index, value in enumerate(values or []):
            yield Table(self.reader, (*self.path, key, index), value)

    def finish(self) -> None:
        for key in self.data:
            if key not in self.known:
                self.wrong(key, f"“{key}” is not a key of {self.name}{meant(key, self.known)}.")


def meant(word: str, known: Collection[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f" (did you mean “{close[0]}”?)" if close else ""


def either(choices: Collection[str]) -> str:
    quoted = [f"“{choice}”" for choice in choices]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}" if len(quoted) > 1 else quoted[0]
