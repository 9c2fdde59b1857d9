"""What the Learning and Improvement and QA sub-group receives when a plan is closed (F16): written once, frozen."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from actionplans import plan_versions
from actionplans.enums import OPEN_STAGES, Stage, TestResult
from actionplans.models import Action, HandOver, Plan, Recommendation
from meetings.notices import mail_people
from subgroup import access, registry
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup

NOT_DONE = (*OPEN_STAGES, Stage.ENDED)
READERS = ("role", "liqa_reader")


@transaction.atomic
def write(*, plan: Plan, by: Person | None, at: datetime) -> HandOver:
    """Freezes what the plan says now and tells the readers who may open it, with its reference alone."""
    made = HandOver.objects.create(plan=plan, made_at=at, made_by=by, snapshot=snapshot(plan, by, at))
    mail_people(
        readers(plan, on=day_of(at)), kind="plan_handed_over", group=plan.group, key=f"plan_handed_over:{made.pk}",
        context={"plan": plan, "path": reverse("actionplans:hand_over", args=[plan.group.slug, made.pk])},
        why="you read for the Learning and Improvement and QA sub-group.", about=("plan", str(plan.pk)), at=at,
    )  # fmt: skip
    transaction.on_commit(lambda: _ring(made.pk), robust=True)
    return made


@transaction.atomic
def receive(*, hand_over: HandOver, note: str, by: Person, at: datetime) -> HandOver:
    """The Learning and Improvement and QA sub-group has it, and says what it does with it (F16). Once: raises NotAllowed after."""
    hand_over.refresh_from_db(
        from_queryset=HandOver.objects.select_for_update(of=("self",)).select_related("plan")
    )
    check_receive(hand_over)
    hand_over.received_at, hand_over.received_by, hand_over.received_note = at, by, note.strip()
    hand_over.save(update_fields=["received_at", "received_by", "received_note"])
    return hand_over


def check_receive(hand_over: HandOver) -> None:
    if hand_over.received_at:
        raise NotAllowed(
            f"{hand_over.received_by} took it up on {long_date(day_of(hand_over.received_at))} already."
        )


def readers(plan: Plan, *, on: date) -> list[Person]:
    """Who is told: of a confidential plan only those who may read confidential things."""
    found = registry.people_for(plan.group, [READERS], on=on)[READERS]
    may_know = registry.Told(plan.group, [("plan", str(plan.pk))], on=on)
    able = [person for person in found if _may_open(person, plan.group, plan.confidential, on)]
    return [person for person in able if may_know.is_there(("plan", str(plan.pk)), person)]


def _may_open(person: Person, group: SubGroup, confidential: bool, on: date) -> bool:
    held = access.permissions(person, group, on=on)
    return "view_actions" in held and (not confidential or "view_confidential" in held)


def _ring(pk: int) -> None:
    """Wakes the rendering; without a broker the document is made when it is first asked for."""
    from actionplans.tasks import render_hand_over  # the task calls what calls this module

    render_hand_over.apply_async(args=[pk], retry=False)


def snapshot(plan: Plan, by: Person | None, at: datetime) -> dict[str, Any]:
    """All that the document says, as plain data."""
    actions: dict[int, list[Action]] = {}
    rows = Action.objects.standing().filter(recommendation__plan=plan).order_by("position", "pk")
    for action in rows.select_related("agency", "owner", "done_by", "signed_off_by").prefetch_related(
        "evidence", "tests", "stages"
    ):
        actions.setdefault(action.recommendation_id or 0, []).append(action)
    every = [one for found in actions.values() for one in found]
    return {
        "group": plan.group.name,
        "board": plan.group.board,
        "code": plan.code,
        "title": plan.title,
        "kind": plan.get_kind_display(),
        "source_reference": plan.source_reference,
        "theme": plan.theme,
        "confidential": plan.confidential,
        "agreed_on": _day(plan.agreed_on),
        "version": plan_versions.sentence(plan, day_of(at)),
        "ends_on": _day(plan.ends_on),
        "opened_on": _day(day_of(plan.opened_at)),
        "closed_on": _day(day_of(at)),
        "closed_by": str(by or ""),
        "closed_because": plan.closed_because,
        "figures": _figures(every),
        "recommendations": [
            _recommendation(one, actions.get(one.pk, []))
            for one in plan.recommendations.prefetch_related("agencies")
        ],
        "to_check": [
            {"reference": action.reference, "kind": test.get_kind_display(), "due_on": _day(test.due_on)}
            for action in every
            for test in action.tests.all()
            if not test.result
        ],
    }


def _figures(actions: list[Action]) -> dict[str, int]:
    return {
        "actions": len(actions),
        "open": sum(one.stage in NOT_DONE for one in actions),
        "signed_off": sum(one.stage not in NOT_DONE for one in actions),
        "tested": sum(one.stage in (Stage.TESTED, Stage.SUSTAINED) for one in actions),
        "sustained": sum(one.stage == Stage.SUSTAINED for one in actions),
        "late": sum(bool(one.done_on and one.first_due_on and one.done_on > one.first_due_on) for one in actions),
        "extensions": sum(one.extensions for one in actions),
    }  # fmt: skip


def _recommendation(one: Recommendation, actions: list[Action]) -> dict[str, Any]:
    named = [agency.name for agency in one.agencies.all()]
    return {
        "number": one.number,
        "finding": one.finding,
        "text": one.text,
        "addressed_to": ", ".join(named) or one.get_addressed_to_display(),
        "theme": one.theme,
        "actions": [_action(action) for action in actions],
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "reference": action.reference,
        "text": action.text,
        "agency": action.agency.name,
        "answers": str(action.owner or action.officer or ""),
        "success_criterion": action.success_criterion,
        "evidence_required": action.evidence_required,
        "evidence": [
            {"title": one.title, "told": one.told, "holds_until": _day(one.holds_until)}
            for one in action.evidence.all()
        ],
        "first_due_on": _day(action.first_due_on),
        "due_on": _day(action.due_on),
        "due_as_written": action.due_as_written,
        "extensions": action.extensions,
        "stage": action.stage,
        "stage_in_words": action.get_stage_display(),
        "done_on": _day(action.done_on),
        "signed_off_on": _day(action.signed_off_on),
        "signed_off_by": str(action.signed_off_by or ""),
        "because": _because(action),
        "tests": [
            {
                "kind": test.get_kind_display(),
                "due_on": _day(test.due_on),
                "held_on": _day(test.held_on),
                "result": TestResult(test.result).label if test.result else "",
                "note": test.note,
            }
            for test in action.tests.all()
        ],
    }


def _because(action: Action) -> str:
    """Why no test was set, or how it is known that the change has held."""
    last = max(action.stages.all(), key=lambda one: (one.changed_at, one.pk), default=None)
    return last.reason if last and last.stage in (Stage.SIGNED_OFF, Stage.SUSTAINED) else ""


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
