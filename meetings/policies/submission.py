"""When an item or a paper is taken (A2). Each check raises NotAllowed with a sentence for its sender."""

from datetime import date, datetime

from meetings.enums import ItemKind, ItemState, MeetingState
from meetings.models import AgendaItem, Meeting
from meetings.policies.planning import NAME_A_DAY
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed

_NAMEABLE = {ItemKind.SUBMITTED, ItemKind.CARRIED, ItemKind.STANDING}
_OPEN = {ItemState.ANNOUNCED, ItemState.LATE, ItemState.ON_AGENDA}


def check_takes_items(meeting: Meeting) -> None:
    """Items are taken until the meeting is opened; of a cancelled one the sentence names the next.

    While it is postponed nothing is taken, so that nothing can be late for a day that nobody knows.
    """
    if meeting.state == MeetingState.CANCELLED:
        raise NotAllowed(f"The meeting of {long_date(meeting.day)} is cancelled. {_instead(meeting)}")
    if meeting.is_postponed:
        raise NotAllowed(
            f"{meeting.code} is postponed: what it has stays, and it takes items and papers again when its new day is named. "
            f"{NAME_A_DAY}"
        )
    if meeting.opened_at or meeting.state == MeetingState.HELD:
        raise NotAllowed(
            f"The meeting of {long_date(meeting.day)} has been opened and takes no more items or papers. {_instead(meeting)}"
        )


def _instead(meeting: Meeting) -> str:
    following = (
        Meeting.objects.filter(
            group_id=meeting.group_id, state=MeetingState.PLANNED, opened_at=None, day__gte=meeting.day
        )
        .exclude(pk=meeting.pk)
        .order_by("day", "starts_at")
        .first()
    )
    if following is None:
        return "No later meeting is planned yet; ask business support for its date."
    return f"Send the item to the next meeting, on {long_date(following.day)}."


def check_paper(item: AgendaItem, *, has_papers: bool, due_on: date, at: datetime) -> None:
    """Papers come to an item that is still to be heard; one sent as needing none takes its first in time only."""
    check_takes_items(item.meeting)
    if item.state not in _OPEN:
        raise NotAllowed(f"“{item}” is {item.get_state_display().lower()}, so that it takes no more papers.")
    if item.complete_on and not has_papers and item.submitted_at and day_of(at) > due_on:
        raise NotAllowed(
            f"“{item}” was sent as an item that needs no paper, and papers closed on {long_date(due_on)}. "
            "Send the paper as an item of its own: as a late one it waits for the chair."
        )


def check_decide(item: AgendaItem, *, accept: bool, due_on: date, at: datetime, reconsider: bool) -> None:
    """The chair decides a late item once; a refusal may be reconsidered."""
    check_takes_items(item.meeting)
    if item.state == ItemState.REFUSED and accept and reconsider:
        return
    if item.late_decision_at and item.late_decision_by:
        done = "refused" if item.state == ItemState.REFUSED else "accepted"
        raise NotAllowed(
            f"{item.late_decision_by} {done} “{item}” on {long_date(day_of(item.late_decision_at))}: {item.late_reason}"
        )
    if item.state == ItemState.LATE:
        return
    if item.state == ItemState.ANNOUNCED:
        if day_of(at) > due_on:
            return
        raise NotAllowed(
            f"“{item}” is announced in time and its paper may come until the close of {long_date(due_on)}. "
            "There is nothing to decide before that."
        )
    raise NotAllowed(f"“{item}” does not wait for the chair: it is {item.get_state_display().lower()}.")


def check_withdraw(item: AgendaItem) -> None:
    if item.state not in _OPEN:
        raise NotAllowed(f"“{item}” cannot be withdrawn: it is {item.get_state_display().lower()}.")
    check_takes_items(item.meeting)


def takes_readers(item: AgendaItem) -> bool:
    """Readers are named for what somebody sent or the desk added. An item about a case opens as its case does."""
    return item.kind in _NAMEABLE and (item.kind == ItemKind.CARRIED or not item.subject_kind)


def check_readers(item: AgendaItem) -> None:
    if not takes_readers(item):
        raise NotAllowed(f"“{item}” opens to all who open the agenda, or as what it is about does.")


def check_title(title: str) -> str:
    if not title:
        raise NotAllowed("Enter the title of the item: what was typed holds no letter that can be read.")
    return title


def check_reason(reason: str, what: str) -> str:
    """The reason without blanks around it. Raises NotAllowed where none is given."""
    if not reason.strip():
        raise NotAllowed(f"Give a reason: it is shown to {what}.")
    return reason.strip()
