"""Closures: what would move is shown first; what a date was worked out with stays."""

from datetime import date

import pytest
from django.urls import reverse

from subgroup import ledger
from subgroup.forms import date_data
from subgroup.models import Closure, Deadline, DeadlineMove
from tests import factories

DAY = date(2017, 4, 6)
ASKED = {**date_data("day", DAY), "reason": "Office move"}


@pytest.fixture
def address(group):
    return lambda name, *args: reverse(f"members:{name}", args=[group.slug, *args])


@pytest.fixture
def items_due(group, now) -> Deadline:
    """Items of a meeting on Thursday 20 April 2017: due on Tuesday 4 April."""
    return ledger.owe(
        group=group, rule="items", subject_kind="meeting", subject_id=1, trigger_on=date(2017, 4, 20),
        owner=("role", "business_support"), label="Items of M1", at=now,
    )  # fmt: skip


def text(response) -> str:
    return response.content.decode()


def test_A2_what_would_move_is_shown_and_nothing_is_changed(client_as, address, items_due):
    page = text(client_as("business_support").post(address("closure_new"), ASKED))
    assert "Items of M1" in page
    assert "Tuesday 4 April 2017" in page
    assert "Monday 3 April 2017" in page
    assert not Closure.objects.exists()
    items_due.refresh_from_db()
    assert items_due.due_on == date(2017, 4, 4)


def test_A2_confirmed_it_closes_the_day_and_moves_the_dates_with_the_reason(client_as, address, items_due):
    support = client_as("business_support")
    page = text(support.post(address("closure_new"), {**ASKED, "confirmed": "yes"}, follow=True))
    assert "1 date has moved" in page
    items_due.refresh_from_db()
    assert items_due.due_on == date(2017, 4, 3)
    move = DeadlineMove.objects.get()
    assert "Office move" in move.reason
    assert move.moved_by == factories.person_with(items_due.group, "business_support")


def test_a_closure_that_was_used_is_not_taken_back(client_as, address, items_due):
    support = client_as("business_support")
    support.post(address("closure_new"), {**ASKED, "confirmed": "yes"})
    closure = Closure.objects.get()
    page = text(support.post(address("closure_remove", closure.pk), follow=True))
    assert "1 due date skips it" in page
    assert Closure.objects.filter(pk=closure.pk).exists()


def test_a_closure_that_nothing_used_is_taken_back(client_as, address, group):
    support = client_as("business_support")
    support.post(address("closure_new"), {**ASKED, "confirmed": "yes"})
    support.post(address("closure_remove", Closure.objects.get().pk))
    assert not Closure.objects.exists()


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}], ids=["asked", "confirmed"])
def test_a_day_that_is_no_working_day_is_refused_beside_the_form(client_as, address, group, confirmed):
    asked = {**date_data("day", date(2017, 4, 14)), "reason": "Closed", **confirmed}
    response = client_as("business_support").post(address("closure_new"), asked)
    assert response.status_code == 422
    assert "Good Friday" in text(response)
    assert not Closure.objects.exists()


def test_a_member_sees_closures_and_enters_none(client_as, address, group):
    member = client_as("member")
    assert "Close a day" not in text(member.get(address("closures")))
    assert member.post(address("closure_new"), {**ASKED, "confirmed": "yes"}).status_code == 403
