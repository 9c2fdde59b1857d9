"""Who answers for a deadline on a day: the answers that subgroup/registry.py asks for, many keys at once."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef

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
# Who answers for a seat or an agency that has nobody: the first of these roles that somebody holds.
LAST = (Role.BUSINESS_SUPPORT, Role.BUSINESS_MANAGER, Role.CHAIR, Role.VICE_CHAIR)


def _role_people(group: SubGroup, keys: Collection[str], day: date) -> dict[str, list[Person]]:
    wanted = set(keys) | {STAND_INS[Role(key)] for key in keys if key in STAND_INS}
    found: dict[str, list[Person]] = {}
    for holding in (
        Holding.objects.filter(seat__group=group, seat__role__in=wanted, person__is_active=True)
        .on(day)
        .select_related("person", "seat")
    ):
        found.setdefault(holding.seat.role, []).append(holding.person)
    for appointment in (
        Appointment.objects.filter(group=group, role__in=wanted, person__is_active=True)
        .on(day)
        .select_related("person")
    ):
        found.setdefault(appointment.role, []).append(appointment.person)
    return {key: found.get(key) or found.get(STAND_INS.get(Role(key), ""), []) for key in keys}


def _last_people(group: SubGroup, day: date) -> list[Person]:
    found = _role_people(group, LAST, day)
    return next((found[role] for role in LAST if found[role]), [])


def _seat_people(group: SubGroup, keys: Collection[str], day: date) -> dict[str, list[Person]]:
    """The holder; of a vacant seat its deputies; of a seat with neither, business support."""
    found: dict[str, list[Person]] = {}
    ids = [int(key) for key in keys]
    holdings = Holding.objects.filter(seat_id__in=ids, person__is_active=True)
    for holding in holdings.on(day).select_related("person"):
        found.setdefault(str(holding.seat_id), []).append(holding.person)
    missing = [pk for pk in ids if str(pk) not in found]
    if missing:
        deputyships = Deputyship.objects.filter(seat_id__in=missing, person__is_active=True)
        for deputyship in deputyships.on(day).select_related("person"):
            found.setdefault(str(deputyship.seat_id), []).append(deputyship.person)
    return _or_last(found, [str(pk) for pk in missing], group, day)


def _agency_people(group: SubGroup, keys: Collection[str], day: date) -> dict[str, list[Person]]:
    """The agency's leads; without one, the holders of its seats; without any, business support."""
    found: dict[str, list[Person]] = {}
    leads = Appointment.objects.filter(group=group, role=Role.AGENCY_LEAD, agency__code__in=keys)
    for appointment in leads.filter(person__is_active=True).on(day).select_related("person", "agency"):
        assert appointment.agency is not None  # noqa: S101 - a constraint of the table
        found.setdefault(appointment.agency.code, []).append(appointment.person)
    missing = [key for key in keys if key not in found]
    if missing:
        holdings = Holding.objects.filter(seat__group=group, seat__agency__code__in=missing)
        for holding in (
            holdings.filter(person__is_active=True).on(day).select_related("person", "seat__agency")
        ):
            people = found.setdefault(holding.seat.agency.code, [])
            if holding.person not in people:
                people.append(holding.person)
    return _or_last(found, missing, group, day)


def _agency_keys(person: Person, group: SubGroup, day: date) -> set[str]:
    """The agencies that the person leads, and those without a lead for which they answer by a seat or a role."""
    led = set(access.led_by(person, group, on=day).values_list("code", flat=True))
    leads = Appointment.objects.filter(role=Role.AGENCY_LEAD, person__is_active=True, agency=OuterRef("pk"))
    held = Holding.objects.filter(person__is_active=True, seat__agency=OuterRef("pk")).on(day)
    without = Agency.objects.filter(~Exists(leads.on(day)), group=group)
    rows = list(without.values_list("code", Exists(held.filter(person=person)), Exists(held)))
    mine = {code for code, is_mine, _ in rows if is_mine}
    nobodys = {code for code, _, is_held in rows if not is_held}
    return led | mine | (nobodys if nobodys and person in _last_people(group, day) else set())


def answering(group: SubGroup, day: date) -> dict[str, frozenset[int]]:
    """Each agency that has no lead: its code, and the ids of the people who answer for it instead."""
    appointed = Appointment.objects.filter(group=group, role=Role.AGENCY_LEAD, person__is_active=True)
    led = appointed.on(day).values("agency")
    codes = list(Agency.objects.filter(group=group).exclude(pk__in=led).values_list("code", flat=True))
    people = _agency_people(group, codes, day)
    return {code: frozenset(one.pk for one in people[code]) for code in codes}


def answers_itself(person: Person, agency: Agency, day: date) -> bool:
    """Whether the person answers for the agency as its lead or the holder of a seat of it, and not as a stand-in."""
    people = _agency_people(agency.group, [agency.code], day)[agency.code]
    holds = Holding.objects.filter(person=person, seat__agency=agency).on(day).exists()
    leads = Appointment.objects.filter(person=person, agency=agency, role=Role.AGENCY_LEAD).on(day).exists()
    return person in people and (holds or leads)


def _or_last(
    found: dict[str, list[Person]], keys: Collection[str], group: SubGroup, day: date
) -> dict[str, list[Person]]:
    """Nobody is never the answer."""
    if missing := [key for key in keys if key not in found]:
        last = _last_people(group, day)
        found |= {key: list(last) for key in missing}
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
        choices=lambda group, day: [
            (str(seat.pk), f"{seat.code} {seat.title}")
            for seat in Seat.objects.filter(group=group).order_by("number")
        ],
    ),
    "agency": Owners(
        people=_agency_people,
        keys_of=_agency_keys,
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
