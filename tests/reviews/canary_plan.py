"""The action plan of the canary's review, with a row of everything that can hang on a plan. All rows bear its id."""

from datetime import date, datetime, timedelta

from actionplans.models import (
    Action,
    ActionUpdate,
    AgreedLight,
    Challenge,
    ChallengeAnswer,
    DueChange,
    Escalation,
    EscalationStep,
    Evidence,
    Extension,
    HandOver,
    ImpactTest,
    Plan,
    Recommendation,
    StageChange,
    UpdateOwed,
    Window,
)
from actionplans.services import owing
from members.models import Agency
from reviews.models import Case
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.models import Person, SubGroup
from tests.meetings.papers import stored

DUE = date(2017, 4, 28)


def make(group: SubGroup, case: Case, word: str, by: Person, at: datetime) -> Plan:
    """Late, unanswered and red, so that everything that tells of plans has something to tell. HOUSING owes it."""
    n, day, agency = case.pk, day_of(at), Agency.objects.get(group=group, code="HOUSING")
    plan = Plan.objects.create(
        pk=n, group=group, code=case.reviews.get().code, title=f"{word} plan", kind="scr", theme=f"{word} theme",
        source_reference=f"{word} source", confidential=True, agreed_on=day, ends_on=date(2018, 6, 1), opened_at=at, opened_by=by,
    )  # fmt: skip
    asked = Recommendation.objects.create(
        pk=n,
        plan=plan,
        number="1",
        text=f"{word} recommendation",
        finding=f"{word} finding",
        theme=f"{word} theme",
    )
    asked.agencies.set([agency])
    action = Action.objects.create(
        pk=n, group=group, recommendation=asked, reference=f"{plan.code}/1.1", text=f"{word} action of the plan", agency=agency,
        officer=f"{word} officer", first_due_on=DUE, due_on=DUE, opened_at=at, colour="red", agreed_colour="red",
        success_criterion=f"{word} criterion", evidence_required=f"{word} proof", last_confirmed_on=day,
    )  # fmt: skip
    said = {"pk": n, "action": action}
    StageChange.objects.create(**said, stage="open", changed_at=at, changed_by=by)
    DueChange.objects.create(**said, due_on=DUE, changed_at=at, changed_by=by)
    ActionUpdate.objects.create(**said, text=f"{word} update", colour="red", made_at=at, made_by=by)
    AgreedLight.objects.create(**said, colour="red", reason=f"{word} reason", agreed_at=at, agreed_by=by)
    Extension.objects.create(
        **said, from_day=DUE, to_day=date(2017, 9, 1), reason=f"{word} reason", asked_at=at, asked_by=by
    )
    ImpactTest.objects.create(**said, kind="audit", due_on=date(2017, 5, 5), set_at=at, set_by=by)
    evidence = Evidence.objects.create(
        pk=n, group=group, title=f"{word} policy", file=stored(group, by, at, f"{word} policy.pdf"), agency=agency,
        supplied_at=at, supplied_by=by,
    )  # fmt: skip
    evidence.actions.set([action])
    owing.owe(action, at)
    _disputed(group, action, word, by, at)
    window = Window.objects.filter(meeting__group=group).exclude(opened_at=None).order_by("opens_on").first()
    assert window
    _owed(group, UpdateOwed.objects.create(pk=n, window=window, plan=plan, agency=agency), at)
    HandOver.objects.create(pk=n, plan=plan, made_at=at, made_by=by, snapshot={})
    return plan


def _owed(group: SubGroup, owed: UpdateOwed, at: datetime) -> None:
    ledger.owe(
        group=group, rule="plan_update", subject_kind="plan_update", subject_id=owed.pk, trigger_on=date(2017, 5, 2),
        owner=("agency", owed.agency.code), label=f"{owed.plan.code}: {owed.agency.code} update", at=at,
    )  # fmt: skip
    row = Escalation.objects.create(
        pk=owed.pk, group=group, cause="missed_update", key=f"canary:{owed.pk}", owed=owed, agency=owed.agency,
        sentence=f"{owed.agency.code} gave no update on {owed.plan.code}.", began_on=date(2017, 5, 3), rung="cdg",
    )  # fmt: skip
    EscalationStep.objects.create(pk=owed.pk, escalation=row, rung="cdg", taken_at=at, note="Canary note")


def _disputed(group: SubGroup, action: Action, word: str, by: Person, at: datetime) -> None:
    challenge = Challenge.objects.create(
        pk=action.pk, group=group, number=77, year="2017-18", agency=action.agency, action=action, issue=f"{word} issue",
        question=f"{word} question", answer_due_on=day_of(at) + timedelta(days=20), made_at=at, made_by=by,
    )  # fmt: skip
    ChallengeAnswer.objects.create(
        pk=action.pk, challenge=challenge, text=f"{word} answer", answered_at=at, answered_by=by
    )
    ledger.owe(
        group=group, rule="challenge_answer", subject_kind="challenge", subject_id=challenge.pk,
        trigger_on=challenge.answer_due_on, owner=("agency", action.agency.code),
        label=f"Answer to challenge {challenge.reference}", at=at,
    )  # fmt: skip
