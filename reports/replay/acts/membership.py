"""The terms, who holds which seat, the agencies and their compacts."""

from datetime import timedelta

from members.models import Agency, Seat
from members.services import agencies, compacts, people, seats
from reports.replay import membership, papers
from reports.replay.acts.register import act
from reports.replay.log import Event
from reports.replay.world import World
from subgroup.errors import NotAllowed


@act("terms")
def terms(world: World, event: Event) -> None:
    membership.load_terms(world, event)


def _name(said: str | None) -> str:
    return "" if said in (None, "-", "none", "vacant") else said or ""


@act("seat-change")
def seat_change(world: World, event: Event) -> None:
    seat, by = world.seat(event.subject), world.actor(event)
    ended, started = event.day_of("ended", "ended_on"), event.day_of("started", "started_on")
    joins, deputy, leaves = (_name(event.value(key)) for key in ("joins", "deputy", "leaves"))
    if leaves and joins and ended is None:
        ended = (started or event.day) - timedelta(days=1)
    if not joins:
        seats.end_holding(seat=seat, ends_on=ended or event.day, by=by, at=event.at)
        return
    person = people.get_or_make(email=papers.email_of(world, joins), name=joins)
    stand_in = people.get_or_make(email=papers.email_of(world, deputy), name=deputy) if deputy else None
    if leaves and ended:
        seats.change_holder(
            seat=seat,
            ended_on=ended,
            person=person,
            starts_on=started or event.day,
            deputy=stand_in,
            by=by,
            at=event.at,
        )
        return
    seats.hold(seat=seat, person=person, starts_on=started or event.day, by=by, at=event.at)
    if stand_in:
        seats.name_deputy(seat=seat, person=stand_in, starts_on=started or event.day, by=by, at=event.at)


def _agency(world: World, code: str) -> Agency:
    found = Agency.objects.filter(group=world.the_group, code=world.codes.get(code, code)).first()
    if found is None:
        raise NotAllowed(f"There is no agency {code}.")
    return found


@act("compact")
def compact(world: World, event: Event) -> None:
    compacts.sign(
        agency=_agency(world, event.subject),
        signed_on=event.day_of("signed") or event.day,
        signatory=event.value("signatory") or "",
        starts_on=event.day_of("from", "starts", "in_force_from"),
        ends_on=event.day_of("ends", "until"),
        review_on=event.day_of("review"),
        by=world.actor(event),
        at=event.at,
    )


@act("compact-expired")
def compact_expired(world: World, event: Event) -> None:
    """A compact ends by itself on its last day, which was known from the first day on: see membership.begin."""
    membership.expire(_agency(world, event.subject), event, at=event.at)


@act("compact-override")
def compact_override(world: World, event: Event) -> None:
    until = event.day_of("until", "to")
    if until is None:
        raise NotAllowed("The override has no last day.")
    for seat in _seats(world, event.value("seat") or event.subject):
        compacts.override(seat=seat, until=until, reason=event.reason, by=world.actor(event), at=event.at)


def _seats(world: World, said: str) -> list[Seat]:
    """The seat of this code, or all of the agency's."""
    if said in world.seats:
        return [world.seat(said)]
    return list(Seat.objects.filter(agency=_agency(world, said)).select_related("agency", "group"))


@act("agency-renamed")
def agency_renamed(world: World, event: Event) -> None:
    agencies.rename(
        agency=_agency(world, event.subject),
        name=event.value("new_name", "name") or event.subject,
        starts_on=event.day,
        by=None,
        at=event.at,
    )
