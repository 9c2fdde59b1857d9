"""Closing a day: the calendar and what is owed change together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from members.services import moving
from subgroup import calendar, ledger, registry
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person, SubGroup


@dataclass(frozen=True)
class ClosurePreview:
    """What a closure would move, and what takes place on the day itself. Nothing is written."""

    moves: moving.Preview
    takes_place: list[str]


def preview(group: SubGroup, day: date, reason: str, *, reader: Person, on: date) -> ClosurePreview:
    """Raises NotAllowed for a day that is not worked already."""
    now = calendar.calendar_for(group)
    try:
        why = now.why_not(day)
    except ValueError as error:
        raise NotAllowed(str(error)) from None
    if why:
        raise NotAllowed(f"{long_date(day)} is not a working day already: {why}.")
    counted_from = Deadline.objects.open().filter(group=group, trigger_on=day)
    subjects = set(counted_from.values_list("subject_kind", "subject_id"))
    gone = registry.hidden(reader, group, subjects, on=on)
    changes = ledger.affected(group, on=on, calendar=now.with_closures({day: reason}))
    return ClosurePreview(
        moves=moving.show(group, changes, reader=reader, on=on),
        takes_place=sorted(registry.labels_for((subjects - gone) & registry.still_on(subjects)).values()),
    )


@transaction.atomic
def close(*, group: SubGroup, days: Iterable[date], reason: str, by: Person, at: datetime) -> int:
    """Closes the days, moves what is open and tells whom it concerns; answers how many dates moved."""
    for day in sorted(set(days)):
        calendar.add_closure(group=group, day=day, reason=reason, by=by, at=at)
    return moving.move(group=group, by=by, at=at)


@transaction.atomic
def open_again(*, group: SubGroup, pk: int, by: Person, at: datetime) -> date:
    """Takes a closure back. Raises NotAllowed once a date was worked out with it."""
    closure = group.closures.select_for_update().get(pk=pk)
    day = closure.day
    calendar.remove_closure(closure=closure, by=by, at=at)
    return day
