"""Rules of the terms that were not kept. Nobody types them in.

A missed deadline is a breach because the ledger says so: `record` writes what the ledger shows, `listing`
shows it also before a run has written it. What is no row of the ledger (P1, P3, P4, P5) is noted by the verb
that finds it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from subgroup import past, registry
from subgroup.bulk import insert_new
from subgroup.clock import moment
from subgroup.models import Breach, Deadline, Person, SubGroup
from subgroup.models.deadlines import DeadlineQuerySet

BATCH = 1000
SENTENCE = 400
_OF_A_DEADLINE = "deadline:"
_FACTS = ("clause", "day", "subject_kind", "subject_id", "sentence")
_COLUMNS = [
    "id", "rule", "clause", "subject_kind", "subject_id", "label", "due_on", "met_on",
    "released_at", "released_on", "release_reason", "group_id", "mistake",
]  # fmt: skip


def _day(day: date) -> str:
    """21 June 2017."""
    return f"{day.day} {day:%B} {day.year}"


def sentence_of(deadline: Deadline) -> str:
    """Minutes of M2 late: due 21 June 2017, circulated 22 June 2017."""
    done = registry.rules.done(deadline.rule)
    if deadline.met_on:
        end = f"{done} {_day(deadline.met_on)}"
    elif deadline.released_on:
        end = f"released {_day(deadline.released_on)}: {deadline.release_reason}"
    else:
        end = f"not yet {done}"
    sentence = f"{deadline.label} late: due {_day(deadline.due_on)}, {end}"
    return sentence if len(sentence) <= SENTENCE else sentence[: SENTENCE - 1] + "…"


def _breach(deadline: Deadline, at: datetime) -> Breach:
    return Breach(
        group_id=deadline.group_id,
        key=f"{_OF_A_DEADLINE}{deadline.pk}:{deadline.due_on}",
        clause=deadline.clause,
        day=deadline.due_on + timedelta(days=1),
        subject_kind=deadline.subject_kind,
        subject_id=deadline.subject_id,
        sentence=sentence_of(deadline),
        deadline=deadline,
        due_on=deadline.due_on,
        settled=not deadline.is_open,
        found_at=at,
    )


def _unwritten(group: SubGroup, on: date) -> DeadlineQuerySet:
    """The deadlines that are broken and whose breach no run has written yet."""
    written = Breach.objects.filter(deadline=OuterRef("pk"), due_on=OuterRef("due_on"))
    rows = Deadline.objects.broken(on=on).filter(group=group, rule__in=registry.rules.breaching())
    return rows.filter(~Exists(written)).order_by("due_on", "pk").only(*_COLUMNS)


_STANDS = Q(
    Q(deadline__met_on=None) | Q(deadline__met_on__gt=F("due_on")),
    Q(deadline__released_on=None) | Q(deadline__released_on__gt=F("due_on")),
    deadline__mistake=False,
    deadline__due_on=F("due_on"),
)
"""Of a stored breach: the ledger still shows it."""


@transaction.atomic
def record(group: SubGroup, *, on: date, at: datetime) -> list[Breach]:
    """Makes the stored breaches agree with the ledger as at `on`; answers the new ones. Idempotent.

    Besides writing new ones it finishes the sentences of those met or released since, and withdraws those
    whose date moved, whose record was corrected, or which were entered by mistake; none is ever deleted.
    """
    found = [_breach(deadline, at) for deadline in _unwritten(group, on).iterator()]
    columns = [column.attname for column in Breach._meta.concrete_fields if not column.primary_key]
    rows = ([getattr(breach, column) for column in columns] for breach in found)
    new = {key for (key,) in insert_new(Breach, columns, rows, returning=("key",))}
    stored = Breach.objects.filter(group=group, deadline__isnull=False).select_related("deadline")
    _refresh(stored.filter(_STANDS, withdrawn_at__isnull=False), at)
    _refresh(stored.filter(withdrawn_at=None).exclude(_STANDS), at)
    finished = Q(deadline__met_on__isnull=False) | Q(deadline__released_at__isnull=False)
    _refresh(stored.filter(_STANDS, finished, withdrawn_at=None, settled=False), at)
    return [breach for breach in found if breach.key in new]


def _refresh(rows: Iterable[Breach], at: datetime) -> None:
    changed = [_as_the_ledger_says(breach, at) for breach in rows]
    names = ["sentence", "settled", "withdrawn_at", "withdrawn_reason"]
    Breach.objects.bulk_update(changed, names, batch_size=BATCH)


def _as_the_ledger_says(breach: Breach, at: datetime) -> Breach:
    """Brings a stored breach of a deadline up to date, unsaved."""
    deadline = breach.deadline
    if deadline is None:
        return breach
    reason = _why_withdrawn(breach, deadline)
    if reason:
        breach.withdrawn_at, breach.withdrawn_reason = breach.withdrawn_at or at, reason
    else:
        breach.withdrawn_at, breach.withdrawn_reason = None, ""
        breach.sentence, breach.settled = sentence_of(deadline), not deadline.is_open
    return breach


def _why_withdrawn(breach: Breach, deadline: Deadline) -> str:
    if deadline.mistake:
        return f"Entered by mistake: {deadline.release_reason}"[:300]
    if deadline.due_on != breach.due_on:
        return f"The due day moved to {_day(deadline.due_on)}."
    if deadline.met_on and deadline.met_on <= deadline.due_on:
        done = registry.rules.done(deadline.rule)
        return f"It had been {done} on {_day(deadline.met_on)}, as was recorded later."
    if deadline.released_on and deadline.released_on <= deadline.due_on:
        return f"It had been released on {_day(deadline.released_on)}."
    return ""


@transaction.atomic
def note(
    *,
    group: SubGroup,
    key: str,
    clause: str,
    day: date,
    subject_kind: str,
    subject_id: object,
    sentence: str,
    at: datetime,
) -> Breach:
    """A breach that is an event and no missed deadline. The same key again brings it up to date, or back."""
    if key.startswith(_OF_A_DEADLINE):
        raise ValueError("Breaches of deadlines follow from the ledger.")
    facts = {
        "clause": clause,
        "day": day,
        "subject_kind": subject_kind,
        "subject_id": str(subject_id),
        "sentence": sentence[:SENTENCE],
        "withdrawn_at": None,
        "withdrawn_reason": "",
    }
    breach, created = Breach.objects.select_for_update().get_or_create(
        group=group, key=key, defaults={**facts, "found_at": at}
    )
    if not created and any(getattr(breach, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(breach, name, value)
        breach.save()
    return breach


@transaction.atomic
def withdraw(*, group: SubGroup, key: str, reason: str, at: datetime) -> bool:
    """The record behind a noted breach was corrected; False when there is none that stands."""
    if key.startswith(_OF_A_DEADLINE):
        raise ValueError("Release the deadline as entered by mistake instead.")
    breach = Breach.objects.select_for_update().filter(group=group, key=key, withdrawn_at=None).first()
    if breach is None:
        return False
    breach.withdrawn_at, breach.withdrawn_reason = at, reason[:300]
    breach.save()
    return True


def listing(group: SubGroup, *, on: date, since: date | None = None) -> list[Breach]:
    """The breaches that stand as at `on`, by day, from `since` on, whether `record` has run or not.

    Those that no run has written yet are unsaved (no pk). Two queries, however many there are.
    """
    stored = Breach.objects.filter(group=group, day__lte=on).select_related("deadline", "addressed_by")
    unwritten = _unwritten(group, on)
    if since:
        stored = stored.filter(day__gte=since)
        unwritten = unwritten.filter(due_on__gte=since - timedelta(days=1))
    shown = [_as_the_ledger_says(breach, moment(on)) for breach in stored]
    shown = [breach for breach in shown if breach.withdrawn_at is None]
    shown += [_breach(deadline, moment(on)) for deadline in unwritten]
    return sorted(shown, key=_in_order)


def listed_before(group: SubGroup, *, on: date, before: datetime) -> list[Breach]:
    """What `listing` showed before a moment of that day, each with what was done about it by then. A few queries."""
    owed = Deadline.objects.filter(group=group, rule__in=registry.rules.breaching()).only(*_COLUMNS)
    found = [_breach(row, before) for row in past.as_they_were(owed, before) if row.is_late(on)]
    stored = Breach.objects.filter(group=group, found_at__lt=before, day__lte=on).select_related(
        "addressed_by"
    )
    then = past.as_they_were(stored, before)
    done = {row.key: row.addressed for row in then}
    for breach in found:
        breach.addressed = done.get(breach.key, "")
    found += [row for row in then if row.deadline_id is None and row.withdrawn_at is None]
    return sorted(found, key=_in_order)


def _in_order(breach: Breach) -> tuple[date, str, str]:
    return breach.day, breach.clause, breach.sentence


@transaction.atomic
def address(*, breach: Breach, text: str, by: Person, at: datetime) -> Breach:
    """What was done about it (P8). A breach that no run has written yet is written first."""
    if not breach.pk:
        stored, _ = Breach.objects.get_or_create(
            group_id=breach.group_id,
            key=breach.key,
            defaults={name: getattr(breach, name) for name in (*_FACTS, "deadline", "due_on", "settled")}
            | {"found_at": at},
        )
        breach = stored
    breach.addressed, breach.addressed_at, breach.addressed_by = text, at, by
    breach.save(update_fields=["addressed", "addressed_at", "addressed_by"])
    return breach
