"""A decision or an action caught by mistake is struck out of the minutes, and put back, until they are approved."""

from datetime import datetime

from django.db import transaction

from meetings import doors
from meetings.enums import MeetingState
from meetings.locks import locked
from meetings.models import ActionLine, Decision, Meeting
from meetings.policies import minutes as policies
from meetings.services import agenda
from subgroup.models import Person


@transaction.atomic
def strike(*, line: Decision | ActionLine, reason: str, by: Person, at: datetime) -> None:
    """Takes the line out of the minutes. Its row and its number stay; a decision that it ratified waits again.

    Raises NotAllowed once the minutes are approved, without a reason, and for a line that was struck out already.
    """
    _lock(line)
    policies.check_strike(line, reason)
    line.struck_at, line.struck_by, line.struck_reason = at, by, reason.strip()[:300]
    _follow(line, at)


@transaction.atomic
def restore(*, line: Decision | ActionLine, by: Person, at: datetime) -> None:
    """Puts a struck line back as it was. Raises NotAllowed once the minutes are approved."""
    _lock(line)
    policies.check_restore(line)
    line.struck_at, line.struck_by, line.struck_reason = None, None, ""
    _follow(line, at)


def _lock(line: Decision | ActionLine) -> None:
    meeting = locked(line.meeting)
    line.refresh_from_db()
    line.meeting = meeting


def _follow(line: Decision | ActionLine, at: datetime) -> None:
    line.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    if isinstance(line, ActionLine):
        for listener in doors.line_struck:
            listener(line, at)
        return
    for meeting in Meeting.objects.filter(group=line.group, state=MeetingState.PLANNED, opened_at=None):
        agenda.prepare(meeting=meeting, at=at)
