"""What is owed by when: a rule, its offset (from the terms or the guidance) and the due date they give."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from subgroup.deadlines.arithmetic import WORKING, Shifted, Skipped, Unit, shift
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.wording import long_date, measure, not_counting

Direction = Literal["before", "after", "on"]


@dataclass(frozen=True)
class Offset:
    """How far a due date lies from its trigger. `source` says which text it was taken from."""

    amount: int
    unit: Unit = WORKING
    direction: Direction = "before"
    source: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if (self.amount == 0) != (self.direction == "on") or self.amount < 0:
            raise ValueError("An offset counts at least one before or after, or is on the day itself.")

    @property
    def signed(self) -> int:
        return -self.amount if self.direction == "before" else self.amount

    @property
    def text(self) -> str:
        """10 working days before."""
        return (
            "on the day" if self.direction == "on" else f"{measure(self.amount, self.unit)} {self.direction}"
        )

    def from_(self, trigger_on: date, calendar: WorkingCalendar) -> Shifted:
        return shift(trigger_on, self.signed, self.unit, calendar)


ON_THE_DAY = Offset(0, WORKING, "on")


@dataclass(frozen=True)
class Rule:
    """Something owed by a day.

    `offset` is an Offset, or the name of one among the terms' deadlines ("items", "publish", "minutes", …).
    `reminders` are working days from the due day, negative before it; `escalate` pairs working days after it
    with a role. `sentence` is what the due date means, with {due} for the date: "Papers are due by {due}".
    What `lapses` is owed by nobody once its day has closed (a window that shuts), whether a run has said so or not.
    """

    key: str
    clause: str
    title: str
    offset: Offset | str
    owner: str
    sentence: str
    reminders: tuple[int, ...] = ()
    escalate: tuple[tuple[int, str], ...] = ()
    breach: bool = True
    lapses: bool = False


@dataclass(frozen=True)
class Due:
    """The date that a rule gives for a trigger. The due day itself is in time."""

    on: date
    trigger_on: date
    rule: Rule
    offset: Offset
    skipped: tuple[Skipped, ...]

    def explain(self) -> str:
        """Why this date, in plain words: rule, trigger, days skipped, source."""
        means = self.rule.sentence.format(due=long_date(self.on))
        source = f" {self.offset.source}." if self.offset.source else ""
        return f"{means}: {why(self.trigger_on, self.offset, self.skipped)}.{source}"

    def other_days(self, skipped: Collection[date], on: date) -> str:
        """Which days are worked no more, or again, since another date was worked out with those skipped: a sentence for each."""
        now = {skip.date: skip.why for skip in self.skipped}
        said = [
            f"{long_date(day)} is not a working day any more: {now[day]}."
            for day in sorted(now.keys() - set(skipped))
            if _between(day, self.trigger_on, on)
        ]
        said += [
            f"{long_date(day)} is a working day again."
            for day in sorted(set(skipped) - now.keys())
            if _between(day, self.trigger_on, self.on)
        ]
        return " ".join(said)


def _between(day: date, one: date, other: date) -> bool:
    return min(one, other) <= day <= max(one, other)


def why(trigger_on: date, offset: Offset, skipped: tuple[Skipped, ...] = ()) -> str:
    """The arithmetic in words, with no full stop."""
    if offset.direction == "on":
        return "the day itself"
    sentence = f"{offset.text} {long_date(trigger_on)}"
    if offset.unit is Unit.WORKING:
        sentence += f", {not_counting(skipped)}"
    elif offset.unit is Unit.CLEAR:
        sentence += ", neither day counted"
    return sentence


def work_out(rule: Rule, trigger_on: date, offsets: Mapping[str, Offset], calendar: WorkingCalendar) -> Due:
    """The due date of a rule. Raises KeyError when the terms do not name the rule's offset."""
    offset = offsets[rule.offset] if isinstance(rule.offset, str) else rule.offset
    shifted = offset.from_(trigger_on, calendar)
    return Due(shifted.date, trigger_on, rule, offset, shifted.skipped)
