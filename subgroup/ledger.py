"""The deadline ledger: all that somebody owes by a day is one row, and these verbs are the only way in.

`owe` creates it or moves it with its history kept, `meet` stops the clock, `reopen` takes that back, `release` lifts it
with a reason.
Late, due soon and days left are never stored.
"""

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from subgroup import changes as log
from subgroup import past, registry
from subgroup.clock import day_of
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.rules import Due
from subgroup.deadlines.wording import count, long_date
from subgroup.models import Closure, Deadline, DeadlineMove, Person, SubGroup, Terms
from subgroup.models.deadlines import DeadlineQuerySet
from subgroup.reckoning import Reckoner

BATCH = 500
TERMS_CHANGED = "The terms of reference changed."


def date_fields(due: Due, terms: Terms) -> dict[str, object]:
    return {
        "trigger_on": due.trigger_on,
        "due_on": due.on,
        "because": f"{due.offset.text} {long_date(due.trigger_on)}"
        if due.offset.amount
        else "the day itself",
        "explanation": due.explain(),
        "skipped": [{"date": skip.date.isoformat(), "why": skip.why} for skip in due.skipped],
        "terms": terms,
        "clause": due.rule.clause,
    }


def preview(group: SubGroup, rule: str, trigger_on: date, *, regime: str = "") -> Due:
    """What would be due: for plans, and for showing what a move changes before anybody confirms it."""
    return Reckoner(group).due(rule, trigger_on, regime)[0]


@transaction.atomic
def owe(
    *,
    group: SubGroup,
    rule: str,
    subject_kind: str,
    subject_id: object,
    trigger_on: date,
    owner: tuple[str, str],
    label: str,
    at: datetime,
    by: Person | None = None,
    reason: str = "",
    again: bool = False,
    regime: str = "",
    reckoner: Reckoner | None = None,
) -> Deadline:
    """Creates the deadline, or moves it when its trigger, the terms or the calendar give another date.

    Repeating it changes nothing. What was met stays met, also when its date moves. What was released stays
    released, unless it is owed `again`. A statutory clock names its `regime`: the row remembers it. `reckoner` saves
    queries where many are owed at once.
    """
    due, terms = (reckoner or Reckoner(group)).due(rule, trigger_on, regime)
    fields = {**date_fields(due, terms), "regime": regime}
    deadline, created = Deadline.objects.select_for_update().get_or_create(
        group=group,
        rule=rule,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        owner_kind=owner[0],
        owner_key=str(owner[1]),
        defaults={**fields, "label": label, "created_at": at},
    )
    if created:
        return deadline
    if deadline.released_at:
        if not again:
            return deadline
        lifted = f"Owed again; released before, because: {deadline.release_reason}"
        reason = f"{reason} {lifted}".strip()
        record_move(deadline, due, reason=reason, by=by, at=at).save()
        deadline.released_at = deadline.released_on = deadline.released_by = None
        deadline.release_reason, deadline.mistake = "", False
    elif (deadline.trigger_on, deadline.due_on) != (due.trigger_on, due.on):
        record_move(deadline, due, reason=reason or _why_moved(deadline, due), by=by, at=at).save()
    changed = {
        name: value for name, value in {**fields, "label": label}.items() if getattr(deadline, name) != value
    }
    if changed or again:
        for name, value in changed.items():
            setattr(deadline, name, value)
        deadline.save()
    return deadline


def record_move(
    deadline: Deadline, due: Due, *, reason: str, by: Person | None, at: datetime
) -> DeadlineMove:
    return DeadlineMove(
        deadline=deadline,
        from_trigger=deadline.trigger_on,
        to_trigger=due.trigger_on,
        from_due=deadline.due_on,
        to_due=due.on,
        reason=reason,
        moved_at=at,
        moved_by=by,
    )


def _why_moved(deadline: Deadline, due: Due) -> str:
    """Which days are worked no more, or again, since it was worked out; what else has changed where none are."""
    if deadline.trigger_on != due.trigger_on:
        old, new = long_date(deadline.trigger_on), long_date(due.trigger_on)
        return f"The day it is counted from moved from {old} to {new}."
    before = {date.fromisoformat(skip["date"]) for skip in deadline.skipped}
    return due.other_days(before, deadline.due_on) or "The terms of reference or the calendar changed."


def _rows(
    group: SubGroup, rule: str | None, subject_kind: str, subject_id: object, owner: tuple[str, str] | None
) -> DeadlineQuerySet:
    rows = Deadline.objects.filter(group=group).about(subject_kind, subject_id)
    if rule is not None:
        registry.rules[rule]
        rows = rows.filter(rule=rule)
    if owner is not None:
        rows = rows.filter(owner_kind=owner[0], owner_key=str(owner[1]))
    return rows


@transaction.atomic
def meet(
    *,
    group: SubGroup,
    rule: str,
    subject_kind: str,
    subject_id: object,
    owner: tuple[str, str] | None = None,
    on: date,
    at: datetime,
) -> list[Deadline]:
    """The clock stops on `on`. The first meeting counts and is never overwritten. Answers the rows it met."""
    rows = list(_rows(group, rule, subject_kind, subject_id, owner).open().order_by("pk").select_for_update())
    for deadline in rows:
        deadline.met_on, deadline.met_at = on, at
        deadline.save(update_fields=["met_on", "met_at"])
    return rows


@transaction.atomic
def reopen(*, deadline: Deadline, reason: str, by: Person | None, at: datetime) -> Deadline:
    """What was met is owed again, because what met it holds no more. That it was met, and when, stays in its history."""
    deadline.refresh_from_db(from_queryset=Deadline.objects.select_for_update())
    if deadline.met_on is None:
        return deadline
    DeadlineMove.objects.create(
        deadline=deadline,
        from_trigger=deadline.trigger_on,
        to_trigger=deadline.trigger_on,
        from_due=deadline.due_on,
        to_due=deadline.due_on,
        reason=f"{reason} It had been met on {long_date(deadline.met_on)}.",
        moved_at=at,
        moved_by=by,
    )
    deadline.met_on = deadline.met_at = None
    deadline.save(update_fields=["met_on", "met_at"])
    return deadline


@transaction.atomic
def release(
    *,
    group: SubGroup,
    subject_kind: str,
    subject_id: object,
    reason: str,
    by: Person | None,
    at: datetime,
    rule: str | None = None,
    owner: tuple[str, str] | None = None,
    mistake: bool = False,
) -> list[Deadline]:
    """Lifts what is open, with a reason: waived, cancelled, superseded. Without a rule: all of the subject.

    After its due day a deadline stays a breach, unless it was entered by `mistake`, which lifts met ones too.
    """
    rows = _rows(group, rule, subject_kind, subject_id, owner)
    return _release(rows.filter(released_at=None) if mistake else rows.open(), reason, by, at, mistake)


@transaction.atomic
def take_back(
    *, group: SubGroup, subject_kind: str, subject_id: object, reason: str, by: Person | None, at: datetime
) -> list[Deadline]:
    """What should never have been owed, by any rule: no breach stays of it, also where it was met or lifted already."""
    rows = _rows(group, None, subject_kind, subject_id, None)
    return _release(rows.filter(mistake=False), reason, by, at, mistake=True)


@transaction.atomic
def release_one(
    *, deadline: Deadline, reason: str, by: Person | None, at: datetime, mistake: bool = False
) -> bool:
    """Lifts one deadline; False when it is no longer open."""
    return bool(_release(Deadline.objects.open().filter(pk=deadline.pk), reason, by, at, mistake))


def _release(
    rows: DeadlineQuerySet, reason: str, by: Person | None, at: datetime, mistake: bool
) -> list[Deadline]:
    if not reason.strip():
        raise ValueError("A deadline is released with a reason.")
    found = list(rows.order_by("pk").select_for_update())
    for deadline in found:
        deadline.released_at, deadline.released_on, deadline.released_by = at, day_of(at), by
        deadline.release_reason, deadline.mistake = reason.strip(), mistake
        deadline.save()
    return found


@dataclass(frozen=True)
class Change:
    """What another calendar, or other terms, make of a deadline."""

    deadline: Deadline
    due: Due
    terms: Terms

    @property
    def is_move(self) -> bool:
        return self.due.on != self.deadline.due_on

    def matters(self, on: date) -> bool:
        return self.is_move and max(self.due.on, self.deadline.due_on) >= on

    @property
    def why(self) -> str:
        return _why_moved(self.deadline, self.due)


def affected(group: SubGroup, *, on: date, calendar: WorkingCalendar | None = None) -> list[Change]:
    """The open deadlines that the terms and the calendar (or the one given, not yet entered) would move on a day.

    What was late before and would be late after stays as it is: its day has passed.
    """
    return _moving(Deadline.objects.filter(group=group), Reckoner(group, calendar), on)


def _moving(rows: DeadlineQuerySet, reckoner: Reckoner, on: date) -> list[Change]:
    """Reads only the rows of days that give another date: much is counted from the same few days."""
    every = Deadline.objects.filter(group=reckoner.group).open().order_by()
    days = set()
    for rule, trigger_on, regime, due_on in every.values_list(
        "rule", "trigger_on", "regime", "due_on"
    ).distinct():
        due = _due(reckoner, rule, trigger_on, regime) if rule in registry.rules else None
        if due and due[0].on != due_on and max(due[0].on, due_on) >= on:
            days.add(trigger_on)
    found = _reckoned(_open(rows.filter(trigger_on__in=days)), reckoner) if days else []
    return [change for change in found if change.matters(on)]


def would_move(group: SubGroup, rows: Iterable[Deadline], *, on: date) -> list[Change]:
    """The same for some rows that have been read."""
    found = _reckoned((row for row in rows if row.is_open and row.rule in registry.rules), Reckoner(group))
    return [change for change in found if change.matters(on)]


def _open(rows: DeadlineQuerySet) -> Iterable[Deadline]:
    return rows.open().filter(rule__in=registry.rules.keys()).order_by("pk").iterator()


def _reckoned(rows: Iterable[Deadline], reckoner: Reckoner) -> list[Change]:
    """What is open, as it would be worked out now, by date."""
    changes = [
        Change(row, *found) for row in rows if (found := _due(reckoner, row.rule, row.trigger_on, row.regime))
    ]
    return sorted(changes, key=lambda change: (change.deadline.due_on, change.deadline.pk))


def _due(reckoner: Reckoner, rule: str, trigger_on: date, regime: str) -> tuple[Due, Terms] | None:
    """None where newer terms no longer name the rule's offset: what is owed already stays as it is."""
    try:
        return reckoner.due(rule, trigger_on, regime)
    except KeyError:
        return None


@transaction.atomic
def recalculate(group: SubGroup, *, at: datetime, by: Person | None, reason: str = "") -> list[DeadlineMove]:
    """Moves what `affected` shows, after somebody has said yes. Without a reason each says which days are others now."""
    rows = Deadline.objects.filter(group=group).select_for_update()
    return _write(_moving(rows, Reckoner(group), day_of(at)), at=at, by=by, reason=reason)


@transaction.atomic
def follow_terms(group: SubGroup, *, at: datetime, by: Person | None = None) -> list[DeadlineMove]:
    """What is open goes over to the terms now in force on its trigger day, where those are others (M4).

    Its date moves where they give another one. What is counted from any other day stays as it is.
    """
    found = _reckoned(_open(Deadline.objects.filter(group=group).select_for_update()), Reckoner(group))
    changes = [change for change in found if change.terms.pk != change.deadline.terms_id]
    return _write(changes, at=at, by=by, reason=TERMS_CHANGED)


def _write(changes: list[Change], *, at: datetime, by: Person | None, reason: str) -> list[DeadlineMove]:
    moves = [
        record_move(change.deadline, change.due, reason=reason or change.why, by=by, at=at)
        for change in changes
        if change.is_move
    ]
    before = [copy(change.deadline) for change in changes]
    for change in changes:
        for name, value in date_fields(change.due, change.terms).items():
            setattr(change.deadline, name, value)
    DeadlineMove.objects.bulk_create(moves, batch_size=BATCH)
    names = ["trigger_on", "due_on", "because", "explanation", "skipped", "terms", "clause"]
    now = [change.deadline for change in changes]
    Deadline.objects.bulk_update(now, names, batch_size=BATCH)
    log.inserted(moves, by=by)
    log.updated(list(zip(before, now, strict=True)), by=by)
    return moves


def owners_of(person: Person, group: SubGroup, *, on: date) -> list[tuple[str, str]]:
    """Every owner for whom this person answers on a day: their seats, roles, agencies and themselves."""
    return [
        (kind, key)
        for kind in registry.owners.keys()  # noqa: SIM118 - not a dict
        for key in registry.owners[kind].keys_of(person, group, on)
    ]


def owed_by(person: Person, group: SubGroup, *, on: date) -> DeadlineQuerySet:
    """What this person owes, by date: "your tasks". Two or three queries, however much there is."""
    return owned(Deadline.objects.open().filter(group=group), by_kind(owners_of(person, group, on=on)))


def open_before(rows: DeadlineQuerySet, before: datetime) -> list[Deadline]:
    """Those of the rows that were owed before a moment, as they stood then, by date. Two queries."""
    lasted = Q(met_on=None, released_at=None) | Q(met_at__gte=before) | Q(released_at__gte=before)
    then = past.as_they_were(rows.filter(lasted, created_at__lt=before), before)
    return sorted((row for row in then if row.is_open), key=lambda row: (row.due_on, row.pk))


def days(rows: DeadlineQuerySet, when: past.When) -> dict[str, date]:
    """Of those of the rows that are owed, or were on a past day: by which day, by what they are about."""
    if when.before is None:
        return dict(rows.open().order_by().values_list("subject_id", "due_on"))
    return {row.subject_id: row.due_on for row in open_before(rows, when.before)}


def by_kind(owners: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for kind, key in owners:
        keys.setdefault(kind, []).append(key)
    return keys


def owned(rows: DeadlineQuerySet, owners: Mapping[str, Collection[str]]) -> DeadlineQuerySet:
    """Those of the rows that belong to one of the owners, by their kind."""
    wanted = Q(pk__in=[])
    for kind, keys in owners.items():
        wanted |= Q(owner_kind=kind, owner_key__in=keys)
    return rows.filter(wanted)


def calendar(group: SubGroup, start: date, end: date) -> DeadlineQuerySet:
    """All that is or was due from a day to a day, both included; released ones too."""
    return Deadline.objects.filter(group=group, due_on__range=(start, end))


def closure_uses(closure: Closure) -> str | None:
    """What keeps a closure from being taken back: the dates that were worked out with it."""
    around = Q(due_on__lte=closure.day, trigger_on__gte=closure.day) | Q(
        trigger_on__lte=closure.day, due_on__gte=closure.day
    )
    rows = Deadline.objects.filter(around, group_id=closure.group_id).values_list("skipped", flat=True)
    day = closure.day.isoformat()
    used = sum(any(skip["date"] == day for skip in skipped) for skipped in rows)
    return f"{count(used, 'due date skips', 'due dates skip')} it" if used else None
