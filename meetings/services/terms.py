"""Terms of reference loaded mid-year: every meeting from their first day on goes over to them, with all that it owes (M4)."""

from datetime import datetime

from django.db import transaction

from meetings.enums import MeetingState
from meetings.locks import locked
from meetings.models import Meeting
from meetings.services import day, letters, owing
from subgroup import ledger
from subgroup.models import Terms
from subgroup.reckoning import Reckoner
from subgroup.terms.content import ParsedTerms


def loaded(terms: Terms, parsed: ParsedTerms, at: datetime) -> list[str]:
    """For subgroup.terms.loading. What moves is told by the ledger."""
    reckoner = Reckoner(terms.group)
    meetings = Meeting.objects.filter(group=terms.group).standing()
    for meeting in meetings.select_related("group").order_by("day", "starts_at"):
        follow(meeting=meeting, reckoner=reckoner, at=at)
    return []


def follow(*, meeting: Meeting, reckoner: Reckoner, at: datetime) -> bool:
    """The meeting goes over to the terms in force on its day, also when it was planned or held before they were loaded.

    A held one is measured by them: its quorum, the marks of its decisions and its letters. False where they are its own.
    """
    terms = reckoner.terms_on(meeting.day)
    if meeting.terms_id == terms.pk:
        return False
    _go_over(meeting, terms, reckoner, at)
    return True


@transaction.atomic
def _go_over(meeting: Meeting, terms: Terms, reckoner: Reckoner, at: datetime) -> None:
    group, meeting = meeting.group, locked(meeting)
    meeting.group, meeting.terms = group, terms
    meeting.save(update_fields=["terms"])
    if meeting.state == MeetingState.PLANNED and not meeting.opened_at:
        owing.follow_terms(meeting, reckoner=reckoner, at=at)
    elif meeting.attendance_confirmed_at:
        day.measure_again(meeting, reason=ledger.TERMS_CHANGED, at=at)
        letters.follow_terms(meeting, at=at)
