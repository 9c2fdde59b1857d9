"""Who has a meeting in the calendar: invited, invited later, let go, and invited again (A1)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from meetings import mails
from meetings.enums import MeetingState
from meetings.locks import locked
from meetings.models import Meeting, YearPlan
from meetings.policies import planning as policies
from members.representation import seats_on
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person


@transaction.atomic
def invite(*, meeting: Meeting, by: Person | None, at: datetime) -> Meeting:
    """Sends the calendar invitation (REQUEST) to the holder of every seat on the meeting's day."""
    meeting = locked(meeting)
    policies.check_invite(meeting, today=day_of(at))
    return send_first(meeting, at)


def nothing_to_send(plan: YearPlan) -> str:
    if plan.agreed_at is None:
        return f"The plan of {plan.label} is not agreed yet. Its meetings are invited to when it is."
    return "All invitations of this plan have been sent."


@transaction.atomic
def invite_to_plan(*, plan: YearPlan, by: Person | None, at: datetime) -> list[Meeting]:
    """The invitations to all meetings of an agreed plan that have none yet and are still to come."""
    waiting = plan.meetings.filter(
        state=MeetingState.PLANNED, invited_at=None, opened_at=None, day__gte=day_of(at)
    )
    rows = list(waiting.select_for_update(of=("self",)).select_related("group", "terms").order_by("day"))
    if not rows:
        raise NotAllowed(nothing_to_send(plan))
    return [send_first(meeting, at) for meeting in rows]


def send_first(meeting: Meeting, at: datetime) -> Meeting:
    """To every holder on the day; the meeting is locked."""
    meeting.invited_at = at
    meeting.save(update_fields=["invited_at"])
    mails.send_invitations(meeting, mails.invitees(seats_on(meeting.group, meeting.day)), at=at)
    return meeting


@transaction.atomic
def invite_newcomers(*, meeting: Meeting, at: datetime) -> int:
    """The invitation, as it stands, to holders in whose calendar it is not; answers how many.

    For somebody it was taken back from it has a higher sequence than the cancellation, or calendars would ignore it.
    """
    meeting = locked(meeting)
    holders = mails.invitees(seats_on(meeting.group, meeting.day))
    there = mails.in_calendars([meeting], [person.pk for person in holders]).get(meeting.pk, set())
    missing = [person for person in holders if person.pk not in there and person.is_active]
    if mails.were_let_go(meeting, missing):
        raise_sequence(meeting)
    return mails.send_invitations(meeting, holders, to=missing, at=at)


def raise_sequence(meeting: Meeting) -> None:
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])


@transaction.atomic
def let_go(*, meeting: Meeting, people: Collection[int], at: datetime) -> int:
    """Takes the invitation back from people who hold no seat on the day any more, once; answers how many.

    A deputy named in a reply that counts keeps it.
    """
    meeting = locked(meeting)
    kept = {person.pk for person in mails.calendars_of(meeting)}
    there = mails.in_calendars([meeting], set(people) - kept).get(meeting.pk, set())
    gone = list(Person.objects.filter(pk__in=there, is_active=True).order_by("pk"))
    if not gone:
        return 0
    raise_sequence(meeting)
    return mails.send_let_go(meeting, gone, at=at)
