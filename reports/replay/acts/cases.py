"""Cases of concern from their coming to their end, told by their codenames’ keys alone (F4, F6)."""

from reports.replay.acts.register import act
from reports.replay.log import Event
from reports.replay.world import World
from reviews.enums import CaseSource
from reviews.models import Case
from reviews.services import acknowledging, cases, closing, dates, outcomes
from subgroup.errors import NotAllowed


def _case(world: World, event: Event) -> Case:
    found = world.things.get(event.subject)
    if not isinstance(found, Case):
        raise NotAllowed(f"There is no case {event.subject}.")
    found.refresh_from_db()
    return found


@act("case-opened")
def case_opened(world: World, event: Event) -> None:
    code = event.value("agency") or ""
    agency = world.the_group.agencies.filter(code=world.codes.get(code, code)).first()
    world.things[event.subject] = cases.open_case(
        group=world.the_group, source=event.value("source") or CaseSource.REFERRAL, agency=agency,
        summary=event.value("summary") or "", theme=event.value("theme") or "", by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("case-acknowledged")
def case_acknowledged(world: World, event: Event) -> None:
    acknowledging.acknowledge(case=_case(world, event), by=world.actor(event), at=event.at)


@act("case-date")
def case_date(world: World, event: Event) -> None:
    """A day that starts or stops a statutory clock: kind=board_told, ofsted_told, aware …"""
    dates.record(
        case=_case(world, event), kind=event.needed("kind"), day=event.day_of("day") or event.day,
        source=event.value("source") or "The event log", by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("case-outcome")
def case_outcome(world: World, event: Event) -> None:
    outcomes.record(
        case=_case(world, event), kind=event.needed("kind"), because=event.reason, learning=event.value("learning") or "",
        next_steps=event.value("next") or "", returns_on=event.day_of("returns"), elsewhere=event.value("to") or "",
        by=world.actor(event), at=event.at,
    )  # fmt: skip


@act("case-closed")
def case_closed(world: World, event: Event) -> None:
    closing.close(case=_case(world, event), because=event.reason, by=world.actor(event), at=event.at)
