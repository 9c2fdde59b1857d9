"""When a seat may answer an invitation (P5)."""

from datetime import date

from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.policies.planning import NAME_A_DAY
from members.representation import SeatOn
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed


def check_open_for_replies(meeting: Meeting, *, today: date) -> None:
    """Replies can be given and changed until the meeting is opened."""
    if meeting.state == MeetingState.CANCELLED:
        raise NotAllowed(f"{meeting.code} has been cancelled, so that no reply is needed.")
    if meeting.is_postponed:
        raise NotAllowed(
            f"{meeting.code} is postponed, so that no reply is needed until its new day is named. {NAME_A_DAY}"
        )
    if meeting.opened_at or meeting.state == MeetingState.HELD:
        raise NotAllowed(f"{meeting.code} has begun. Business support records who is there.")
    if meeting.day < today:
        raise NotAllowed(
            f"{meeting.code} was on {long_date(meeting.day)}. Business support records who was there."
        )


def check_seat(seat: SeatOn | None, meeting: Meeting) -> SeatOn:
    """The seat exists and is held on the meeting's day."""
    if seat is None:
        raise NotAllowed(f"That post does not exist on {long_date(meeting.day)}.")
    if not seat.is_filled:
        raise NotAllowed(
            f"Nobody holds the post “{seat.seat.title}” on {long_date(meeting.day)}, so that nobody can reply for it."
        )
    return seat
