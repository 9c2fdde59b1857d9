"""Who may read what of items and papers: rights, seats, publication and withholding together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from meetings import hiding
from meetings.enums import ItemKind, Marking
from meetings.models import AgendaItem, Pack, PaperVersion, Withholding
from meetings.services.packs import versions_in
from members.representation import seats_held_by
from subgroup.clock import day_of
from subgroup.models import Person, SubGroup

NOT_PUBLISHED = "This is not published yet. Until then it is read by who sent it, by business support, the chair and the auditor."
EARLY = frozenset({"manage_meetings", "decide_late", "view_changes"})
"""Who has one of these reads items before they are published: the desk, the chair, and the auditor."""
CONFIDENTIAL = "This is confidential and kept for members and their deputies. Ask the chair."


@dataclass(frozen=True)
class Reader:
    """A person with what they hold in the group at this moment."""

    person: Person
    permissions: frozenset[str]
    seats: frozenset[int]
    gone: frozenset[int] = frozenset()
    """The items about what is not there for the person (meetings/hiding.py): for their pages they are not there either."""

    @classmethod
    def of(cls, person: Person, group: SubGroup, permissions: frozenset[str], at: datetime) -> "Reader":
        held = seats_held_by(person, group, day_of(at), or_deputised=True)
        gone = hiding.items(person, group, day_of(at))
        return cls(person, permissions, frozenset(seat.pk for seat in held), gone)

    def sent(self, item: AgendaItem) -> bool:
        return item.seat_id in self.seats or item.submitted_by_id == self.person.pk

    def sees_early(self, item: AgendaItem) -> bool:
        """Before it is published."""
        return bool(self.permissions & EARLY) or self.sent(item)

    def right_to(self, marking: str, item: AgendaItem) -> bool:
        return marking != Marking.CONFIDENTIAL or "view_confidential" in self.permissions or self.sent(item)


def same_business(item: AgendaItem) -> Q:
    """The first item and all that were carried over from it."""
    root = item.root_id
    return Q(pk=root) | Q(kind=ItemKind.CARRIED, subject_kind="item", subject_id=str(root))


def why_not_item(reader: Reader, item: AgendaItem) -> str:
    """Why this reader may not open the item, as a sentence; empty when they may."""
    if not reader.right_to(item.marking, item):
        return CONFIDENTIAL
    if reader.sees_early(item):
        return ""
    snapshots = Pack.objects.filter(meeting_id=item.meeting_id).values_list("snapshot", flat=True)
    published = any(row["id"] == item.pk for snapshot in snapshots for row in snapshot["items"])
    return "" if published else NOT_PUBLISHED


def withheld_reason(reader: Reader, item: AgendaItem) -> str:
    """Why the papers of the item are kept from this reader; empty when they are not."""
    rows = Withholding.objects.filter(
        item__in=AgendaItem.objects.filter(same_business(item)), person=reader.person, lifted_at=None
    )
    return rows.values_list("reason", flat=True).first() or ""


def published_versions(items: Iterable[AgendaItem]) -> set[int]:
    """The paper versions that stand in a published pack of a meeting with one of these items."""
    packs = Pack.objects.filter(meeting__in={item.meeting_id for item in items})
    return {pk for snapshot in packs.values_list("snapshot", flat=True) for pk in versions_in(snapshot)}


def why_not_paper(reader: Reader, version: PaperVersion) -> str:
    """Why this reader may not open this version of a paper, as a sentence; empty when they may."""
    paper = version.paper
    reason = withheld_reason(reader, paper.item)
    if reason:
        return f"This paper is withheld from you: {reason.rstrip('. ')}."
    if not (reader.right_to(paper.marking, paper.item) and reader.right_to(paper.item.marking, paper.item)):
        return CONFIDENTIAL
    items = list(AgendaItem.objects.filter(same_business(paper.item)))
    if any(reader.sees_early(item) for item in items) or version.pk in published_versions(items):
        return ""
    return NOT_PUBLISHED
