"""Another calendar makes other dates of what is owed: what would move, from when to when, and who is told of it (A2).

Nothing moves by itself. A closure moves dates when it is entered; a bank holiday that was announced later, when somebody agrees.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from members import doors
from subgroup import calendar, ledger, outbox, registry
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.ledger import Change
from subgroup.models import Deadline, Person, SubGroup

LINES_SHOWN = 30
Told = Mapping[int, Sequence[Person]]
"""Deadline id → who is told that it moves."""


@dataclass(frozen=True)
class Row:
    """A date that would move. `effect` says what becomes late or in time by it; empty where nothing does."""

    change: Change
    told: tuple[str, ...]
    effect: str


@dataclass(frozen=True)
class Preview:
    """What would move, and who is told. `kept` is how many dates would move for what is not there for the reader."""

    rows: list[Row]
    whys: set[str]
    told: list[str]
    kept: int
    mark: str
    """Says the same of the same moves: what is confirmed is what was shown."""


def show(group: SubGroup, changes: Sequence[Change], *, reader: Person, on: date) -> Preview:
    gone = registry.hidden(reader, group, {_about(change.deadline) for change in changes}, on=on)
    shown = [change for change in changes if _about(change.deadline) not in gone]
    told = _told(group, shown, on=on)
    everybody = {person for people in told.values() for person in people if person != reader}
    return Preview(
        rows=[
            Row(change, tuple(_names(told[change.deadline.pk], reader)), _effect(change, on))
            for change in shown
        ],
        whys={change.why for change in shown},
        told=_names(everybody),
        kept=len(changes) - len(shown),
        mark=mark(changes),
    )


def mark(changes: Sequence[Change]) -> str:
    moves = sorted(
        (change.deadline.pk, str(change.deadline.due_on), str(change.due.on)) for change in changes
    )
    return hashlib.sha256(repr(moves).encode()).hexdigest()[:20]


@transaction.atomic
def move(*, group: SubGroup, by: Person, at: datetime, expected: str = "") -> int:
    """Moves what is open to what the calendar gives today, and tells whom it concerns; answers how many dates moved.

    Raises NotAllowed where that is not what was `expected` (a mark), as when somebody else was quicker.
    """
    group = SubGroup.objects.select_for_update().get(pk=group.pk)
    changes = ledger.affected(group, on=day_of(at))
    if expected and mark(changes) != expected:
        raise NotAllowed(
            "What would move is not what was shown any more: it has been moved, or something was done in between. Look at it again."
        )
    told = {
        pk: [person for person in people if person != by]
        for pk, people in _told(group, changes, on=day_of(at)).items()
    }
    secret = registry.hidden(None, group, {_about(change.deadline) for change in changes}, on=day_of(at))
    lines = {change.deadline.pk: _line(group, change, secret) for change in changes}
    for follow in doors.dates_moving:
        follow(group, at, by)
    ledger.recalculate(group, at=at, by=by)
    calendar.count_with_holidays(group)
    _tell(group, told, lines, mark(changes), at)
    return len(changes)


def _about(deadline: Deadline) -> tuple[str, str]:
    return deadline.subject_kind, deadline.subject_id


def _told(group: SubGroup, changes: Sequence[Change], *, on: date) -> dict[int, list[Person]]:
    """Who answers for each, and who was told its date before; a hidden thing is told to those for whom it is there."""
    rows = [change.deadline for change in changes]
    answering = registry.people_for(group, {(row.owner_kind, row.owner_key) for row in rows}, on=on)
    may_know = registry.Told(group, {_about(row) for row in rows}, on=on)
    found = {row.pk: [*may_know.of(_about(row), answering[row.owner_kind, row.owner_key])] for row in rows}
    for concerned in doors.also_told:
        for pk, people in concerned(group, rows).items():
            found[pk] += people
    return {
        pk: [person for person in dict.fromkeys(people) if person.is_active] for pk, people in found.items()
    }


def _effect(change: Change, today: date) -> str:
    before, after = change.deadline.due_on, change.due.on
    if after < today <= before:
        return "That day has passed."
    return "It is in time again." if before < today <= after else ""


def _names(people: Iterable[Person], reader: Person | None = None) -> list[str]:
    return sorted("you" if person == reader else str(person) for person in people)


def _line(group: SubGroup, change: Change, secret: set[tuple[str, str]]) -> dict[str, object]:
    row = change.deadline
    path = registry.url_of(group, *_about(row)) or reverse("deadline:detail", args=[group.slug, row.pk])
    return {
        "label": row.label,
        "before": long_date(row.due_on),
        "now": long_date(change.due.on),
        "why": change.why,
        "url": outbox.absolute(path),
        "hidden": _about(row) in secret,
    }


def _tell(
    group: SubGroup, told: Told, lines: Mapping[int, Mapping[str, object]], digest: str, at: datetime
) -> None:
    """One mail to each, with all that moves for them."""
    theirs: dict[Person, list[Mapping[str, object]]] = {}
    for pk, people in told.items():
        for person in people:
            theirs.setdefault(person, []).append(lines[pk])
    home = outbox.absolute(reverse("home"))
    for person, moves in theirs.items():
        outbox.enqueue(
            kind="dates_moved",
            to=person,
            group=group,
            key=f"dates_moved:{group.pk}:{at.isoformat()}:{digest}:{person.pk}",
            context={
                "moves": moves[:LINES_SHOWN],
                "rest": max(0, len(moves) - LINES_SHOWN),
                "total": len(moves),
                "home": home,
            },
            why=f"you answer for what has moved in the sub-group {group}, or had been told its date.",
            at=at,
            private=any(line["hidden"] for line in moves),
        )
