"""What goes wrong with plans and challenges, found from dated records and the ledger (F14, P8). Constant queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from actionplans import spells
from actionplans.enums import Cause, PlanState, Rung, Stage, TestResult
from actionplans.models import (
    Action,
    ActionUpdate,
    AgreedLight,
    Challenge,
    DueChange,
    Escalation,
    Extension,
    ImpactTest,
    StageChange,
    UpdateOwed,
)
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.models import Deadline, Risk, SubGroup
from subgroup.risks import RiskLights, red_spells

LOOK_BACK = timedelta(days=92)
"""What went wrong and ended with no run in between is found for so long."""
UPDATE, ANSWER = "plan_update", "challenge_answer"


@dataclass(frozen=True)
class Trouble:
    """One thing that went wrong: the row that it makes in the exception list. The sentence has references only."""

    cause: Cause
    key: str
    sentence: str
    began_on: date
    agency_id: int | None = None
    action: Action | None = None
    challenge: Challenge | None = None
    owed: UpdateOwed | None = None
    risk: Risk | None = None
    rung: Rung = Rung.LEAD
    ended_on: date | None = None
    ended_because: str = ""


def all_of(group: SubGroup, *, today: date, at: datetime) -> list[Trouble]:
    """Of plans, challenges and risks. An action of the minutes that is late goes to the chair by its own reminders (F15)."""
    return [
        *_of_actions(group, today, at),
        *_extensions(group, today, at),
        *_updates(group, today),
        *_answers(group, today),
        *_risks(group, today),
    ]


def _of_actions(group: SubGroup, today: date, at: datetime) -> Iterator[Trouble]:
    actions = list(_candidates(group, today, at))
    of = spells.dated(actions)
    for action in actions:
        reference = f"{action.reference} ({action.agency.code})"
        for spell in spells.overdue(of[action.pk], today=today):
            due = long_date(spell.due_on) if spell.due_on else ""
            yield _spelt(action, Cause.OVERDUE, f"{reference} is overdue: it was due by {due}.", spell)
        for spell in spells.red(of[action.pk], today=today):
            said = f"{reference} is red since {long_date(spell.began_on)}."
            yield _spelt(action, Cause.RED, said, spell)


def _candidates(group: SubGroup, today: date, at: datetime) -> QuerySet[Action]:
    """What may be overdue or red now, was so lately, or stands in the list as if it were."""
    since = at - LOOK_BACK
    mine = {"action": OuterRef("pk")}
    failed = Exists(ImpactTest.objects.filter(**mine, result=TestResult.FAILED))
    now = Q(stage=Stage.OPEN, recommendation__plan__state=PlanState.OPEN) & (
        Q(due_on__lt=today) | Q(colour=spells.RED) | Q(agreed_colour=spells.RED) | Q(failed)
    )
    lately = (
        Exists(DueChange.objects.filter(**mine, changed_at__gte=since))
        | Exists(StageChange.objects.filter(**mine, changed_at__gte=since))
        | Exists(ActionUpdate.objects.filter(**mine, made_at__gte=since, colour=spells.RED))
        | Exists(AgreedLight.objects.filter(**mine, agreed_at__gte=since, colour=spells.RED))
    )
    listed = Exists(
        Escalation.objects.standing().filter(
            **mine, group=group, ended_on=None, cause__in=[Cause.OVERDUE, Cause.RED]
        )
    )
    rows = Action.objects.of_plans().standing().filter(now | lately | listed, group=group)
    return rows.select_related("agency", "recommendation__plan")


def _spelt(action: Action, cause: Cause, sentence: str, spell: spells.Spell) -> Trouble:
    return Trouble(
        cause, f"{cause}:{action.pk}:{spell.began_on}", sentence, spell.began_on, action.agency_id, action=action,
        ended_on=spell.ended_on, ended_because=spell.because,
    )  # fmt: skip


def _extensions(group: SubGroup, today: date, at: datetime) -> Iterator[Trouble]:
    """Every extension granted after the first one."""
    recent = Extension.objects.filter(granted=True, decided_at__gte=at - LOOK_BACK).values("action")
    listed = Escalation.objects.standing().filter(group=group, cause=Cause.SECOND_EXTENSION).values("action")
    rows = Extension.objects.filter(Q(action__in=recent) | Q(action__in=listed), granted=True)
    rows = rows.filter(action__group=group, action__withdrawn_at=None, action__recommendation__isnull=False)
    seen: dict[int, int] = {}
    for one in rows.select_related("action__agency", "action__recommendation__plan").order_by(
        "decided_at", "pk"
    ):
        action = one.action
        seen[action.pk] = seen.get(action.pk, 0) + 1
        if seen[action.pk] < 2 or one.decided_at is None or day_of(one.decided_at) > today:
            continue
        ended_on, because = _ended(action)
        yield Trouble(
            Cause.SECOND_EXTENSION, f"{Cause.SECOND_EXTENSION}:{one.pk}",
            f"{action.reference} ({action.agency.code}) was given more time again, until {long_date(one.to_day)}.",
            day_of(one.decided_at), action.agency_id, action=action, ended_on=ended_on, ended_because=because,
        )  # fmt: skip


def _ended(action: Action) -> tuple[date | None, str]:
    """When and why an action is open no more."""
    if action.stage == Stage.ENDED and action.plan and action.plan.closed_at:
        day = day_of(action.plan.closed_at)
        return day, spells.plan_closed(day)
    return (action.done_on, spells.reported_done(action.done_on)) if action.done_on else (None, "")


def _risks(group: SubGroup, today: date) -> Iterator[Trouble]:
    """What is red in the register, and was lately. It begins with the chair: no agency answers for it."""
    listed = Exists(Escalation.objects.standing().filter(group=group, risk=OuterRef("pk")))
    rows = Risk.objects.filter(Q(done_on=None) | Q(done_on__gte=today - LOOK_BACK) | listed, group=group)
    lights = RiskLights(group)
    for risk in rows.prefetch_related("entries"):
        for spell in red_spells(risk.entries.all(), lights):
            yield Trouble(
                Cause.RISK, spell.key, f"{risk} is red since {long_date(spell.began_on)}.", spell.began_on, risk=risk,
                rung=Rung.CHAIR, ended_on=spell.ended_on, ended_because=spell.because,
            )  # fmt: skip


def _broken(group: SubGroup, rule: str, today: date) -> list[Deadline]:
    """What the ledger says was missed: open, or lately."""
    rows = Deadline.objects.broken(on=today).filter(group=group, rule=rule)
    return list(rows.filter(Q(met_on=None, released_on=None) | Q(due_on__gte=today - LOOK_BACK)))


def _updates(group: SubGroup, today: date) -> Iterator[Trouble]:
    missed = {row.subject_id: row for row in _broken(group, UPDATE, today)}
    rows = UpdateOwed.objects.filter(pk__in=list(missed)).select_related("plan", "agency", "window__meeting")
    for owed in rows:
        row = missed[str(owed.pk)]
        meeting = owed.window.meeting
        yield _missed(
            row, Cause.MISSED_UPDATE,
            f"{owed.agency.code} gave no update on {owed.plan.code} by {long_date(row.due_on)}, "
            f"for {meeting.code} of {meeting.year}.",
            "The update was made", owed.agency_id, owed=owed,
        )  # fmt: skip


def _answers(group: SubGroup, today: date) -> Iterator[Trouble]:
    missed = {row.subject_id: row for row in _broken(group, ANSWER, today)}
    for challenge in Challenge.objects.filter(pk__in=list(missed)).select_related("agency"):
        yield unanswered(challenge, missed[str(challenge.pk)])


def unanswered(challenge: Challenge, row: Deadline) -> Trouble:
    """A challenge whose answer did not come by its day."""
    said = (
        f"Challenge {challenge.reference} {to_whom(challenge)} was not answered by {long_date(row.due_on)}."
    )
    return _missed(
        row, Cause.UNANSWERED, said, "The answer came", challenge.agency_id, challenge=challenge, rung=Rung(challenge.rung),
    )  # fmt: skip


def to_whom(challenge: Challenge) -> str:
    return (
        f"to {challenge.agency.code}"
        if challenge.direction == "to_agency"
        else f"to the sub-group by {challenge.agency.code}"
    )


def _missed(
    row: Deadline, cause: Cause, sentence: str, ended: str, agency_id: int, *,
    owed: UpdateOwed | None = None, challenge: Challenge | None = None, rung: Rung = Rung.LEAD,
) -> Trouble:  # fmt: skip
    ended_on = row.met_on or row.released_on
    because = f"{ended} on {long_date(row.met_on)}." if row.met_on else ""
    if row.released_on and not row.met_on:
        because = f"It is no longer owed since {long_date(row.released_on)}."
    return Trouble(
        cause, f"{cause}:{row.subject_id}:{row.due_on}", sentence, row.due_on + timedelta(days=1), agency_id,
        owed=owed, challenge=challenge, rung=rung, ended_on=ended_on, ended_because=because,
    )  # fmt: skip
