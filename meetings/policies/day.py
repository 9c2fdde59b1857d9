"""When attendance may be taken and changed."""

from datetime import date

from meetings.enums import MeetingState, MinutesState, Presence
from meetings.models import Attendance, Meeting
from meetings.policies.planning import NAME_A_DAY
from members.models import Seat
from subgroup.clock import day_of
from subgroup.deadlines.wording import listing, long_date
from subgroup.errors import NotAllowed

SETTLED = (MinutesState.CIRCULATED, MinutesState.AGREED)
APPROVED = (MinutesState.APPROVED, *SETTLED)


def check_open(meeting: Meeting, today: date) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise NotAllowed(
            f"{meeting.code} was cancelled, so it cannot be opened. Plan another meeting instead."
        )
    if meeting.is_postponed:
        raise NotAllowed(f"{meeting.code} is postponed, so it cannot be opened. {NAME_A_DAY}")
    if meeting.state == MeetingState.HELD:
        raise NotAllowed(f"{meeting.code} was opened already.")
    if meeting.day > today:
        raise NotAllowed(f"{meeting.code} is on {long_date(meeting.day)}. It can be opened on that day.")


def check_chair(meeting: Meeting, seat: Seat) -> None:
    """Who may take the chair: the roles that the terms name, anybody where members choose a chair."""
    if seat.group_id != meeting.group_id:
        raise NotAllowed("That seat belongs to another sub-group.")
    standing = meeting.terms.content.standing
    if seat.role not in standing.chaired_by and standing.if_no_chair == "meeting is adjourned":
        who = listing([role.replace("_", " ") for role in standing.chaired_by], "or")
        raise NotAllowed(
            f"The terms of reference let the {who} chair, and nobody else. Without them a meeting is adjourned."
        )


def check_held(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise NotAllowed(f"{meeting.code} was cancelled.")
    if meeting.is_postponed:
        raise NotAllowed(f"{meeting.code} is postponed and was not held. {NAME_A_DAY}")
    if meeting.state != MeetingState.HELD:
        raise NotAllowed(
            f"{meeting.code} has not been opened yet. Open it first and say who takes the chair."
        )


def check_record(meeting: Meeting) -> None:
    check_held(meeting)
    if meeting.attendance_confirmed_at:
        raise NotAllowed(
            f"The attendance of {meeting.code} was confirmed on {long_date(day_of(meeting.attendance_confirmed_at))}. "
            "Correct it with a reason."
        )


def check_confirm(meeting: Meeting, rows: list[Attendance]) -> None:
    check_held(meeting)
    if meeting.attendance_confirmed_at:
        raise NotAllowed(f"The attendance of {meeting.code} is confirmed already. Correct it with a reason.")
    missing = [f"{row.seat.code} ({row.holder})" for row in rows if not row.presence]
    if missing:
        raise NotAllowed(f"The attendance is not complete. Still to be taken: {listing(missing)}.")
    if not any(row.presence in (Presence.PRESENT, Presence.DEPUTY) for row in rows):
        raise NotAllowed(
            "Nobody is down as present. A meeting to which nobody came did not take place: cancel it."
        )


def check_correct(meeting: Meeting, reason: str) -> None:
    check_held(meeting)
    if not meeting.attendance_confirmed_at:
        raise NotAllowed("The attendance is not confirmed yet, so it can simply be changed.")
    if not reason.strip():
        raise NotAllowed("Say why the attendance is corrected: the reason is kept.")


def check_declare_quorate(meeting: Meeting, reason: str) -> None:
    check_held(meeting)
    if not meeting.terms.content.quorum.chair_may_declare:
        raise NotAllowed("The terms of reference do not let the chair declare a meeting quorate.")
    if not reason.strip():
        raise NotAllowed("Say why the meeting is declared quorate: the reason is kept.")
    if meeting.minutes_state in SETTLED:
        raise NotAllowed(
            "The minutes are circulated and say whether the meeting was quorate, so this can no longer be declared. "
            "The next meeting, which agrees them, can correct them."
        )


def check_room(meeting: Meeting) -> None:
    """What happened in the room stands in the minutes: with their approval it is frozen like their texts."""
    check_held(meeting)
    if meeting.minutes_state in APPROVED:
        raise NotAllowed(
            f"The minutes of {meeting.code} are approved and say what happened in the room, so this no longer changes. "
            + (
                "The next meeting, which agrees them, can correct them."
                if meeting.minutes_state in SETTLED
                else "The chair can give them back to business support."
            )
        )


def check_item(meeting: Meeting, item_meeting_id: int) -> None:
    check_room(meeting)
    if item_meeting_id != meeting.pk:
        raise NotAllowed("That item is on the agenda of another meeting.")
