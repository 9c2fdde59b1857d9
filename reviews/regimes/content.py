"""What a regime says: from when it holds, who is told what, how long each clock runs, and when the answers are yes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from subgroup.deadlines.rules import Offset, Rule

FOUND, MEMORY = "FOUND", "MEMORY"
"""Whether a figure was read in a source, or is a default from general knowledge that nobody has checked against one."""

UNCHECKED = "a default from general knowledge, not checked against the text of the guidance"


@dataclass(frozen=True)
class Clock:
    """How long something may take under a regime.

    It runs from the first of the days in `starts` that is recorded, until the day `until` (a kind of day), or until each
    addressee of a letter of the kind `letter` has it. `rule` is what the ledger knows of it; `normally` says that
    to miss it asks for a reason and is no breach. One with `only_for` is owed once that limb of the question whether the
    incident is notifiable is answered with yes, and else not.
    """

    key: str
    rule: Rule
    done: str
    offset: Offset
    starts: tuple[str, ...]
    until: str = ""
    letter: str = ""
    normally: bool = False
    never_relaxed: bool = False
    unless: str = ""
    only_for: str = ""
    for_review: bool = False
    basis: str = MEMORY
    source: str = ""

    @property
    def clause(self) -> str:
        return self.rule.clause

    @property
    def title(self) -> str:
        return self.rule.title

    @property
    def lapses(self) -> bool:
        return self.rule.lapses

    @property
    def says(self) -> str:
        """Where the figure is from."""
        return self.source if self.basis == FOUND else f"{self.source} ({UNCHECKED})".strip()


@dataclass(frozen=True)
class Limb:
    """A limb of a question.

    An `always` limb decides alone whatever the others say. One that counts `only_with` another has no weight
    without it; where it is `presumed`, it is answered with no on written definitive evidence alone.
    """

    key: str
    number: str
    title: str
    help: str = ""
    always: bool = False
    only_with: str = ""
    presumed: bool = False


@dataclass(frozen=True)
class Criteria:
    """One of the two questions. Under a `discretion` the answer may be no although a limb is met."""

    key: str
    title: str
    help: str
    limbs: tuple[Limb, ...]
    discretion: bool = False
    basis: str = MEMORY
    source: str = ""

    def limb(self, key: str) -> Limb | None:
        return next((limb for limb in self.limbs if limb.key == key), None)

    @property
    def says(self) -> str:
        return self.source if self.basis == FOUND else f"{self.source} ({UNCHECKED})".strip()


@dataclass(frozen=True)
class Regime:
    """Guidance in force from a day. `begins` holds the Boards for whose area it begins on another day."""

    key: str
    name: str
    in_force_from: date
    recipients: Mapping[str, str]
    letters: Mapping[str, tuple[str, ...]]
    clocks: Mapping[str, Clock]
    questions: Mapping[str, Criteria]
    outcomes: tuple[str, ...]
    statutory_reviews: tuple[str, ...]
    begins: Mapping[str, date] = field(default_factory=dict)
    note: str = ""

    @property
    def kinds(self) -> set[str]:
        """The kinds of day from which its clocks run or at which they stop."""
        return {kind for clock in self.clocks.values() for kind in (*clock.starts, clock.until) if kind}

    def begins_for(self, board: str) -> date:
        return self.begins.get(board, self.in_force_from)

    def offset(self, key: str) -> Offset:
        """How far a clock's due day lies from its start, with where that is said. Raises KeyError for none of its clocks."""
        clock = self.clocks[key]
        said = ", ".join(filter(None, [self.name, clock.says]))
        return replace(clock.offset, source=said)
