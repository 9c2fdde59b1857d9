"""What of agendas stands on the home page: what waits for the chair's decision, and what business support does next."""

from django.db.models import OuterRef

from meetings.enums import AgendaState, MeetingState
from meetings.home import Facts
from meetings.models import ItemReader, Meeting
from meetings.services import readers
from members.deciding import Decision
from subgroup.deadlines.wording import long_date
from subgroup.past import When
from subgroup.registry import Waits
from subgroup.views.base import GroupRequest


def late_items(request: GroupRequest, when: When) -> list[Decision]:
    """Late items that only the chair can bring in (A2)."""
    facts = Facts.of(request, when)
    meetings = {one.pk: one for one in _ahead(facts)}
    return [
        Decision(
            f"Late item {item.reference} for {meetings[item.meeting_id].code}: accept or refuse it",
            facts.url("late", item.pk),
            due=facts.due(meetings[item.meeting_id], "publish"),
            about=("item", str(item.pk)),
        )
        for item in facts.late_items
        if item.meeting_id in meetings
    ]


def agendas_to_approve(request: GroupRequest, when: When) -> list[Decision]:
    return _at_desk(request, when, AgendaState.WITH_CHAIR, "Approve the agenda of {}")


def packs_to_publish(request: GroupRequest, when: When) -> list[Decision]:
    """Agendas that the chair has approved, for business support; the chair has others to do it."""
    if when.may("approve_agenda"):
        return []
    return _at_desk(request, when, AgendaState.APPROVED, "Publish the pack of {}")


def _ahead(facts: Facts) -> list[Meeting]:
    return [one for one in facts.meetings if one.state == MeetingState.PLANNED and not one.opened_at]


def _at_desk(request: GroupRequest, when: When, state: AgendaState, words: str) -> list[Decision]:
    facts = Facts.of(request, when)
    return [
        Decision(words.format(one.code), facts.url("desk", one.pk), due=facts.due(one, "publish"))
        for one in _ahead(facts)
        if one.agenda_state == state
    ]


def items_nobody_reads(request: GroupRequest, when: When) -> list[Decision]:
    """Items whose named readers are all gone; the chair names others without seeing them. Not of a past day: whose account worked
    on it is not kept.
    """
    if when.before is not None:
        return []
    facts = Facts.of(request, when)
    return [
        Decision(
            f"Confidential item of {item.meeting.code}: name who reads it",
            facts.url("item_readers_unseen", item.pk),
            hint="Nobody named for it is left",
        )
        for item in readers.unread(request.group, when.on)
    ]


def postponed(request: GroupRequest, when: When) -> list[Decision]:
    """Meetings that were put off and have no new day, whoever may name it (A1, P3)."""
    facts = Facts.of(request, when)
    rows = Meeting.objects.filter(group=request.group).order_by("day")
    return [
        Decision(
            f"Name the new day of {one.code}, or cancel it",
            facts.url("detail", one.pk),
            hint=f"It is postponed from {long_date(one.day)}",
        )
        for one in when.of(rows, state=MeetingState.POSTPONED)
    ]


WAITING = {
    "meetings_postponed": Waits(
        9,
        "manage_meetings",
        postponed,
        Meeting.objects.filter(group=OuterRef("pk"), state=MeetingState.POSTPONED),
    ),
    "agenda_late_items": Waits(10, "decide_late", late_items),
    "agenda_unread_items": Waits(
        10,
        "decide_late",
        items_nobody_reads,
        ItemReader.objects.filter(item__meeting__group=OuterRef("pk"), ended_at=None),
    ),
    "agenda_to_approve": Waits(11, "approve_agenda", agendas_to_approve),
    "agenda_to_publish": Waits(12, "publish_packs", packs_to_publish),
}
