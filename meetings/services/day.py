"""The day of a meeting: who chairs, who came, and what follows from it (P1, P4, P5, P6)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from meetings.enums import Answer, MeetingState, MinutesState, Presence
from meetings.locks import locked
from meetings.models import Attendance, Meeting
from meetings.policies import day as policies
from meetings.quorum import quorum
from meetings.services import letters
from meetings.services.floor import (
    arrive,
    declare,
    leave,
    mark_decisions,
    mark_discussed,
    set_guests,
    turn_to,
)
from members.models import CoordinatingMembership, Deputyship, Seat
from members.representation import holder_of, seats_on
from subgroup import breaches, changes
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person

__all__ = [
    "arrive",
    "chaired_by_member",
    "change_chair",
    "confirm_attendance",
    "correct_attendance",
    "declare",
    "declare_quorate",
    "hints",
    "leave",
    "mark_discussed",
    "measure_again",
    "open_meeting",
    "quorum",
    "record",
    "record_all",
    "set_guests",
    "suggestions",
    "turn_to",
]  # fmt: skip


@transaction.atomic
def open_meeting(
    *,
    meeting: Meeting,
    chaired_by_seat: Seat,
    by: Person | None,
    at: datetime,
    chaired_by: Person | None = None,
) -> Meeting:
    """The chair opens the meeting: it is held from now on. Makes an attendance row for each seat filled on its day.

    Raises NotAllowed for a meeting of a later day, a cancelled one, or one that is open already.
    """
    locked(meeting)
    policies.check_open(meeting, day_of(at))
    _take_chair(meeting, chaired_by_seat, chaired_by)
    meeting.state, meeting.minutes_state = MeetingState.HELD, MinutesState.DRAFT
    meeting.opened_at = at
    meeting.save()
    rows = Attendance.objects.bulk_create(
        Attendance(meeting=meeting, seat=on.seat, agency=on.agency, holder=on.holder, counts=on.counts)
        for on in seats_on(meeting.group, meeting.day)
        if on.holder
    )
    changes.inserted(rows, by=by)
    return meeting


def _take_chair(meeting: Meeting, seat: Seat, person: Person | None) -> None:
    policies.check_chair(meeting, seat)
    person = person or holder_of(seat, meeting.day)
    if person is None:
        raise NotAllowed(f"Nobody held the seat {seat.title} on that day. Say who took the chair.")
    meeting.chaired_by_seat, meeting.chaired_by = seat, person


@transaction.atomic
def change_chair(
    *,
    meeting: Meeting,
    chaired_by_seat: Seat,
    by: Person | None,
    at: datetime,
    chaired_by: Person | None = None,
) -> Meeting:
    """Corrects who took the chair, until the minutes that name them are approved."""
    locked(meeting)
    policies.check_room(meeting)
    _take_chair(meeting, chaired_by_seat, chaired_by)
    meeting.save()
    if meeting.attendance_confirmed_at:
        _note_chair(meeting, "The record of who took the chair was corrected.", at)
    return meeting


def suggestions(meeting: Meeting) -> dict[int, str]:
    """Seat id → the code that its latest reply points to: offered on the page, never recorded by itself."""
    code = {Answer.ATTENDING: "P", Answer.APOLOGIES: "A", Answer.DEPUTY: "D"}
    return {reply.seat_id: code[Answer(reply.answer)] for reply in meeting.replies.that_stand()}


def hints(meeting: Meeting) -> dict[int, str]:
    """Seat id → what does not fit between its reply and what was recorded: a warning and no error."""
    replied = suggestions(meeting)
    found = {}
    for row in meeting.attendance.all():
        reply = replied.get(row.seat_id)
        if row.presence == Presence.ABSENT and reply in ("A", "D"):
            said = "gave apologies" if reply == "A" else "named a deputy"
            found[row.seat_id] = f"This seat {said} before the meeting. Is “absent without apologies” right?"
        elif row.presence == Presence.DEPUTY and not row.person_id and not row.deputy_name:
            found[row.seat_id] = "The deputy’s name is missing."
    return found


@transaction.atomic
def record(
    *,
    meeting: Meeting,
    seat: Seat,
    presence: str,
    by: Person | None,
    at: datetime,
    person: Person | None = None,
    deputy_name: str = "",
) -> Attendance:
    """Takes one seat's attendance. An empty `presence` takes it back. Raises NotAllowed once it is confirmed, or for a vacant seat."""
    locked(meeting)
    policies.check_record(meeting)
    return _write(meeting, seat.pk, presence, person, deputy_name)


@transaction.atomic
def record_all(*, meeting: Meeting, presences: Mapping[int, str], by: Person | None, at: datetime) -> None:
    """Takes the attendance of many seats at once: seat id → P, D, A or N; deputies as they were named."""
    locked(meeting)
    policies.check_record(meeting)
    for seat_id, presence in presences.items():
        _write(meeting, seat_id, presence, None, "")


def _write(
    meeting: Meeting, seat_id: int, presence: str, person: Person | None, deputy_name: str
) -> Attendance:
    row = Attendance.objects.filter(meeting=meeting, seat_id=seat_id).select_related("seat", "holder").first()
    if row is None:
        raise NotAllowed("Nobody held that seat on the day of the meeting, so no attendance is taken for it.")
    if presence not in ("", *Presence.values):
        raise NotAllowed(
            "Attendance is P (present), D (deputy), A (apologies) or N (absent without apologies)."
        )
    kept = (row.person, row.deputy_name) if row.presence == presence else (None, "")
    row.presence, row.person, row.deputy_name = presence, None, ""
    if presence == Presence.PRESENT:
        row.person = row.holder
    elif presence == Presence.DEPUTY:
        named = (person, deputy_name.strip()[:200])
        row.person, row.deputy_name = named if any(named) else kept if any(kept) else _deputy(row)
    row.save()
    return row


def _deputy(row: Attendance) -> tuple[Person | None, str]:
    """The deputy of the latest reply, or else the seat's only named deputy on the day."""
    reply = (
        row.meeting.replies.filter(seat_id=row.seat_id, answer=Answer.DEPUTY)
        .order_by("given_at", "pk")
        .last()
    )
    if reply and (reply.deputy_id or reply.deputy_name):
        return reply.deputy, reply.deputy_name
    named = list(
        Deputyship.objects.filter(seat_id=row.seat_id).on(row.meeting.day).select_related("person")[:2]
    )
    return (named[0].person, "") if len(named) == 1 else (None, "")


@transaction.atomic
def confirm_attendance(*, meeting: Meeting, by: Person | None, at: datetime) -> Meeting:
    """The attendance is complete: breaches of P1, P4 and P5 are noted, letters of P6 drafted.

    Raises NotAllowed naming the seats that are missing.
    """
    locked(meeting)
    policies.check_confirm(meeting, list(meeting.attendance.select_related("seat", "holder")))
    meeting.attendance_confirmed_at, meeting.attendance_confirmed_by = at, by
    meeting.save()
    _consequences(meeting, "The attendance was corrected.", at)
    letters.draft_due(meeting=meeting, at=at)
    return meeting


@transaction.atomic
def correct_attendance(
    *,
    meeting: Meeting,
    presences: Mapping[int, str],
    reason: str,
    by: Person | None,
    at: datetime,
    deputies: Mapping[int, tuple[Person | None, str]] | None = None,
) -> None:
    """Changes confirmed attendance, with a reason that is kept. Breaches, decisions' marks and letters follow it.

    Letters of this meeting and of later ones are drafted, or set down as not needed; one that was sent stays.
    """
    locked(meeting)
    policies.check_correct(meeting, reason)
    named = deputies or {}
    rows = {row.seat_id: row for row in meeting.attendance.all()}
    for seat_id, presence in presences.items():
        if not presence:
            raise NotAllowed("A seat that was taken cannot be left empty again.")
        person, name = named.get(seat_id, (None, ""))
        before = rows.get(seat_id)
        row = _write(meeting, seat_id, presence, person, name)
        if before and (before.presence, before.person_id, before.deputy_name) != (
            row.presence, row.person_id, row.deputy_name,
        ):  # fmt: skip
            row.corrected_because = reason.strip()[:300]
            row.save(update_fields=["corrected_because"])
    _consequences(meeting, reason, at)
    letters.review_from(meeting=meeting, reason=reason, at=at)


@transaction.atomic
def declare_quorate(*, meeting: Meeting, reason: str, by: Person, at: datetime) -> Meeting:
    """The chair declares the meeting quorate, where the terms let the chair do so, with a reason."""
    locked(meeting)
    policies.check_declare_quorate(meeting, reason)
    meeting.declared_quorate_reason = reason.strip()
    meeting.save()
    if meeting.attendance_confirmed_at:
        _consequences(meeting, f"Declared quorate by the chair: {reason}", at)
    return meeting


def _on(meeting: Meeting) -> str:
    return f"{meeting.code} of {meeting.day.day} {meeting.day:%B} {meeting.day.year}"


def _consequences(meeting: Meeting, reason: str, at: datetime) -> None:
    """Makes the breaches and the marks of decisions agree with the attendance. Repeating it changes nothing."""
    _note_chair(meeting, reason, at)
    result = quorum(meeting)
    wanting = result.sentence.removeprefix("Not quorate: ").rstrip(".")
    _note(meeting, "P4", None, not result.quorate, f"{_on(meeting)} was not quorate: {wanting}", reason, at)
    for row in meeting.attendance.select_related("seat", "agency"):
        sentence = f"{row.seat.code} ({row.agency.code}) absent without apologies at {_on(meeting)}"
        _note(meeting, "P5", row.seat_id, row.presence == Presence.ABSENT, sentence, reason, at)
    mark_decisions(meeting)


def measure_again(meeting: Meeting, *, reason: str, at: datetime) -> None:
    """What the attendance is measured by has changed: breaches and the marks of decisions follow."""
    _consequences(meeting, reason, at)


def chaired_by_member(meeting: Meeting) -> bool:
    """P1: whether the seat in the chair was a member of the Coordination and Delivery Group on the day."""
    return CoordinatingMembership.objects.filter(seat=meeting.chaired_by_seat).on(meeting.day).exists()


def _note_chair(meeting: Meeting, reason: str, at: datetime) -> None:
    seat = meeting.chaired_by_seat
    if seat is None:
        return
    sentence = (
        f"{_on(meeting)} was chaired by {seat.code} ({seat.agency.code}), "
        "not a member of the Coordination and Delivery Group on that day"
    )
    _note(meeting, "P1", None, not chaired_by_member(meeting), sentence, reason, at)


def _note(
    meeting: Meeting, clause: str, seat_id: int | None, broken: bool, sentence: str, reason: str, at: datetime
) -> None:
    key = ":".join(map(str, filter(None, [clause, meeting.pk, seat_id])))
    if not broken:
        breaches.withdraw(group=meeting.group, key=key, reason=reason, at=at)
        return
    breaches.note(
        group=meeting.group, key=key, clause=clause, day=meeting.day, subject_kind="meeting", subject_id=meeting.pk,
        sentence=sentence, at=at,
    )  # fmt: skip
