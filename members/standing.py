"""Who sits where, for pages: what representation.py answers, kept until the membership changes (subgroup/stamps.py)."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from members import representation
from members.enums import Role
from members.models import Appointment, Deputyship, Holding, Invitation, Seat
from members.owners import STAND_INS, answering
from members.representation import SeatOn, seats_on
from subgroup import access
from subgroup.models import Person, SubGroup, Terms
from subgroup.stamps import kept


def seats(group: SubGroup, day: date) -> list[SeatOn]:
    """`seats_on` for a page; no query while the membership stays as it is."""
    return kept(group, ("seats", day), lambda: seats_on(group, day))


def terms(group: SubGroup) -> dict[int, Terms]:
    """Every version of the terms by its id."""
    return kept(group, "terms", lambda: {each.pk: each for each in group.terms.all()})


def leads(person: Person, group: SubGroup, day: date) -> bool:
    """Whether the person is appointed an agency's lead; for which one, the gate says (subgroup/access.py)."""
    return person.pk in kept(group, ("leads", day), lambda: _leads(group, day))


def _leads(group: SubGroup, day: date) -> set[int]:
    appointed = Appointment.objects.filter(group=group, role=Role.AGENCY_LEAD).on(day).order_by()
    return set(appointed.values_list("person_id", flat=True))


def without_account(group: SubGroup, day: date) -> list[Person]:
    """Who has a place in the group on that day and has never signed in, by name."""
    return kept(group, ("without account", day), lambda: list(_without_account(group, day)))


def _without_account(group: SubGroup, day: date) -> QuerySet[Person]:
    return placed(group, day).filter(joined_at=None)


def invited(group: SubGroup, at: datetime) -> set[int]:
    """The ids of the people who could accept an invitation to the group at that moment."""
    rows = kept(group, "invited", lambda: _invited(group))
    return {person for person, ends in rows if ends > at}


def _invited(group: SubGroup) -> list[tuple[int, datetime]]:
    rows = Invitation.objects.filter(group=group, accepted_at=None, revoked_at=None).order_by()
    return list(rows.values_list("person_id", "expires_at"))


def agency_names(group: SubGroup, day: date) -> dict[int, str]:
    """`representation.agency_names` for a page."""
    return kept(group, ("agency names", day), lambda: representation.agency_names(group, day))


def placed(group: SubGroup, day: date) -> QuerySet[Person]:
    """Who holds a seat, deputises or is appointed in the group on that day, by name."""
    has_a_place = (
        Q(pk__in=Holding.objects.filter(seat__group=group).on(day).values("person_id"))
        | Q(pk__in=Deputyship.objects.filter(seat__group=group).on(day).values("person_id"))
        | Q(pk__in=Appointment.objects.filter(group=group).on(day).values("person_id"))
    )
    return Person.objects.filter(has_a_place, is_active=True).order_by("name")


def places(group: SubGroup, day: date) -> dict[int, str]:
    """Person → in which post, for which agency: “Named Nurse, SRFT”. For lists from which people are chosen."""
    return kept(group, ("places", day), lambda: _places(group, day))


def _places(group: SubGroup, day: date) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for one in seats(group, day):
        title = one.seat.title
        told = one.agency.code in title or one.agency_name in title
        where = title if told else f"{title}, {one.agency_name}"
        if one.holder:
            found.setdefault(one.holder.pk, []).append(where)
        for deputy in one.deputies:
            found.setdefault(deputy.pk, []).append(f"Deputy of {where}")
    appointed = Appointment.objects.filter(group=group).on(day).select_related("agency").order_by("pk")
    for row in appointed:
        of = f", {row.agency.name}" if row.agency else ""
        found.setdefault(row.person_id, []).append(f"{row.get_role_display()}{of}")
    return {pk: "; ".join(words) for pk, words in found.items()}


def seats_of(person: Person, group: SubGroup, day: date) -> list[Seat]:
    """The seats that the person holds."""
    return [one.seat for one in seats(group, day) if one.holder == person]


def owners_of(person: Person, group: SubGroup, day: date) -> list[tuple[str, str]]:
    """`ledger.owners_of` for a page: what this person answers for on a day. No query but a lead's."""
    mine = seats_of(person, group, day)
    roles = {seat.role for seat in mine}
    filled = {one.seat.role for one in seats(group, day) if one.holder}
    roles |= {role for role, other in STAND_INS.items() if other in roles and role not in filled}
    answers = [("person", str(person.pk))]
    answers += [("seat", str(seat.pk)) for seat in mine] + [("role", role) for role in sorted(roles)]
    stood_in = kept(group, ("answering", day), lambda: answering(group, day))
    agencies = {code for code, people in stood_in.items() if person.pk in people}
    if leads(person, group, day):
        agencies |= set(access.led_by(person, group, on=day).values_list("code", flat=True))
    return answers + [("agency", code) for code in sorted(agencies)]
