"""Who answers for a deadline on a day: the answers that subgroup/registry.py asks for, many keys at once."""

from collections.abc import Collection
from datetime import date

from members.enums import SEAT_ROLES, Role
from members.models import Agency, Appointment, Deputyship, Holding, Seat
from subgroup import access
from subgroup.models import Person, SubGroup
from subgroup.registry import Owners

# Who acts when nobody holds a role: no deadline is without somebody who answers for it.
STAND_INS = {
    Role.CHAIR: Role.VICE_CHAIR,
    Role.BUSINESS_SUPPORT: Role.BUSINESS_MANAGER,
    Role.BUSINESS_MANAGER: Role.BUSINESS_SUPPORT,
}


def _role_people(group: SubGroup, keys: Collection[str], day: date) -> dict[str, list[Person]]:
    wanted = set(keys) | {STAND_INS[Role(key)] for key in keys if key in STAND_INS}
    found: dict[str, list[Person]] = {}
    for holding in (
        Holding.objects.filter(seat__group=group, seat__role__in=wanted)
        .on(day)
        .select_related("person", "seat")
    ):
        found.setdefault(holding.seat.role, []).append(holding.person)
    for appointment in (
        Appointment.objects.filter(group=group, role__in=wanted).on(day).select_related("person")
    ):
        found.setdefault(appointment.role, []).append(appointment.person)
    return {key: found.get(key) or found.get(STAND_INS.get(Role(key), ""), []) for key in keys}


def _seat_people(group: SubGroup, keys: Collection[str], day: date) -> dict[str, list[Person]]:
    """The holder; of a vacant seat its deputies; of a seat with neither, nobody but business support."""
    found: dict[str, list[Person]] = {}
    ids = [int(key) for key in keys]
    for holding in Holding.objects.filter(seat_id__in=ids).on(day).select_related("person"):
        found.setdefault(str(holding.seat_id), []).append(holding.person)
    missing = [pk for pk in ids if str(pk) not in found]
    if missing:
        for deputyship in Deputyship.objects.filter(seat_id__in=missing).on(day).select_related("person"):
            found.setdefault(str(deputyship.seat_id), []).append(deputyship.person)
        support = _role_people(group, [Role.BUSINESS_SUPPORT], day)[Role.BUSINESS_SUPPORT]
        for pk in missing:
            found.setdefault(str(pk), list(support))
    return found


def _agency_people(group: SubGroup, keys: Collection[str], day: date) -> dict[str, list[Person]]:
    """The agency's leads; without one, the holders of its seats."""
    found: dict[str, list[Person]] = {}
    leads = Appointment.objects.filter(group=group, role=Role.AGENCY_LEAD, agency__code__in=keys)
    for appointment in leads.on(day).select_related("person", "agency"):
        found.setdefault(appointment.agency.code, []).append(appointment.person)
    missing = [key for key in keys if key not in found]
    if missing:
        holdings = Holding.objects.filter(seat__group=group, seat__agency__code__in=missing)
        for holding in holdings.on(day).select_related("person", "seat__agency"):
            found.setdefault(holding.seat.agency.code, []).append(holding.person)
    return found


def _role_keys(person: Person, group: SubGroup, day: date) -> set[str]:
    held = set(
        Holding.objects.filter(person=person, seat__group=group).on(day).values_list("seat__role", flat=True)
    )
    if not held & set(STAND_INS.values()):
        return held
    filled = set(
        Holding.objects.filter(seat__group=group, seat__role__in=SEAT_ROLES)
        .on(day)
        .values_list("seat__role", flat=True)
    )
    return held | {role for role, other in STAND_INS.items() if other in held and role not in filled}


OWNERS = {
    "role": Owners(
        people=_role_people,
        keys_of=_role_keys,
        labels=lambda group, keys: {key: Role(key).label for key in keys},
    ),
    "seat": Owners(
        people=_seat_people,
        keys_of=lambda person, group, day: {
            str(pk)
            for pk in Holding.objects.filter(person=person, seat__group=group)
            .on(day)
            .values_list("seat_id", flat=True)
        },
        labels=lambda group, keys: {
            str(seat.pk): seat.title
            for seat in Seat.objects.filter(group=group, pk__in=[int(key) for key in keys])
        },
    ),
    "agency": Owners(
        people=_agency_people,
        keys_of=lambda person, group, day: set(
            access.led_by(person, group, on=day).values_list("code", flat=True)
        ),
        labels=lambda group, keys: dict(
            Agency.objects.filter(group=group, code__in=keys).values_list("code", "name")
        ),
    ),
    "person": Owners(
        people=lambda group, keys, day: {
            str(person.pk): [person] for person in Person.objects.filter(pk__in=[int(key) for key in keys])
        },
        keys_of=lambda person, group, day: {str(person.pk)},
        labels=lambda group, keys: {
            str(person.pk): person.name for person in Person.objects.filter(pk__in=[int(key) for key in keys])
        },
    ),
}
