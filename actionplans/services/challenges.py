"""The challenge log (F5): made, answered, judged, taken higher and closed; also challenges made to the sub-group."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from actionplans import causes, hidden, pressed
from actionplans.deadlines import CHALLENGE_ANSWER
from actionplans.enums import Adequacy, Direction, Rung
from actionplans.ladder import next_rung
from actionplans.models import Action, Challenge, ChallengeAnswer, EscalationStep
from actionplans.services import escalations
from meetings.locks import lock_group
from meetings.notices import mail_people
from meetings.services.planning import year_label
from members.models import Agency, Holding
from subgroup import access, ledger, registry
from subgroup.calendar import calendar_for
from subgroup.clock import day_of
from subgroup.deadlines.arithmetic import WORKING, shift
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person, SubGroup

SUBJECT = "challenge"


def answer_day(group: SubGroup, *, on: date) -> date:
    """By when an answer is asked for unless somebody says otherwise: so many working days as the terms leave."""
    within = group.terms_on(on).content.escalation.answer_within
    return shift(on, within, WORKING, calendar_for(group)).date


@transaction.atomic
def make(
    *, group: SubGroup, agency: Agency, issue: str, question: str, by: Person, at: datetime,
    direction: str = Direction.TO_AGENCY, action: Action | None = None, evidence: str = "",
    answer_due_on: date | None = None, once: bool = False,
) -> Challenge:  # fmt: skip
    """A question to an agency, or by an agency to the sub-group. Who is to answer gets a mail and owes it by its day.
    `once`: what a form sent in the same words moments ago is not made again.

    Raises NotAllowed for a day that has passed and for an action that another agency answers for.
    """
    lock_group(group)
    today = day_of(at)
    due = answer_due_on or answer_day(group, on=today)
    _check_day(due, today)
    if not issue.strip() or not question.strip():
        raise NotAllowed("A challenge says what the issue is and asks a question.")
    if action and direction == Direction.TO_AGENCY and not _answers_for(agency, action):
        raise NotAllowed(
            f"{action.reference} is an action of {action.agency}, not of {agency}. Challenge the agency that answers for it."
        )
    said = {
        "made_by": by,
        "direction": direction,
        "action": action,
        "issue": issue.strip(),
        "question": question.strip(),
    }
    rows = Challenge.objects.filter(group=group, agency=agency)
    if once and (there := pressed.again(rows, "made_at", at, **said)):
        return there
    year = year_label(group.terms_on(today).content, today)
    last = Challenge.objects.filter(group=group, year=year).aggregate(last=Max("number"))["last"] or 0
    challenge = Challenge.objects.create(
        group=group, number=last + 1, year=year, direction=direction, agency=agency, action=action,
        issue=issue.strip(), evidence=evidence.strip(), question=question.strip(), answer_due_on=due,
        made_at=at, made_by=by, rung=Rung.LEAD if direction == Direction.TO_AGENCY else Rung.CHAIR,
    )  # fmt: skip
    _owe(challenge, at)
    _mail(challenge, "challenge_made", owner_of(challenge), f"challenge_made:{challenge.pk}", at)
    return challenge


def _answers_for(agency: Agency, action: Action) -> bool:
    return agency.pk == action.agency_id or action.supporting.filter(pk=agency.pk).exists()


@transaction.atomic
def answer(*, challenge: Challenge, text: str, by: Person, at: datetime) -> ChallengeAnswer:
    """The answer stops the clock; it waits to be judged."""
    _locked(challenge)
    check_answer(challenge)
    if not text.strip():
        raise NotAllowed("Write the answer.")
    made = ChallengeAnswer.objects.create(
        challenge=challenge, text=text.strip(), answered_at=at, answered_by=by
    )
    met = ledger.meet(
        group=challenge.group, rule=CHALLENGE_ANSWER.key, subject_kind=SUBJECT, subject_id=challenge.pk,
        on=day_of(at), at=at,
    )  # fmt: skip
    _note_answered(challenge, met[0] if met else None, at)
    key = f"challenge_answered:{made.pk}"
    _mail(challenge, "challenge_answered", judge_of(challenge), key, at)
    return made


def _note_answered(challenge: Challenge, owed: Deadline | None, at: datetime) -> None:
    """In the exception list it stops climbing; a late answer stands there also when no run came in between."""
    row = escalations.of_challenge(challenge)
    if row is None:
        if owed and owed.is_late(day_of(at)):
            escalations.enter(challenge.group, causes.unanswered(challenge, owed))
        return
    row.ended_on, row.ended_because = day_of(at), f"The answer came on {long_date(day_of(at))}."
    row.save(update_fields=["ended_on", "ended_because"])


@transaction.atomic
def judge(
    *, answer: ChallengeAnswer, adequate: bool, because: str, by: Person, at: datetime,
    answer_due_on: date | None = None,
) -> ChallengeAnswer:  # fmt: skip
    """Adequate or not, and why. After one that is not, another is asked for by a new day, a rung higher."""
    challenge = _locked(answer.challenge)
    answer.refresh_from_db(from_queryset=ChallengeAnswer.objects.select_for_update())
    _check_open(challenge)
    if answer.judged_at:
        raise NotAllowed(
            f"This answer was judged on {long_date(day_of(answer.judged_at))} by {answer.judged_by}."
        )
    if not because.strip():
        raise NotAllowed("Say why the answer is adequate, or why it is not.")
    answer.adequacy = Adequacy.ADEQUATE if adequate else Adequacy.NOT_ADEQUATE
    answer.because, answer.judged_at, answer.judged_by = because.strip(), at, by
    answer.save()
    told = long_date(day_of(answer.answered_at))
    if adequate:
        _leaves_the_list(challenge, f"The answer of {told} was judged adequate.", by, at)
    else:
        _ask_again(challenge, answer_due_on, told, by, at)
    _mail(
        challenge, "challenge_judged", owner_of(challenge), f"challenge_judged:{answer.pk}", at, answer=answer
    )
    return answer


def _ask_again(challenge: Challenge, due: date | None, told: str, by: Person, at: datetime) -> None:
    today = day_of(at)
    due = due or answer_day(challenge.group, on=today)
    _check_day(due, today)
    challenge.answer_due_on = due
    challenge.save(update_fields=["answer_due_on"])
    reason = f"The answer of {told} was not adequate; another is asked for."
    for owed in Deadline.objects.filter(group=challenge.group).about(SUBJECT, challenge.pk):
        ledger.reopen(deadline=owed, reason=reason, by=by, at=at)
    _owe(challenge, at, by=by, reason=reason)
    said = (
        f"Challenge {challenge.reference} {causes.to_whom(challenge)}: the answer of {told} was not adequate."
    )
    note = "The answer was not adequate."
    escalations.raise_challenge(challenge=challenge, sentence=said, note=note, by=by, at=at)


@transaction.atomic
def climb(*, challenge: Challenge, because: str, by: Person, at: datetime, once: bool = False) -> Rung:
    """Takes it one rung higher before its time. `because` stands in the exception list: no case detail.

    `once`: pressed again moments later it stays where the first press took it.
    """
    _locked(challenge)
    check_climb(challenge)
    if not because.strip():
        raise NotAllowed("Say why it is taken higher.")
    steps = EscalationStep.objects.filter(escalation__challenge=challenge)
    if once and pressed.again(steps, "taken_at", at, taken_by=by, note=because.strip()):
        return Rung(challenge.rung)
    said = f"Challenge {challenge.reference} {causes.to_whom(challenge)} was taken higher."
    return escalations.raise_challenge(challenge=challenge, sentence=said, note=because.strip(), by=by, at=at)


@transaction.atomic
def close(*, challenge: Challenge, outcome: str, changed: str, by: Person, at: datetime) -> Challenge:
    """The outcome, and what changed because of it. An answer that waits is judged first."""
    _locked(challenge)
    check_close(challenge)
    if not outcome.strip():
        raise NotAllowed("Say what came of it.")
    challenge.closed_at, challenge.closed_by = at, by
    challenge.outcome, challenge.changed = outcome.strip(), changed.strip()
    challenge.save()
    day = long_date(day_of(at))
    ledger.release(
        group=challenge.group, subject_kind=SUBJECT, subject_id=challenge.pk,
        reason=f"Challenge {challenge.reference} was closed on {day}.", by=by, at=at,
    )  # fmt: skip
    _leaves_the_list(challenge, f"The challenge was closed on {day}; its page says what came of it.", by, at)
    _mail(challenge, "challenge_closed", owner_of(challenge), f"challenge_closed:{challenge.pk}", at)
    return challenge


def _leaves_the_list(challenge: Challenge, reason: str, by: Person, at: datetime) -> None:
    if row := escalations.of_challenge(challenge):
        escalations.address(escalation=row, reason=reason, by=by, at=at)


def check_answer(challenge: Challenge) -> None:
    _check_open(challenge)
    if waiting := waits(challenge):
        raise NotAllowed(
            f"The answer of {long_date(day_of(waiting.answered_at))} is not judged yet. Another one can follow it."
        )


def check_climb(challenge: Challenge) -> None:
    _check_open(challenge)
    if next_rung(challenge.rung) is None:
        raise NotAllowed("It is with the Board already: there is no higher rung.")


def check_close(challenge: Challenge) -> None:
    _check_open(challenge)
    if waits(challenge):
        raise NotAllowed("An answer waits to be judged. Judge it first, then close the challenge.")


def waits(challenge: Challenge) -> ChallengeAnswer | None:
    """The answer that nobody has judged yet."""
    return next((one for one in challenge.answers.all() if not one.adequacy), None)


def _check_open(challenge: Challenge) -> None:
    if challenge.closed_at:
        raise NotAllowed(
            f"{challenge.reference} was closed on {long_date(day_of(challenge.closed_at))} by {challenge.closed_by}."
        )


def _check_day(due: date, today: date) -> None:
    if due < today:
        raise NotAllowed("The day for the answer has passed already. Give a day from today on.")


def _locked(challenge: Challenge) -> Challenge:
    """Always after the group, which the daily run holds while things climb."""
    lock_group(challenge.group)
    challenge.refresh_from_db(from_queryset=Challenge.objects.select_for_update())
    return challenge


def owner_of(challenge: Challenge) -> tuple[str, str]:
    """Who owes the answer: the agency, or the chair for the sub-group."""
    to_agency = challenge.direction == Direction.TO_AGENCY
    return ("agency", challenge.agency.code) if to_agency else ("role", "chair")


def judge_of(challenge: Challenge) -> tuple[str, str]:
    to_agency = challenge.direction == Direction.TO_AGENCY
    return ("role", "chair") if to_agency else ("agency", challenge.agency.code)


def _owe(challenge: Challenge, at: datetime, *, by: Person | None = None, reason: str = "") -> None:
    ledger.owe(
        group=challenge.group, rule=CHALLENGE_ANSWER.key, subject_kind=SUBJECT, subject_id=challenge.pk,
        trigger_on=challenge.answer_due_on, owner=owner_of(challenge),
        label=f"Answer to challenge {challenge.reference}", at=at, by=by, reason=reason,
    )  # fmt: skip


def _mail(
    challenge: Challenge, kind: str, owner: tuple[str, str], key: str, at: datetime, **more: object
) -> None:
    """A reference and a link. What is asked stands behind the link."""
    group, today = challenge.group, day_of(at)
    people = registry.people_for(group, [owner], on=today)[owner]
    pair = (SUBJECT, str(challenge.pk))
    mail_people(
        hidden.told(_who_may_open(challenge, people, today), pair, group, on=today), kind=kind, group=group, key=key,
        context={
            "challenge": challenge, "to_group": challenge.direction == Direction.TO_GROUP,
            "path": reverse("actionplans:challenge", args=[group.slug, challenge.pk]), **more,
        },
        why=f"you speak for {challenge.agency} or chair the sub-group.",
        about=pair, at=at,
    )  # fmt: skip


def _who_may_open(challenge: Challenge, people: list[Person], day: date) -> list[Person]:
    """About a confidential action it goes to those of them who may read it, else to the holders of the agency's seats."""
    action = challenge.action
    plan = action.plan if action else None
    if not (action and action.confidential) and not (plan and plan.confidential):
        return people
    able = [one for one in people if access.may(one, "view_confidential", challenge.group, on=day)]
    if able:
        return able
    held = Holding.objects.filter(seat__agency=challenge.agency).on(day).select_related("person")
    return [holding.person for holding in held]
