"""What a section of a binder is made of, before anything is rendered. No models but the files that are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from subgroup.models import StoredFile

SHEET = "reports/pdf/binder_sheet.html"
Block = Mapping[str, Any]
"""A part of a sheet in plain data, so that it can be read for what is to be left out: see the functions below."""


def day(one: date) -> str:
    """9 May 2017: cells are narrow."""
    return f"{one:%-d %B %Y}"


def heading(text: str) -> Block:
    return {"is": "heading", "text": text}


def said(text: str) -> Block:
    """A paragraph, in the lines in which it was written."""
    return {"is": "said", "text": text}


def points(lines: Sequence[str]) -> Block:
    return {"is": "points", "lines": list(lines)}


def facts(*rows: tuple[str, str]) -> Block:
    """Word and what is to be said of it; what is empty is left out."""
    return {"is": "facts", "rows": [list(row) for row in rows if row[1]]}


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    empty: str = "",
    is_wide: bool = False,
) -> Block:
    """Without rows the sentence `empty`. `is_wide`: it has many columns."""
    return {
        "is": "table", "caption": caption, "head": list(head), "rows": [list(row) for row in rows], "empty": empty,
        "is_wide": is_wide,
    }  # fmt: skip


def picture(title: str, sentence: str, data_url: str, note: str) -> Block:
    return {"is": "picture", "title": title, "sentence": sentence, "url": data_url, "note": note}


@dataclass(frozen=True)
class Sheet:
    """Pages that are made for the binder. `name` is that of its file: a reference, never a title that somebody typed."""

    name: str
    title: str
    blocks: Sequence[Block] = ()
    template: str = SHEET
    page: Mapping[str, Any] = field(default_factory=dict)
    """What another template than that of blocks is given."""
    is_wide: bool = False
    """On its side."""


@dataclass(frozen=True)
class Kept:
    """A document that is in the files already, and goes in as it is."""

    name: str
    title: str
    day: date
    file: StoredFile
    words: Iterable[str] = ()
    """What was frozen with it, which tells of which cases it is."""

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.file.kind}"


@dataclass(frozen=True)
class LeftOut:
    """That something is not in the binder, and why; never what. `number` of them."""

    number: int
    what: str
    why: str

    @property
    def sentence(self) -> str:
        return f"{self.number} {self.what} ({self.why})."


@dataclass
class Content:
    """What a section holds, in the order in which it is read."""

    entries: list[Sheet | Kept] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    counts: list[str] = field(default_factory=list)
    """What it holds in words, for the page before it is made: “9 meetings”."""

    def leave_out(self, number: int, one: str, many: str, why: str) -> None:
        if number:
            self.left_out.append(LeftOut(number, one if number == 1 else many, why))
