"""What plans are called, and their themes: for what is published of cases (reviews/unnamed.py, reviews/learning_reading.py)."""

from collections.abc import Iterable, Mapping
from datetime import date

from actionplans import hidden, reading
from actionplans.enums import PlanKind
from actionplans.models import Plan
from subgroup.models import Person, SubGroup

OF_CASES = (PlanKind.SCR, PlanKind.CONCISE, PlanKind.CDOP)
"""A plan of these kinds stands for a review or for child deaths."""


def called(person: Person | None, group: SubGroup, on: date) -> Mapping[str, str]:
    """The codes of those that are there for the person, and what is said in their place."""
    plans = Plan.objects.filter(group=group, kind__in=OF_CASES).exclude(
        pk__in=hidden.plans(person, group, on)
    )
    return dict.fromkeys(plans.order_by().values_list("code", flat=True), "a review")


def themes(person: Person, group: SubGroup, on: date) -> Iterable[str]:
    """Of the plans that are there for the person and are not confidential."""
    plans = Plan.objects.filter(group=group, confidential=False)
    return reading.themes(plans.exclude(pk__in=hidden.plans(person, group, on)))
