"""A sub-group's working days: England's, without the closures it entered."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from subgroup.deadlines import calendar as england
from subgroup.deadlines.calendar import WEEKEND, WorkingCalendar
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Closure, Person, SubGroup
from subgroup.stamps import kept

closure_used_checks: list[Callable[[Closure], str | None]] = []
"""Each answers what was worked out with a closure ("3 due dates skip it"), or None if nothing was."""

# Calendars are kept on the instance of the group, which a request or a job reads once. The count makes those
# kept on other instances of the same process stale too, as in a replay that lives for a year.
_changes = 0

LONGEST_REASON = 200
YEARS_AHEAD = 2
"""Further ahead nobody owes what is counted in working days."""


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


def other_holidays(group: SubGroup) -> list[str]:
    """What has become of England’s bank holidays since dates were last worked out, a sentence for each day. No query.

    One is announced at short notice, and known here from the day on which the package of holidays is renewed.
    """
    said = []
    for year, known in sorted(group.bank_holidays.items()):
        now = _weekdays_off(int(year))
        for iso in sorted(now.keys() ^ set(known)):
            words = f"is a bank holiday now: {now[iso]}" if iso in now else "is a bank holiday no more"
            said.append(f"{long_date(date.fromisoformat(iso))} {words}.")
    return said


def know_holidays(group: SubGroup, *, on: date) -> None:
    """Keeps the bank holidays of the years to come, as they are known when a year comes in sight. A query a year."""
    years = range(on.year - 1, min(on.year + YEARS_AHEAD, england.LAST_YEAR) + 1)
    known = {year: group.bank_holidays.get(str(year)) or _weekdays_off(year) for year in years}
    _keep(group, known)


def count_with_holidays(group: SubGroup) -> None:
    """From now on the bank holidays as they are known today are those with which dates were worked out."""
    _keep(group, {int(year): _weekdays_off(int(year)) for year in group.bank_holidays})


def _keep(group: SubGroup, years: Mapping[int, Iterable[str]]) -> None:
    known = {str(year): sorted(days) for year, days in years.items()}
    if known != group.bank_holidays:
        group.bank_holidays = known
        group.save(update_fields=["bank_holidays"])


def _weekdays_off(year: int) -> dict[str, str]:
    found = england.bank_holidays(year).items()
    return {day.isoformat(): name for day, name in found if day.weekday() not in WEEKEND}


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
