"""An item that opens to people named one by one. For everybody else it stands on the agenda as a confidential item (meetings/hiding.py)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from meetings.enums import ItemKind
from meetings.locks import locked_item
from meetings.models import AgendaItem, ItemReader
from meetings.notices import mail_people
from meetings.policies.submission import check_readers
from meetings.services import seen as words
from meetings.services.agenda import item_path
from members.gate import granted_ever
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
    wanted = list(dict.fromkeys([*always(item, by, day_of(at)), *chosen])) if chosen else []
    _check_right(item, chosen, day_of(at))
    _write(item, wanted, by, at)
    return wanted


def _check_right(item: AgendaItem, people: Iterable[Person], on: date) -> None:
    for person in people:
        if not access.may(person, "view_confidential", item.meeting.group, on=on):
            raise NotAllowed(
                f"{person} may not read what is confidential, so that naming them opens nothing."
            )


def _write(item: AgendaItem, wanted: list[Person], by: Person, at: datetime) -> list[ItemReader]:
    """Ends the namings of others and answers the new ones."""
    there = ItemReader.objects.select_for_update().filter(item=item.root_id, ended_at=None)
    kept = {row.person_id: row for row in there}
    for pk, row in kept.items():
        if pk not in {person.pk for person in wanted}:
            row.ended_at, row.ended_by = at, by
            row.save(update_fields=["ended_at", "ended_by"])
    return [
        ItemReader.objects.create(item_id=item.root_id, person=person, named_at=at, named_by=by)
        for person in wanted
        if person.pk not in kept
    ]


def unread(group: SubGroup, on: date) -> list[AgendaItem]:
    """The items whose named readers are all gone: none of them may read what is confidential on that day or later.

    Each as it stands on the latest agenda. One query where no item has named readers.
    """
    rows = ItemReader.objects.filter(item__meeting__group=group, ended_at=None).select_related("person")
    people: dict[int, list[Person]] = {}
    for row in rows.order_by("item_id"):
        people.setdefault(row.item_id, []).append(row.person)
    if not people:
        return []
    rights = granted_ever(group, on)
    alone = {
        pk
        for pk, named in people.items()
        if not any(one.is_active and "view_confidential" in rights.get(one.pk, ()) for one in named)
    }
    if not alone:
        return []
    standing = AgendaItem.objects.filter(
        Q(pk__in=alone)
        | Q(kind=ItemKind.CARRIED, subject_kind="item", subject_id__in=[str(pk) for pk in alone])
    )
    latest = {item.root_id: item for item in standing.select_related("meeting__group").order_by("pk")}
    return list(latest.values())


@transaction.atomic
def name_unseen(*, item: AgendaItem, people: Iterable[Person], by: Person, at: datetime) -> list[Person]:
    """The chair names readers of an item whose readers are all gone, without seeing it and without being one of them.

    The same names again change nothing. Each new reader is told by mail, which keeps on record who named them and why.
    """
    item, chosen = locked_item(item), list(dict.fromkeys(people))
    if {person.pk for person in named(item)} == {person.pk for person in chosen} != set():
        return chosen
    if item.pk not in {one.pk for one in unread(item.meeting.group, day_of(at))}:
        raise NotAllowed("Somebody who is named for this item is there: they name who else reads it.")
    if not chosen:
        raise NotAllowed("Choose who reads it.")
    _check_right(item, chosen, day_of(at))
    for row in _write(item, chosen, by, at):
        mail_people(
            [row.person],
            kind="item_reader_named",
            group=item.meeting.group,
            key=f"item_reader_named:{row.pk}",
            context={"item": item, "meeting": item.meeting, "by": by, "path": item_path(item)},
            why="you were named to read this item.",
            about=("item", str(item.pk)),
            at=at,
        )
    return chosen
