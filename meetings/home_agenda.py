"""What of agendas stands on the home page: what waits for the chair's decision, and what business support does next."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef

from meetings.enums import AgendaState, ItemState, MeetingState
from meetings.home import Facts
from meetings.models import ItemReader, Meeting
from meetings.services import readers
from members.deciding import Decision
from subgroup.addresses import address
from subgroup.deadlines.wording import long_date
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest


def late_items(request: GroupRequest) -> Mapping[str, Any] | None:
    """Late items that only the chair can bring in (A2)."""
    facts = Facts.of(request)
    meetings = {one.pk: one for one in _ahead(facts)}
    found = [
        Decision(
            f"Late item {item.reference} for {meetings[item.meeting_id].code}: accept or refuse it",
            facts.url("late", item.pk),
            due=facts.due(meetings[item.meeting_id], "publish"),
            about=("item", str(item.pk)),
        )
        for item in facts.items
        if item.state == ItemState.LATE and item.meeting_id in meetings
    ]
    return {"decisions": found} if found else None


def agendas_to_approve(request: GroupRequest) -> Mapping[str, Any] | None:
    return _at_desk(request, AgendaState.WITH_CHAIR, "Approve the agenda of {}")


def packs_to_publish(request: GroupRequest) -> Mapping[str, Any] | None:
    """Agendas that the chair has approved, for business support; the chair has others to do it."""
    if "approve_agenda" in request.permissions:
        return None
    return _at_desk(request, AgendaState.APPROVED, "Publish the pack of {}")


def _ahead(facts: Facts) -> list[Meeting]:
    return [one for one in facts.meetings if one.state == MeetingState.PLANNED and not one.opened_at]


def _at_desk(request: GroupRequest, state: AgendaState, words: str) -> Mapping[str, Any] | None:
    facts = Facts.of(request)
    found = [
        Decision(words.format(one.code), facts.url("desk", one.pk), due=facts.due(one, "publish"))
        for one in _ahead(facts)
        if one.agenda_state == state
    ]
    return {"decisions": found} if found else None


def items_nobody_reads(request: GroupRequest) -> Mapping[str, Any] | None:
    """Items whose named readers are all gone; the chair names others without seeing them."""
    facts = Facts.of(request)
    found = [
        Decision(
            f"Confidential item of {item.meeting.code}: name who reads it",
            facts.url("item_readers_unseen", item.pk),
            hint="Nobody named for it is left",
        )
        for item in readers.unread(request.group, facts.today)
    ]
    return {"decisions": found} if found else None


def postponed(request: GroupRequest) -> Mapping[str, Any] | None:
    """Meetings that were put off and have no new day, whoever may name it (A1, P3)."""
    found = [
        Decision(
            f"Name the new day of {one.code}, or cancel it",
            address("meetings:detail", request.group.slug, one.pk),
            hint=f"It is postponed from {long_date(one.day)}",
        )
        for one in POSTPONED.filter(group=request.group).order_by("day")
    ]
    return {"decisions": found} if found else None


POSTPONED = Meeting.objects.filter(state=MeetingState.POSTPONED)


PANELS = {
    "meetings_postponed": Panel(9, "manage_meetings", "", postponed, POSTPONED.filter(group=OuterRef("pk"))),
    "agenda_late_items": Panel(10, "decide_late", "", late_items),
    "agenda_unread_items": Panel(
        10,
        "decide_late",
        "",
        items_nobody_reads,
        ItemReader.objects.filter(item__meeting__group=OuterRef("pk"), ended_at=None),
    ),
    "agenda_to_approve": Panel(11, "approve_agenda", "", agendas_to_approve),
    "agenda_to_publish": Panel(12, "publish_packs", "", packs_to_publish),
}
