"""When the agenda may be changed, approved and published. Each check raises NotAllowed with a sentence."""

from typing import Any

from meetings.enums import AgendaState, MeetingState
from meetings.models import Meeting, Pack
from meetings.policies.planning import NAME_A_DAY
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed


def check_still_ahead(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise NotAllowed(f"The meeting of {long_date(meeting.day)} is cancelled: its agenda stays as it was.")
    if meeting.is_postponed:
        raise NotAllowed(
            f"{meeting.code} is postponed: its agenda stays as it is until its new day is named. {NAME_A_DAY}"
        )
    if meeting.opened_at or meeting.state == MeetingState.HELD:
        raise NotAllowed(
            f"The meeting of {long_date(meeting.day)} has been opened: its agenda stays as it is."
        )


def check_change(meeting: Meeting) -> None:
    """Order and times may change until the pack is published: then they stand in everybody's hands."""
    check_still_ahead(meeting)
    if meeting.agenda_state == AgendaState.PUBLISHED:
        raise NotAllowed(
            "The pack is published, so that items keep their numbers and order. "
            "A late item that the chair accepts goes into the next version of the pack."
        )


def check_send_to_chair(meeting: Meeting) -> None:
    check_change(meeting)
    if meeting.agenda_state == AgendaState.WITH_CHAIR:
        raise NotAllowed("The agenda is with the chair already.")
    if meeting.agenda_state == AgendaState.APPROVED:
        raise NotAllowed("The chair has approved this agenda already. It can be published.")


def check_return(meeting: Meeting) -> None:
    check_still_ahead(meeting)
    if meeting.agenda_state not in {AgendaState.WITH_CHAIR, AgendaState.APPROVED}:
        raise NotAllowed("Only an agenda that is with the chair can be returned.")


def check_approve(meeting: Meeting) -> None:
    check_still_ahead(meeting)
    if meeting.agenda_state in {AgendaState.APPROVED, AgendaState.PUBLISHED} and meeting.agenda_approved_at:
        raise NotAllowed(
            f"{meeting.agenda_approved_by} approved this agenda on {long_date(day_of(meeting.agenda_approved_at))}."
        )


def check_publish(meeting: Meeting, *, version: int, change_note: str) -> None:
    """Publishing needs an approved agenda (A3), and each later version a note of what changed."""
    check_still_ahead(meeting)
    if meeting.agenda_state not in {AgendaState.APPROVED, AgendaState.PUBLISHED}:
        raise NotAllowed(
            "The pack can be published when the chair or the vice chair has approved the agenda."
            + (" It changed after they approved it." if meeting.agenda_approved_at else "")
        )
    if version > 1 and not change_note.strip():
        raise NotAllowed("Say what changed since the version before: every reader is shown it.")


def check_changed(latest: Pack | None, snapshot: dict[str, Any]) -> None:
    """A version that differs from the last one in nothing but who sits on the group would only send mail."""
    if latest and {**latest.snapshot, "attendees": None} == {**snapshot, "attendees": None}:
        raise NotAllowed(
            f"Nothing has changed since version {latest.version} of {long_date(day_of(latest.published_at))}, "
            "so nothing was published and nobody was told."
        )
