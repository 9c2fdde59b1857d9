"""Who sat on the sub-group in the year, by post and agency."""

from django.db.models import Q

from members.models import Holding, Seat
from reports.annual.figure import count
from reports.annual.part import Part, Table, how_many
from reports.annual.record import YearRecord, thing
from subgroup.templatetags.ui import shortdate


def part(record: YearRecord) -> Part:
    year = record.year
    there = Q(closed_on=None) | Q(closed_on__gte=year.first)
    seats = list(Seat.objects.filter(there, group=record.group).select_related("agency").order_by("number"))
    held: dict[int, list[Holding]] = {}
    rows = Holding.objects.filter(seat__in=seats, starts_on__lte=record.ends).exclude(ends_on__lt=year.first)
    for one in rows.select_related("person").order_by("starts_on"):
        held.setdefault(one.seat_id, []).append(one)
    lines = tuple(
        (
            seat.title,
            record.name_of(seat.agency),
            "; ".join(_holder(one, record) for one in held.get(seat.pk, ())) or "Vacant all year",
        )
        for seat in seats
    )
    people = {one.person_id: one for rows in held.values() for one in rows}
    return Part(
        how_many(
            len(people),
            "Nobody held a seat in the year.",
            "{people who held a seat} person held a seat in the year.",
            "{people who held a seat} people held a seat in the year.",
        ),
        (
            count(
                "people who held a seat",
                "Those who held a seat in the year, each counted once",
                (
                    thing("seat", one.seat_id, str(one.person), f"Since {shortdate(one.starts_on)}")
                    for one in people.values()
                ),
            ),
        ),
        (Table("The posts, and who held them in the year", ("Post", "Agency", "Held by"), lines),),
    )


def _holder(one: Holding, record: YearRecord) -> str:
    """With the days, where it was not the whole year."""
    begun = f"from {shortdate(one.starts_on)}" if record.holds(one.starts_on) else ""
    ended = f"until {shortdate(one.ends_on)}" if one.ends_on and record.holds(one.ends_on) else ""
    return (
        f"{one.person}{f' ({begun} {ended})'.replace('( ', '(').replace(' )', ')') if begun or ended else ''}"
    )
