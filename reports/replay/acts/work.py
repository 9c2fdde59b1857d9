"""Objectives, items of the work programme and risks (A1, P7, P8)."""

from typing import Any, TypeVar

from actionplans.models import Escalation
from actionplans.services import escalations
from reports.measures.facts import year_of
from reports.replay.acts.register import act
from reports.replay.log import Event
from reports.replay.world import World
from subgroup import objectives, programme, risks
from subgroup.errors import NotAllowed
from subgroup.models import Objective, ProgrammeItem, Risk

T = TypeVar("T", Objective, ProgrammeItem, Risk)


def _owner(world: World, event: Event) -> tuple[str, str]:
    return ("seat", str(world.seat(event.needed("lead", "owner")).pk))


def _year(world: World, event: Event) -> str:
    return event.value("year") or year_of(world.the_group, event.day).label


def _known(world: World, event: Event, kind: type[T]) -> T:
    found = world.things.get(event.subject)
    if not isinstance(found, kind):
        raise NotAllowed(f"There is no {kind._meta.verbose_name} {event.subject}.")
    found.refresh_from_db()
    return found


@act("objective")
def objective(world: World, event: Event) -> None:
    world.things[event.subject] = objectives.add(
        group=world.the_group, year=_year(world, event), priority=event.value("priority") or "", title=event.needed("title"),
        measure=event.value("measure") or "", target=event.value("target") or "", owner=_owner(world, event),
        due_on=event.needed_day("due"), by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("objective-light")
def objective_light(world: World, event: Event) -> None:
    objectives.say(
        objective=_known(world, event, Objective), meeting_key=str(world.meeting(event.meeting).pk),
        colour=event.needed("light"), comment=event.needed("comment"), by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("objective-reached")
def objective_reached(world: World, event: Event) -> None:
    objectives.OBJECTIVES.finish(
        _known(world, event, Objective), on=event.day, note=event.value("note") or "", at=event.at
    )


@act("work-programme-item")
def programme_item(world: World, event: Event) -> None:
    whole = programme.start(group=world.the_group, year=_year(world, event), by=None, at=event.at)
    world.things[event.subject] = programme.add(
        programme=whole, title=event.needed("title"), owner=_owner(world, event), due_on=event.needed_day("due"),
        by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("work-programme-item-done")
def programme_item_done(world: World, event: Event) -> None:
    programme.ITEMS.finish(
        _known(world, event, ProgrammeItem), on=event.day, note=event.value("note") or "", at=event.at
    )


def _rating(event: Event) -> dict[str, Any]:
    return {name: event.needed_whole(name) for name in ("likelihood", "impact")}


@act("risk")
def risk(world: World, event: Event) -> None:
    words: dict[str, Any] = {name: event.value(name) or "" for name in ("cause", "effect", "controls")}
    world.things[event.subject] = risks.add(
        group=world.the_group, title=event.needed("title"), owner=_owner(world, event), due_on=event.needed_day("review"),
        by=world.actor(event), at=event.at, **words, **_rating(event),
    )  # fmt: skip


@act("risk-review")
def risk_review(world: World, event: Event) -> None:
    found = _known(world, event, Risk)
    risks.review(
        risk=found, comment=event.needed("comment"), due_on=event.needed_day("next"), seen=found.version,
        by=world.actor(event), at=event.at, **_rating(event),
    )  # fmt: skip


@act("risk-addressed")
def risk_addressed(world: World, event: Event) -> None:
    found = _known(world, event, Risk)
    row = Escalation.objects.standing().filter(group=world.the_group, risk=found).first()
    if row is None:
        raise NotAllowed(f"{found} is not in the exception list.")
    escalations.address(escalation=row, reason=event.reason, by=world.actor(event), at=event.at)


@act("risk-closed")
def risk_closed(world: World, event: Event) -> None:
    risks.close(risk=_known(world, event, Risk), reason=event.reason, by=world.actor(event), at=event.at)
