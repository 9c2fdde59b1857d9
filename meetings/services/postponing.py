"""A meeting put off with no new day yet: chair ill, snow (A1, P3). Another day is named by planning.move, or it is cancelled."""

from datetime import date, datetime, timedelta

from django.db import transaction

from meetings import doors, mails
from meetings.enums import MeetingState
from meetings.locks import locked
from meetings.models import Meeting, MeetingChange
from meetings.policies import planning as policies
from subgroup import breaches, ledger
from subgroup.models import Breach, Person, SubGroup


@transaction.atomic
def postpone(*, meeting: Meeting, reason: str, by: Person, at: datetime, read: str | None = None) -> Meeting:
    """Puts it off with a reason: lifts what is still owed, takes it out of the calendars, tells everybody.

    Its number, planned day, items, papers and replies stay; nothing is carried over. What had been missed before stays
    missed. Its day is free for others. `read`: see policies.check_day_read.
    """
    meeting = locked(meeting)
    policies.check_postpone(meeting)
    policies.check_day_read(meeting, read)
    policies.check_reason(reason)
    reason = reason.strip()
    meeting.state = MeetingState.POSTPONED
    meeting.postponed_at, meeting.postpone_reason = at, reason
    told = mails.to_call_off(meeting)
    meeting.sequence += bool(told)
    meeting.save()
    MeetingChange.objects.create(
        meeting=meeting, from_day=meeting.day, to_day=None, reason=reason, changed_at=at, changed_by=by
    )
    ledger.release(
        group=meeting.group,
        subject_kind="meeting",
        subject_id=meeting.pk,
        reason=f"{meeting.code} was postponed: {reason}",
        by=by,
        at=at,
    )
    doors.tell_day(meeting, at, by)
    mails.send_postponement(meeting, told, at=at)
    return meeting


def note_not_held(meeting: Meeting, sentence: str, *, day: date, at: datetime) -> Breach | None:
    """The breach of P3, one for a meeting; None for one that was in no plan."""
    if meeting.plan_id is None:
        return None
    return breaches.note(
        group=meeting.group,
        key=_key(meeting),
        clause="P3",
        day=day,
        subject_kind="meeting",
        subject_id=meeting.pk,
        sentence=sentence,
        at=at,
    )


def has_a_day_again(meeting: Meeting, at: datetime) -> None:
    """What was noted when its year ended without one is taken back: it is still to be held, as a meeting that was moved is."""
    reason = f"{meeting.code} was given a new day, {meeting.day:%-d %B %Y}."
    breaches.withdraw(group=meeting.group, key=_key(meeting), reason=reason, at=at)


def _key(meeting: Meeting) -> str:
    return f"P3:{meeting.pk}"


@transaction.atomic
def year_over(group: SubGroup, today: date, at: datetime) -> list[str]:
    """A part of the daily run: a planned meeting that stands postponed when its year is over was not held (P3)."""
    lines = []
    postponed = Meeting.objects.filter(group=group, state=MeetingState.POSTPONED, plan__isnull=False)
    for meeting in postponed.select_related("terms", "group"):
        if meeting.year_ends >= today or not locked(meeting).is_postponed:
            continue
        sentence = (
            f"{meeting.code} of {meeting.day:%-d %B %Y} was postponed and not held in {meeting.year}: "
            f"{meeting.postpone_reason}"
        )
        noted = note_not_held(meeting, sentence, day=meeting.year_ends + timedelta(days=1), at=at)
        if noted and noted.found_at == at:
            lines.append(f"{meeting.code}: postponed and not held by the end of {meeting.year}")
    return lines
