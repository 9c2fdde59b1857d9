"""Who sits where on a day: the questions that quorum, attendance, letters and measures ask. Constant numbers of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from members.models import (
    Agency,
    AgencyName,
    Compact,
    CompactOverride,
    Deputyship,
    Holding,
    PeriodQuerySet,
    Seat,
)
from subgroup import past
from subgroup.models import Person, SubGroup, Terms
from subgroup.once import once
from subgroup.written import written


@dataclass(frozen=True)
class SeatOn:
    """A seat as it stood on a day. `holder` is None when it is vacant; `counts` says whether it counts for quorum that day."""

    seat: Seat
    agency: Agency
    agency_name: str
    holder: Person | None
    deputies: tuple[Person, ...]
    compact_in_force: bool
    counts: bool

    @property
    def is_filled(self) -> bool:
        return self.holder is not None

    @property
    def standing(self) -> str:
        """In words: what the group's page says of the seat."""
        if not self.holder:
            return "Vacant"
        if not self.seat.counts_for_quorum:
            return "Does not count for quorum"
        return "Member" if self.counts else "Observer: no compact in force"


def seats_on(
    group: SubGroup, day: date, *, terms: Terms | None = None, before: datetime | None = None
) -> list[SeatOn]:
    """Every seat that existed on `day`, in the order of the terms (M1, M2). Seven queries, six with the `terms` of that day.

    With `before` as it was known before a moment: who was named since is not there, and who has left since is.
    """
    every = Seat.objects.filter(group=group).select_related("agency")
    there = Q(closed_on=None) | Q(closed_on__gte=day)
    seats = (
        list(every.filter(there))
        if before is None
        else [
            seat
            for seat in past.as_they_were(every, before)
            if seat.closed_on is None or seat.closed_on >= day
        ]
    )
    of_group = {"seat__group": group}
    holders = {
        holding.seat_id: holding.person
        for holding in _on(Holding.objects.filter(**of_group).select_related("person"), day, before)
    }
    deputies: dict[int, list[Person]] = {}
    for deputyship in _on(Deputyship.objects.filter(**of_group).select_related("person"), day, before):
        deputies.setdefault(deputyship.seat_id, []).append(deputyship.person)
    covered = {one.agency_id for one in _on(Compact.objects.filter(agency__group=group), day, before)}
    overridden = {one.seat_id for one in _on(CompactOverride.objects.filter(**of_group), day, before)}
    names = agency_names(group, day)
    required = (terms or group.terms_on(day)).content.compacts.required_for_quorum
    return [
        SeatOn(
            seat=seat,
            agency=seat.agency,
            agency_name=names.get(seat.agency_id, seat.agency.name),
            holder=holders.get(seat.pk),
            deputies=tuple(deputies.get(seat.pk, ())),
            compact_in_force=(has_compact := seat.agency_id in covered or seat.pk in overridden),
            counts=seat.counts_for_quorum and seat.pk in holders and (has_compact or not required),
        )
        for seat in seats
    ]


def _on(rows: PeriodQuerySet, day: date, before: datetime | None) -> list[Any]:
    """Those that hold on a day, as they are or as they were known before a moment."""
    if before is None:
        return list(rows.on(day))
    known = past.as_they_were(rows, before)
    return [one for one in known if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)]


def agency_names(group: SubGroup, day: date) -> dict[int, str]:
    """Agency id → the name it bore on `day`, for agencies that were ever renamed."""
    return once(("agency names", group.pk, day), lambda: dict(_names_from(group, day)))


@written
def _names_from(group: SubGroup, day: date) -> QuerySet[AgencyName, tuple[int, str]]:
    rows = AgencyName.objects.filter(agency__group=group, starts_on__lte=day).order_by("starts_on")
    return rows.values_list("agency_id", "name")


def seats_held_by(person: Person, group: SubGroup, day: date, *, or_deputised: bool = False) -> list[Seat]:
    """The seats that a person holds, and if asked those they are deputy of, on `day`."""
    held = Q(pk__in=Holding.objects.filter(person=person).on(day).values("seat_id"))
    if or_deputised:
        held |= Q(pk__in=Deputyship.objects.filter(person=person).on(day).values("seat_id"))
    return list(Seat.objects.filter(held, group=group).select_related("agency"))


def holder_of(seat: Seat, day: date) -> Person | None:
    holding = Holding.objects.filter(seat=seat).on(day).select_related("person").first()
    return holding.person if holding else None
