"""Closing a day: the calendar and what is owed change together."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from subgroup import calendar, ledger, registry
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person, SubGroup


@dataclass(frozen=True)
class ClosurePreview:
    """What a closure would move, and what takes place on the day itself. Nothing is written.

    `kept` is how many dates would move for what is not there for the reader.
    """

    changes: list[ledger.Change]
    takes_place: list[str]
    kept: int


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
    changes = ledger.affected(group, calendar=now.with_closures({day: reason}))
    about = {_about(change.deadline) for change in changes}
    gone = registry.hidden(reader, group, about | subjects, on=on)
    shown = [change for change in changes if _about(change.deadline) not in gone]
    return ClosurePreview(
        changes=shown,
        takes_place=sorted(registry.labels_for((subjects - gone) & registry.still_on(subjects)).values()),
        kept=len(changes) - len(shown),
    )


def _about(deadline: Deadline) -> tuple[str, str]:
    return deadline.subject_kind, deadline.subject_id


@transaction.atomic
def close(*, group: SubGroup, day: date, reason: str, by: Person, at: datetime) -> int:
    """Closes the day and moves what is open; answers how many dates moved."""
    closure = calendar.add_closure(group=group, day=day, reason=reason, by=by, at=at)
    why = f"Closed on {long_date(day)}: {closure.reason}"
    return len(ledger.recalculate(group, at=at, by=by, reason=why))


@transaction.atomic
def open_again(*, group: SubGroup, pk: int, by: Person, at: datetime) -> date:
    """Takes a closure back. Raises NotAllowed once a date was worked out with it."""
    closure = group.closures.select_for_update().get(pk=pk)
    day = closure.day
    calendar.remove_closure(closure=closure, by=by, at=at)
    return day
