"""What happens in the room: arriving, leaving, interests, the item we are at, and guests."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from meetings.locks import locked
from meetings.models import (
    AgendaItem,
    Attendance,
    Decision,
    Declaration,
    Guest,
    Meeting,
    Movement,
    Withholding,
)
from meetings.policies import day as policies
from meetings.quorum import THERE, quorum
from subgroup import changes
from subgroup.errors import NotAllowed
from subgroup.models import Person


@transaction.atomic
def arrive(*, attendance: Attendance, item: AgendaItem, by: Person | None, at: datetime) -> Movement:
    """Somebody comes in at an item; the quorum is counted again from there."""
    return _move(attendance, item, Movement.Kind.ARRIVED, at)


@transaction.atomic
def leave(*, attendance: Attendance, item: AgendaItem, by: Person | None, at: datetime) -> Movement:
    """Somebody leaves at an item and does not come back unless an arrival says so."""
    return _move(attendance, item, Movement.Kind.LEFT, at)


def _move(
    attendance: Attendance, item: AgendaItem, kind: str, at: datetime, *, interest: bool = False
) -> Movement:
    meeting = locked(attendance.meeting)
    policies.check_item(meeting, item.meeting_id)
    if attendance.presence not in THERE:
        raise NotAllowed(f"{attendance.seat} is not down as present. Take the attendance first.")
    same = {"attendance": attendance, "item": item, "kind": kind, "because_of_interest": interest}
    movement = Movement.objects.filter(**same).first() or Movement.objects.create(**same, recorded_at=at)
    mark_decisions(meeting)
    return movement


def mark_decisions(meeting: Meeting) -> None:
    """Makes the mark of each decision agree with who was in the room at its item. Repeating it changes nothing."""
    for decision in Decision.objects.filter(meeting=meeting).select_related("item"):
        stood = quorum(meeting, decision.item).quorate
        if decision.quorate != stood:
            decision.quorate = stood
            decision.save(update_fields=["quorate"])


@transaction.atomic
def undo(*, movement: Movement, by: Person | None, at: datetime) -> None:
    """Takes back an arrival or a departure that was recorded by mistake."""
    meeting = locked(movement.attendance.meeting)
    policies.check_room(meeting)
    movement.delete()
    mark_decisions(meeting)


@transaction.atomic
def declare(
    *,
    meeting: Meeting,
    person: Person,
    nature: str,
    handling: str,
    by: Person,
    at: datetime,
    item: AgendaItem | None = None,
) -> Declaration:
    """An interest is declared. Who leaves for the item, or may not see it, is not counted for quorum at it.

    Where the papers are withheld, the item is kept from the person from now on: in packs, and in the
    confidential part of the minutes.
    """
    locked(meeting)
    policies.check_room(meeting)
    stays = handling == Declaration.Handling.STAYS
    if item is not None:
        policies.check_item(meeting, item.meeting_id)
    elif not stays:
        raise NotAllowed("Say for which item they leave, or which item is withheld.")
    declaration = Declaration.objects.create(
        meeting=meeting,
        item=item,
        person=person,
        nature=nature.strip(),
        handling=handling,
        declared_at=at,
        recorded_by=by,
    )
    if item and not stays:
        for row in meeting.attendance.filter(person=person, presence__in=THERE).select_related("seat"):
            _move(row, item, Movement.Kind.LEFT, at, interest=True)
    if item and handling == Declaration.Handling.WITHHELD:
        Withholding.objects.get_or_create(
            item=item,
            person=person,
            lifted_at=None,
            defaults={"reason": "Declared an interest", "made_at": at, "made_by": by},
        )
    return declaration


@transaction.atomic
def turn_to(*, meeting: Meeting, item: AgendaItem | None, by: Person, at: datetime) -> Meeting:
    """The item that the meeting is at. The one it leaves counts as discussed, unless it was marked otherwise."""
    locked(meeting)
    policies.check_room(meeting)
    if item is not None:
        policies.check_item(meeting, item.meeting_id)
    left = meeting.current_item
    if left and left != item and left.discussed is None:
        left.discussed = True
        left.save(update_fields=["discussed"])
    meeting.current_item = item
    meeting.save(update_fields=["current_item"])
    return meeting


@transaction.atomic
def mark_discussed(*, item: AgendaItem, discussed: bool, by: Person, at: datetime) -> AgendaItem:
    """An item not discussed comes onto the next agenda when the minutes go to the chair."""
    policies.check_item(locked(item.meeting), item.meeting_id)
    item.discussed = discussed
    item.save(update_fields=["discussed"])
    return item


@transaction.atomic
def set_guests(*, meeting: Meeting, guests: Iterable[tuple[str, str]], by: Person, at: datetime) -> None:
    """Who was in attendance without a seat: pairs of name and organisation."""
    locked(meeting)
    policies.check_room(meeting)
    meeting.guests.all().delete()
    rows = Guest.objects.bulk_create(
        Guest(meeting=meeting, name=name.strip()[:200], body=body.strip()[:200])
        for name, body in guests
        if name.strip()
    )
    changes.inserted(rows, by=by)
