"""Whose histories are kept from whom: the confidential part of an item is withheld in its change log too."""

from django.db.models import Model

from meetings.models import ActionLine, Decision, MinutesDocument, MinuteText
from subgroup.models import Person


def is_kept(thing: Model, person: Person) -> bool:
    if not getattr(thing, "confidential", False):
        return False
    kept = person.withholdings.filter(lifted_at=None)
    match thing:
        case MinuteText() | Decision() | ActionLine():
            return kept.filter(item=thing.item_id).exists()
        case MinutesDocument():
            return kept.filter(item__meeting=thing.meeting_id).exists()
    return False
