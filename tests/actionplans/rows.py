"""Rows of plans for tests of what reads them: shaped as the services leave them, in a moment."""

from datetime import date, datetime, time

from actionplans.models import Action, DueChange, Plan, Recommendation, StageChange
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests import factories

OPENED = moment(date(2017, 3, 1), time(9))


def make_plan(group: SubGroup, code: str = "SCR-K", **fields) -> Plan:
    values = {"title": f"Review {code}", "kind": "scr", "opened_at": OPENED} | fields
    return Plan.objects.create(group=group, code=code, **values)


def make_recommendation(plan: Plan, number: str = "1", **fields) -> Recommendation:
    return Recommendation.objects.create(
        plan=plan, number=number, **{"text": f"Recommendation {number}"} | fields
    )


def make_action(
    recommendation: Recommendation, number: int = 1, *, seat: str = "S16", at: datetime = OPENED, **fields
) -> Action:
    """Open, owned by a seat (GMP's S16), due on Saturday 1 July 2017."""
    group = recommendation.plan.group
    owner = factories.seat(group, seat)
    values = {
        "owner": owner,
        "agency": owner.agency,
        "text": f"Do thing {number}",
        "due_on": date(2017, 7, 1),
        "opened_at": at,
    } | fields
    values.setdefault("first_due_on", values["due_on"])
    reference = f"{recommendation.plan.code}/{recommendation.number}.{number}"
    action = Action.objects.create(group=group, recommendation=recommendation, reference=reference, **values)
    StageChange.objects.create(action=action, stage=action.stage, changed_at=at)
    DueChange.objects.create(action=action, due_on=action.due_on, changed_at=at)
    return action
