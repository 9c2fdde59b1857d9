"""How agencies contribute to the Child Death Overview Panel (F1): the arithmetic, in calendar days.

A request belongs to the period in which the agency was asked. A nil return (“no involvement”) is a contribution like a
full one. What was taken back is not counted at all. In time means: returned, full or nil, on the local day or before.
A request is judged when it was answered or its day has passed: one that is open and not yet due is neither in time nor late.
What an agency declined was judged and not returned.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from reviews.enums import RequestState

CONTRIBUTED = (RequestState.RETURNED, RequestState.NIL)


@dataclass(frozen=True)
class Asked:
    """One request, as far as it is counted."""

    agency: str
    state: str
    requested_on: date
    due_on: date
    answered_on: date | None = None
    waited: bool = False
    """The panel had to wait for it."""

    @property
    def contributed(self) -> bool:
        return self.state in CONTRIBUTED

    @property
    def in_time(self) -> bool:
        return self.contributed and self.answered_on is not None and self.answered_on <= self.due_on

    def judged(self, today: date) -> bool:
        if self.state == RequestState.WITHDRAWN:
            return False
        return self.state != RequestState.ASKED or self.due_on < today

    def late(self, today: date) -> bool:
        """Open, and its day has passed."""
        return self.state == RequestState.ASKED and self.due_on < today

    @property
    def days(self) -> int | None:
        """From the day it was asked to the day it came."""
        return (self.answered_on - self.requested_on).days if self.contributed and self.answered_on else None


@dataclass(frozen=True)
class Share:
    of: int
    out_of: int

    @property
    def rank(self) -> float:
        """For the order of a table, the best first; what is not judged yet comes last."""
        return -self.of / self.out_of if self.out_of else 1.0

    def __str__(self) -> str:
        """“88.9 % (8 of 9)”; “–” where nothing is judged yet."""
        return f"{100 * self.of / self.out_of:.1f} % ({self.of} of {self.out_of})" if self.out_of else "–"


@dataclass(frozen=True)
class Figures:
    asked: int
    in_time: Share
    median_days: float | None
    outstanding: int
    late: int
    nil: Share
    declined: int
    waited: int


def figures(rows: Iterable[Asked], today: date) -> Figures:
    """Of some requests on a day."""
    counted = [row for row in rows if row.state != RequestState.WITHDRAWN]
    came = [row for row in counted if row.contributed]
    days = [row.days for row in came if row.days is not None]
    return Figures(
        asked=len(counted),
        in_time=Share(sum(row.in_time for row in counted), sum(row.judged(today) for row in counted)),
        median_days=_bare(median(days)) if days else None,
        outstanding=sum(row.state == RequestState.ASKED for row in counted),
        late=sum(row.late(today) for row in counted),
        nil=Share(sum(row.state == RequestState.NIL for row in came), len(came)),
        declined=sum(row.state == RequestState.DECLINED for row in counted),
        waited=sum(row.waited for row in counted),
    )


def _bare(number: float) -> float:
    """Seven days, and not 7.0."""
    return int(number) if number == int(number) else number


@dataclass(frozen=True)
class Period:
    label: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def quarters(year: Period) -> Iterator[Period]:
    """The four quarters of a year that begins on the first day of any month."""
    first = year.first
    for number in range(1, 5):
        month = first.month + 3
        after = date(first.year + (month > 12), (month - 1) % 12 + 1, first.day)
        last = year.last if number == 4 else after - timedelta(days=1)
        yield Period(f"Q{number} {year.label}", first, last)
        first = after
