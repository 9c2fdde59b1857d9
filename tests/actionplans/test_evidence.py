"""Evidence that one action has already shows another from the day on which it was put there (F15, P7)."""

from datetime import date, time

import pytest
from django.urls import reverse

from actionplans import lights, register
from actionplans.models import Action, Evidence
from actionplans.services import evidence
from subgroup import clock
from subgroup.clock import moment
from tests import factories
from tests.actionplans.plans import make_action, make_plan
from tests.meetings.papers import stored

FIRST, LATER = moment(date(2017, 4, 3), time(11)), moment(date(2017, 6, 12), time(11))


@pytest.fixture
def actions(group):
    plan = make_plan(group)
    return [make_action(plan, "GMP", due_on=date(2017, 12, 1)) for _ in range(2)]


@pytest.fixture
def policy(group, actions):
    owner = factories.holder(group, "S16")
    file = stored(group, owner, FIRST, "Policy.pdf")
    return evidence.supply(actions=actions[:1], title="The policy", file=file, by=owner, at=FIRST)


def shown_on(action: Action, day: date) -> tuple[str, str]:
    """The computed light of the register and of the action's page, as they were on a day."""
    row = register.at(Action.objects.filter(pk=action.pk), day, today=date(2017, 7, 1)).get()
    terms = action.group.terms_on(day).content.lights
    of_page = lights.voices(Action.objects.get(pk=action.pk), day)[1].colour
    return lights.computed(register.facts_of(row), day, terms).colour, of_page


def test_P7_it_shows_the_second_action_from_its_own_day_on_and_not_before(group, actions, policy):
    first, second = actions
    evidence.attach(evidence=policy, action=second, by=factories.holder(group, "S16"), at=LATER)
    assert shown_on(first, date(2017, 4, 3)) == ("green", "green")
    assert shown_on(second, date(2017, 6, 11)) == ("grey", "grey")
    assert shown_on(second, date(2017, 6, 12)) == ("green", "green")
    assert lights.voices(second, date(2017, 7, 1))[1].since == date(2017, 6, 12)


def test_F15_what_was_put_there_counts_as_a_change_of_its_day(group, actions, policy):
    second = actions[1]
    rows = register.at(Action.objects.filter(pk=second.pk), date(2017, 7, 1), today=date(2017, 7, 1))
    changed = rows.filter(register.changed_since(moment(date(2017, 5, 1))))
    assert not changed.exists()
    evidence.attach(evidence=policy, action=second, by=factories.holder(group, "S16"), at=LATER)
    assert changed.exists()


def test_F15_it_is_chosen_on_the_page_once_and_stands_there_with_its_day_and_file(
    group, actions, policy, client_as
):
    second = actions[1]
    page = reverse("actionplans:evidence", args=[group.slug, second.pk])
    with clock.frozen(LATER):
        client = client_as("business_support")
        assert "The policy" in client.get(page).content.decode()
        for _ in range(2):
            client.post(page, {"existing": policy.pk})
        assert "is here already" not in client.get(page).content.decode()
        shown = client.get(reverse("actionplans:detail", args=[group.slug, second.pk])).content.decode()
    kept = second.evidence.get()
    assert (kept.file, kept.supplied_at) == (policy.file, LATER)
    assert "12 June 2017" in shown
    assert reverse("actionplans:evidence_file", args=[group.slug, kept.pk]) in shown


def test_F15_pressed_twice_it_is_there_once(group, actions, policy):
    by = factories.holder(group, "S16")
    made = [evidence.attach(evidence=policy, action=actions[1], by=by, at=LATER) for _ in range(2)]
    assert made[0] == made[1]
    assert Evidence.objects.count() == 2
