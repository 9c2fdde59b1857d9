"""What a search finds of meetings: items, papers, decisions and minutes, as far as their pages show them to the reader."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from meetings import hiding
from meetings.enums import ItemState, Marking, MinutesState
from meetings.models import AgendaItem, Decision, MinuteText, Pack, Paper
from meetings.reading import EARLY, Reader
from meetings.services.packs import versions_in
from meetings.views.decisions import decisions_for
from meetings.views.minutes import may_read_draft
from subgroup import clock
from subgroup.registry import HITS, Found, Hit, Search, found
from subgroup.views.base import GroupRequest

MOST = 200
"""Items or papers that are looked at for one search: which of them are published stands in the packs."""
VIEW = frozenset({"view_meetings"})


def _reader(request: GroupRequest) -> Reader:
    kept = request.__dict__
    if "_reader" not in kept:
        kept["_reader"] = Reader.of(request.user, request.group, request.permissions, clock.now())
    reader: Reader = kept["_reader"]
    return reader


def _packs(request: GroupRequest) -> list[dict]:
    """The snapshots of all packs; fetched once for a page, for a reader who sees what is published alone."""
    kept = request.__dict__
    if "_snapshots" not in kept:
        rows = Pack.objects.filter(meeting__group=request.group)
        kept["_snapshots"] = list(rows.values_list("snapshot", flat=True))
    snapshots: list[dict] = kept["_snapshots"]
    return snapshots


def _some(hits: list[Hit]) -> Found:
    return Found(hits[:HITS], len(hits))


def items(request: GroupRequest, words: str) -> Found:
    reader = _reader(request)
    rows = AgendaItem.objects.filter(
        Q(title__icontains=words) | Q(reference__icontains=words), meeting__group=request.group
    )
    rows = hiding.without(rows, reader.gone, "pk").exclude(state=ItemState.WITHDRAWN)
    chosen = list(rows.select_related("meeting").order_by("-meeting__day", "pk")[:MOST])
    early = bool(reader.permissions & EARLY)
    published = set() if early else {row["id"] for snapshot in _packs(request) for row in snapshot["items"]}
    return _some(
        [
            Hit(
                item.title,
                reverse("meetings:item", args=[request.group.slug, item.pk]),
                f"Item of {item.meeting.code} of {item.meeting.year}",
            )
            for item in chosen
            if reader.right_to(item.marking, item) and (early or reader.sent(item) or item.pk in published)
        ]
    )


def papers(request: GroupRequest, words: str) -> Found:
    reader = _reader(request)
    withheld = request.user.withholdings.filter(lifted_at=None).select_related("item")
    kept = {row.item.root_id for row in withheld}
    rows = Paper.objects.filter(title__icontains=words, item__meeting__group=request.group, removed_at=None)
    rows = hiding.without(rows, reader.gone).exclude(item_id__in=kept)
    chosen = rows.select_related("item__meeting").prefetch_related("versions")
    early = bool(reader.permissions & EARLY)
    published = set() if early else {pk for snapshot in _packs(request) for pk in versions_in(snapshot)}
    return _some(
        [
            Hit(
                paper.title,
                reverse("meetings:item", args=[request.group.slug, paper.item_id]),
                f"Paper of “{paper.item}”, {paper.item.meeting.code} of {paper.item.meeting.year}",
            )
            for paper in chosen.order_by("-item__meeting__day", "pk")[:MOST]
            if reader.right_to(paper.marking, paper.item)
            and reader.right_to(paper.item.marking, paper.item)
            and (
                early
                or reader.sent(paper.item)
                or any(version.pk in published for version in paper.versions.all())
            )
        ]
    )


def decisions(request: GroupRequest, words: str) -> Found:
    rows = decisions_for(request).filter(text__icontains=words).order_by("-year", "-number", "pk")

    def hit(one: Decision) -> Hit:
        address = reverse("meetings:minutes", args=[request.group.slug, one.meeting_id])
        return Hit(one.text, address, f"Decision {one.code} of {one.year}")

    listing = reverse("meetings:decisions", args=[request.group.slug])
    return found(rows, hit, f"{listing}?{urlencode({'text': words})}")


def minutes(request: GroupRequest, words: str) -> Found:
    rows = MinuteText.objects.filter(text__icontains=words, meeting__group=request.group)
    if not may_read_draft(request.permissions):
        rows = rows.filter(meeting__minutes_state__in=[MinutesState.CIRCULATED, MinutesState.AGREED])
    if "view_confidential" not in request.permissions:
        rows = rows.filter(confidential=False).exclude(item__marking=Marking.CONFIDENTIAL)
    kept = request.user.withholdings.filter(lifted_at=None).values("item_id")
    gone = hiding.of(request)
    rows = rows.exclude(confidential=True, item_id__in=kept)
    if gone:
        rows = rows.filter(Q(item=None) | ~Q(item_id__in=gone))

    def hit(one: MinuteText) -> Hit:
        address = reverse("meetings:minutes", args=[request.group.slug, one.meeting_id])
        name = f"Minutes of {one.meeting.code} of {one.meeting.year}"
        return Hit(name, f"{address}?read", one.item.title if one.item else "General")

    return found(rows.select_related("meeting", "item").order_by("-meeting__day", "pk"), hit)


SEARCHES = {
    "items": Search(10, "Agenda items", VIEW, items),
    "papers": Search(11, "Papers", VIEW, papers),
    "decisions": Search(12, "Decisions", VIEW, decisions),
    "minutes": Search(13, "Minutes", VIEW, minutes),
}
