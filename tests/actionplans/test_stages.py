"""What the tables of states say is what the services do, for plans and for actions (manage.py states prints them)."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from actionplans.enums import PLAN_TRANSITIONS, STAGE_TRANSITIONS, Stage
from actionplans.models import Action
from actionplans.services import completion, plans, updates
from meetings.services import minutes
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from tests import factories
from tests.meetings import year

AT = moment(date(2017, 6, 1), time(11))
LATER = AT + timedelta(days=30)


@pytest.fixture
def acts(group) -> dict[str, Callable[[Action], object]]:
    """Every verb that takes an action from one stage to another."""
    chair = factories.holder(group, "S01")
    common = {"by": chair, "at": LATER}

    def test(action: Action, result: str) -> None:
        waiting = action.tests.filter(result="").first()
        if waiting is None:
            completion.set_test(action=action, kind="audit", due_on=date(2017, 9, 1), **common)
            waiting = action.tests.get(result="")
        completion.record_test(test=waiting, result=result, note="x", held_on=LATER.date(), **common)

    return {
        "propose": lambda action: completion.propose(action=action, text="x", **common),
        "return": lambda action: completion.return_(action=action, reason="x", **common),
        "sign off": lambda action: completion.sign_off(action=action, no_test_because="x", **common),
        "pass": lambda action: test(action, "passed"),
        "fail": lambda action: test(action, "failed"),
        "sustain": lambda action: completion.sustain(action=action, because="x", **common),
        "complete": lambda action: updates.complete(action=action, **common),
        "close": lambda action: plans.close(plan=action.plan, because="x", **common),
        "reopen": lambda action: plans.reopen(plan=action.plan, because="x", **common),
    }


def ends_in(action: Action, act: Callable[[Action], object]) -> str | None:
    """The stage after the act, which is taken back; None where it was refused or kept the stage."""
    with transaction.atomic():
        try:
            act(Action.objects.get(pk=action.pk))
            after = Action.objects.get(pk=action.pk).stage
            return after if after != action.stage else None
        except NotAllowed:
            return None
        finally:
            transaction.set_rollback(True)


ROADS = {
    Stage.OPEN: [[]],
    Stage.PROPOSED: [["propose"]],
    Stage.SIGNED_OFF: [["propose", "sign off"]],
    Stage.TESTED: [["propose", "sign off", "pass"]],
    Stage.SUSTAINED: [["propose", "sign off", "pass", "sustain"]],
    Stage.ENDED: [["close"], ["propose", "close"]],
}


@pytest.mark.parametrize("stage", ROADS)
def test_F15_an_action_of_a_plan_moves_as_its_table_says(group, acts, stage):
    support, found = factories.holder(group, "S06"), set()
    for number, road in enumerate(ROADS[stage]):
        plan = plans.open_plan(group=group, code=f"P{number}", title="x", kind="audit", by=support, at=AT)
        asked = plans.add_recommendation(plan=plan, number="1", text="x", by=support, at=AT)
        action = plans.add_action(
            recommendation=asked, text="x", agency=factories.seat(group, "S09").agency, by=support, at=AT
        )
        for name in road:
            acts[name](Action.objects.get(pk=action.pk))
        action.refresh_from_db()
        assert action.stage == stage
        found |= {Stage(to) for act in acts.values() if (to := ends_in(action, act))}
    assert found == STAGE_TRANSITIONS[stage] - {Stage.DONE}


def test_F15_an_action_of_the_minutes_ends_when_it_is_reported_done(group, acts):
    support = factories.holder(group, "S06")
    line = minutes.record_action(
        meeting=year.hold(group, 2), item=None, owner=factories.seat(group, "S09"), text="x",
        due_on=date(2017, 7, 6), by=support, at=AT,
    )  # fmt: skip
    verbs = [act for name, act in acts.items() if name not in ("close", "reopen")]
    assert {ends_in(line.action, act) for act in verbs} == {None, Stage.DONE}
    acts["complete"](line.action)
    assert {ends_in(line.action, act) for act in verbs} == {None}, STAGE_TRANSITIONS[Stage.DONE]


@pytest.mark.parametrize("table", [PLAN_TRANSITIONS, STAGE_TRANSITIONS])
def test_a_table_covers_every_state_and_is_printed(table, capsys):
    states = set(type(next(iter(table))))
    assert set(table) == states
    assert set().union(*table.values()) <= states
    call_command("states")
    shown = capsys.readouterr().out
    for state, following in table.items():
        assert all(f"    {state.value} --> {to.value}\n" in shown for to in following)
