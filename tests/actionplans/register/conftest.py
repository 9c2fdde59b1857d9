"""The register in June 2017, with four actions of two plans."""

from datetime import date

import pytest
from django.urls import reverse

from actionplans.models import Action, Evidence
from subgroup import clock
from tests import factories
from tests.actionplans.register.days import TODAY
from tests.actionplans.rows import make_action, make_plan, make_recommendation


@pytest.fixture(autouse=True)
def _in_june(group):
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def register(group):
    return reverse("actionplans:list", args=[group.slug])


@pytest.fixture
def actions(group) -> list[Action]:
    """1 overdue, 2 soon due, 3 shown and far, 4 of another agency and without a day."""
    recommendation = make_recommendation(make_plan(group, theme="Neglect"))
    made = [
        make_action(recommendation, 1, due_on=date(2017, 6, 1)),
        make_action(recommendation, 2, due_on=date(2017, 6, 20)),
        make_action(recommendation, 3, due_on=date(2017, 12, 1)),
        make_action(make_recommendation(make_plan(group, "CDOP-7", kind="cdop")), 1, seat="S09", due_on=None),
    ]
    shown = Evidence.objects.create(group=group, title="Audit", supplied_at=factories.START)
    shown.actions.add(made[2])
    return made
