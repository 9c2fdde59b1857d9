"""The year plan and the dates of its meetings: proposed, agreed, invited to, moved, postponed, cancelled; days closed."""

from datetime import date, time, timedelta

from meetings.models import YearPlan
from meetings.services import planning, postponing
from members.services import closures
from reports.replay.acts.register import act
from reports.replay.log import Event, dates, whole
from reports.replay.world import World
from subgroup import calendar
from subgroup.errors import NotAllowed


@act("plan-proposed")
def plan_proposed(world: World, event: Event) -> None:
    """From a start by the rule of the terms; where only dates are given, it is these that are proposed."""
    theirs, asked = dates(event.value("dates")), event.day_of("start")
    start = asked or next(iter(theirs), None)
    if start is None:
        raise NotAllowed("The plan has no start.")
    by = world.holder_of_role("business_support", event.day)
    plan = planning.propose_plan(
        group=world.the_group,
        label=event.subject,
        start=start,
        weekday=start.weekday(),
        count=event.whole("count") or len(theirs) or 9,
        frequency=_frequency(event.value("interval")),
        by=by,
        at=event.at,
        starts_at=time(9, 30),
        ends_at=time(12, 0),
    )
    if asked is None:
        planning.set_dates(plan=plan, dates=theirs, by=by, at=event.at)
    ours = [row.day for row in plan.dates.all()]
    if theirs and ours != theirs:
        world.notes.append(
            f"{event}: we propose {', '.join(map(str, ours))}; the log has {', '.join(map(str, theirs))}"
        )


def _frequency(interval: str | None) -> str | None:
    """6 weeks, or a number of weeks; otherwise as the terms say."""
    if not interval:
        return None
    return f"every {interval}{' weeks' if interval.strip().isdigit() else ''}"


@act("plan-agreed")
def plan_agreed(world: World, event: Event) -> None:
    plan = YearPlan.objects.filter(group=world.the_group, label=event.subject).first()
    if plan is None:
        raise NotAllowed(f"No plan {event.subject} was proposed.")
    by = world.actor(event)
    if found := dates(event.value("dates")):
        planning.set_dates(plan=plan, dates=found, by=by, at=event.at)
    for meeting in planning.agree_plan(plan=plan, by=by, at=event.at):
        world.meetings[meeting.code] = meeting


@act("invite")
def invite(world: World, event: Event) -> None:
    """An extraordinary meeting is invited to when it is called: here its sequence is compared."""
    _change_details(world, event)
    meeting = world.meeting(event.meeting)
    if meeting.invited_at is None:
        planning.invite(meeting=meeting, by=world.actor(event), at=event.at)
    _compare_sequence(world, event)


@act("invite-update")
def invite_update(world: World, event: Event) -> None:
    """Another time or room sends an update; a move has sent its own, and here its day and sequence are compared."""
    _change_details(world, event)
    meeting, said = world.meeting(event.meeting), event.day_of("date", "to")
    if said and said != meeting.day:
        world.notes.append(f"{event}: our meeting is on {meeting.day}, the log has {said}")
    _compare_sequence(world, event)


def _change_details(world: World, event: Event) -> None:
    """The room and the times that the event names; what it does not name stays."""
    starts, ends = event.times() or (None, None)
    planning.change_details(
        meeting=world.meeting(event.meeting),
        place=event.value("room", "place"),
        starts_at=starts,
        ends_at=ends,
        by=world.actor(event),
        at=event.at,
    )


@act("invite-cancel")
def invite_cancel(world: World, event: Event) -> None:
    """A postponement or cancellation sends its own CANCEL; here only its sequence is compared."""
    _compare_sequence(world, event)


def _compare_sequence(world: World, event: Event) -> None:
    meeting, said = world.meeting(event.meeting), event.value("sequence")
    if said and meeting.sequence != whole(said):
        world.notes.append(f"{event}: our sequence is {meeting.sequence}, the log has {said}")


@act("postpone")
def postpone(world: World, event: Event) -> None:
    """With no new day: a move names it later."""
    postponing.postpone(
        meeting=world.meeting(event.meeting),
        reason=event.reason,
        by=world.actor(event),
        at=event.at,
    )


@act("cancel")
def cancel(world: World, event: Event) -> None:
    planning.cancel(
        meeting=world.meeting(event.meeting),
        reason=event.reason,
        by=world.actor(event),
        at=event.at,
    )


@act("move")
def move(world: World, event: Event) -> None:
    to_day = event.day_of("to", "new_date", "new", "date") or next(reversed(dates(str(event.detail))), None)
    if to_day is None:
        raise NotAllowed("The log does not say to which day.")
    starts, ends = event.times() or (None, None)
    planning.move(
        starts_at=starts,
        ends_at=ends,
        place=event.value("room", "place"),
        meeting=world.meeting(event.meeting),
        to_day=to_day,
        reason=event.reason,
        by=world.actor(event),
        at=event.at,
    )


@act("extraordinary-called")
def extraordinary_called(world: World, event: Event) -> None:
    starts, ends = event.times() or (time(9, 30), time(12))
    on = event.day_of("date", "on", "day") or next(iter(dates(str(event.detail))), None)
    if on is None:
        raise NotAllowed("The log does not say on which day.")
    world.meetings[event.meeting or event.subject] = planning.call_extraordinary(
        group=world.the_group,
        day=on,
        starts_at=starts,
        ends_at=ends,
        place=event.value("room", "place") or "",
        reason=event.value("reason", "note") or "Called by the chair",
        by=world.actor(event),
        at=event.at,
    )


@act("closure-added")
def closure_added(world: World, event: Event) -> None:
    known = calendar.calendar_for(world.the_group)
    closures.close(
        group=world.the_group,
        days=filter(known.is_working, _closed_days(event)),
        reason=event.value("reason", "note", "why", "name") or "closure",
        by=world.actor(event),
        at=event.at,
    )


def _closed_days(event: Event) -> list[date]:
    """The days that an event names, and all days of a range from … to …."""
    named = dates(event.subject)
    for key in ("date", "dates", "day", "days", "on"):
        named += dates(event.value(key))
    first, last = event.day_of("from", "first", "start"), event.day_of("to", "until", "last", "end")
    if first:
        named += [first + timedelta(days=n) for n in range(((last or first) - first).days + 1)]
    return sorted(set(named)) or [event.day]
