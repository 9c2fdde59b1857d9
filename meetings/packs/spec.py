"""What a pack is made of, and what its making tells."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Sheet:
    """One paper of one item, in its place in the pack."""

    key: str
    """Stands for the paper in all versions, whatever its file, number or title: e.g. the paper's id."""
    item: str
    """Stands for the agenda item; several sheets may share it, then one behind the other."""
    number: str
    """As printed: "6" or "6a"."""
    title: str
    marking: str = ""
    paper: int = 0
    """Printed as "Paper 1"; 0 prints nothing."""
    source: Path | None = None
    """A PDF that `subgroup.files.check.inspect` has let in, or None."""
    cannot_show: str = ""
    """Where there is no PDF: a sentence why, and where the paper is to be found."""
    sha256: str = ""
    """Of the paper as it was sent, by default of `source`. The same hash is the same paper."""


@dataclass(frozen=True)
class AgendaRow:
    item: str
    """The `item` of its sheets, if it has any."""
    number: str
    title: str
    time: str = ""
    """When it starts, as printed: "10.15"."""
    minutes: int | None = None
    purpose: str = ""
    """Information, Discussion or Decision."""
    presenter: str = ""
    recommendation: str = ""


@dataclass(frozen=True)
class PackSpec:
    """All that is printed. Who may not see a title gets a spec without it: `withhold` hides only pages."""

    title: str
    group: str
    reference: str
    """Short, in the foot of each front page: "SCR Monitoring · M5 · Pack version 2"."""
    meeting_date: date
    starts: str
    """As printed: "10am to 12.30pm"."""
    place: str
    version: int
    issued: date
    marking: str
    agenda: tuple[AgendaRow, ...]
    sheets: tuple[Sheet, ...]
    change_note: str = ""
    changed: tuple[str, ...] = ()
    """Sentences besides those the pack finds by itself from the earlier version."""
    attendees: tuple[tuple[str, str], ...] = ()
    """Name and seat, as printed."""
    prepared_for: str = ""
    """A name, where this is one reader's own pack."""
    status: str = ""
    """"Draft", where it is not yet published."""


@dataclass(frozen=True)
class Entry:
    """A paper's place in a version that was made. Kept as JSON; the next version is numbered from it."""

    key: str
    item: str
    number: str
    title: str
    labels: tuple[str, ...]
    """The printed number of each of its pages: "41", "42", "42.1" or "S3"."""
    first: int
    """The first page number that is reserved for it."""
    span: int
    """How many are reserved; never fewer in a later version."""
    sha256: str
    supplement: bool = False
    """Came after the first version: numbered S1, S2, …"""
    withdrawn: bool = False
    """No longer in the pack; its numbers are not given to another."""
    unreadable: bool = False
    """Its file could not be joined: a sheet stands for it, in every reader's copy."""

    @property
    def first_page(self) -> str:
        return self.labels[0] if self.labels else ""

    @property
    def pages(self) -> int:
        return len(self.labels)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Entry":
        return cls(**{**data, "labels": tuple(data["labels"])})


@dataclass(frozen=True)
class Assembled:
    path: Path
    contents: tuple[Entry, ...]
    pages: int
    """Sheets in the file, front matter and placeholders included."""
    sha256: str
    changes: tuple[str, ...] = field(default=())
    """One sentence for each paper that is new, replaced or withdrawn since the earlier version."""
