"""Who holds which seat, and who is named deputy. Days are whole days in London; both ends included."""

from datetime import date, datetime

from django.db import transaction

from members import doors, policies
from members.models import Deputyship, Holding, Seat
from subgroup import access
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person


def _locked(seat: Seat) -> Seat:
    return Seat.objects.select_for_update().select_related("group", "agency").get(pk=seat.pk)


@transaction.atomic
def hold(
    *,
    seat: Seat,
    person: Person,
    starts_on: date,
    by: Person | None,
    at: datetime,
    ends_on: date | None = None,
) -> Holding:
    """The person holds the seat from `starts_on`. Raises NotAllowed if it is taken or the agency has no compact (M1, M2)."""
    seat = _locked(seat)
    policies.check_vacant(seat, starts_on)
    policies.check_compact(seat, starts_on)
    holding = record_holding(seat=seat, person=person, starts_on=starts_on, ends_on=ends_on, at=at)
    for hear in doors.holder_came:
        hear(holding, at)
    return holding


@transaction.atomic
def record_holding(
    *, seat: Seat, person: Person, starts_on: date, at: datetime, ends_on: date | None = None
) -> Holding:
    """Writes down a holding as it was, for the membership that is loaded with its history: no compact is asked for."""
    holding = Holding.objects.create(seat=seat, person=person, starts_on=starts_on, ends_on=ends_on)
    access.rebuild(seat.group, on=day_of(at), people=[person])
    return holding


@transaction.atomic
def end_holding(*, seat: Seat, ends_on: date, by: Person | None, at: datetime) -> Holding:
    """The holder's last day is `ends_on`; their rights end at the midnight after it."""
    seat = _locked(seat)
    holding = Holding.objects.filter(seat=seat).on(ends_on).select_related("person").first()
    if holding is None:
        raise NotAllowed(f"Nobody holds {seat.title} on {ends_on:%-d %B %Y}.")
    holding.ends_on = ends_on
    holding.save()
    access.rebuild(seat.group, on=day_of(at), people=[holding.person])
    return holding


@transaction.atomic
def change_holder(
    *,
    seat: Seat,
    ended_on: date,
    person: Person,
    starts_on: date,
    by: Person | None,
    at: datetime,
    deputy: Person | None = None,
) -> Holding:
    """One person leaves a seat and another takes it; the newcomer stops being its deputy (M1)."""
    if starts_on <= ended_on:
        raise NotAllowed("The new holder starts after the last day of the one who leaves.")
    end_holding(seat=seat, ends_on=ended_on, by=by, at=at)
    holding = hold(seat=seat, person=person, starts_on=starts_on, by=by, at=at)
    for deputyship in Deputyship.objects.filter(seat=seat).on(starts_on):
        if deputyship.person_id == person.pk or deputy is not None:
            end_deputyship(deputyship=deputyship, ends_on=max(ended_on, deputyship.starts_on), by=by, at=at)
    if deputy is not None:
        name_deputy(seat=seat, person=deputy, starts_on=starts_on, by=by, at=at)
    return holding


@transaction.atomic
def name_deputy(
    *,
    seat: Seat,
    person: Person,
    starts_on: date,
    by: Person | None,
    at: datetime,
    ends_on: date | None = None,
) -> Deputyship:
    """The person may stand in for the seat's holder from `starts_on`."""
    if Deputyship.objects.filter(seat=seat, person=person).on_or_after(starts_on).exists():
        raise NotAllowed(f"{person} is a deputy of {seat.title} already.")
    deputyship = Deputyship.objects.create(seat=seat, person=person, starts_on=starts_on, ends_on=ends_on)
    access.rebuild(seat.group, on=day_of(at), people=[person])
    return deputyship


@transaction.atomic
def end_deputyship(*, deputyship: Deputyship, ends_on: date, by: Person | None, at: datetime) -> None:
    if ends_on < deputyship.starts_on:
        raise NotAllowed("A deputy's last day cannot come before their first.")
    deputyship.ends_on = ends_on
    deputyship.save()
    access.rebuild(deputyship.seat.group, on=day_of(at), people=[deputyship.person])
