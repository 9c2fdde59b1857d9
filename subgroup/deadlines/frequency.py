"""A year of meetings: dates on a weekday cycle, moved off days not worked, with what speaks against them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice, pairwise, takewhile

from subgroup.deadlines.arithmetic import OUT_OF_RANGE, add_months
from subgroup.deadlines.calendar import ONE_DAY, WorkingCalendar
from subgroup.deadlines.rules import Offset
from subgroup.deadlines.wording import count, long_date

WEEK = timedelta(days=7)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_PROPOSALS = 120


class Every(StrEnum):
    WEEKS = "weeks"
    MONTHS = "months"
    AT_LEAST = "at least"
    AS_REQUIRED = "as required"


@dataclass(frozen=True)
class Frequency:
    """How often a group meets. `number` is weeks, months or meetings a year; as required has none."""

    every: Every
    number: int = 0

    @classmethod
    def parse(cls, text: str) -> "Frequency":
        """Reads "every 6 weeks", "monthly", "every two months", "quarterly", "at least 4 a year" and so on.

        Raises ValueError with a sentence that lists them.
        """
        words = re.sub(r"(?<=\w)-(?=\w)", " ", text.lower()).split()
        fixed = {
            "weekly": cls(Every.WEEKS, 1),
            "fortnightly": cls(Every.WEEKS, 2),
            "monthly": cls(Every.MONTHS, 1),
            "every other month": cls(Every.MONTHS, 2),
            "quarterly": cls(Every.MONTHS, 3),
            "as required": cls(Every.AS_REQUIRED),
        }
        if found := fixed.get(" ".join(words)):
            return found
        match words:
            case ["every", number, "weeks"] | [number, "weekly"] if 1 <= _number(number) <= 52:
                return cls(Every.WEEKS, _number(number))
            case ["every", number, "months"] if 1 <= _number(number) <= 12:
                return cls(Every.MONTHS, _number(number))
            case ["at", "least", number, "a", "year"] | ["at", "least", number, "times", "a", "year"] if (
                1 <= _number(number) <= 52
            ):
                return cls(Every.AT_LEAST, _number(number))
        raise ValueError(
            f"“{text}” is no frequency: write “every 6 weeks”, “monthly”, “every two months”, “quarterly”, "
            "“at least 4 a year” or “as required”."
        )

    @property
    def text(self) -> str:
        match self.every, self.number:
            case Every.MONTHS, 1:
                return "monthly"
            case Every.MONTHS, 3:
                return "quarterly"
            case ((Every.WEEKS | Every.MONTHS), number):
                return "weekly" if number == 1 else f"every {number} {self.every}"
            case Every.AT_LEAST, number:
                return f"at least {number} a year"
        return "as required"

    def cycle(self, first: date) -> Iterator[date]:
        """Dates without end from `first` on, all on its weekday; by months on the same weekday of the month
        (the third Thursday; a fifth is the last)."""
        n = 0
        while True:
            yield self._nth(first, n)
            n += 1

    def _nth(self, first: date, n: int) -> date:
        if self.every is Every.WEEKS:
            return first + n * self.number * WEEK
        if self.every is Every.AT_LEAST and 12 % self.number:
            return first + n * (52 // self.number) * WEEK
        months = self.number if self.every is Every.MONTHS else 12 // (self.number or 12)
        return same_weekday_of_month(first, n * months)


NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def _number(word: str) -> int:
    """Of “six” or “6”; 0 for what is neither."""
    if word in NUMBERS:
        return NUMBERS.index(word) + 1
    return int(word) if word.isascii() and word.isdigit() and len(word) < 4 else 0


def same_weekday_of_month(first: date, months: int) -> date:
    """Months later, on the same weekday of the month: of a third Thursday the third, of a fifth the last."""
    month = add_months(first.replace(day=1), months)
    day = month + timedelta(days=(first.weekday() - month.weekday()) % 7) + (first.day - 1) // 7 * WEEK
    return day if day.month == month.month else day - WEEK


FURTHEST = 4
"""Weeks that a date moves at most to keep clear of a day to avoid."""


@dataclass(frozen=True)
class Proposal:
    """A date for a meeting. `moved_from` is the date of the cycle where that could not be kept."""

    on: date
    moved_from: date | None = None
    why: str = ""
    warnings: tuple[str, ...] = field(default=())


def propose(
    start: date,
    frequency: Frequency,
    weekday: int,
    *,
    calendar: WorkingCalendar,
    until: date | None = None,
    count: int | None = None,
    avoid: Mapping[date, str] | None = None,
    warn: Mapping[date, str] | None = None,
) -> list[Proposal]:
    """A plan of meetings from the first `weekday` (Monday is 0) on or after `start`.

    Give `until` (the last day allowed) or `count`. A date on a non-working day, or one to `avoid` (day →
    reason: another group's meeting, a school holiday), moves to the same weekday a week later or before;
    failing that, one on a non-working day goes to the next working day, and one to avoid to the nearest of
    the four weeks on either side that keeps a fortnight from the other dates, or it stays with a warning.
    The others stay on their cycle. `warn` maps days to what is only said. A group that meets as required
    gets the start alone. Raises ValueError with a sentence.
    """
    if until is None and count is None:
        raise ValueError("Say how many meetings to propose, or until when.")
    if frequency.every is Every.AS_REQUIRED:
        count = 1
    most = min(count if count is not None else MOST_PROPOSALS, MOST_PROPOSALS)
    try:
        first = start + timedelta(days=(weekday - start.weekday()) % 7)
        dates = list(
            takewhile(lambda day: until is None or day <= until, islice(frequency.cycle(first), most))
        )
    except OverflowError:
        raise ValueError(OUT_OF_RANGE) from None
    plan = _Plan(dates, calendar, avoid or {}, warn or {}, until)
    for day in dates:
        plan.add(plan.proposal(day))
    return sorted(plan.taken.values(), key=lambda proposal: proposal.on)


@dataclass
class _Plan:
    dates: list[date]
    calendar: WorkingCalendar
    avoid: Mapping[date, str]
    warn: Mapping[date, str]
    until: date | None
    taken: dict[date, Proposal] = field(default_factory=dict)

    def add(self, proposal: Proposal) -> None:
        """A week with no working day left has no meeting of its own."""
        self.taken.setdefault(proposal.on, proposal)

    def proposal(self, day: date) -> Proposal:
        closed = self.calendar.why_not(day)
        trouble = closed or self.avoid.get(day)
        if trouble is None:
            return Proposal(day, warnings=self.warnings(day))
        why = f"{long_date(day)} is not possible: {trouble}" if closed else f"{long_date(day)}: {trouble}"
        for other in (day + WEEK, day - WEEK):
            if self.free(other):
                return Proposal(other, day, why, self.warnings(other))
        if closed is None:
            far = (day + n * sign * WEEK for n in range(2, FURTHEST + 1) for sign in (1, -1))
            other = next((other for other in far if self.free(other, apart=2 * WEEK)), day)
            moved_from = day if other != day else None
            return Proposal(other, moved_from, why if moved_from else "", self.warnings(other))
        other = self.calendar.next_working(day)
        return Proposal(other, day, why, self.warnings(other))

    def free(self, day: date, *, apart: timedelta = WEEK) -> bool:
        in_reach = self.dates[0] <= day and (self.until is None or day <= self.until)
        others = [*self.dates, *(self.taken if apart > WEEK else ())]
        crowded = any(abs(day - other) < apart for other in others)
        possible = self.calendar.is_working(day) and day not in self.avoid
        return in_reach and not crowded and possible and day not in self.taken

    def warnings(self, day: date) -> tuple[str, ...]:
        found = [said[day] for said in (self.avoid, self.warn) if day in said]
        return (*found, *calendar_warnings(day, self.calendar))


def calendar_warnings(day: date, calendar: WorkingCalendar) -> tuple[str, ...]:
    """What the calendar says against a meeting day: not worked, between Christmas and New Year, a week with a
    bank holiday or a closure."""
    found = []
    if why := calendar.why_not(day):
        found.append(f"is not a working day: {why}")
    if (day.month == 12 and day.day > 24) or (day.month == 1 and day.day == 1):
        found.append("falls between Christmas and New Year")
    else:
        monday = day - day.weekday() * ONE_DAY
        week = [monday + n * ONE_DAY for n in range(5)]
        closed = [calendar.why_not(other) for other in week if other != day]
        if names := list(dict.fromkeys(name for name in closed if name)):
            found.append(f"falls in the week of {' and '.join(names)}")
    return tuple(found)


@dataclass(frozen=True)
class Clash:
    """Minutes of one meeting that may still be owed when the next one's items have closed."""

    meeting_on: date
    next_on: date
    minutes_due: date
    items_due: date

    @property
    def sentence(self) -> str:
        days = (self.minutes_due - self.items_due).days
        return (
            f"The minutes of {long_date(self.meeting_on)} are due on {long_date(self.minutes_due)}, "
            f"{count(days, 'day', 'days')} after items for {long_date(self.next_on)} close on "
            f"{long_date(self.items_due)}."
        )


def clashes(dates: Sequence[date], offsets: Mapping[str, Offset], calendar: WorkingCalendar) -> list[Clash]:
    """The pairs of meetings so close that minutes are due after the next meeting's items (A1)."""
    found = []
    ordered = sorted(dates)
    for day, following in pairwise(ordered):
        minutes = offsets["minutes"].from_(day, calendar).date
        items = offsets["items"].from_(following, calendar).date
        if minutes > items:
            found.append(Clash(day, following, minutes, items))
    return found
