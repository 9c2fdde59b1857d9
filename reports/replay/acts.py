"""What each event of a log does: one call of a service that people reach through a page."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from actionplans.models import Action
from actionplans.services import updates as actions
from meetings.enums import Answer, ItemState, Presence
from meetings.models import AgendaItem, ApologyLetter, Decision, YearPlan
from meetings.services import agenda, day, letters, minutes, packs, planning, replies, submission
from members.models import Agency, Compact
from members.services import agencies, compacts, coordinating, people, seats
from reports import returns
from reports.models import CoordinatingMeeting
from reports.replay import membership, papers, plans
from reports.replay.log import Event, dates, pairs
from reports.replay.world import World
from subgroup import calendar, ledger
from subgroup.errors import NotAllowed

Act = Callable[[World, Event], None]
ACTS: dict[str, Act] = {}


def act(kind: str) -> Callable[[Act], Act]:
    def register(function: Act) -> Act:
        ACTS[kind] = function
        return function

    return register


@act("terms")
def terms(world: World, event: Event) -> None:
    membership.load_terms(world, event)


@act("cdg-member")
def cdg_member(world: World, event: Event) -> None:
    seat = world.seat(event.subject)
    until = event.day_of("to", "until")
    if event.value("from") is None and until:
        coordinating.leave(seat=seat, ends_on=until, by=None, at=event.at)
        return
    coordinating.join(
        seat=seat,
        starts_on=event.day_of("from") or event.day,
        ends_on=until,
        note=event.value("note") or "",
        by=None,
        at=event.at,
    )


@act("plan-proposed")
def plan_proposed(world: World, event: Event) -> None:
    start = event.day_of("start")
    if start is None:
        raise NotAllowed("The plan has no start.")
    plan = planning.propose_plan(
        group=world.the_group,
        label=event.subject,
        start=start,
        weekday=start.weekday(),
        count=int(event.value("count") or 9),
        by=world.holder_of_role("business_support", event.day),
        at=event.at,
        starts_at=time(9, 30),
        ends_at=time(12, 0),
    )
    ours, theirs = [row.day for row in plan.dates.all()], dates(event.value("dates"))
    if theirs and ours != theirs:
        world.notes.append(
            f"{event}: we propose {', '.join(map(str, ours))}; the log has {', '.join(map(str, theirs))}"
        )


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
    meeting = world.meeting(event.meeting)
    starts, _, ends = (event.value("time") or "09:30-12:00").partition("-")
    planning.change_details(
        meeting=meeting,
        place=event.value("room", "place") or "",
        starts_at=time.fromisoformat(starts),
        ends_at=time.fromisoformat(ends),
        by=world.actor(event),
        at=event.at,
    )
    planning.invite(meeting=world.meeting(event.meeting), by=world.actor(event), at=event.at)


@act("invite-update")
def invite_update(world: World, event: Event) -> None:
    """A move sends its own update; here only its sequence is compared."""
    _compare_sequence(world, event)


@act("invite-cancel")
def invite_cancel(world: World, event: Event) -> None:
    """A cancellation sends its own CANCEL; here only its sequence is compared."""
    _compare_sequence(world, event)


def _compare_sequence(world: World, event: Event) -> None:
    meeting, said = world.meeting(event.meeting), event.value("sequence")
    if said and meeting.sequence != int(said):
        world.notes.append(f"{event}: our sequence is {meeting.sequence}, the log has {said}")


@act("submit")
def submit(world: World, event: Event) -> None:
    meeting, seat = world.meeting(event.meeting), world.seat(event.value("seat") or "")
    by = (
        world.person(event.value("by"), event.day)
        or world.person(event.value("seat"), event.day)
        or world.actor(event)
    )
    name = event.value("paper") or ""
    follows = name.lower() in {"to follow", "to-follow"}
    files = (
        []
        if follows or name.lower() in {"", "none", "-"}
        else [papers.stored(world.the_group, name, by=by, at=event.at)]
    )
    world.items[event.subject] = submission.submit(
        meeting=meeting,
        seat=seat,
        by=by,
        at=event.at,
        title=event.value("title") or event.subject,
        recommendation=event.value("recommendation") or "",
        papers=files,
        paper_to_follow=follows,
    )


@act("paper-received")
def paper_received(world: World, event: Event) -> None:
    item = world.item(event.subject)
    by = world.person(event.value("by"), event.day) or item.submitted_by or world.actor(event)
    file = papers.stored(world.the_group, event.value("paper") or "Paper.pdf", by=by, at=event.at)
    submission.add_paper(item=item, file=file, by=by, at=event.at)


@act("late-decision")
def late_decision(world: World, event: Event) -> None:
    submission.decide_late(
        item=world.item(event.subject),
        accept=(event.value("decision") or "").startswith("accept"),
        reason=event.value("reason") or "",
        by=world.actor(event),
        at=event.at,
    )


@act("withdraw")
def withdraw(world: World, event: Event) -> None:
    submission.withdraw(
        item=world.item(event.subject), reason=event.value("reason") or "", by=world.actor(event), at=event.at
    )


ANSWERS = {
    "accept": Answer.ATTENDING,
    "attending": Answer.ATTENDING,
    "apologies": Answer.APOLOGIES,
    "deputy": Answer.DEPUTY,
}


@act("reply")
def reply(world: World, event: Event) -> None:
    meeting = world.meeting(event.meeting)
    for code, answer in pairs(event.value("answers")).items():
        if answer not in ANSWERS:
            continue
        seat = world.seat(code)
        deputy = papers.deputy_of(seat, event.day) if answer == "deputy" else None
        replies.reply(
            meeting=meeting,
            seat=seat,
            answer=ANSWERS[answer],
            deputy=deputy,
            deputy_name="" if deputy or answer != "deputy" else "A deputy",
            by=world.person(code, event.day),
            at=event.at,
        )


@act("agenda-approved")
def agenda_approved(world: World, event: Event) -> None:
    meeting = world.meeting(event.meeting)
    agenda.prepare(meeting=meeting, at=event.at)
    agenda.approve(meeting=meeting, by=world.actor(event), at=event.at)
    said = event.value("items")
    ours = AgendaItem.objects.filter(meeting=meeting, kind="submitted", state=ItemState.ON_AGENDA).count()
    if said and ours != int(said):
        world.notes.append(f"{event}: {ours} submitted items stand on our agenda, the log has {said}")


@act("publish")
def publish(world: World, event: Event) -> None:
    packs.publish(
        meeting=world.meeting(event.meeting),
        by=world.actor(event),
        at=event.at,
        change_note=event.value("change") or "",
    )


@act("cancel")
def cancel(world: World, event: Event) -> None:
    planning.cancel(
        meeting=world.meeting(event.meeting),
        reason=event.value("reason") or "",
        by=world.actor(event),
        at=event.at,
    )


@act("move")
def move(world: World, event: Event) -> None:
    to_day = event.day_of("to", "new_date", "new", "date") or next(reversed(dates(str(event.detail))), None)
    if to_day is None:
        raise NotAllowed("The log does not say to which day.")
    planning.move(
        meeting=world.meeting(event.meeting),
        to_day=to_day,
        reason=event.value("reason", "note") or "",
        by=world.actor(event),
        at=event.at,
    )


@act("extraordinary-called")
def extraordinary_called(world: World, event: Event) -> None:
    starts, _, ends = (event.value("time") or "09:30-12:00").partition("-")
    on = event.day_of("date", "on", "day") or next(iter(dates(str(event.detail))), None)
    if on is None:
        raise NotAllowed("The log does not say on which day.")
    world.meetings[event.meeting or event.subject] = planning.call_extraordinary(
        group=world.the_group,
        day=on,
        starts_at=time.fromisoformat(starts),
        ends_at=time.fromisoformat(ends or "12:00"),
        place=event.value("room", "place") or "",
        reason=event.value("reason", "note") or "Called by the chair",
        by=world.actor(event),
        at=event.at,
    )


@act("closure-added")
def closure_added(world: World, event: Event) -> None:
    reason = event.value("reason", "note", "why", "name") or "closure"
    by, known = world.actor(event), calendar.calendar_for(world.the_group)
    for closed in _closed_days(event):
        if known.is_working(closed):
            calendar.add_closure(group=world.the_group, day=closed, reason=reason, by=by, at=event.at)
    ledger.recalculate(world.the_group, at=event.at, by=by, reason=f"Closure: {reason}")


def _closed_days(event: Event) -> list[date]:
    """The days that an event names, and all days of a range from … to …."""
    named = dates(event.subject)
    for key in ("date", "dates", "day", "days", "on"):
        named += dates(event.value(key))
    first, last = event.day_of("from", "first", "start"), event.day_of("to", "until", "last", "end")
    if first:
        named += [first + timedelta(days=n) for n in range(((last or first) - first).days + 1)]
    return sorted(set(named)) or [event.day]


@act("held")
def held(world: World, event: Event) -> None:
    day.open_meeting(
        meeting=world.meeting(event.meeting),
        chaired_by_seat=world.seat(event.value("chaired_by") or "S01"),
        by=world.actor(event),
        at=event.at,
    )


@act("attend")
def attend(world: World, event: Event) -> None:
    meeting = world.meeting(event.meeting)
    codes = {
        world.seat(code).pk: Presence(said)
        for code, said in pairs(event.value("codes")).items()
        if said != "-"
    }
    day.record_all(meeting=meeting, presences=codes, by=world.actor(event), at=event.at)
    day.confirm_attendance(meeting=meeting, by=world.actor(event), at=event.at)


@act("decision")
def decision(world: World, event: Event) -> None:
    meeting, text = world.meeting(event.meeting), event.value("text") or ""
    numbers = [int(found) for found in re.findall(r"\bD(\d+)\b", text)] if "ratif" in text.lower() else []
    ratifies = list(Decision.objects.to_ratify().filter(group=world.the_group, number__in=numbers))
    made = minutes.record_decision(
        meeting=meeting, item=None, text=text, ratifies=ratifies, by=world.actor(event), at=event.at
    )
    marked = "not quorate" in (event.value("marked") or "")
    if made.quorate == marked:
        world.notes.append(
            f"{event}: we have quorate={made.quorate}, the log marks it {event.value('marked')!r}"
        )


@act("action")
def action(world: World, event: Event) -> None:
    due = event.day_of("due")
    if due is None:
        raise NotAllowed("The action has no date.")
    world.lines[event.subject] = minutes.record_action(
        meeting=world.meeting(event.meeting),
        item=None,
        owner=world.seat(event.value("owner") or ""),
        text=event.value("text") or "",
        due_on=due,
        by=world.actor(event),
        at=event.at,
    )


@act("action-done")
def action_done(world: World, event: Event) -> None:
    found = Action.objects.filter(line=world.lines.get(event.subject)).first()
    if found is None:
        raise NotAllowed(f"There is no action {event.subject}.")
    actions.complete(action=found, by=world.actor(event), at=event.at, text="Done.")


@act("plan-update")
def plan_update(world: World, event: Event) -> None:
    plans.update(world, event)


@act("minutes-approved")
def minutes_approved(world: World, event: Event) -> None:
    minutes.approve(meeting=world.meeting(event.meeting), by=world.actor(event), at=event.at)


@act("minutes-circulated")
def minutes_circulated(world: World, event: Event) -> None:
    minutes.circulate(meeting=world.meeting(event.meeting), by=world.actor(event), at=event.at)


@act("letter-sent")
def letter_sent(world: World, event: Event) -> None:
    letter = ApologyLetter.objects.filter(
        meeting=world.meeting(event.meeting), seat=world.seat(event.subject)
    ).first()
    if letter is None:
        raise NotAllowed(f"No letter to {event.subject} is called for after {event.meeting}.")
    letters.sign(letter=letter, by=world.actor(event), at=event.at)
    letter.refresh_from_db()
    letters.send(letter=letter, by=world.actor(event), at=event.at)


@act("seat-change")
def seat_change(world: World, event: Event) -> None:
    seat, by = world.seat(event.subject), world.actor(event)
    ended, started = event.day_of("ended", "ended_on"), event.day_of("started", "started_on")
    joins, deputy = event.value("joins"), event.value("deputy")
    if not joins or joins == "-":
        seats.end_holding(seat=seat, ends_on=ended or event.day, by=by, at=event.at)
        return
    person = people.get_or_make(email=papers.email_of(world, joins), name=joins)
    stand_in = people.get_or_make(email=papers.email_of(world, deputy), name=deputy) if deputy else None
    if event.value("leaves") and ended:
        seats.change_holder(
            seat=seat,
            ended_on=ended,
            person=person,
            starts_on=started or event.day,
            deputy=stand_in,
            by=by,
            at=event.at,
        )
        return
    seats.hold(seat=seat, person=person, starts_on=started or event.day, by=by, at=event.at)
    if stand_in:
        seats.name_deputy(seat=seat, person=stand_in, starts_on=started or event.day, by=by, at=event.at)


def _agency(world: World, code: str) -> Agency:
    found = Agency.objects.filter(group=world.the_group, code=code).first()
    if found is None:
        raise NotAllowed(f"There is no agency {code}.")
    return found


@act("compact")
def compact(world: World, event: Event) -> None:
    compacts.sign(
        agency=_agency(world, event.subject),
        signed_on=event.day_of("signed") or event.day,
        signatory=event.value("signatory") or "",
        ends_on=event.day_of("ends", "until"),
        review_on=event.day_of("review"),
        by=world.actor(event),
        at=event.at,
    )


@act("compact-expired")
def compact_expired(world: World, event: Event) -> None:
    """A compact ends by itself on its last day; one that the membership file did not know is written down."""
    agency, found = _agency(world, event.subject), dates(event.value("previous"))
    if len(found) == 2 and not Compact.objects.filter(agency=agency, starts_on=found[0]).exists():
        compacts.sign(
            agency=agency,
            signed_on=found[0],
            signatory="",
            ends_on=found[1],
            by=world.actor(event),
            at=event.at,
        )


@act("compact-override")
def compact_override(world: World, event: Event) -> None:
    until = event.day_of("until", "to")
    if until is None:
        raise NotAllowed("The override has no last day.")
    compacts.override(
        seat=world.seat(event.value("seat") or event.subject),
        until=until,
        reason=event.value("reason") or "",
        by=world.actor(event),
        at=event.at,
    )


@act("agency-renamed")
def agency_renamed(world: World, event: Event) -> None:
    agencies.rename(
        agency=_agency(world, event.subject),
        name=event.value("new_name", "name") or event.subject,
        starts_on=event.day,
        by=None,
        at=event.at,
    )


@act("cdg-meeting")
def cdg_meeting(world: World, event: Event) -> None:
    """Its date was known ahead; the day itself asks for nothing."""
    if not CoordinatingMeeting.objects.filter(group=world.the_group, day=event.day).exists():
        returns.add_meeting(
            group=world.the_group,
            day=event.day,
            name=event.subject or f"CDG {event.day}",
            by=None,
            at=event.at,
        )


@act("cdg-return-sent")
def cdg_return_sent(world: World, event: Event) -> None:
    meeting = CoordinatingMeeting.objects.filter(group=world.the_group, name=event.subject).first()
    if meeting is None:
        raise NotAllowed(f"There is no meeting {event.subject} of the Coordination and Delivery Group.")
    by = world.actor(event)
    report = returns.draft(meeting=meeting, by=by, at=event.at)
    returns.approve(the_return=report, by=by, at=event.at)
    returns.send(the_return=report, by=by, at=event.at)
