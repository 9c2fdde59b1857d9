"""The agenda in order with its numbers and times: what the desk, the meeting's page and the pack show. No queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from meetings.enums import ItemState
from meetings.models import AgendaItem, Meeting


@dataclass(frozen=True)
class Line:
    """An item on the agenda. `number` is "6", or "6a" for one that came after the first pack."""

    item: AgendaItem
    number: str
    starts: time


@dataclass(frozen=True)
class Timetable:
    lines: tuple[Line, ...]
    total: int
    """Minutes that the items take together."""
    available: int
    """Minutes from the start of the meeting to its end."""

    @property
    def over(self) -> int:
        """Minutes by which the items overrun the meeting; 0 when they fit."""
        return max(0, self.total - self.available)

    @property
    def spare(self) -> int:
        return max(0, self.available - self.total)


def timetable(
    meeting: Meeting, items: Iterable[AgendaItem], published: Mapping[int, str] | None = None
) -> Timetable:
    """The items that are on the agenda. `published`: item id → number in the packs so far, which stays."""
    shown = [item for item in items if item.state == ItemState.ON_AGENDA]
    numbers = numbered([item.pk for item in shown], published or {})
    starts = datetime.combine(meeting.day, meeting.starts_at)
    ends = datetime.combine(meeting.day, meeting.ends_at)
    lines, total = [], 0
    for item, number in zip(shown, numbers, strict=True):
        lines.append(Line(item, number, (starts + timedelta(minutes=total)).time()))
        total += item.minutes_needed
    return Timetable(tuple(lines), total, int((ends - starts).total_seconds() // 60))


def numbered(ids: Sequence[int], published: Mapping[int, str]) -> list[str]:
    """1, 2, 3 … in order; once published an item keeps its number and a newcomer is 6a, 6b after item 6."""
    if not published:
        return [str(place) for place in range(1, len(ids) + 1)]
    taken = set(published.values())
    numbers, last = [], "0"
    for pk in ids:
        number = published.get(pk)
        if number is None:
            number = next(
                made
                for letter in _letters()
                if (made := f"{last.rstrip('abcdefghijklmnopqrstuvwxyz')}{letter}") not in taken
            )
            taken.add(number)
        numbers.append(number)
        last = number
    return numbers


def _letters() -> Iterable[str]:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    yield from alphabet
    for first in alphabet:
        yield from (first + second for second in alphabet)
