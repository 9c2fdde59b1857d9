"""An item that opens to people named one by one. For everybody else it stands on the agenda as a confidential item (meetings/hiding.py)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from meetings.locks import locked_item
from meetings.models import AgendaItem, ItemReader
from meetings.policies.submission import check_readers
from meetings.services import seen as words
from members.representation import seats_on
from subgroup import access
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup


def could_read(group: SubGroup, on: date) -> dict[Person, str]:
    """Who sits on the group that day, then their deputies, in the order of the posts; each with the post."""
    found: dict[Person, str] = {}
    seats = seats_on(group, on)
    for seat in seats:
        if seat.holder:
            found.setdefault(seat.holder, seat.seat.title)
    for seat in seats:
        for person in seat.deputies:
            found.setdefault(person, f"deputy of {seat.seat.title}")
    return found


def named(item: AgendaItem) -> list[Person]:
    """The people named; nobody where the item opens as others do."""
    rows = ItemReader.objects.filter(item=item.root_id, ended_at=None).select_related("person")
    return [row.person for row in rows]


def of_readers(item: AgendaItem) -> str:
    """What a page shows of the readers, for `seen`."""
    return words.digest(sorted(person.pk for person in named(item)))


def always(item: AgendaItem, by: Person, on: date) -> list[Person]:
    """Who is among the readers whoever is named: who names them, who sent the item, and who holds the post it came from."""
    holders = [seat.holder for seat in seats_on(item.meeting.group, on) if seat.seat.pk == item.seat_id]
    return [one for one in dict.fromkeys([by, item.submitted_by, *holders]) if one is not None]


@transaction.atomic
def name(
    *, item: AgendaItem, people: Iterable[Person], by: Person, at: datetime, seen: str | None = None
) -> list[Person]:
    """From now on the item, wherever it is carried over, is there for these people and for nobody else.

    What others have opened they know. With nobody named it opens as other items do. `seen` is the word of the page.
    """
    item, chosen = locked_item(item), list(people)
    check_readers(item)
    rows = ItemReader.objects.filter(item=item.root_id)
    words.check(seen, of_readers(item), what="The list of readers was", act="saved", things=rows)
    group, on = item.meeting.group, day_of(at)
    wanted = list(dict.fromkeys([*always(item, by, on), *chosen])) if chosen else []
    for person in chosen:
        if not access.may(person, "view_confidential", group, on=on):
            raise NotAllowed(
                f"{person} may not read what is confidential, so that naming them opens nothing."
            )
    there = ItemReader.objects.select_for_update().filter(item=item.root_id, ended_at=None)
    kept = {row.person_id: row for row in there}
    for pk, row in kept.items():
        if pk not in {person.pk for person in wanted}:
            row.ended_at, row.ended_by = at, by
            row.save(update_fields=["ended_at", "ended_by"])
    for person in wanted:
        if person.pk not in kept:
            ItemReader.objects.create(item_id=item.root_id, person=person, named_at=at, named_by=by)
    return wanted
