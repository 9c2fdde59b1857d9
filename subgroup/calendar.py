"""A sub-group's working days: England's, without the closures it entered."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.errors import NotAllowed
from subgroup.models import Closure, Person, SubGroup
from subgroup.stamps import kept

closure_used_checks: list[Callable[[Closure], str | None]] = []
"""Each answers what was worked out with a closure ("3 due dates skip it"), or None if nothing was."""

# Calendars are kept on the instance of the group, which a request or a job reads once. The count makes those
# kept on other instances of the same process stale too, as in a replay that lives for a year.
_changes = 0

LONGEST_REASON = 200


def calendar_for(group: SubGroup) -> WorkingCalendar:
    """The calendar of a group: one query for each instance of it, until a closure changes.

    Ask before entering a closure by calendar_for(group).with_closures(…), not by saving one and rolling back.
    """
    kept = group.__dict__.get("_working_calendar")
    if kept and kept[0] == _changes:
        return kept[1]
    calendar = WorkingCalendar(dict(group.closures.values_list("day", "reason")))
    group.__dict__["_working_calendar"] = (_changes, calendar)
    return calendar


def keep(group: SubGroup) -> None:
    """For a page, whose group has just been read: its calendar without a query, until the group's stamp is renewed."""
    calendar = kept(
        group, "calendar", lambda: WorkingCalendar(dict(group.closures.values_list("day", "reason")))
    )
    group.__dict__["_working_calendar"] = (_changes, calendar)


def working_days_between(group: SubGroup, a: date, b: date) -> int:
    """How many working days b lies after a, a not counted; negative when it lies before."""
    return calendar_for(group).working_days_between(a, b)


@transaction.atomic
def add_closure(*, group: SubGroup, day: date, reason: str, by: Person | None, at: datetime) -> Closure:
    """Closes a day. What is owed already keeps its date until the ledger is asked to move it."""
    reason = " ".join(reason.split())
    if not reason:
        raise NotAllowed("Say why the day is closed: the reason stands in every date that skips it.")
    if len(reason) > LONGEST_REASON:
        raise NotAllowed("The reason is too long: 200 characters will do.")
    try:
        why = WorkingCalendar(dict(group.closures.values_list("day", "reason"))).why_not(day)
    except ValueError as error:
        raise NotAllowed(str(error)) from None
    if why:
        raise NotAllowed(f"{day:%A} {day.day} {day:%B %Y} is not a working day already: {why}.")
    closure = Closure.objects.create(group=group, day=day, reason=reason, added_at=at, added_by=by)
    _changed(group)
    return closure


@transaction.atomic
def remove_closure(*, closure: Closure, by: Person | None, at: datetime) -> None:
    """Opens a day again. Raises NotAllowed once a date has been worked out with it."""
    uses = [use for check in closure_used_checks if (use := check(closure))]
    if uses:
        raise NotAllowed(
            f"The closure of {closure.day.day} {closure.day:%B %Y} cannot be taken back: {'; '.join(uses)}."
        )
    closure.delete()
    _changed(closure.group)


def _changed(group: SubGroup) -> None:
    global _changes
    _changes += 1
    group.__dict__.pop("_working_calendar", None)
