"""F2, F10: what a review or the Child Death Overview Panel recommends becomes a plan, through the door of reviews."""

from datetime import date

import pytest

from actionplans.models import Plan
from actionplans.services import plans
from reviews import doors
from subgroup.errors import NotAllowed
from tests import factories
from tests.actionplans.plans import MADE, agency, make_action, make_plan

TODAY = date(2017, 10, 1)


def want(group, *recommendations, code="SCR-K", kind="scr", **more):
    values = {"title": "Learning from Kestrel", "source_reference": code, "theme": "neglect"} | more
    return doors.plan_wanted[0](
        group=group, code=code, kind=kind, recommendations=recommendations, by=factories.holder(group, "S06"), at=MADE,
        **values,
    )  # fmt: skip


def said(group, number="1"):
    return doors.Recommended(number, f"Do {number}", "A finding", "agencies", (agency(group, "GMP"),))


def test_F10_recommendations_make_a_plan_with_the_code_of_the_review(group):
    link = want(group, said(group))
    plan = Plan.objects.get(code=link.code)
    (row,) = plan.recommendations.all()
    assert (plan.code, plan.kind, plan.source_reference, plan.theme) == ("SCR-K", "scr", "SCR-K", "neglect")
    assert (row.number, row.finding, row.addressed_to) == ("1", "A finding", "agencies")
    assert [one.code for one in row.agencies.all()] == ["GMP"]
    assert link.url.endswith(f"/actions/plans/{plan.pk}/")


def test_F10_more_recommendations_go_into_the_same_plan(group):
    want(group, said(group))
    want(group, said(group, "2"))
    assert [row.number for row in Plan.objects.get().recommendations.all()] == ["1", "2"]


def test_F10_a_plan_of_another_kind_or_one_that_is_closed_is_refused(group):
    plan = make_plan(group)
    with pytest.raises(NotAllowed, match="of another kind"):
        want(group, said(group), kind="cdop")
    plans.close(plan=plan, by=factories.holder(group, "S01"), at=MADE)
    with pytest.raises(NotAllowed, match="was closed"):
        want(group, said(group))


def test_F10_what_is_to_be_kept_is_not_added_to_a_plan_that_is_open_to_all(group):
    want(group, said(group))
    with pytest.raises(NotAllowed, match="confidential"):
        want(group, said(group, "2"), confidential=True)


def test_F10_how_the_plan_stands_counts_its_open_and_late_actions(group, django_assert_num_queries):
    plan = make_plan(group)
    for _ in range(2):
        make_action(plan, "GMP", due_on=date(2017, 9, 1))
    make_action(plan, "SRFT", due_on=date(2017, 12, 1))
    with django_assert_num_queries(1):
        state = doors.plan_of(group, "SCR-K", TODAY)
    assert state is not None
    assert (state.actions, state.open, state.late, state.recommendations, state.closed) == (
        3,
        3,
        2,
        1,
        False,
    )
    assert doors.plan_of(group, "SCR-Q", TODAY) is None
