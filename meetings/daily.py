"""What happens to meetings' dates and replies with nobody at the keyboard. Each part is idempotent and can be missed for days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from meetings import mails
from meetings.deadlines import ITEMS, MEMBER_REMINDERS, REPLY
from meetings.enums import Answer, MeetingState
from meetings.models import Meeting, Reply
from meetings.models.planning import ON_LEAVE
from meetings.services import planning, postponing, replies, terms
from meetings.services.owing import LastDay, fixed_days, last_day
from members.models import Holding, Leave
from members.representation import seats_on
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.arithmetic import WORKING, shift
from subgroup.deadlines.wording import count, long_date
from subgroup.models import Deadline, Message, SubGroup
from subgroup.reckoning import Reckoner

LOOK_BACK = timedelta(days=365)  # the end of a holding may be entered long after its day


def run(group: SubGroup, today: date, at: datetime) -> list[str]:
    """Calls for items and reminds of their closing day; closes windows; invites newcomers; apologises for leave; ends the year."""
    lines: list[str] = []
    reckoner = Reckoner(group)
    coming = list(Meeting.objects.filter(group=group, opened_at=None).upcoming(on=today))
    for meeting in coming:
        meeting.group = group
        lines += _follow_terms(meeting, reckoner, at)
    fixed = fixed_days(group, coming, ITEMS.key)
    for meeting in coming:
        closes = fixed.get(meeting.pk, {}).get(ITEMS.key) or last_day(meeting)
        lines += _call(meeting, closes, reckoner, today, at)
        lines += _remind(meeting, closes, reckoner, today, at)
    lines += _newcomers(group, coming, today, at)
    lines += _leave(group, coming, today, at)
    lines += _close_windows(group, today, at)
    lines += _end_replies(group, today, at)
    lines += postponing.year_over(group, today, at)
    return lines


def _follow_terms(meeting: Meeting, reckoner: Reckoner, at: datetime) -> Iterable[str]:
    """A meeting to come keeps the terms in force on its day, also when new ones were loaded since (M4)."""
    if terms.follow(meeting=meeting, reckoner=reckoner, at=at):
        yield f"{meeting.code}: {meeting.terms} are in force on its day"


def _call(meeting: Meeting, closes: LastDay, reckoner: Reckoner, today: date, at: datetime) -> Iterable[str]:
    if meeting.called_at or closes.on < today:
        return
    offset = reckoner.terms_on(meeting.day).content.offsets["agenda_call"]
    if offset.from_(meeting.day, reckoner.calendar).date > today:
        return
    planning.call_for_items(meeting=meeting, by=None, at=at)
    yield f"{meeting.code}: call for items sent"


def _remind(
    meeting: Meeting, closes: LastDay, reckoner: Reckoner, today: date, at: datetime
) -> Iterable[str]:
    """The newest step that is reached: after an outage one reminder and not two."""
    reached = [
        step
        for step in MEMBER_REMINDERS
        if shift(closes.on, step, WORKING, reckoner.calendar).date <= today <= closes.on
    ]
    owed = Deadline.objects.open().filter(group=meeting.group, rule=ITEMS.key).about("meeting", meeting.pk)
    if not reached or not owed.exists():
        return
    step = max(reached)
    with transaction.atomic():
        people = mails.invitees(seats_on(meeting.group, meeting.day))
        keys = {f"{mails.closing_key(meeting, closes.on, step)}:{person.pk}": person for person in people}
        told = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
        untold = [person for key, person in keys.items() if key not in told]
        sent = mails.send_closing_reminder(
            meeting, untold, items_due=closes.on, why_then=closes.why, step=step, at=at
        )
    if sent:
        yield f"{meeting.code}: {count(sent, 'member', 'members')} reminded that items close on {long_date(closes.on)}"


def _newcomers(group: SubGroup, coming: list[Meeting], today: date, at: datetime) -> Iterable[str]:
    """A seat that changed hands after the invitations went out: its new holder is invited too, the old one is let go."""
    invited = [meeting for meeting in coming if meeting.invited_at]
    since = min((day_of(meeting.invited_at) for meeting in invited if meeting.invited_at), default=today)
    holdings = Holding.objects.filter(seat__group=group, person__is_active=True).on_or_after(
        since - LOOK_BACK
    )
    held = list(holdings.order_by().values_list("person_id", "starts_on", "ends_on", "seat__closed_on"))
    there = mails.in_calendars(invited, {row[0] for row in held})
    for meeting in invited:
        holders = {
            person_id
            for person_id, starts_on, ends_on, closed_on in held
            if starts_on <= meeting.day <= min(ends_on or date.max, closed_on or date.max)
        }
        told = there.get(meeting.pk, set())
        sent = planning.invite_newcomers(meeting=meeting, at=at) if holders - told else 0
        if sent:
            yield f"{meeting.code}: {count(sent, 'newcomer', 'newcomers')} invited"
        sent = planning.let_go(meeting=meeting, people=told - holders, at=at) if told - holders else 0
        if sent:
            yield f"{meeting.code}: {count(sent, 'invitation', 'invitations')} taken back from former holders"


def _leave(group: SubGroup, coming: list[Meeting], today: date, at: datetime) -> Iterable[str]:
    """Apologies for whoever is away on the day, once for each day it has: an answer given after them stands."""
    away = list(Leave.objects.filter(group=group).on_or_after(today))
    if not away:
        return
    for meeting in coming:
        people = {leave.person_id for leave in away if leave.starts_on <= meeting.day <= leave.ends_on}
        if not people or not meeting.invited_at:
            continue
        given = set(
            Reply.objects.filter(meeting=meeting, given_by=None, reason=ON_LEAVE)
            .that_stand()
            .values_list("seat_id", flat=True)
        )
        standing = replies.latest(meeting)
        for seat in seats_on(group, meeting.day):
            answer = standing.get(seat.seat.pk)
            settled = answer is not None and answer.answer != Answer.ATTENDING
            if not seat.holder or seat.holder.pk not in people or seat.seat.pk in given or settled:
                continue
            replies.reply(
                meeting=meeting, seat=seat.seat, answer=Answer.APOLOGIES, reason=ON_LEAVE, by=None, at=at
            )
            yield f"{meeting.code}: apologies given for {seat.seat.code}, on leave"


def _close_windows(group: SubGroup, today: date, at: datetime) -> Iterable[str]:
    """The window for items shut at the close of its day (A2): nobody owes anything by it any more."""
    for row in Deadline.objects.filter(group=group, rule=ITEMS.key, subject_kind="meeting").overdue(on=today):
        ledger.meet(
            group=group,
            rule=row.rule,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            on=row.due_on,
            at=at,
        )
        yield f"{row.label}: closed on {long_date(row.due_on)}"


def _end_replies(group: SubGroup, today: date, at: datetime) -> Iterable[str]:
    """Replies that never came are no longer asked for once the meeting has begun."""
    asked = Deadline.objects.open().filter(group=group, rule=REPLY.key, trigger_on__lte=today)
    ids = [int(pk) for pk in asked.values_list("subject_id", flat=True).distinct()]
    begun = Meeting.objects.filter(pk__in=ids).exclude(
        state=MeetingState.PLANNED, opened_at=None, day__gte=today
    )
    for meeting in begun:
        rows = ledger.release(
            group=group,
            rule=REPLY.key,
            subject_kind="meeting",
            subject_id=meeting.pk,
            reason="The meeting has begun.",
            by=None,
            at=at,
        )
        yield f"{meeting.code}: {count(len(rows), 'reply', 'replies')} no longer asked for"
