"""Action plans that a log tells whole: recommendations, actions, what agencies say of them, sign-off (F2, F3, F15, P8)."""

from actionplans.enums import PlanKind
from actionplans.models import Action, Plan
from actionplans.services import completion, extensions, plans, updates
from members.models import Agency
from reports.replay.acts.register import act
from reports.replay.log import Event
from reports.replay.world import World
from subgroup.errors import NotAllowed


def _plan(world: World, name: str) -> Plan:
    if name not in world.plans:
        raise NotAllowed(f"There is no plan {name}.")
    return world.plans[name]


def _agency(world: World, code: str) -> Agency:
    found = Agency.objects.filter(group=world.the_group, code=world.codes.get(code, code)).first()
    if found is None:
        raise NotAllowed(f"There is no agency {code}.")
    return found


def _action(world: World, event: Event) -> Action:
    found = Action.objects.filter(group=world.the_group, reference=event.subject).first()
    if found is None:
        raise NotAllowed(f"There is no action {event.subject}.")
    return found


@act("plan-opened")
def plan_opened(world: World, event: Event) -> None:
    """One that the log's updates name stands from the first day, and needs no event."""
    if event.subject in world.plans:
        return
    owner = event.value("owner")
    world.plans[event.subject] = plans.open_plan(
        group=world.the_group, code=event.value("code") or event.subject, title=event.value("title") or event.subject,
        kind=event.value("kind") or PlanKind.SCR, owner=world.seat(owner) if owner else None,
        agreed_on=event.day_of("agreed"), by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("recommendation")
def recommendation(world: World, event: Event) -> None:
    codes = (event.value("agencies") or "").replace(",", " ").split()
    plans.add_recommendation(
        plan=_plan(world, event.subject), number=event.needed("number"), text=event.needed("text"),
        finding=event.value("finding") or "", theme=event.value("theme") or "",
        addressed_to="agencies" if codes else "board", agencies=[_agency(world, code) for code in codes],
        by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("plan-action")
def plan_action(world: World, event: Event) -> None:
    plan, number = _plan(world, event.subject), event.needed("recommendation")
    of = plan.recommendations.filter(number=number).first()
    if of is None:
        raise NotAllowed(f"{plan.code} has no recommendation {number}.")
    owner = event.value("owner")
    plans.add_action(
        recommendation=of, number=event.value("number"), text=event.needed("text"), agency=_agency(world, event.needed("agency")),
        owner=world.seat(owner) if owner else None, due_on=event.day_of("due"),
        success_criterion=event.value("success") or "", evidence_required=event.value("evidence") or "",
        by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("action-said")
def action_said(world: World, event: Event) -> None:
    updates.say(
        action=_action(world, event), colour=event.value("light") or "", text=event.value("text") or "",
        no_change="light" not in event.detail, by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("action-proposed")
def action_proposed(world: World, event: Event) -> None:
    completion.propose(
        action=_action(world, event), text=event.needed("text"), by=world.actor(event), at=event.at
    )


@act("action-signed-off")
def action_signed_off(world: World, event: Event) -> None:
    completion.sign_off(
        action=_action(world, event), no_test_because=event.reason, by=world.actor(event), at=event.at
    )


@act("action-extended")
def action_extended(world: World, event: Event) -> None:
    """Asked for by the agency, and granted by the chair at once."""
    by, chair = world.actor(event), world.holder_of_role("chair", event.day)
    asked = extensions.ask(
        action=_action(world, event), to_day=event.needed_day("to"), reason=event.reason, by=by, at=event.at
    )
    extensions.decide(extension=asked, granted=True, reason=event.reason, by=chair or by, at=event.at)
