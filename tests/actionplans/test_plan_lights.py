"""The light of a plan: of its actions by published rules, or the chair's with a reason; kept as it was on each day (P7)."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans import plan_lights
from actionplans.lights import RULES as ACTION_RULES
from actionplans.models import Action, PlanLight
from actionplans.plan_lights import of_counts
from actionplans.services import lights, plans
from actionplans.services import plan_lights as services
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from tests import factories
from tests.actionplans.plans import make_action, make_plan

TODAY = date(2017, 5, 10)
NOW = moment(TODAY, time(10))


@pytest.fixture
def plan(group):
    plan = make_plan(group)
    make_action(plan, "GMP", due_on=date(2017, 9, 1))
    make_action(plan, "HOUSING", due_on=date(2017, 6, 1))
    return plan


@pytest.fixture
def chair(group):
    return factories.holder(group, "S01")


def light(plan, on=TODAY, today=TODAY):
    terms = plan.group.terms_on(on).content.lights
    return plan_lights.of_plans([plan.pk], Action.objects.all(), on, today=today, terms=terms)[plan.pk]


def give(plan, chair, colour, reason="It is known to the Board.", at=NOW):
    return services.give(plan=plan, colour=colour, reason=reason, by=chair, at=at)


@pytest.mark.parametrize(
    ("counts", "colour"),
    [
        ({}, "grey"), ({"grey": 2}, "grey"), ({"blue": 3}, "blue"), ({"blue": 3, "grey": 1}, "green"),
        ({"green": 1, "grey": 4}, "green"), ({"amber": 1, "blue": 9}, "amber"), ({"red": 1, "amber": 2, "green": 9}, "red"),
    ],
)  # fmt: skip
def test_P7_the_published_rules_of_a_plan(counts, colour):
    assert of_counts(counts)[0] == colour
    assert {rule.colour for rule in plan_lights.RULES} == {rule.colour for rule in ACTION_RULES}


def test_P7_a_plan_is_as_its_actions_on_each_day(plan, chair):
    assert (light(plan).colour, light(plan).word) == ("grey", "Nothing shown yet")
    later = date(2017, 6, 2)
    assert light(plan, later, later).colour == "red"
    assert light(plan, TODAY, later).colour == "grey"
    lights.agree(action=Action.objects.first(), colour="amber", reason="Slow.", by=chair, at=NOW)
    assert light(plan).colour == "amber"


def test_P7_the_chairs_light_stands_with_its_reason_until_it_is_taken_back(plan, chair):
    give(plan, chair, "red")
    give(plan, chair, "red")  # pressed twice
    there = light(plan)
    assert (there.colour, there.computed, there.chairs.reason) == ("red", "grey", "It is known to the Board.")
    give(plan, chair, "", "The Board was told.", at=NOW + timedelta(days=3))
    after = date(2017, 5, 14)
    assert [light(plan, on, after).colour for on in (date(2017, 5, 9), TODAY, after)] == [
        "grey",
        "red",
        "grey",
    ]
    assert len(light(plan, after, after).before) == 2


def test_P7_a_plans_light_needs_a_reason_and_an_open_plan(plan, chair):
    with pytest.raises(NotAllowed, match="Say why"):
        give(plan, chair, "red", "  ")
    with pytest.raises(NotAllowed, match="has the light of its actions already"):
        give(plan, chair, "")
    plans.close(plan=plan, because="The review ended.", by=chair, at=NOW)
    plan.refresh_from_db()
    with pytest.raises(NotAllowed, match="was closed"):
        give(plan, chair, "red")
    assert light(plan).colour == "grey"  # what it was closed with does not count
    assert not PlanLight.objects.exists()


def test_P7_the_light_of_a_plan_by_its_pages(group, plan, chair, client_as):
    page, give_it = (
        reverse(f"actionplans:{name}", args=[group.slug, plan.pk]) for name in ("plan", "plan_light")
    )
    with clock.frozen(NOW):
        client = client_as(chair)
        assert "Nothing shown yet" in client.get(page).text
        assert "Say why" in client.post(give_it, {"colour": "red"}).text
        client.post(give_it, {"colour": "red", "reason": "Known to the Board."})
        assert "Known to the Board." in client.get(page).text
        assert "The one of its actions again" in client.get(give_it).text
        listed = client.get(reverse("actionplans:plans", args=[group.slug]) + "?format=csv").text
        assert "Overdue or failing" in listed
        picture = client.get(reverse("actionplans:plan_picture", args=[group.slug, plan.pk]))
        assert "Known to the Board." in picture.text
        past = client.get(picture.request["PATH_INFO"] + "?as_of=2017-05-09").text
        assert "Known to the Board." not in past
        support = client_as(factories.holder(group, "S06"))
        assert "Give it a light" not in support.get(page).text
        assert support.get(give_it).status_code == 403
        client.post(give_it, {"colour": "computed", "reason": "Settled."})
        assert plan.given_lights.last().colour == ""


def test_P7_the_list_of_plans_asks_for_their_lights_at_once(
    group, plan, chair, client_as, django_assert_max_num_queries
):
    client = client_as(chair)
    url = reverse("actionplans:plans", args=[group.slug])
    with clock.frozen(NOW):
        client.get(url)
        with CaptureQueriesContext(connection) as one:
            client.get(url)
        for code in ("A", "B", "C"):
            make_action(make_plan(group, f"SCR-{code}"), "GMP")
        with django_assert_max_num_queries(len(one)):
            assert client.get(url).text.count("Nothing shown yet") == 4
