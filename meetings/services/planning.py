"""The year plan and the life of a meeting's date: agreed, invited, called, moved, cancelled (A1, A2, P3). See postponing.py too."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max, QuerySet

from meetings import doors, mails
from meetings.enums import MeetingState
from meetings.locks import lock_group, locked
from meetings.models import BlockedPeriod, Meeting, MeetingChange, PlannedDate, YearPlan
from meetings.moves import MovePreview, preview_move
from meetings.plan_table import blocked_days
from meetings.policies import planning as policies
from meetings.services import agenda, postponing
from meetings.services.inviting import (
    invite,
    invite_newcomers,
    invite_to_plan,
    let_go,
    nothing_to_send,
    send_first,
)
from meetings.services.owing import ask_replies, last_day, owe
from members.representation import seats_on
from subgroup import changes, ledger
from subgroup.calendar import calendar_for
from subgroup.clock import day_of
from subgroup.deadlines.frequency import WEEKDAYS, Frequency, propose
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person, SubGroup
from subgroup.reckoning import Reckoner
from subgroup.terms.content import ParsedTerms

__all__ = [
    "MovePreview", "invite", "invite_newcomers", "invite_to_plan", "let_go", "nothing_to_send", "preview_move",
]  # fmt: skip

SHORT_NOTICE = "The meeting was called at short notice, after this day had passed."


def year_label(terms: ParsedTerms, day: date) -> str:
    """The reporting year that holds a day: 2017-18, or 2017 where it is a calendar year."""
    first, last = terms.reporting_year(day)
    return str(first.year) if first.year == last.year else f"{first.year}-{last.year % 100:02d}"


@transaction.atomic
def propose_plan(
    *,
    group: SubGroup,
    label: str,
    start: date,
    weekday: int,
    count: int | None = None,
    frequency: Frequency | str | None = None,
    place: str = "",
    starts_at: time = time(9, 30),
    ends_at: time = time(12, 0),
    avoid_school_holidays: bool = False,
    by: Person | None,
    at: datetime,
) -> YearPlan:
    """A plan with proposed dates (Monday is weekday 0); without a count, until the reporting year ends.

    Proposing again replaces the dates of a plan that is not agreed. Raises NotAllowed with a sentence.
    """
    lock_group(group)
    terms = group.terms_on(start).content
    chosen = (
        Frequency.parse(frequency) if isinstance(frequency, str) else frequency or terms.meetings.frequency
    )
    plan = YearPlan.objects.select_for_update().filter(group=group, label=label).first()
    if plan:
        policies.check_plan_open(plan)
    else:
        plan = YearPlan(group=group, label=label)
    kinds = set(BlockedPeriod.Kind.values)
    avoided = {BlockedPeriod.Kind.OTHER_GROUP} | (
        {BlockedPeriod.Kind.SCHOOL_HOLIDAY} if avoid_school_holidays else set()
    )
    try:
        proposals = propose(
            start,
            chosen,
            weekday,
            calendar=calendar_for(group),
            until=None if count else terms.reporting_year(start)[1],
            count=count,
            avoid=blocked_days(group, avoided, since=start),
            warn=blocked_days(group, kinds - avoided, since=start),
        )
    except ValueError as error:
        raise NotAllowed(str(error)) from None
    plan.proposed_at, plan.proposed_by = at, by
    plan.settings = {
        "start": start.isoformat(),
        "weekday": WEEKDAYS[weekday],
        "frequency": chosen.text,
        "count": count,
        "place": place,
        "starts_at": starts_at.strftime("%H:%M"),
        "ends_at": ends_at.strftime("%H:%M"),
        "avoid_school_holidays": avoid_school_holidays,
    }
    plan.save()
    plan.dates.all().delete()
    notes = {
        proposal.on: f"Moved here: {proposal.why}." if proposal.moved_from else "" for proposal in proposals
    }
    rows = PlannedDate.objects.bulk_create(
        PlannedDate(plan=plan, day=day, note=note[:300]) for day, note in notes.items()
    )
    changes.inserted(rows, by=by)
    return plan


@transaction.atomic
def avoid(*, period: BlockedPeriod) -> BlockedPeriod:
    """Keeps days that plans avoid. The same days under the same name are kept once."""
    lock_group(period.group)
    same = BlockedPeriod.objects.filter(
        group=period.group, kind=period.kind, name=period.name, first_day=period.first_day, last_day=period.last_day
    )  # fmt: skip
    if found := same.first():
        return found
    period.save()
    return period


@transaction.atomic
def set_dates(*, plan: YearPlan, dates: Sequence[date], by: Person | None, at: datetime) -> YearPlan:
    """The dates as somebody set them by hand; only before the plan is agreed."""
    plan = _locked_plan(plan)
    policies.check_plan_open(plan)
    policies.check_dates(list(dates), calendar=calendar_for(plan.group))
    plan.dates.exclude(day__in=dates).delete()
    there = set(plan.dates.values_list("day", flat=True))
    new = sorted(set(dates) - there)
    rows = PlannedDate.objects.bulk_create(
        PlannedDate(plan=plan, day=day, note="Set by hand.") for day in new
    )
    changes.inserted(rows, by=by)
    return plan


@transaction.atomic
def agree_plan(*, plan: YearPlan, by: Person, at: datetime) -> list[Meeting]:
    """Freezes what “planned” means for P3 and makes the meetings, each owing its items, pack and minutes."""
    plan = _locked_plan(plan)
    group = plan.group
    lock_group(group)
    days = list(plan.dates.order_by("day").values_list("day", flat=True))
    taken = set(_taken(group).filter(day__in=days))
    policies.check_agree(plan, days, calendar=calendar_for(group), today=day_of(at), taken=taken)
    plan.agreed_at, plan.agreed_by = at, by
    plan.save()
    reckoner = Reckoner(group)
    number = _last_number(group, plan.label, is_planned=True)
    meetings = []
    for day in days:
        number += 1
        meeting = Meeting.objects.create(
            group=group,
            plan=plan,
            year=plan.label,
            number=number,
            day=day,
            planned_day=day,
            starts_at=time.fromisoformat(plan.settings.get("starts_at", "09:30")),
            ends_at=time.fromisoformat(plan.settings.get("ends_at", "12:00")),
            place=plan.settings.get("place", ""),
            terms=reckoner.terms_on(day),
            uid=Meeting.new_uid(group),
        )
        owe(meeting, reckoner=reckoner, by=by, at=at)
        meetings.append(meeting)
    for meeting in meetings:
        agenda.prepare(meeting=meeting, at=at)
        doors.tell_day(meeting, at, by)
    return meetings


@transaction.atomic
def move(
    *,
    meeting: Meeting,
    to_day: date,
    reason: str,
    by: Person,
    at: datetime,
    starts_at: time | None = None,
    ends_at: time | None = None,
    place: str | None = None,
    read: str | None = None,
) -> Meeting:
    """Another day, with its reason. The number, the planned day and marks given to items stay; what is owed moves.

    One that was postponed is given its new day so, perhaps the one that it had. The terms of the new day apply. Moving
    twice, or postponing first, ends where moving once would. `read`: see policies.check_day_read. Raises NotAllowed.
    """
    meeting = locked(meeting)
    group, from_day = meeting.group, meeting.day
    lock_group(group)
    taken = set(_taken(group).exclude(pk=meeting.pk).filter(day=to_day))
    policies.check_move(meeting, to_day, calendar=calendar_for(group), today=day_of(at), taken=taken)
    policies.check_day_read(meeting, read)
    policies.check_reason(reason)
    reckoner = Reckoner(group)
    was_postponed = meeting.is_postponed
    meeting.state = MeetingState.PLANNED
    meeting.day, meeting.terms = to_day, reckoner.terms_on(to_day)
    _set_details(meeting, starts_at=starts_at, ends_at=ends_at, place=place)
    told = mails.people_to_tell(meeting)
    meeting.sequence += bool(told)
    meeting.save()
    MeetingChange.objects.create(
        meeting=meeting, from_day=from_day, to_day=to_day, reason=reason.strip(), changed_at=at, changed_by=by
    )
    owe(meeting, reckoner=reckoner, by=by, at=at, reason=f"{meeting.code} was moved: {reason.strip()}")
    if meeting.called_at or meeting.called_reason:
        ask_replies(meeting, at=at)
    if was_postponed:
        postponing.has_a_day_again(meeting, at)
    doors.tell_day(meeting, at, by)
    items_due = last_day(meeting).on
    asked = bool(meeting.called_at) and items_due >= day_of(at)
    mails.send_move(
        meeting,
        told,
        from_day=from_day,
        was_postponed=was_postponed,
        items_due=items_due if asked else None,
        at=at,
    )
    return meeting


@transaction.atomic
def change_details(
    *,
    meeting: Meeting,
    by: Person | None,
    at: datetime,
    starts_at: time | None = None,
    ends_at: time | None = None,
    place: str | None = None,
) -> Meeting:
    """Another time or place on the same day; people who were invited get an update. No change sends nothing."""
    meeting = locked(meeting)
    policies.check_still_planned(meeting, "changed")
    if not _set_details(meeting, starts_at=starts_at, ends_at=ends_at, place=place):
        return meeting
    told = mails.calendars_of(meeting)
    meeting.sequence += bool(told)
    meeting.save()
    mails.send_move(meeting, told, from_day=None, at=at)
    return meeting


def _set_details(
    meeting: Meeting, *, starts_at: time | None, ends_at: time | None, place: str | None
) -> bool:
    wanted = {"starts_at": starts_at, "ends_at": ends_at, "place": place}
    changed = {
        name: value for name, value in wanted.items() if value is not None and getattr(meeting, name) != value
    }
    for name, value in changed.items():
        setattr(meeting, name, value)
    if meeting.ends_at <= meeting.starts_at:
        raise NotAllowed("The meeting must end after it starts.")
    return bool(changed)


@transaction.atomic
def cancel(
    *, meeting: Meeting, reason: str, by: Person | None, at: datetime, read: str | None = None
) -> Meeting:
    """Cancels with a reason: releases what is still owed, carries its items over, tells everybody (P3).

    What had been missed before stays missed. One that was postponed ends so where no new day is found.
    """
    meeting = locked(meeting)
    policies.check_cancel(meeting, reason)
    policies.check_day_read(meeting, read)
    reason, was_postponed = reason.strip(), meeting.is_postponed
    meeting.state = MeetingState.CANCELLED
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancel_reason = at, by, reason
    told = mails.to_call_off(meeting)
    meeting.sequence += bool(told)
    meeting.save()
    ledger.release(
        group=meeting.group,
        subject_kind="meeting",
        subject_id=meeting.pk,
        reason=f"{meeting.code} was cancelled: {reason}",
        by=by,
        at=at,
    )
    sentence = f"{meeting.code} of {meeting.day:%-d %B %Y} was cancelled: {reason}"
    postponing.note_not_held(meeting, sentence, day=day_of(at), at=at)
    agenda.carry_over(meeting=meeting, at=at, since=day_of(at) if was_postponed else None)
    doors.tell_day(meeting, at, by)
    mails.send_cancellation(meeting, told, was_postponed=was_postponed, at=at)
    return meeting


@transaction.atomic
def call_extraordinary(
    *,
    group: SubGroup,
    day: date,
    starts_at: time,
    ends_at: time,
    place: str,
    reason: str,
    by: Person | None,
    at: datetime,
) -> Meeting:
    """A meeting outside the plan, invited at once. It owes only what is still possible on the day it is called."""
    lock_group(group)
    taken = set(_taken(group).filter(day=day))
    policies.check_day_free(day, calendar=calendar_for(group), today=day_of(at), taken=taken)
    policies.check_reason(reason)
    if ends_at <= starts_at:
        raise NotAllowed("The meeting must end after it starts.")
    terms = group.terms_on(day)
    label = year_label(terms.content, day)
    meeting = Meeting.objects.create(
        group=group,
        year=label,
        number=_last_number(group, label, is_planned=False) + 1,
        day=day,
        planned_day=day,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        terms=terms,
        uid=Meeting.new_uid(group),
        called_reason=reason.strip(),
    )
    owe(meeting, reckoner=Reckoner(group), by=by, at=at)
    late = Deadline.objects.filter(group=group).about("meeting", meeting.pk).overdue(on=day_of(at))
    for rule in late.values_list("rule", flat=True):
        ledger.release(
            group=group,
            rule=rule,
            subject_kind="meeting",
            subject_id=meeting.pk,
            reason=SHORT_NOTICE,
            by=by,
            at=at,
            mistake=True,
        )
    agenda.prepare(meeting=meeting, at=at)
    doors.tell_day(meeting, at, by)
    ask_replies(meeting, at=at)
    return send_first(meeting, at)


@transaction.atomic
def call_for_items(*, meeting: Meeting, by: Person | None, at: datetime) -> Meeting:
    """Asks every member for items and for a reply, with the day on which the window closes (A2)."""
    meeting = locked(meeting)
    items_due = last_day(meeting)
    policies.check_call(meeting, items_due=items_due.on, today=day_of(at))
    meeting.called_at = at
    meeting.save(update_fields=["called_at"])
    agenda.prepare(meeting=meeting, at=at)
    reply_by = ask_replies(meeting, at=at)
    people = mails.invitees(seats_on(meeting.group, meeting.day))
    mails.send_call(meeting, people, items_due=items_due.on, why_then=items_due.why, reply_by=reply_by, at=at)
    return meeting


def _locked_plan(plan: YearPlan) -> YearPlan:
    return YearPlan.objects.select_for_update(of=("self",)).select_related("group").get(pk=plan.pk)


def _taken(group: SubGroup) -> QuerySet[Meeting, date]:
    """The days of the group's meetings."""
    return Meeting.objects.filter(group=group).standing().values_list("day", flat=True)


def _last_number(group: SubGroup, year: str, *, is_planned: bool) -> int:
    rows = Meeting.objects.filter(group=group, year=year, plan__isnull=not is_planned)
    return rows.aggregate(last=Max("number"))["last"] or 0
