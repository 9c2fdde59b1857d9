from datetime import date, datetime

from django.db import transaction

from members.models import CoordinatingMembership, Seat
from subgroup.errors import NotAllowed
from subgroup.models import Person


@transaction.atomic
def join(
    *,
    seat: Seat,
    starts_on: date,
    by: Person | None,
    at: datetime,
    ends_on: date | None = None,
    note: str = "",
) -> CoordinatingMembership:
    """The holder of this seat sits on the Coordination and Delivery Group from a day on (P1)."""
    if CoordinatingMembership.objects.filter(seat=seat).on_or_after(starts_on).exists():
        raise NotAllowed(f"{seat.title} sits on the Coordination and Delivery Group already.")
    return CoordinatingMembership.objects.create(seat=seat, starts_on=starts_on, ends_on=ends_on, note=note)


@transaction.atomic
def leave(*, seat: Seat, ends_on: date, by: Person | None, at: datetime) -> None:
    membership = CoordinatingMembership.objects.filter(seat=seat).on(ends_on).first()
    if membership is None:
        raise NotAllowed(f"{seat.title} does not sit on the Coordination and Delivery Group on that day.")
    membership.ends_on = ends_on
    membership.save()


def sits(seat: Seat, day: date) -> bool:
    """Whether the seat was on the Coordination and Delivery Group on that day."""
    return CoordinatingMembership.objects.filter(seat=seat).on(day).exists()
