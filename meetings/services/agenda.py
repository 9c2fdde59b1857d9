"""The agenda of a meeting: its order and times, and the chair's approval. What comes by itself: preparing.py."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from meetings.enums import AgendaState, ItemKind, ItemState, Marking, MeetingState, Purpose
from meetings.locks import locked
from meetings.models import AgendaItem, Meeting
from meetings.notices import mail_people, mail_role
from meetings.policies import agenda as policy
from meetings.policies.submission import check_reason, check_title
from meetings.services import seen as words
from meetings.services.preparing import STEP, carry_over, insert, needing, prepare, reopen
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup
from subgroup.typed import line

__all__ = [
    "add_item",
    "approve",
    "carry_over",
    "daily",
    "prepare",
    "reorder",
    "return_to_desk",
    "send_to_chair",
    "set_times",
]


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    title: str,
    by: Person | None,
    at: datetime,
    purpose: str = Purpose.DISCUSSION,
    minutes_needed: int = 10,
    recommendation: str = "",
    presenter: str = "",
    subject_kind: str = "",
    subject_id: str = "",
    marking: str = Marking.OFFICIAL,
) -> AgendaItem:
    """An item of the desk's own, or of another part of the system: not a submission. With a subject it is added once, but anew
    where it was withdrawn.
    """
    meeting = locked(meeting)
    if subject_kind:
        live = meeting.items.exclude(state=ItemState.WITHDRAWN)
        there = live.filter(subject_kind=subject_kind, subject_id=subject_id).first()
        if there:
            return there
    policy.check_change(meeting)
    item = AgendaItem(
        meeting=meeting,
        kind=ItemKind.STANDING,
        state=ItemState.ON_AGENDA,
        title=check_title(line(title)),
        purpose=purpose,
        minutes_needed=minutes_needed,
        recommendation=recommendation.strip(),
        presenter=presenter.strip(),
        submitted_by=by,
        marking=marking,
        subject_kind=subject_kind,
        subject_id=subject_id,
    )
    insert(meeting, [item])
    reopen(meeting, f"“{item}” was added after the chair approved.")
    return item


@transaction.atomic
def reorder(*, meeting: Meeting, item_ids: Sequence[int], by: Person, at: datetime) -> None:
    """Puts the items named into that order, in the places that they hold together; any others stay where they are."""
    meeting = locked(meeting)
    policy.check_change(meeting)
    order = list(meeting.items.order_by("position", "pk"))
    by_id = {item.pk: item for item in order}
    if len(set(item_ids)) != len(item_ids) or not set(item_ids) <= by_id.keys():
        raise NotAllowed("The agenda has changed since you opened it. Look at it again and put it in order.")
    places = [place for place, item in enumerate(order) if item.pk in set(item_ids)]
    new_order = list(order)
    for place, pk in zip(places, item_ids, strict=True):
        new_order[place] = by_id[pk]
    if new_order == order:
        return
    for place, item in enumerate(new_order, start=1):
        if item.position != place * STEP:
            item.position = place * STEP
            item.save(update_fields=["position"])
    reopen(meeting, f"{by} changed the order after the chair approved.")


@transaction.atomic
def set_times(*, meeting: Meeting, minutes: Mapping[int, int], by: Person, at: datetime) -> None:
    """Minutes for each item named; from 1 to 480."""
    meeting = locked(meeting)
    policy.check_change(meeting)
    changed = []
    for item in meeting.items.filter(pk__in=minutes.keys()):
        if not 1 <= minutes[item.pk] <= 480:
            raise NotAllowed(f"“{item}” needs from 1 to 480 minutes.")
        if item.minutes_needed != minutes[item.pk]:
            item.minutes_needed = minutes[item.pk]
            changed.append(item)
    for item in changed:
        item.save(update_fields=["minutes_needed"])
    if changed:
        reopen(meeting, f"{by} changed the times after the chair approved.")


@transaction.atomic
def send_to_chair(*, meeting: Meeting, by: Person, at: datetime) -> None:
    meeting = locked(meeting)
    policy.check_send_to_chair(meeting)
    meeting.agenda_state, meeting.agenda_note = AgendaState.WITH_CHAIR, ""
    meeting.save(update_fields=["agenda_state", "agenda_note"])
    mail_role(
        "chair",
        kind="agenda_for_chair",
        group=meeting.group,
        key=f"agenda_for_chair:{meeting.pk}:{at.isoformat()}",
        context={"meeting": meeting, "by": by, "path": desk_path(meeting)},
        why="you chair this sub-group, or act for its chair.",
        about=("meeting", str(meeting.pk)),
        at=at,
    )


@transaction.atomic
def return_to_desk(*, meeting: Meeting, reason: str, by: Person, at: datetime) -> None:
    """The chair wants something changed first."""
    meeting = locked(meeting)
    policy.check_return(meeting)
    reason = check_reason(reason, "business support")
    meeting.agenda_state, meeting.agenda_note = AgendaState.OPEN, f"Returned by {by}: {reason}"
    meeting.save(update_fields=["agenda_state", "agenda_note"])
    mail_role(
        "business_support",
        kind="agenda_returned",
        group=meeting.group,
        key=f"agenda_returned:{meeting.pk}:{at.isoformat()}",
        context={"meeting": meeting, "by": by, "reason": reason, "path": desk_path(meeting)},
        why="you run the agenda desk of this sub-group.",
        about=("meeting", str(meeting.pk)),
        at=at,
    )


@transaction.atomic
def approve(*, meeting: Meeting, by: Person, at: datetime, seen: str | None = None) -> None:
    """By the chair or the vice chair. A late item may still be undecided: it comes in when it is accepted.

    `seen` is the word of the desk as it was read; raises Changed when the agenda is no longer that. None where no
    page was read.
    """
    meeting = locked(meeting)
    policy.check_approve(meeting)
    if seen is not None:
        things = words.things_of_agenda(meeting)
        words.check(seen, words.of_agenda(meeting), what="The agenda was", act="approved", things=things)
    meeting.agenda_state, meeting.agenda_note = AgendaState.APPROVED, ""
    meeting.agenda_approved_at, meeting.agenda_approved_by = at, by
    meeting.save(update_fields=["agenda_state", "agenda_note", "agenda_approved_at", "agenda_approved_by"])


def desk_path(meeting: Meeting) -> str:
    return reverse("meetings:desk", kwargs={"group_slug": meeting.group.slug, "pk": meeting.pk})


def daily(group: SubGroup, today: date, at: datetime) -> list[str]:
    """A part of the daily run: agendas made ready, and submitters told once that an announced paper has not come."""
    lines = []
    coming = group.meetings.filter(state=MeetingState.PLANNED, opened_at=None, day__gte=today)
    for meeting in needing(group, list(coming.prefetch_related("terms").order_by("day"))):
        added = prepare(meeting=meeting, at=at)
        if added:
            lines.append(f"{group}: {len(added)} items put onto the agenda of {meeting.code}")
    lines += [
        f"{group}: {item.reference} is announced, its paper has not come"
        for item in _tell_missing(group, today, at)
    ]
    return lines


@transaction.atomic
def _tell_missing(group: SubGroup, today: date, at: datetime) -> list[AgendaItem]:
    from meetings.services.submission import items_due, senders_of

    told = []
    waiting = AgendaItem.objects.filter(
        meeting__group=group,
        meeting__state=MeetingState.PLANNED,
        meeting__opened_at=None,
        state=ItemState.ANNOUNCED,
    ).select_related("meeting__group", "meeting__terms", "submitted_by", "seat")
    dues: dict[int, date] = {}
    for item in waiting:
        due_on = dues.setdefault(item.meeting_id, items_due(item.meeting).on)
        if today <= due_on:
            continue
        sent = mail_people(
            senders_of(item, day_of(at)),
            kind="item_incomplete",
            group=group,
            key=f"paper_not_in:{item.pk}:{due_on}",
            context={
                "item": item,
                "meeting": item.meeting,
                "note": f"Its paper has not come. Papers closed on {long_date(due_on)}; when it comes, the chair decides.",
                "path": item_path(item),
            },
            why="you sent this item.",
            about=("item", str(item.pk)),
            at=at,
        )
        if sent:
            told.append(item)
    return told


def item_path(item: AgendaItem) -> str:
    return reverse("meetings:item", kwargs={"group_slug": item.meeting.group.slug, "pk": item.pk})


def next_reference(meeting: Meeting) -> str:
    """M1-04: one more than the highest so far. Under the lock."""
    prefix = f"{meeting.code}-"
    taken = meeting.items.filter(kind=ItemKind.SUBMITTED, reference__startswith=prefix).values_list(
        "reference", flat=True
    )
    highest = max(
        (int(one.removeprefix(prefix)) for one in taken if one.removeprefix(prefix).isdigit()), default=0
    )
    return f"{prefix}{highest + 1:02d}"
