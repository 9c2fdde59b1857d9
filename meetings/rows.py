"""Rows of one meeting for its pages, written once (subgroup/written.py)."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from meetings.models import AgendaItem, Meeting, Pack, PackOpening, PaperVersion
from subgroup.models import Person, SubGroup
from subgroup.written import written


def meeting_of(group: SubGroup, pk: int, *joined: str) -> Meeting:
    """The meeting with what it is joined to; raises Http404."""
    found = next(iter(_meeting(group, pk, joined=joined)), None)
    if found is None:
        raise Http404("No such meeting.")
    found.group = group
    return found


@written
def _meeting(group: SubGroup, pk: int, *, joined: tuple[str, ...]) -> QuerySet[Meeting]:
    return Meeting.objects.filter(group=group, pk=pk).select_related(*joined)


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """All of its items in their order, with their posts and agencies."""
    found = _items(meeting)
    for one in found:
        one.meeting = meeting
    return found


@written
def _items(meeting: Meeting) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(meeting=meeting).select_related("seat", "agency")


@written
def snapshots(meeting: Meeting) -> QuerySet[Pack, Any]:
    return Pack.objects.filter(meeting=meeting).order_by("version").values_list("snapshot", flat=True)


def packs_of(meeting: Meeting) -> list[Pack]:
    """The newest first."""
    found = _packs(meeting)
    for one in found:
        one.meeting = meeting
    return found


@written
def _packs(meeting: Meeting) -> QuerySet[Pack]:
    return Pack.objects.filter(meeting=meeting).order_by("-version")


@written
def opened_by(person: Person, meeting: Meeting) -> QuerySet[PackOpening, int]:
    """The newest version that the person has opened."""
    rows = PackOpening.objects.filter(person=person, pack__meeting=meeting).order_by("-pack__version")
    return rows.values_list("pack__version", flat=True)[:1]


@written
def papers_of(roots: Collection[int]) -> QuerySet[PaperVersion]:
    """Every version of the papers of items, by item, paper and number."""
    rows = PaperVersion.objects.filter(paper__item__in=roots, paper__removed_at=None)
    order = ["paper__item_id", "paper__position", "paper_id", "number"]
    return rows.select_related("paper", "file", "pdf").order_by(*order)
