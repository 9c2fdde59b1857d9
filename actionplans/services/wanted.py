"""Reviews and the Child Death Overview Panel want a plan: the answers to reviews/doors.py (F2, F10)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from actionplans import plan_policies as policies
from actionplans.enums import OPEN_STAGES, PlanKind, PlanState, Stage
from actionplans.models import Plan
from actionplans.services import plans
from reviews import doors
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup


@transaction.atomic
def want(
    *,
    group: SubGroup,
    code: str,
    title: str,
    kind: str,
    source_reference: str,
    theme: str,
    recommendations: Sequence[doors.Recommended],
    by: Person,
    at: datetime,
    confidential: bool = False,
) -> doors.PlanLink:
    """The plan of that code, made or added to: a code is never used twice and never changes, so it ties the two for ever."""
    plan = Plan.objects.filter(group=group, code=code).first()
    if plan is None:
        plan = plans.open_plan(
            group=group, code=code, title=title, kind=kind, source_reference=source_reference, theme=theme,
            confidential=confidential, by=by, at=at,
        )  # fmt: skip
    elif plan.kind != kind:
        raise NotAllowed(
            f"There is a plan {code} already, of another kind: {PlanKind(plan.kind).label}. Change its kind first, if it is the "
            "plan that is meant."
        )
    elif confidential and not plan.confidential:
        raise NotAllowed(
            f"{code} is open to all who see plans, and this is to be kept. Make the plan confidential first."
        )
    policies.check_plan_open(plan)
    for one in recommendations:
        plans.add_recommendation(
            plan=plan, number=one.number, text=one.text, finding=one.finding, addressed_to=one.addressed_to,
            agencies=one.agencies, theme=theme, by=by, at=at,
        )  # fmt: skip
    return _link(plan)


def states(group: SubGroup, codes: Sequence[str], today: date) -> Mapping[str, doors.PlanStanding]:
    """How the plans of these codes stand. One query."""
    actions = "recommendations__actions"
    standing = Q(**{f"{actions}__withdrawn_at": None, f"{actions}__isnull": False})
    opened = standing & Q(**{f"{actions}__stage__in": OPEN_STAGES})
    late = standing & Q(**{f"{actions}__stage": Stage.OPEN, f"{actions}__due_on__lt": today})
    rows = Plan.objects.filter(group=group, code__in=codes).select_related("group")
    rows = rows.annotate(
        all_actions=Count(actions, filter=standing, distinct=True),
        open_actions=Count(actions, filter=opened, distinct=True),
        late_actions=Count(actions, filter=late, distinct=True),
        asked=Count("recommendations", distinct=True),
    )
    return {
        plan.code: doors.PlanStanding(
            link=_link(plan), title=plan.title, closed=plan.state == PlanState.CLOSED, actions=plan.all_actions,
            open=plan.open_actions, late=plan.late_actions, recommendations=plan.asked,
        )
        for plan in rows
    }  # fmt: skip


def _link(plan: Plan) -> doors.PlanLink:
    return doors.PlanLink(url=reverse("actionplans:plan", args=[plan.group.slug, plan.pk]), code=plan.code)
