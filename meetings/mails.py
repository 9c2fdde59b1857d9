"""The mails about a meeting's date: each holds the date, the place and a link, and nothing of the agenda."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.urls import reverse

from meetings import ical
from meetings.deadlines import ITEMS
from meetings.enums import MeetingState
from meetings.models import Meeting, Reply
from members.representation import SeatOn, seats_on
from subgroup.models import Deadline, Message, Person, SubGroup
from subgroup.outbox import absolute, enqueue

DATED = ("call_for_items", "items_closing", "meeting_moved")
"""Mails without an invitation that tell a meeting's day."""


def invitees(seats: Iterable[SeatOn]) -> list[Person]:
    """The holders, each once, in the order of the seats."""
    return list({seat.holder.pk: seat.holder for seat in seats if seat.holder}.values())


def calendars_of(meeting: Meeting, on: date | None = None) -> list[Person]:
    """Everybody whose calendar holds the meeting: once it was invited to the holders on its day, or on another that it may
    have, and the deputies named in the replies that count."""
    latest = {
        reply.seat_id: reply for reply in Reply.objects.filter(meeting=meeting).select_related("deputy")
    }
    deputies = [reply.deputy for reply in latest.values() if reply.deputy]
    holders = invitees(seats_on(meeting.group, on or meeting.day)) if meeting.invited_at else []
    return list({person.pk: person for person in [*holders, *deputies]}.values())


def people_to_tell(meeting: Meeting, on: date | None = None) -> list[Person]:
    """The same, and of one for which items were asked and that was not invited to: the holders, and whoever was told its day."""
    people = calendars_of(meeting, on)
    if meeting.called_at and not meeting.invited_at:
        people += [*invitees(seats_on(meeting.group, on or meeting.day)), *_told_its_day(meeting)]
    return list({person.pk: person for person in people}.values())


def _told_its_day(meeting: Meeting) -> list[Person]:
    """Who still counts on the day that their last mail about it told, perhaps with no post any more."""
    sent = Message.objects.filter(about_kind="meeting", about_id=str(meeting.pk), resend_of=None)
    sent = sent.filter(kind__in=(*DATED, "meeting_postponed")).order_by("pk")
    last = dict(sent.values_list("recipient", "kind"))
    told = [person for person, kind in last.items() if kind in DATED]
    return list(Person.objects.filter(pk__in=told, is_active=True).order_by("pk"))


def to_call_off(meeting: Meeting) -> list[Person]:
    """Who is told, and who has left their post since they were invited and was not let go yet: no daily run does so any more."""
    people = people_to_tell(meeting)
    sent = Message.objects.filter(kind__in=("meeting_invited", "meeting_moved"), about_kind="meeting")
    asked = set(sent.filter(about_id=str(meeting.pk)).values_list("recipient", flat=True))
    asked -= {person.pk for person in people}
    left = in_calendars([meeting], asked).get(meeting.pk, set()) if asked else set()
    return [*people, *Person.objects.filter(pk__in=left, is_active=True).order_by("pk")]


def told_of(group: SubGroup, rows: Sequence[Deadline]) -> dict[int, list[Person]]:
    """For members.doors.also_told: the members were told the closing day for items when they were called for."""
    asked = {
        row.subject_id: row.pk for row in rows if row.rule == ITEMS.key and row.subject_kind == "meeting"
    }
    called = Meeting.objects.filter(group=group, pk__in=asked, state=MeetingState.PLANNED)
    return {
        asked[str(meeting.pk)]: invitees(seats_on(group, meeting.day))
        for meeting in called.exclude(called_at=None)
    }


def link(meeting: Meeting, name: str = "meetings:detail") -> str:
    return absolute(reverse(name, args=[meeting.group.slug, meeting.pk]))


def _send(
    kind: str,
    meeting: Meeting,
    people: Iterable[Person],
    *,
    key: str,
    why: str,
    at: datetime,
    calendar: tuple[str, str] | None = None,
    **more: object,
) -> int:
    context = {
        "meeting": meeting,
        "link": link(meeting),
        "reply_link": link(meeting, "meetings:reply"),
        "in_calendar": calendar is not None,
        **more,
    }
    written = [
        enqueue(
            kind=kind,
            to=person,
            group=meeting.group,
            key=f"{key}:{person.pk}",
            context=context,
            why=why,
            at=at,
            about=("meeting", str(meeting.pk)),
            calendar=calendar,
        )
        for person in people
        if person.is_active
    ]
    return sum(row is not None for row in written)


def invite_key(meeting: Meeting) -> str:
    return f"invite:{meeting.pk}:{meeting.sequence}"


def left_key(meeting: Meeting) -> str:
    return f"left:{meeting.pk}:{meeting.sequence}"


def postponed_key(meeting: Meeting) -> str:
    return f"postponed:{meeting.pk}:{meeting.sequence}"


def in_calendars(meetings: Iterable[Meeting], people: Collection[int]) -> dict[int, set[int]]:
    """Meeting id → those of the people whose last word about it was an invitation, and not that it was taken back or postponed.

    One query. An invitation after either has a higher sequence than it.
    """
    words = {
        f"{kind}:{meeting.pk}:{sequence}:{person}": (meeting.pk, person, sequence, kind != "invite")
        for meeting in meetings
        for sequence in range(meeting.sequence + 1)
        for person in people
        for kind in ("invite", "left", "postponed")
    }
    last: dict[tuple[int, int], tuple[int, bool]] = {}
    for key in Message.objects.filter(key__in=words).values_list("key", flat=True):
        meeting_pk, person, sequence, left = words[key]
        last[meeting_pk, person] = max(last.get((meeting_pk, person), (-1, False)), (sequence, left))
    found: dict[int, set[int]] = {}
    for (meeting_pk, person), (_, left) in last.items():
        if not left:
            found.setdefault(meeting_pk, set()).add(person)
    return found


def were_let_go(meeting: Meeting, people: Iterable[Person]) -> bool:
    """Whether the invitation was taken back from one of them before."""
    keys = [
        f"left:{meeting.pk}:{sequence}:{person.pk}"
        for person in people
        for sequence in range(meeting.sequence + 1)
    ]
    return Message.objects.filter(key__in=keys).exists()


def send_invitations(
    meeting: Meeting, people: list[Person], *, to: Iterable[Person] | None = None, at: datetime
) -> int:
    """The calendar invitation as it stands, to all of `people` or only to those in `to`."""
    part = ical.invitation(meeting, people, method=ical.REQUEST, at=at, link=link(meeting))
    why = f"you hold a post on the {meeting.group.name} sub-group."
    return _send(
        "meeting_invited",
        meeting,
        people if to is None else to,
        key=invite_key(meeting),
        why=why,
        at=at,
        calendar=part,
    )


def _tell(
    kind: str, meeting: Meeting, people: list[Person], *, method: str, key: str, at: datetime, **more: object
) -> int:
    """With a calendar part, but for those who were only asked for items: there is nothing in their calendars."""
    there = {person.pk for person in (people if meeting.invited_at else calendars_of(meeting))}
    invited = [person for person in people if person.pk in there]
    part = ical.invitation(meeting, invited, method=method, at=at, link=link(meeting))
    why = "you were invited to this meeting."
    sent = _send(kind, meeting, invited, key=key, why=why, at=at, calendar=part, **more)
    asked = [person for person in people if person.pk not in there]
    why = f"you were asked for items for this meeting, or hold a post on the {meeting.group.name} sub-group."
    return sent + _send(kind, meeting, asked, key=f"asked:{key}", why=why, at=at, calendar=None, **more)


def send_move(
    meeting: Meeting,
    people: list[Person],
    *,
    from_day: date | None,
    was_postponed: bool = False,
    items_due: date | None = None,
    at: datetime,
) -> int:
    """Another day when `from_day` is given, else another time or place. `items_due`: until when items that were asked for can be sent.

    Where it `was_postponed` the invitation stands in no calendar, and this one puts it back.
    """
    key = invite_key(meeting)
    return _tell(
        "meeting_moved", meeting, people, method=ical.REQUEST, key=key, at=at,
        from_day=from_day, was_postponed=was_postponed, items_due=items_due,
    )  # fmt: skip


def send_postponement(meeting: Meeting, people: list[Person], *, at: datetime) -> int:
    """Out of the calendars until a new day is named: no calendar knows a meeting without a day."""
    key = postponed_key(meeting)
    return _tell("meeting_postponed", meeting, people, method=ical.CANCEL, key=key, at=at)


def send_cancellation(
    meeting: Meeting, people: list[Person], *, was_postponed: bool = False, at: datetime
) -> int:
    key = f"cancel:{meeting.pk}"
    return _tell(
        "meeting_cancelled", meeting, people, method=ical.CANCEL, key=key, at=at, was_postponed=was_postponed
    )


def send_let_go(meeting: Meeting, people: list[Person], *, at: datetime) -> int:
    """Takes the meeting out of the calendars of people who hold no post on its day any more."""
    part = ical.invitation(meeting, people, method=ical.CANCEL, at=at, link=link(meeting))
    why = "you were invited to this meeting."
    return _send("invitation_ended", meeting, people, key=left_key(meeting), why=why, at=at, calendar=part)


def send_call(
    meeting: Meeting,
    people: Iterable[Person],
    *,
    items_due: date,
    why_then: str,
    reply_by: date,
    at: datetime,
) -> int:
    why = f"you hold a post on the {meeting.group.name} sub-group."
    return _send(
        "call_for_items", meeting, people, key=f"call:{meeting.pk}", why=why, at=at,
        items_due=items_due, why_then=why_then, reply_by=reply_by,
    )  # fmt: skip


def closing_key(meeting: Meeting, items_due: date, step: int) -> str:
    return f"closing:{meeting.pk}:{items_due}:{step}"


def send_closing_reminder(
    meeting: Meeting, people: Iterable[Person], *, items_due: date, why_then: str, step: int, at: datetime
) -> int:
    why = f"you hold a post on the {meeting.group.name} sub-group."
    key = closing_key(meeting, items_due, step)
    return _send(
        "items_closing", meeting, people, key=key, why=why, at=at, items_due=items_due, why_then=why_then
    )


def send_to_deputy(meeting: Meeting, deputy: Person, *, seat: SeatOn, reply_pk: int, at: datetime) -> int:
    part = ical.invitation(meeting, [deputy], method=ical.REQUEST, at=at, link=link(meeting))
    why = f"you were named as the deputy for the post “{seat.seat.title}”."
    return _send(
        "deputy_named", meeting, [deputy], key=f"deputy:{reply_pk}", why=why, at=at, calendar=part, seat=seat
    )


def was_released(meeting: Meeting, deputy: Person) -> bool:
    """Whether the meeting was taken out of this deputy's calendar before."""
    rows = Message.objects.filter(kind="deputy_released", recipient=deputy)
    return rows.filter(about_kind="meeting", about_id=str(meeting.pk)).exists()


def send_deputy_released(
    meeting: Meeting, deputy: Person, *, seat: SeatOn, reply_pk: int, at: datetime
) -> int:
    """The deputy named before is no longer needed."""
    part = ical.invitation(meeting, [deputy], method=ical.CANCEL, at=at, link=link(meeting))
    why = f"you had been named as the deputy for the post “{seat.seat.title}”."
    key = f"deputy_released:{reply_pk}"
    return _send("deputy_released", meeting, [deputy], key=key, why=why, at=at, calendar=part, seat=seat)
