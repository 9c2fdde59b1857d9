"""What goes onto an agenda, and the agenda and pack that come of it."""

from meetings.enums import AgendaState, ItemState
from meetings.models import AgendaItem
from meetings.reading import Reader
from meetings.services import agenda, packs, submission
from reports.replay import papers
from reports.replay.acts.register import act
from reports.replay.log import Event, whole
from reports.replay.world import World
from subgroup import access
from subgroup.errors import NotAllowed


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
        reason=event.reason,
        by=world.actor(event),
        at=event.at,
    )


@act("withdraw")
def withdraw(world: World, event: Event) -> None:
    item, by = world.item(event.subject), world.actor(event)
    reader = Reader.of(by, world.the_group, access.permissions(by, world.the_group, on=event.day), event.at)
    if not reader.sent(item) and "manage_meetings" not in reader.permissions:
        raise NotAllowed(f"{by.name} may not withdraw what {item.seat} sent.")
    submission.withdraw(item=item, reason=event.reason, by=by, at=event.at)


@act("agenda-approved")
def agenda_approved(world: World, event: Event) -> None:
    meeting = world.meeting(event.meeting)
    agenda.prepare(meeting=meeting, at=event.at)
    agenda.approve(meeting=meeting, by=world.actor(event), at=event.at)
    world.approved_by[event.meeting] = world.actor(event)
    said = event.value("items")
    ours = AgendaItem.objects.filter(meeting=meeting, kind="submitted", state=ItemState.ON_AGENDA).count()
    if said and ours != whole(said):
        world.notes.append(f"{event}: {ours} submitted items stand on our agenda, the log has {said}")


@act("publish")
def publish(world: World, event: Event) -> None:
    """What came after the chair's approval the log has the chair approve with it: that is done here, and noted."""
    meeting = world.meeting(event.meeting)
    chair = world.approved_by.get(event.meeting)
    if chair and meeting.agenda_state == AgendaState.OPEN and not event.expects_refusal:
        world.notes.append(f"{event}: the chair approved again, because: {meeting.agenda_note}")
        agenda.approve(meeting=meeting, by=chair, at=event.at)
    packs.publish(
        meeting=meeting,
        by=world.actor(event),
        at=event.at,
        change_note=event.value("change") or "",
    )
