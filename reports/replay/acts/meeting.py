"""Replies, the day itself, its minutes, and what follows from them."""

import re

from actionplans.models import Action
from actionplans.services import updates as actions
from meetings.enums import Answer, Presence
from meetings.models import ApologyLetter, Decision
from meetings.services import day, letters, minutes, replies
from reports.replay import papers, plans
from reports.replay.acts.register import act
from reports.replay.log import Event, pairs
from reports.replay.world import World
from subgroup.errors import NotAllowed

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
            if answer != "none":
                world.notes.append(f"{event}: nothing is known of the answer {code}={answer}")
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
        world.seat(code).pk: _presence(code, said)
        for code, said in pairs(event.value("codes")).items()
        if said != "-"
    }
    day.record_all(meeting=meeting, presences=codes, by=world.actor(event), at=event.at)
    day.confirm_attendance(meeting=meeting, by=world.actor(event), at=event.at)


def _presence(code: str, said: str) -> Presence:
    if said not in Presence.values:
        raise ValueError(f"“{code}={said}” is no attendance: P, D, A, N or - for a vacant seat.")
    return Presence(said)


def _ratified(text: str) -> set[int]:
    """The numbers that a decision to ratify names: “D10 and D11”, “D10 to D12”."""
    if "ratif" not in text.lower():
        return set()
    found = {int(number) for number in re.findall(r"\bD(\d+)\b", text)}
    for first, last in re.findall(r"\bD(\d+)\s*(?:to|-|–)\s*D?(\d+)\b", text):
        found |= set(range(int(first), int(last) + 1))
    return found


@act("decision")
def decision(world: World, event: Event) -> None:
    meeting, text = world.meeting(event.meeting), event.value("text") or ""
    ratifies = list(Decision.objects.to_ratify().filter(group=world.the_group, number__in=_ratified(text)))
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
    line = world.lines.get(event.subject)
    found = Action.objects.filter(line=line).first() if line else None
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
