"""Whose histories are kept from whom: the confidential part of an item is withheld in its change log too."""

from django.db.models import Model

from meetings import hiding
from meetings.models import (
    ActionLine,
    AgendaItem,
    Decision,
    Declaration,
    ItemReader,
    Meeting,
    MinutesDocument,
    MinuteText,
    Movement,
    Pack,
    Paper,
    PaperVersion,
    Withholding,
)
from subgroup import clock
from subgroup.models import Person, SubGroup


def is_kept(thing: Model, person: Person) -> bool:
    if _is_gone(thing, person):
        return True
    if not getattr(thing, "confidential", False):
        return False
    kept = person.withholdings.filter(lifted_at=None)
    match thing:
        case MinuteText() | Decision() | ActionLine():
            return kept.filter(item=thing.item_id).exists()
        case MinutesDocument():
            return kept.filter(item__meeting=thing.meeting_id).exists()
    return False


def _is_gone(thing: Model, person: Person) -> bool:
    """Of an item about what is not there for the person; of a pack or minutes, where such an item is among theirs."""
    match thing:
        case AgendaItem():
            return thing.pk in _gone(thing.meeting.group, person)
        case MinuteText() | Decision() | ActionLine() | Declaration():
            return thing.item_id in _gone(thing.meeting.group, person)
        case Movement():
            return thing.item_id in _gone(thing.attendance.meeting.group, person)
        case Paper() | Withholding() | ItemReader():
            return thing.item_id in _gone(thing.item.meeting.group, person)
        case PaperVersion():
            return thing.paper.item_id in _gone(thing.paper.item.meeting.group, person)
        case Pack() | MinutesDocument():
            gone = _gone(thing.meeting.group, person)
            return bool(gone) and _stands_on(thing.meeting, gone)
    return False


def _stands_on(meeting: Meeting, gone: frozenset[int]) -> bool:
    return meeting.items.filter(pk__in=gone).exists()


def _gone(group: SubGroup, person: Person) -> frozenset[int]:
    return hiding.items(person, group, clock.today())
