"""National relaxations of a clock: for triggers in a period it runs longer, with the reason kept. As in spring 2020."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from meetings.locks import lock_group
from reviews import regimes
from reviews.models import Relaxation
from reviews.regimes import Clock
from subgroup import ledger
from subgroup.calendar import calendar_for
from subgroup.deadlines.rules import Offset
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person, SubGroup
from subgroup.reckoning import Reckoner
from subgroup.terms.parsing import parse_offset


@dataclass(frozen=True)
class Move:
    """A due day that a relaxation moves."""

    deadline: Deadline
    to: date


def preview(
    *, group: SubGroup, regime: str, clock: str, starts_on: date, ends_on: date, offset: str
) -> list[Move]:
    """What would move. Raises NotAllowed as `relax` does."""
    _, longer = _checked(group, regime, clock, starts_on, ends_on, offset)
    calendar = calendar_for(group)
    rows = _rows(group, regime, clock, starts_on, ends_on)
    moves = [Move(row, longer.from_(row.trigger_on, calendar).date) for row in rows]
    return [move for move in moves if move.to != move.deadline.due_on]


@transaction.atomic
def relax(
    *, group: SubGroup, regime: str, clock: str, starts_on: date, ends_on: date, offset: str, because: str,
    by: Person, at: datetime,
) -> Relaxation:  # fmt: skip
    """For what begins in the period the clock runs by `offset`. What is owed already moves, with its history kept.

    Raises NotAllowed for a clock that may not be relaxed, for one that is relaxed in the period already, and without a reason.
    """
    lock_group(group)
    because = because.strip()
    known, longer = _checked(group, regime, clock, starts_on, ends_on, offset)
    if not because:
        raise NotAllowed("Say who relaxed it nationally, and why.")
    made = Relaxation.objects.create(
        group=group, regime=regime, clock=known.key, starts_on=starts_on, ends_on=ends_on, offset=longer.text,
        because=because, made_at=at, made_by=by,
    )  # fmt: skip
    _move(made, f"Relaxed nationally: {because}", by, at)
    return made


@transaction.atomic
def end(*, relaxation: Relaxation, because: str, by: Person, at: datetime) -> Relaxation:
    """It never held, as was found: the clocks go back to what the guidance says. A second time changes nothing."""
    lock_group(relaxation.group)
    relaxation.refresh_from_db(from_queryset=Relaxation.objects.select_for_update())
    if relaxation.ended_at:
        return relaxation
    if not because.strip():
        raise NotAllowed("Say why it is taken back.")
    relaxation.ended_at, relaxation.ended_by, relaxation.ended_because = at, by, because.strip()
    relaxation.save()
    _move(relaxation, f"The relaxation was taken back: {because.strip()}", by, at)
    return relaxation


def _rows(group: SubGroup, regime: str, clock: str, starts_on: date, ends_on: date) -> Iterator[Deadline]:
    rows = Deadline.objects.filter(group=group, rule=clock, regime=regime, released_at=None)
    return rows.filter(trigger_on__range=(starts_on, ends_on)).order_by("due_on", "pk").iterator()


def _move(relaxation: Relaxation, reason: str, by: Person, at: datetime) -> None:
    group, regime = relaxation.group, relaxation.regime
    reckoner = Reckoner(group)
    for row in list(_rows(group, regime, relaxation.clock, relaxation.starts_on, relaxation.ends_on)):
        ledger.owe(
            group=group, rule=row.rule, subject_kind=row.subject_kind, subject_id=row.subject_id,
            trigger_on=row.trigger_on, owner=(row.owner_kind, row.owner_key), label=row.label, at=at, by=by,
            reason=reason, regime=regime, reckoner=reckoner,
        )  # fmt: skip


def _checked(
    group: SubGroup, regime: str, clock: str, starts_on: date, ends_on: date, offset: str
) -> tuple[Clock, Offset]:
    known = _clock(regime, clock)
    if ends_on < starts_on:
        raise NotAllowed("The period ends before it begins.")
    try:
        longer = parse_offset(offset)
    except ValueError as error:
        raise NotAllowed(str(error)) from None
    if longer.direction != known.offset.direction:
        raise NotAllowed(f"“{known.title}” is counted {known.offset.direction} its day: {known.offset.text}.")
    if longer == known.offset:
        raise NotAllowed(f"That is what the guidance says already: {known.offset.text}.")
    calendar = calendar_for(group)
    if any(
        longer.from_(day, calendar).date <= known.offset.from_(day, calendar).date
        for day in (starts_on, ends_on)
    ):
        raise NotAllowed(
            f"That gives no more time than the guidance: {known.offset.text}. A relaxation moves the day to a later one."
        )
    live = Relaxation.objects.filter(group=group, regime=regime, clock=clock, ended_at=None)
    if other := live.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first():
        raise NotAllowed(
            f"“{known.title}” is relaxed from {long_date(other.starts_on)} to {long_date(other.ends_on)} already. Take that back first."
        )
    return known, longer


def _clock(regime: str, key: str) -> Clock:
    try:
        clock = regimes.get(regime).clocks[key]
    except KeyError:
        raise NotAllowed("That guidance has no such clock.") from None
    if clock.never_relaxed:
        raise NotAllowed(
            f"“{clock.title}” is never relaxed: {clock.offset.text}, whatever the circumstances."
        )
    return clock
