"""What a tracker was read as."""

from dataclasses import dataclass, field
from datetime import date

from actionplans.trackers.columns import Column
from actionplans.trackers.rows import Skipped
from actionplans.trackers.updates import Update

NEW, CHANGED, UNCHANGED, UNCLEAR, WRONG = "new", "changed", "unchanged", "unclear", "wrong"


@dataclass(frozen=True)
class Remark:
    """A sentence about one field of a row. Its weight: “note” says how it was read, “unclear” asks, “wrong” stops the row."""

    field: str
    sentence: str
    weight: str = UNCLEAR


@dataclass(frozen=True)
class Row:
    """One action of the tracker."""

    sheet: str
    row: int
    review: str = ""
    finding: str = ""
    rec_no: str = ""
    recommendation: str = ""
    addressed_to: str = ""
    action_no: str = ""
    action: str = ""
    agency_text: str = ""
    agency_codes: tuple[str, ...] = ()
    """The lead first."""
    lead_officer: str = ""
    supporting_text: str = ""
    supporting_codes: tuple[str, ...] = ()
    agreed_on: date | None = None
    timescale_as_written: str = ""
    timescale_kind: str = "blank"
    """date, datetext, month, quarter, ongoing, done, blank or text."""
    due_suggested: date | None = None
    """The current due date. Of a month or a quarter it is a proposal that a person confirms."""
    original_target: date | None = None
    revised_target: date | None = None
    outcome: str = ""
    evidence: str = ""
    evidence_supplied: str = ""
    progress: str = ""
    updates: tuple[Update, ...] = ()
    status: str = ""
    rag: str = ""
    """R, A, G, B or nothing."""
    completed_on: date | None = None
    signed_off: str = ""
    comments: str = ""
    hidden: bool = False
    verdict: str = NEW
    remarks: tuple[Remark, ...] = ()

    @property
    def is_said_done(self) -> bool:
        """By its light, or else by what stands in place of its day."""
        return self.rag == "B" or (not self.rag and bool(self.timescale_kind == "done" or self.completed_on))

    @property
    def progress_notes(self) -> int:
        """How many of the updates are dated."""
        return sum(1 for update in self.updates if update.on)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the row is what its verdict says: what is wrong, then what is unclear."""
        heavy = [r.sentence for weight in (WRONG, UNCLEAR) for r in self.remarks if r.weight == weight]
        return tuple(dict.fromkeys(heavy))

    @property
    def notes(self) -> tuple[str, ...]:
        """How the row was read, where that is not plain."""
        return tuple(dict.fromkeys(r.sentence for r in self.remarks if r.weight == "note"))


@dataclass(frozen=True)
class SheetRead:
    """One table of one sheet, and how its columns were understood."""

    name: str
    heading_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    fingerprint: str
    legend: dict[str, str]
    hidden: bool = False


@dataclass(frozen=True)
class Tracker:
    name: str
    as_at: date | None
    """The day the tracker says it is from."""
    sheets: tuple[SheetRead, ...]
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]
    remarks: tuple[str, ...] = field(default=())
    """What is to be known of the file as a whole."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of every table, each name once."""
        found: dict[str, Column] = {}
        for sheet in self.sheets:
            for column in sheet.columns:
                if not found.get(column.name) or not found[column.name].field:
                    found[column.name] = column
        return tuple(found.values())

    @property
    def fingerprint(self) -> str:
        """Of the headings of the first table: under it a mapping is remembered."""
        return self.sheets[0].fingerprint if self.sheets else ""

    @property
    def has_two_targets(self) -> bool:
        """The tracker keeps the first and the revised due date in columns of their own."""
        fields = {column.field for sheet in self.sheets for column in sheet.columns}
        return {"first_due", "revised_due"} <= fields

    def count(self, verdict: str) -> int:
        return sum(1 for row in self.rows if row.verdict == verdict)
