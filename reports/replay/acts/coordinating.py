"""The Coordination and Delivery Group: who sits on it, its meetings, the returns to them."""

from members.services import coordinating
from reports import corrections, returns
from reports.models import CoordinatingMeeting, Return
from reports.replay.acts.register import act
from reports.replay.log import Event
from reports.replay.world import World
from subgroup.errors import NotAllowed


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


@act("cdg-meeting")
def cdg_meeting(world: World, event: Event) -> None:
    """Its date was known ahead; the day itself asks for nothing."""
    if not CoordinatingMeeting.objects.standing().filter(group=world.the_group, day=event.day).exists():
        returns.add_meeting(
            group=world.the_group,
            day=event.day,
            name=event.subject or f"CDG {event.day}",
            by=None,
            at=event.at,
        )


@act("cdg-return-sent")
def cdg_return_sent(world: World, event: Event) -> None:
    by = world.actor(event)
    report = returns.draft(meeting=_meeting(world, event), by=by, at=event.at)
    returns.approve(the_return=report, by=by, at=event.at)
    returns.send(the_return=report, by=by, at=event.at)


@act("cdg-return-corrected")
def cdg_return_corrected(world: World, event: Event) -> None:
    """With the texts that read otherwise; its figures are counted anew from what the log told until then."""
    sent = Return.objects.filter(meeting=_meeting(world, event)).first()
    if sent is None:
        raise NotAllowed(f"No return to {event.subject} was begun.")
    corrections.check(sent)
    by, because = world.actor(event), event.reason
    texts = {name: text for name, text in event.detail.items() if name in corrections.texts_of(sent)}
    unknown = [name for name in event.detail if name.startswith("decision") and name not in texts]
    if unknown:
        raise NotAllowed(f"The return to {event.subject} has no “{unknown[0]}”.")
    would = corrections.proposed(sent, texts=texts, because=because, by=by, on=event.day)
    corrections.correct(
        the_return=sent, texts=texts, because=because, by=by, at=event.at, seen=corrections.word_of(would)
    )


def _meeting(world: World, event: Event) -> CoordinatingMeeting:
    found = CoordinatingMeeting.objects.standing().filter(group=world.the_group, name=event.subject).first()
    if found is None:
        raise NotAllowed(f"There is no meeting {event.subject} of the Coordination and Delivery Group.")
    return found
