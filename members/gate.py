"""What the live holdings grant: the answers that subgroup/access.py asks for."""

from datetime import date

from django.db.models import Q, QuerySet, Value

from members.enums import Role
from members.models import Agency, Appointment, Deputyship, Holding
from members.roles import MATRIX
from subgroup.models import Person, SubGroup
from subgroup.prepared import Place, Statement

# Asked at every page: as three querysets joined it takes five times as long, nearly all of it to write this down.
LIVE = Statement(
    """
SELECT seat.group_id, seat.role FROM members_holding held JOIN members_seat seat ON seat.id = held.seat_id
    WHERE held.person_id = %s AND held.starts_on <= %s AND (held.ends_on IS NULL OR held.ends_on >= %s)
UNION ALL
SELECT seat.group_id, 'deputy' FROM members_deputyship held JOIN members_seat seat ON seat.id = held.seat_id
    WHERE held.person_id = %s AND held.starts_on <= %s AND (held.ends_on IS NULL OR held.ends_on >= %s)
UNION ALL
SELECT held.group_id, held.role FROM members_appointment held
    WHERE held.person_id = %s AND held.starts_on <= %s AND (held.ends_on IS NULL OR held.ends_on >= %s)
""",
    [Place(0), Place(1), Place(1)] * 3,
)


def live(person: Person, on: date) -> dict[int, frozenset[str]]:
    """Group id → permissions, from the seats, deputyships and appointments that hold on that day. One query."""
    granted: dict[int, frozenset[str]] = {}
    for group_id, role in LIVE.rows(person.pk, on):
        granted[group_id] = granted.get(group_id, frozenset()) | MATRIX[Role(role)]
    return granted


def granted_ever(group: SubGroup, on: date) -> dict[int, frozenset[str]]:
    """Person id → permissions that hold on `on` or will hold later: written ahead, so that a right begins at midnight by itself."""
    later = Q(ends_on=None) | Q(ends_on__gte=on)
    granted: dict[int, frozenset[str]] = {}
    sources = [
        Holding.objects.filter(later, seat__group=group).values_list("person_id", "seat__role"),
        Deputyship.objects.filter(later, seat__group=group).values_list(
            "person_id", Value(Role.DEPUTY.value)
        ),
        Appointment.objects.filter(later, group=group).values_list("person_id", "role"),
    ]
    for rows in sources:
        for person_id, role in rows:
            granted[person_id] = granted.get(person_id, frozenset()) | MATRIX[Role(role)]
    return granted


def led(person: Person, group: SubGroup, on: date) -> QuerySet[Agency]:
    """The agencies that the person leads on that day."""
    leads = Appointment.objects.filter(person=person, group=group, role=Role.AGENCY_LEAD).on(on)
    return Agency.objects.filter(group=group, pk__in=leads.order_by().values("agency_id"))


def leads_ever(group: SubGroup, on: date) -> dict[int, frozenset[int]]:
    """Each agency's id → the people who lead it on `on` or later; written ahead as `granted_ever`."""
    leads = Appointment.objects.filter(group=group, role=Role.AGENCY_LEAD).on_or_after(on)
    found: dict[int, set[int]] = {pk: set() for pk in group.agencies.order_by().values_list("pk", flat=True)}
    for agency_id, person_id in leads.values_list("agency_id", "person_id"):
        found[agency_id].add(person_id)
    return {agency: frozenset(people) for agency, people in found.items()}
