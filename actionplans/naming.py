"""What plans that come from a review or from child deaths are called: nothing that is published names them (reviews/unnamed.py)."""

from collections.abc import Mapping
from datetime import date

from actionplans import hidden
from actionplans.enums import PlanKind
from actionplans.models import Plan
from subgroup.models import Person, SubGroup

OF_CASES = (PlanKind.SCR, PlanKind.CONCISE, PlanKind.CDOP)
"""A plan of these kinds stands for a review or for child deaths."""


def called(person: Person | None, group: SubGroup, on: date) -> Mapping[str, str]:
    """The codes of those that are there for the person, and what is said in their place."""
    plans = Plan.objects.filter(group=group, kind__in=OF_CASES).exclude(pk__in=hidden.plans(person, group, on))
    return dict.fromkeys(plans.order_by().values_list("code", flat=True), "a review")
