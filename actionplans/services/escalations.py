"""The exception list (F14, P8): what goes wrong is found, climbs, and leaves only by a person's recorded reason."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from actionplans import causes, pressed
from actionplans.causes import Trouble
from actionplans.enums import RUNGS, Cause, Rung
from actionplans.ladder import Standing, next_rung, standing_for
from actionplans.models import Challenge, Escalation, EscalationStep
from meetings.locks import lock_group
from subgroup import breaches, outbox, registry
from subgroup.calendar import calendar_for
from subgroup.clock import day_of, moment
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.models import Breach, Message, Person, Risk, SubGroup
from subgroup.risks import RiskLights
from subgroup.terms.escalation import EscalationTerms

SUBJECT = "escalation"
LISTED = 20
TAKEN_BACK = "The action was taken back."
CORRECTED = "What it rested on was corrected or sent back since."


@dataclass(frozen=True)
class Reached:
    """A rung that a row of the list has come to."""

    row: Escalation
    rung: Rung


@transaction.atomic
def find(*, group: SubGroup, at: datetime) -> list[str]:
    """What went wrong enters the list, what stands in it climbs, and who stands on the new rung is told.

    Idempotent; however late it runs, its rows and the days on them are those of a run on every day. Nothing
    happens on a day that is not worked. Answers a line for each rung reached and each person told.
    """
    today = day_of(at)
    if not calendar_for(group).is_working(today):
        return []
    lock_group(group)
    troubles = causes.all_of(group, today=today, at=at)
    reached = _enter(group, troubles)
    rows = _standing(group)
    if not rows:
        return []
    _note_endings(rows, {one.key: one for one in troubles}, today)
    ladder = standing_for(group, rows, on=today)
    terms = group.terms_on(today).content.escalation
    for row in rows:
        reached += _climb(row, ladder, terms)
    lines = [f"{group}: {one.row.sentence} Now with: {terms.rungs[one.rung]}." for one in reached]
    return lines + _tell(group, reached, ladder, terms, at)


def _standing(group: SubGroup) -> list[Escalation]:
    rows = Escalation.objects.standing().filter(group=group).order_by("began_on", "pk")
    rows = rows.select_related("action", "challenge", "agency", "risk").prefetch_related("steps")
    return list(rows.select_for_update(of=("self",)))


def _enter(group: SubGroup, troubles: list[Trouble]) -> list[Reached]:
    """The rows that are new, on their first rung. A challenge stands in the list once, whatever went wrong with it."""
    listed = Escalation.objects.filter(group=group)
    known = set(listed.filter(key__in=[one.key for one in troubles]).values_list("key", flat=True))
    disputed = set(listed.standing().exclude(challenge=None).values_list("challenge_id", flat=True))
    new = [
        one for one in troubles
        if one.key not in known and not (one.challenge and one.challenge.pk in disputed)
    ]  # fmt: skip
    return [enter(group, one) for one in new]


def enter(group: SubGroup, trouble: Trouble) -> Reached:
    """A new row of the list, on its first rung since the day on which it went wrong."""
    row = Escalation.objects.create(
        group=group, cause=trouble.cause, key=trouble.key, action=trouble.action, challenge=trouble.challenge,
        owed=trouble.owed, risk=trouble.risk, agency_id=trouble.agency_id, sentence=trouble.sentence, began_on=trouble.began_on,
        rung=trouble.rung, ended_on=trouble.ended_on, ended_because=trouble.ended_because,
    )  # fmt: skip
    return _step(row, trouble.rung, trouble.began_on)


def _step(row: Escalation, rung: Rung, day: date) -> Reached:
    EscalationStep.objects.create(escalation=row, rung=rung, taken_at=moment(day))
    return Reached(row, rung)


def _note_endings(rows: list[Escalation], troubles: dict[str, Trouble], today: date) -> None:
    """What is no longer so climbs no further, and stays in the list until it is addressed."""
    for row in rows:
        if row.challenge_id:
            continue  # its answers say
        ended_on, because = row.ended_on, row.ended_because
        if found := troubles.get(row.key):
            ended_on, because = found.ended_on, found.ended_because
        elif row.action and row.action.withdrawn_at:
            ended_on, because = day_of(row.action.withdrawn_at), TAKEN_BACK
        elif ended_on is None:
            ended_on, because = today, CORRECTED
        if (row.ended_on, row.ended_because) != (ended_on, because):
            row.ended_on, row.ended_because = ended_on, because
            row.save(update_fields=["ended_on", "ended_because"])


def _climb(row: Escalation, ladder: Standing, terms: EscalationTerms) -> list[Reached]:
    """Every rung that it has come to by today."""
    days = terms.days[row.cause]
    reached_on = since(row)
    rung, found = Rung(row.rung), []
    while higher := next_rung(rung):
        people = ladder.on(rung, row.agency_id, row.action)
        day = ladder.climbs_on(people, reached_on, days[RUNGS.index(rung)])
        if day is None or (row.ended_on and day > row.ended_on):
            break
        found.append(_step(row, higher, day))
        rung, reached_on = higher, day
    if found:
        _put_on(row, rung)
    return found


def since(row: Escalation) -> date:
    """The day from which the time on its rung is counted: that of a challenge not before its answer is due."""
    reached_on = min(day_of(step.taken_at) for step in row.steps.all() if step.rung == row.rung)
    return max(reached_on, row.challenge.answer_due_on) if row.challenge else reached_on


def _put_on(row: Escalation, rung: Rung) -> None:
    row.rung = rung
    row.save(update_fields=["rung"])
    if row.challenge:
        row.challenge.rung = rung
        row.challenge.save(update_fields=["rung"])


def _tell(
    group: SubGroup, reached: list[Reached], ladder: Standing, terms: EscalationTerms, at: datetime
) -> list[str]:
    """One mail to each, of all that came to their rung; nobody is told the same twice.

    What is hidden from anybody has a mail of its own, which is hidden from them too.
    """
    told: dict[tuple[int, int], tuple[Person, dict[int, Reached]]] = {}
    may_know = registry.Told(group, [(SUBJECT, str(one.row.pk)) for one in reached], on=day_of(at))
    for one in reached:
        pair = (SUBJECT, str(one.row.pk))
        alone = one.row.pk if pair in may_know.secret else 0
        for person in may_know.of(pair, ladder.on(one.rung, one.row.agency_id, one.row.action)):
            told.setdefault((person.pk, alone), (person, {}))[1][one.row.pk] = one
    lines = []
    for _, (person, things) in sorted(told.items()):
        if _mail(group, person, list(things.values()), terms, at):
            lines.append(f"{group}: told {person} of {count(len(things), 'exception', 'exceptions')}")
    return lines


def _mail(
    group: SubGroup, person: Person, things: list[Reached], terms: EscalationTerms, at: datetime
) -> Message | None:
    digest = sha256("\n".join(sorted(f"{one.row.key} {one.rung}" for one in things)).encode()).hexdigest()
    listed = [
        {"said": one.row.sentence, "rung": terms.rungs[one.rung], "link": outbox.absolute(url_of(one.row))}
        for one in things[:LISTED]
    ]
    return outbox.enqueue(
        kind="escalated", to=person, group=group, key=f"escalated:{group.pk}:{person.pk}:{digest[:32]}",
        context={
            "listed": listed, "number": len(things), "rest": max(0, len(things) - LISTED),
            "link": outbox.absolute(reverse("actionplans:exceptions", args=[group.slug])),
        },
        why=f"what went wrong has come to you on the ladder of the sub-group {group}.", at=at,
        about=(SUBJECT, str(things[0].row.pk)) if len(things) == 1 else None,
    )  # fmt: skip


def url_of(row: Escalation) -> str:
    return reverse("actionplans:exception", args=[row.group.slug, row.pk])


@transaction.atomic
def note(*, escalation: Escalation, text: str, by: Person, at: datetime) -> EscalationStep:
    """What was done about it so far; it stays in the list."""
    row = _locked(escalation)
    if not text.strip():
        raise NotAllowed("Say what was done about it.")
    if there := pressed.again(row.steps.all(), "taken_at", at, taken_by=by, note=text.strip()):
        return there
    return EscalationStep.objects.create(
        escalation=row, rung=row.rung, taken_at=at, taken_by=by, note=text.strip()
    )


@transaction.atomic
def address(*, escalation: Escalation, reason: str, by: Person, at: datetime) -> Escalation:
    """It leaves the list, with what was done about it; the next return says so (P8). A breach behind it is addressed too."""
    row = _locked(escalation)
    if not reason.strip():
        raise NotAllowed("Say what was done about it: nothing leaves the exception list without a reason.")
    row.addressed_at, row.addressed_by, row.addressed_because = at, by, reason.strip()
    row.save(update_fields=["addressed_at", "addressed_by", "addressed_because"])
    if row.owed_id:
        missed = Breach.objects.filter(group_id=row.group_id, subject_id=str(row.owed_id), addressed="")
        for breach in missed.filter(subject_kind=causes.UPDATE, withdrawn_at=None):
            breaches.address(breach=breach, text=row.addressed_because, by=by, at=at)
    return row


@transaction.atomic
def address_ended(*, rows: QuerySet[Escalation], reason: str, by: Person, at: datetime) -> int:
    """Of the rows that a person sees all that are no longer so leave the list with one reason; answers how many."""
    found = list(ended(rows).order_by("pk"))
    for row in found:
        address(escalation=row, reason=f"{row.ended_because} {reason.strip()}", by=by, at=at)
    return len(found)


def ended(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    """Those in the list that are no longer so. Challenges leave one by one."""
    return rows.filter(addressed_at=None, challenge=None, ended_on__isnull=False)


def _locked(escalation: Escalation) -> Escalation:
    escalation.refresh_from_db(from_queryset=Escalation.objects.select_for_update())
    if escalation.addressed_at:
        raise NotAllowed(
            f"This was addressed on {long_date(day_of(escalation.addressed_at))} by {escalation.addressed_by}."
        )
    return escalation


def of_risk(risk: Risk, at: datetime) -> None:
    """For subgroup.risks: what has become red is in the list at once, and what is red no more says so there."""
    light = RiskLights(risk.group).on(day_of(at)).colour(risk.likelihood, risk.impact)
    if (risk.is_open and light == "red") or Escalation.objects.standing().filter(risk=risk).exists():
        find(group=risk.group, at=at)


# Challenges climb by what their people decide, too.


def of_challenge(challenge: Challenge) -> Escalation | None:
    """Its row in the list, locked; None where it does not stand there."""
    rows = Escalation.objects.standing().filter(challenge=challenge).prefetch_related("steps")
    row = rows.select_for_update().first()
    if row:
        row.challenge = challenge
    return row


@transaction.atomic
def raise_challenge(*, challenge: Challenge, sentence: str, note: str, by: Person, at: datetime) -> Rung:
    """A person takes it one rung higher, for a reason of their own; it stands in the list from then on. Answers the rung."""
    rung = next_rung(challenge.rung) or Rung(challenge.rung)
    row = of_challenge(challenge)
    if row is None:
        row = Escalation.objects.create(
            group=challenge.group, cause=Cause.UNANSWERED, key=f"challenge:{challenge.pk}:{at.isoformat()}",
            challenge=challenge, agency=challenge.agency, sentence=sentence, began_on=day_of(at), rung=challenge.rung,
        )  # fmt: skip
    row.sentence, row.ended_on, row.ended_because = sentence, None, ""
    row.save(update_fields=["sentence", "ended_on", "ended_because"])
    _put_on(row, rung)
    EscalationStep.objects.create(escalation=row, rung=rung, taken_at=at, taken_by=by, note=note)
    ladder = standing_for(challenge.group, [row], on=day_of(at))
    terms = challenge.group.terms_on(day_of(at)).content.escalation
    _tell(challenge.group, [Reached(row, rung)], ladder, terms, at)
    return rung
