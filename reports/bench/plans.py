"""Plans with their actions and updates, made in bulk and shaped as the services leave them. Invented words only."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction

from actionplans.enums import OPEN_STAGES, PlanKind, Stage
from actionplans.models import (
    Action,
    ActionUpdate,
    AgreedLight,
    DueChange,
    Evidence,
    Plan,
    Recommendation,
    StageChange,
)
from members.representation import SeatOn, seats_on
from reports.bench.data import World
from subgroup import clock

RECOMMENDATIONS, OF_EACH = 10, 20
"""Of a plan, and the actions of a recommendation."""
ACTIONS = RECOMMENDATIONS * OF_EACH
UPDATES = 10
"""Of an action."""
THEMES = 20
BATCH = 2000
STAGES = (
    Stage.OPEN,
    Stage.SIGNED_OFF,
    Stage.SUSTAINED,
    Stage.TESTED,
    Stage.OPEN,
    Stage.PROPOSED,
    Stage.SIGNED_OFF,
)
COLOURS = ("green", "amber", "green", "red", "grey")


def theme(number: int) -> str:
    return f"Theme {number % THEMES + 1:02d}"


@transaction.atomic
def add(world: World, number: int) -> None:
    """So many actions more, in plans of 200, each with 10 updates; every theme has its share."""
    seats = [one for one in seats_on(world.group, world.today) if one.is_filled]
    first = Plan.objects.filter(group=world.group).count()
    plans = [_plan(world, first + index) for index in range(number // ACTIONS)]
    for plan in Plan.objects.bulk_create(plans):
        asked = [_recommendation(plan, index) for index in range(RECOMMENDATIONS)]
        made = Recommendation.objects.bulk_create(asked)
        actions = [_action(world, one, index, seats) for one in made for index in range(OF_EACH)]
        _records(Action.objects.bulk_create(actions), seats)


def _plan(world: World, index: int) -> Plan:
    at = clock.moment(world.today - timedelta(days=600))
    kinds = list(PlanKind)
    return Plan(
        group=world.group,
        code=f"PLAN-{index + 1}",
        title=f"Plan {index + 1} of a review",
        kind=kinds[index % len(kinds)],
        theme=theme(index),
        agreed_on=at.date(),
        opened_at=at,
    )


def _recommendation(plan: Plan, index: int) -> Recommendation:
    text = "That agencies assure the group that practice has changed as the review asked."
    return Recommendation(plan=plan, number=str(index + 1), position=index, text=text)


def _action(world: World, asked: Recommendation, index: int, seats: list[SeatOn]) -> Action:
    spread = int(asked.number) * 37 + index * 11 + asked.plan_id * 7
    seat = seats[spread % len(seats)]
    due = world.today + timedelta(days=spread % 700 - 350)
    stage = STAGES[spread % len(STAGES)]
    done = None if stage == Stage.OPEN else min(due, world.today)
    signed = done if stage not in OPEN_STAGES else None
    slipped = spread % 4 == 0
    return Action(
        group=world.group,
        recommendation=asked,
        reference=f"{asked.plan.code}/{asked.number}.{index + 1}",
        position=index,
        text="Send the audit’s findings to the services and report what they have changed since.",
        agency=seat.agency,
        owner=seat.seat,
        officer="Service manager",
        first_due_on=due - timedelta(days=42) if slipped else due,
        due_on=due,
        extensions=int(slipped),
        success_criterion="Nine in ten files show it.",
        evidence_required="The audit and its sample",
        opened_at=asked.plan.opened_at,
        stage=stage,
        done_on=done,
        done_by=seat.holder if done else None,
        signed_off_on=signed,
        signed_off_by=seats[0].holder if signed else None,
        last_confirmed_on=_told(world.today, spread, UPDATES - 1),
        colour=COLOURS[spread % len(COLOURS)],
        agreed_colour="amber" if spread % 4 == 1 else "",
    )


def _told(today: date, spread: int, number: int) -> date:
    return today - timedelta(days=42 * (UPDATES - number) + spread % 30)


def _records(actions: list[Action], seats: list[SeatOn]) -> None:
    """The dated records that the columns were kept from."""
    opened, support = actions[0].opened_at, seats[5].holder
    _insert(StageChange, (StageChange(action=one, stage=Stage.OPEN, changed_at=opened) for one in actions))
    later = [one for one in actions if one.done_on]
    _insert(
        StageChange,
        (
            StageChange(action=one, stage=one.stage, changed_at=clock.moment(_of(one.done_on)))
            for one in later
        ),
    )
    _insert(DueChange, (DueChange(action=one, due_on=one.first_due_on, changed_at=opened) for one in actions))
    _insert(
        DueChange,
        (
            DueChange(action=one, due_on=one.due_on, changed_at=opened + timedelta(days=200))
            for one in actions
            if one.extensions
        ),
    )
    _insert(ActionUpdate, (one for action in actions for one in _updates(action, support)))
    agreed = (one for one in actions if one.agreed_colour)
    _insert(
        AgreedLight,
        (
            AgreedLight(
                action=one,
                colour=one.agreed_colour,
                reason="As the group saw it",
                agreed_at=opened + timedelta(days=300),
            )
            for one in agreed
        ),
    )
    shown = [one for one in actions if one.stage not in OPEN_STAGES or one.pk % 2]
    files = Evidence.objects.bulk_create(
        Evidence(
            group=one.group, title="The audit", agency=one.agency, supplied_at=opened + timedelta(days=250)
        )
        for one in shown
    )
    link = Evidence.actions.through
    _insert(
        link,
        (link(evidence=evidence, action=one) for evidence, one in zip(files, shown, strict=True)),
    )


def _of(day: date | None) -> date:
    assert day is not None  # noqa: S101 - of an action that is done
    return day


def _updates(action: Action, by: Any) -> Iterable[ActionUpdate]:
    told = action.last_confirmed_on
    assert told is not None  # noqa: S101 - each was updated
    for number in range(UPDATES):
        yield ActionUpdate(
            action=action,
            text="The service has begun; the audit is to follow in the next quarter.",
            colour=action.colour,
            made_at=clock.moment(told - timedelta(days=42 * (UPDATES - 1 - number))),
            made_by=by,
        )


def _insert(model: Any, rows: Iterable[models.Model]) -> None:
    model.objects.bulk_create(rows, batch_size=BATCH)
