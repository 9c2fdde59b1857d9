from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from subgroup.deadlines.wording import long_date


@dataclass(frozen=True)
class Record:
    """One record that a measure counts: what it is, whether it keeps the rule, and why (not)."""

    label: str
    kept: bool
    why: str
    kind: str
    pk: int
    day: date | None = None


@dataclass(frozen=True)
class Measure:
    """A performance measure over some records: `numerator` of `denominator` keep the rule. Never typed in, always counted."""

    key: str
    title: str
    of: str
    target: Fraction | None
    records: tuple[Record, ...]
    excluded: tuple[str, ...] = ()
    not_measurable: str = ""
    left: int | None = None
    """How many are still to come this year, where that is known."""
    mend: str = ""
    """What would still put right what was not kept, where anything would."""
    said: str = ""
    """Where there is one record a year: what it came to, in place of 1 of 1."""

    @property
    def numerator(self) -> int:
        return sum(record.kept for record in self.records)

    @property
    def denominator(self) -> int:
        return len(self.records)

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.records else None

    @property
    def met(self) -> bool | None:
        """Compared unrounded: 8 of 9 is not 90%. None where nothing can be said."""
        if self.share is None or self.target is None:
            return None
        return self.share >= self.target

    @property
    def percent(self) -> Decimal | None:
        """To one decimal; never rounded up to a target that was missed."""
        if self.share is None:
            return None
        exact = Decimal(self.share.numerator * 100) / Decimal(self.share.denominator)
        shown = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
        if self.met is False and self.target is not None and shown >= Decimal(float(self.target) * 100):
            shown = exact.quantize(Decimal("0.1"), ROUND_DOWN)
        return shown

    @property
    def value(self) -> str:
        """8 of 9 = 88.9%."""
        if self.said:
            return self.said
        if not self.records:
            return self.not_measurable or "nothing to count yet"
        return f"{self.numerator} of {self.denominator} = {self.percent}%"

    @property
    def target_text(self) -> str:
        if self.target is None:
            return "no target in the terms"
        return f"every {self.of}" if self.target == 1 else f"{float(self.target * 100):g}%"

    @property
    def broken(self) -> tuple[Record, ...]:
        return tuple(record for record in self.records if not record.kept)

    @property
    def to_meet(self) -> str:
        """What would have to happen to meet the target."""
        if self.met is not False or self.target is None:
            return ""
        if self.mend:
            return self.mend
        if self.target == 1:
            return "Cannot be met any more this year: every one was asked for."
        more = 0
        while Fraction(self.numerator + more, self.denominator + more) < self.target:
            more += 1
        if self.left is not None and more > self.left:
            return f"Cannot be met any more this year: {more} more would have to be kept, with only {self.left} to come."
        return f"The next {more} would all have to be kept."


def day_words(day: date | None) -> str:
    return long_date(day) if day else "not yet"
