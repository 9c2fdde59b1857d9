"""Roles that come with no seat: agency lead, readers, auditor, administrator."""

from datetime import date, datetime

from django.db import transaction

from members.enums import Role
from members.models import Agency, Appointment
from subgroup import access
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup


@transaction.atomic
def appoint(
    *,
    group: SubGroup,
    person: Person,
    role: Role,
    starts_on: date,
    by: Person | None,
    at: datetime,
    agency: Agency | None = None,
) -> Appointment:
    same = Appointment.objects.filter(group=group, person=person, role=role, agency=agency)
    if same.on_or_after(starts_on).exists():
        raise NotAllowed(f"{person} is {Role(role).label.lower()} already.")
    if role == Role.AGENCY_LEAD and agency is None:
        raise NotAllowed("An agency lead answers for an agency: choose one.")
    appointment = Appointment.objects.create(
        group=group, person=person, role=role, agency=agency, starts_on=starts_on
    )
    access.rebuild(group, on=day_of(at), people=[person])
    return appointment


@transaction.atomic
def end(*, appointment: Appointment, ends_on: date, by: Person | None, at: datetime) -> None:
    if ends_on < appointment.starts_on:
        raise NotAllowed("The last day cannot come before the first.")
    appointment.ends_on = ends_on
    appointment.save()
    access.rebuild(appointment.group, on=day_of(at), people=[appointment.person])
