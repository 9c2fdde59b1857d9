"""An action without a day stands after those that have one, in every list, on every database (F15)."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from actionplans.models import Action
from actionplans.views.words import rows_of
from subgroup.lists import ordered_by
from tests.actionplans.plans import MEETING, make_action, make_lead, make_meetings, make_plan, open_window
from tests.actionplans.register.test_register import found

BY_DAY = ["SCR-K/1.1", "SCR-K/1.2", "SCR-K/1.3", "CDOP-7/1.1"]


@pytest.mark.parametrize(
    "query", ["state=all", "state=all&as_of_0=14&as_of_1=6&as_of_2=2017", "state=all&sort=due"]
)
def test_F15_what_has_no_day_is_last_on_the_screen_and_in_the_files(client_as, register, actions, query):
    chair = client_as("chair")
    assert found(chair, f"{register}?{query}") == BY_DAY
    text = chair.get(f"{register}?{query}&format=csv").content.decode("utf-8-sig")
    assert [row["Action"] for row in csv.DictReader(io.StringIO(text))] == BY_DAY


def test_F15_what_has_no_day_is_last_backwards_too(client_as, register, actions):
    backwards = [*reversed(BY_DAY[:3]), BY_DAY[3]]
    assert found(client_as("chair"), f"{register}?state=all&sort=-due") == backwards


def test_F15_pages_of_the_register_follow_the_same_order(client_as, register, actions):
    plan = make_plan(actions[0].group, "AUD-2")
    for _ in range(26):
        make_action(plan, "GMP", due_on=None)
    chair = client_as("chair")
    assert found(chair, f"{register}?state=all&per_page=25")[:3] == BY_DAY[:3]
    assert not set(found(chair, f"{register}?state=all&per_page=25&page=2")) & set(BY_DAY[:3])


def test_F15_pages_about_an_agency_and_a_bulk_change_follow_it_too(client_as, group, register, actions):
    owner = actions[0]
    Action.objects.filter(pk=actions[3].pk).update(agency=owner.agency, owner=owner.owner)
    chair = client_as("chair")
    for address in (
        reverse("actionplans:agency", args=[group.slug, owner.agency_id]),
        f"{reverse('actionplans:bulk', args=[group.slug])}?state=all",
    ):
        page = chair.get(address).content.decode()
        places = [page.index(reference) for reference in BY_DAY]
        assert places == sorted(places), address


def test_F15_the_page_of_a_window_asks_last_for_what_has_no_day(group):
    make_meetings(group, MEETING, date(2017, 6, 1))
    plan = make_plan(group)
    for day in (None, date(2017, 9, 1), date(2017, 8, 1)):
        make_action(plan, "GMP", due_on=day)
    make_lead(group, "GMP")
    window = open_window(group)
    rows = rows_of(
        window, Action.objects.all(), shows=lambda action: True, lights=group.terms_on(MEETING).content.lights, form=None
    )  # fmt: skip
    assert [row.action.due_on for row in rows] == [date(2017, 8, 1), date(2017, 9, 1), None]


def test_F15_a_field_that_is_never_empty_keeps_the_order_that_an_index_gives():
    rows = Action.objects.all()
    assert ordered_by(rows, "-opened_at") == "-opened_at"
    assert ordered_by(rows, "pk") == "pk"
    assert ordered_by(rows, "agency__code") == "agency__code"
    for name in ("due_on", "-due_on", "owner__number", "line__item__meeting"):
        assert getattr(ordered_by(rows, name), "nulls_last", None), name
