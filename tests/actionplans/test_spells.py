"""F14: from when to when an action was overdue or red, against looking at it on the morning of every day."""

from datetime import date, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans import spells
from actionplans.enums import Stage
from actionplans.models import Action, ActionUpdate, AgreedLight, DueChange, ImpactTest, StageChange
from subgroup.clock import moment
from tests import factories
from tests.actionplans.plans import make_action, make_plan

START = date(2017, 4, 3)
DAYS = 30
DAY = st.integers(0, DAYS)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("due"), DAY, st.one_of(st.none(), st.integers(-5, DAYS + 5))),
        st.tuples(st.just("stage"), DAY, st.sampled_from([Stage.OPEN, Stage.PROPOSED, Stage.SIGNED_OFF])),
        st.tuples(st.just("said"), DAY, st.sampled_from(["red", "green", ""])),
        st.tuples(st.just("agreed"), DAY, st.sampled_from(["red", "amber"])),
        st.tuples(st.just("failed"), DAY, st.just("red")),
    ),
    max_size=8,
)


def on(number):
    return START + timedelta(days=number)


def record(action, events, person):
    for count, (what, number, value) in enumerate(events):
        at = moment(on(number), time(9, count))
        match what:
            case "due":
                day = on(value) if value is not None else None
                DueChange.objects.create(action=action, due_on=day, changed_at=at)
            case "stage":
                StageChange.objects.create(action=action, stage=value, changed_at=at)
            case "said":
                ActionUpdate.objects.create(action=action, colour=value, made_at=at, made_by=person)
            case "agreed":
                AgreedLight.objects.create(action=action, colour=value, agreed_at=at)
            case "failed":
                ImpactTest.objects.create(
                    action=action, due_on=at.date(), set_at=at, result="failed", recorded_at=at
                )


def morning(events, number, due):
    """How it stood when the day began: what was recorded on the days before counts."""
    before = [one for one in sorted(events, key=lambda event: event[1]) if one[1] < number and one[2] != ""]
    now = {"due": due, "stage": Stage.OPEN, "said": "", "agreed": "", "failed": ""} | {
        what: value for what, _, value in before
    }
    late = now["stage"] == Stage.OPEN and now["due"] is not None and now["due"] < number
    return late, now["stage"] == Stage.OPEN and "red" in (
        now["said"],
        now["agreed"],
        now["failed"],
    )


def days_of(found, first):
    """The days on whose morning it was so, from the spells."""
    days = set()
    for spell in found:
        last = spell.ended_on or on(DAYS)
        start = spell.began_on + timedelta(days=first)
        days |= {start + timedelta(days=n) for n in range((last - start).days + 1)}
    return days


@pytest.mark.either
@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS, due=st.integers(-5, DAYS))
def test_F14_spells_are_the_days_on_whose_morning_it_was_late_or_red(world, events, due):
    action, person = world
    with transaction.atomic():
        Action.objects.filter(pk=action.pk).update(first_due_on=on(due), due_on=on(due))
        record(action, events, person)
        dated = spells.dated([Action.objects.get(pk=action.pk)])[action.pk]
        late, red = spells.overdue(dated, today=on(DAYS)), spells.red(dated, today=on(DAYS))
        transaction.set_rollback(True)
    said = [morning(events, number, due) for number in range(1, DAYS + 1)]
    assert days_of(late, 0) == {on(number) for number, (is_late, _) in enumerate(said, 1) if is_late}
    assert days_of(red, 1) == {on(number) for number, (_, is_red) in enumerate(said, 1) if is_red}
    for one in [*late, *red]:
        assert bool(one.because) == bool(one.ended_on)


@pytest.fixture
def world(group):
    """An action that was opened on the first day, with its first day as its only record."""
    at = moment(START, time(8))
    action = make_action(make_plan(group, at=at), "GMP", due_on=START + timedelta(days=400), at=at)
    DueChange.objects.filter(action=action).delete()
    return action, factories.holder(group, "S01")
