"""The Coordination and Delivery Group: who sits on it, its meetings, the returns to them."""

from members.services import coordinating
from reports import returns
from reports.models import CoordinatingMeeting
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
    meeting = CoordinatingMeeting.objects.standing().filter(group=world.the_group, name=event.subject).first()
    if meeting is None:
        raise NotAllowed(f"There is no meeting {event.subject} of the Coordination and Delivery Group.")
    by = world.actor(event)
    report = returns.draft(meeting=meeting, by=by, at=event.at)
    returns.approve(the_return=report, by=by, at=event.at)
    returns.send(the_return=report, by=by, at=event.at)
