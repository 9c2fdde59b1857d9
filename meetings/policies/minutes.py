"""When minutes may be written, approved, circulated and agreed; when decisions and actions may be recorded."""

from collections.abc import Iterable

from meetings.enums import MINUTES_TRANSITIONS, MeetingState, MinutesState
from meetings.models import ActionLine, AgendaItem, Decision, Meeting
from meetings.policies.day import check_held
from members.models import Seat
from subgroup.clock import day_of
from subgroup.deadlines.wording import listing, long_date
from subgroup.errors import NotAllowed

WRITABLE = (MinutesState.DRAFT, MinutesState.WITH_CHAIR)


def _check_move(meeting: Meeting, to: MinutesState, refusals: dict[MinutesState, str]) -> None:
    state = MinutesState(meeting.minutes_state)
    if to not in MINUTES_TRANSITIONS[state]:
        raise NotAllowed(refusals.get(state) or f"The minutes of {meeting.code} are: {state.label.lower()}.")


def _said(meeting: Meeting) -> dict[MinutesState, str]:
    """What to say of minutes that are already further on."""
    said = {MinutesState.NOT_STARTED: f"The minutes of {meeting.code} have not been started."}
    if meeting.minutes_approved_at:
        said[MinutesState.APPROVED] = (
            f"The minutes of {meeting.code} were approved on {long_date(day_of(meeting.minutes_approved_at))}."
        )
    if meeting.minutes_circulated_at:
        sentence = f"The minutes of {meeting.code} were circulated on {long_date(day_of(meeting.minutes_circulated_at))}."
        said[MinutesState.CIRCULATED] = said[MinutesState.AGREED] = sentence
    return said


def check_write(meeting: Meeting) -> None:
    check_held(meeting)
    if meeting.minutes_state not in WRITABLE:
        told = _said(meeting).get(MinutesState(meeting.minutes_state), "")
        advice = (
            "The chair can give them back for a change."
            if meeting.minutes_state == MinutesState.APPROVED
            else "A correction is recorded when the next meeting agrees them."
        )
        raise NotAllowed(f"{told} They can no longer be changed. {advice}")


def check_item(meeting: Meeting, item: AgendaItem | None) -> None:
    if item is not None and item.meeting_id != meeting.pk:
        raise NotAllowed("That item is on the agenda of another meeting.")


def check_text(text: str, what: str) -> None:
    if not text.strip():
        raise NotAllowed(f"Say {what}.")


def check_decision(meeting: Meeting, quorate: bool, ratifies: Iterable[Decision]) -> None:
    """A decision is stamped with the quorum, so the attendance is taken first."""
    if meeting.attendance.filter(presence="").exists():
        raise NotAllowed(
            "Take the attendance first: each decision is marked with whether the meeting was quorate."
        )
    if not quorate and meeting.terms.content.quorum.if_not_quorate == "meeting is adjourned":
        raise NotAllowed(
            "The meeting is not quorate. Under the terms of reference it is adjourned and takes no decision."
        )
    for decision in ratifies:
        if decision.group_id != meeting.group_id or decision.quorate:
            raise NotAllowed(f"{decision.code} needs no ratifying: it was taken at a quorate meeting.")
        if decision.is_advisory:
            raise NotAllowed(
                f"{decision.code} is advisory under the terms of reference, so there is nothing to ratify."
            )
        if decision.struck_at:
            raise NotAllowed(f"{decision.code} was removed from the minutes, so there is nothing to ratify.")
        if decision.is_ratified:
            raise NotAllowed(f"{decision.code} was ratified already.")


def check_action(meeting: Meeting, owner: Seat) -> None:
    if owner.group_id != meeting.group_id:
        raise NotAllowed("That seat belongs to another sub-group.")


def check_change(line: ActionLine | Decision) -> None:
    """One that was removed is put back before it changes."""
    check_free(line)
    if line.struck_at:
        raise NotAllowed(f"{line.code} was removed by {line.struck_by}. Put it back first, then change it.")


def check_strike(line: ActionLine | Decision, reason: str) -> None:
    check_free(line)
    if line.struck_at:
        raise NotAllowed(f"{line.code} was removed already, by {line.struck_by}.")
    if not reason.strip():
        raise NotAllowed(f"Say why {line.code} is removed: the reason is kept with it.")


def check_restore(line: ActionLine | Decision) -> None:
    check_free(line)
    if not line.struck_at:
        raise NotAllowed(f"{line.code} stands in the minutes already.")


def check_free(line: ActionLine | Decision) -> None:
    """A line is frozen once the minutes are approved."""
    meeting = line.meeting
    if meeting.minutes_state in WRITABLE:
        return
    advice = (
        "The chair or the vice chair can give the minutes back for a change."
        if meeting.minutes_state == MinutesState.APPROVED
        else "The minutes are circulated: the next meeting corrects them when it agrees them."
    )
    raise NotAllowed(
        f"{line.code} was agreed with the minutes of {meeting.code} and no longer changes. {advice}"
    )


def check_send_to_chair(meeting: Meeting) -> None:
    check_held(meeting)
    _check_attendance(meeting)
    told = _said(meeting) | {MinutesState.WITH_CHAIR: "The minutes are with the chair already."}
    _check_move(meeting, MinutesState.WITH_CHAIR, told)


def check_return(meeting: Meeting, reason: str) -> None:
    check_held(meeting)
    told = _said(meeting) | {MinutesState.DRAFT: "Business support is writing the minutes now."}
    _check_move(meeting, MinutesState.DRAFT, told)
    if not reason.strip():
        raise NotAllowed("Say what is to be changed.")


def check_approve(meeting: Meeting) -> None:
    check_held(meeting)
    _check_move(meeting, MinutesState.APPROVED, _said(meeting))
    _check_attendance(meeting)


def _check_attendance(meeting: Meeting) -> None:
    if not meeting.attendance_confirmed_at:
        raise NotAllowed(
            "The attendance is not confirmed yet: the minutes say who came. Business support can confirm it."
        )


def check_circulate(meeting: Meeting) -> None:
    waiting = "The minutes are to be approved first. The chair or the vice chair can do that."
    told = _said(meeting) | {MinutesState.DRAFT: waiting, MinutesState.WITH_CHAIR: waiting}
    _check_move(meeting, MinutesState.CIRCULATED, told)


def check_agree(meeting: Meeting, agreed_at: Meeting) -> None:
    told = {MinutesState.AGREED: f"The minutes of {meeting.code} were agreed already."}
    if meeting.minutes_state not in (MinutesState.CIRCULATED, MinutesState.AGREED):
        raise NotAllowed(f"The minutes of {meeting.code} are not circulated yet, so they cannot be agreed.")
    _check_move(meeting, MinutesState.AGREED, told)
    later = (agreed_at.day, agreed_at.starts_at) > (meeting.day, meeting.starts_at)
    if agreed_at.group_id != meeting.group_id or not later:
        raise NotAllowed("Minutes are agreed at a later meeting of the same sub-group.")
    if agreed_at.state != MeetingState.HELD:
        raise NotAllowed(f"{agreed_at.code} has not been held yet.")


def written(meeting: Meeting) -> set[int | None]:
    """The ids of the items with a note, a decision or an action; None for the general part."""
    found: set[int | None] = set(meeting.minute_texts.exclude(text="").values_list("item_id", flat=True))
    found |= set(meeting.decisions.standing().values_list("item_id", flat=True))
    return found | set(meeting.action_lines.standing().values_list("item_id", flat=True))


def unfinished(meeting: Meeting) -> str:
    """A warning before sending or approving: the items with no note. Empty when there are none."""
    there = written(meeting)
    missing = [
        str(number)
        for number, item in enumerate(meeting.items.on_agenda(), start=1)
        if item.pk not in there and item.discussed is not False
    ]
    if not missing:
        return ""
    return f"Nothing is written under item{'s' if len(missing) > 1 else ''} {listing(missing)}."
