"""Who is told what today: the reminder and escalation steps that are reached and not yet told.

One digest a person. A step is told when its day has come or passed: a missed run catches up with the newest.
Telling is claimed by a row per deadline, due day, step and person in the transaction that writes the mail.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse

from subgroup import outbox, registry
from subgroup.bulk import insert_new
from subgroup.calendar import calendar_for
from subgroup.deadlines.arithmetic import WORKING, shift
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.wording import count, long_date
from subgroup.delivery import DIGEST
from subgroup.models import Deadline, Message, Person, Reminder, SubGroup, Terms

LINES_SHOWN = 20


@dataclass(frozen=True)
class Steps:
    """The steps of a rule under some terms: the owner's, and the escalation's with the role of each."""

    own: tuple[int, ...]
    escalate: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Due:
    """A step of a deadline that one person is to be told of."""

    deadline_id: int
    due_on: date
    newest: int
    older: tuple[int, ...]
    breach: bool


@dataclass
class ForPerson:
    person: Person
    own: list[Due] = field(default_factory=list)
    escalated: list[Due] = field(default_factory=list)

    def without(self, off: set[int]) -> "ForPerson":
        """Leaves out what belongs to something that no longer takes place."""
        own, escalated = (
            [due for due in part if due.deadline_id not in off] for part in (self.own, self.escalated)
        )
        return ForPerson(self.person, own, escalated)


class Reached:
    """Which steps of a due day have come by today; worked out once for all deadlines that share it."""

    def __init__(self, calendar: WorkingCalendar, today: date) -> None:
        self.calendar, self.today = calendar, today
        self.steps = cache(self._steps)

    def _steps(self, due_on: date, steps: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(
            step for step in sorted(steps) if shift(due_on, step, WORKING, self.calendar).date <= self.today
        )

    def horizon(self, steps: Iterable[int]) -> date:
        """No deadline after this day has reached a step."""
        ahead = -min([0, *steps])
        start = self.calendar.next_working(self.today)
        return self.calendar.next_working(
            shift(start, ahead, WORKING, self.calendar).date + timedelta(days=1)
        )


def remind(group: SubGroup, *, today: date, at: datetime) -> list[str]:
    """Writes today's digests of a group; nothing on a day that is not worked. Answers a line per digest."""
    calendar = calendar_for(group)
    if not calendar.is_working(today):
        return []
    lines = (_tell(told, group, calendar, today, at) for told in _to_tell(group, calendar, today))
    return [line for line in lines if line]


def _all_steps(group: SubGroup) -> dict[tuple[str, int | None], Steps]:
    """The steps of each rule that is still owed, under the terms of each row."""
    owed = Deadline.objects.open().filter(group=group, rule__in=registry.rules.keys()).order_by()
    pairs = list(owed.values_list("rule", "terms_id").distinct())
    contents = {
        terms.pk: terms.content for terms in Terms.objects.filter(pk__in={pk for _, pk in pairs if pk})
    }
    found: dict[tuple[str, int | None], Steps] = {}
    for key, terms_id in pairs:
        rule = registry.rules[key]
        if terms_id:
            rule = contents[terms_id].rule(rule)
        found[key, terms_id] = Steps(tuple(rule.reminders), tuple(rule.escalate))
    return found


def _to_tell(group: SubGroup, calendar: WorkingCalendar, today: date) -> list[ForPerson]:
    steps = _all_steps(group)
    reached = Reached(calendar, today)
    every = [step for one in steps.values() for step in (*one.own, *(after for after, _ in one.escalate))]
    rows = list(
        Deadline.objects.open()
        .filter(group=group, rule__in={key for key, _ in steps}, due_on__lte=reached.horizon(every))
        .order_by("due_on", "pk")
        .values_list(
            "pk", "rule", "terms_id", "due_on", "owner_kind", "owner_key", "subject_kind", "subject_id"
        )
    )
    if not rows:
        return []
    roles = {role for one in steps.values() for role in _roles(one)}
    people = registry.people_for(group, {row[4:6] for row in rows} | roles, on=today)
    told_up_to = _told_up_to(group)
    breaching = set(registry.rules.breaching())
    may_know = registry.Told(group, {(row[6], row[7]) for row in rows}, on=today)
    found: dict[int, ForPerson] = {}
    subjects: dict[int, tuple[str, str]] = {}
    for pk, rule, terms_id, due_on, owner_kind, owner_key, *subject in rows:
        one, about = steps[rule, terms_id], (subject[0], subject[1])
        told = {owner: may_know.of(about, people[owner]) for owner in {(owner_kind, owner_key)} | _roles(one)}
        for person, mine, own in _recipients(one, reached, due_on, told, (owner_kind, owner_key)):
            newest, last = mine[-1], told_up_to.get((pk, person.pk))
            if last is not None and last >= newest:
                continue
            entry = found.setdefault(person.pk, ForPerson(person))
            due = Due(pk, due_on, newest, mine[:-1], rule in breaching)
            (entry.own if own else entry.escalated).append(due)
            subjects[pk] = about
    still_on = registry.still_on(set(subjects.values()))
    off = {pk for pk, subject in subjects.items() if subject not in still_on}
    return [found[pk].without(off) for pk in sorted(found)]


def _roles(steps: Steps) -> set[tuple[str, str]]:
    return {("role", role) for _, role in steps.escalate}


def _recipients(
    steps: Steps,
    reached: Reached,
    due_on: date,
    people: Mapping[tuple[str, str], Sequence[Person]],
    owner: tuple[str, str],
) -> Iterator[tuple[Person, tuple[int, ...], bool]]:
    """Each person to be told of a deadline, the steps that have come, and whether it is their own."""
    owners = people[owner]
    if own := reached.steps(due_on, steps.own):
        for person in owners:
            yield person, own, True
    if not steps.escalate:
        return
    mine = {person.pk for person in owners}
    up: dict[int, tuple[Person, list[int]]] = {}
    for after in reached.steps(due_on, tuple(sorted({after for after, _ in steps.escalate}))):
        for role in (role for day, role in steps.escalate if day == after):
            for person in people[("role", role)]:
                if person.pk not in mine:
                    up.setdefault(person.pk, (person, []))[1].append(after)
    for person, days in up.values():
        yield person, tuple(sorted(set(days))), False


def _told_up_to(group: SubGroup) -> dict[tuple[int, int], int]:
    """The newest step of each open deadline's present due day that each person was told of."""
    rows = Reminder.objects.filter(
        deadline__group=group,
        deadline__met_on=None,
        deadline__released_at=None,
        due_on=F("deadline__due_on"),
    )
    told = rows.order_by().values_list("deadline_id", "recipient_id").annotate(Max("step"))
    return {(deadline, person): step for deadline, person, step in told}


def _tell(
    told: ForPerson, group: SubGroup, calendar: WorkingCalendar, today: date, at: datetime
) -> str | None:
    """Claims what a person is to be told and writes their digest, in one transaction; one a day at most."""
    key = f"{DIGEST}:{group.pk}:{told.person.pk}:{today}"
    with transaction.atomic():
        if Message.objects.filter(key=key).exists():
            return None  # what was found since then goes into tomorrow's
        won = _claim(told.person, [*told.own, *told.escalated], today)
        own, escalated = (
            [due for due in part if due.deadline_id in won] for part in (told.own, told.escalated)
        )
        if not own and not escalated:
            return None
        context = _context(group, own, escalated, calendar, today)
        message = outbox.enqueue(
            kind=DIGEST,
            to=told.person,
            group=group,
            key=key,
            context=context,
            why=f"you {'answer for what it lists in' if own else 'chair'} the sub-group {group}.",
            at=at,
        )
        if message is None:
            transaction.set_rollback(True)
            return None
        Reminder.objects.filter(
            recipient=told.person, claimed_on=today, message=None, deadline__group=group
        ).update(message=message)
    total = len(own) + len(escalated)
    return f"{group}: told {told.person} of {count(total, 'thing', 'things')}"


def _claim(person: Person, dues: Sequence[Due], today: date) -> set[int]:
    """Inserts the claims of all steps reached; answers the deadlines whose newest step is ours to tell."""
    rows = [
        (due.deadline_id, due.due_on, step, person.pk, today)
        for due in sorted(dues, key=lambda due: due.deadline_id)
        for step in (*due.older, due.newest)
    ]
    columns = ("deadline_id", "due_on", "step", "recipient_id", "claimed_on")
    won = set(insert_new(Reminder, columns, rows, returning=("deadline_id", "step")))
    return {due.deadline_id for due in dues if (due.deadline_id, due.newest) in won}


def _context(
    group: SubGroup,
    own: list[Due],
    escalated: list[Due],
    calendar: WorkingCalendar,
    today: date,
) -> dict[str, object]:
    shown = own[:LINES_SHOWN] + escalated[:LINES_SHOWN]
    rows = Deadline.objects.in_bulk([due.deadline_id for due in shown])
    owners = registry.owner_labels(group, {(row.owner_kind, row.owner_key) for row in rows.values()})

    def line(due: Due) -> dict[str, object]:
        row = rows[due.deadline_id]
        url = registry.url_of(group, row.subject_kind, row.subject_id) or reverse(
            "deadline:detail", args=[group.slug, row.pk]
        )
        return {
            "label": row.label,
            "due": long_date(row.due_on),
            "when": when(row.due_on, today, calendar),
            "late": row.due_on < today,
            "why": row.why,
            "clause": row.clause,
            "owner": owners[row.owner_kind, row.owner_key],
            "url": outbox.absolute(url),
        }

    return {
        "own": [line(due) for due in own[:LINES_SHOWN]],
        "own_rest": max(0, len(own) - LINES_SHOWN),
        "escalated": [line(due) for due in escalated[:LINES_SHOWN]],
        "escalated_rest": max(0, len(escalated) - LINES_SHOWN),
        "overdue": sum(due.due_on < today for due in own),
        "coming": sum(due.due_on >= today for due in own),
        "breach": any(due.breach for due in own),
        "home": outbox.absolute(reverse("home")),
    }


def when(due_on: date, today: date, calendar: WorkingCalendar) -> str:
    """How far a due day is from today: "today", "in 3 working days", "2 working days late"."""
    if due_on == today:
        return "today"
    late = due_on < today
    days = abs(calendar.working_days_between(today, due_on))
    if not days:
        days = abs((due_on - today).days)
        text = count(days, "day", "days")
    else:
        text = count(days, "working day", "working days")
    return f"{text} late" if late else f"in {text}"
