"""The light that the chair gives a plan (P7)."""

from datetime import datetime

from django.db import transaction

from actionplans import plan_policies, pressed
from actionplans.models import Plan, PlanLight
from subgroup.models import Person


@transaction.atomic
def give(*, plan: Plan, colour: str, reason: str, by: Person, at: datetime) -> PlanLight:
    """Holds until another is given; an empty colour takes it back, so that the light is the one of its actions. Both need a reason."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    said = {"given_by": by, "colour": colour, "reason": reason.strip()}
    if there := pressed.again(plan.given_lights.all(), "given_at", at, **said):
        return there
    plan_policies.check_plan_light(plan, colour, reason)
    return PlanLight.objects.create(plan=plan, given_at=at, **said)
