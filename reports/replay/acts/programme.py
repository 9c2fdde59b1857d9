"""The work programme and what the Coordination and Delivery Group said of it (P2)."""

from reports.measures.facts import year_of
from reports.replay.acts.register import act
from reports.replay.log import Event
from reports.replay.world import World
from subgroup import programme
from subgroup.models import ProgrammeVersion


@act("work-programme-agreed")
def agreed(world: World, event: Event) -> None:
    _answered(world, event, ProgrammeVersion.State.AGREED)


@act("work-programme-sent-back")
def sent_back(world: World, event: Event) -> None:
    _answered(world, event, ProgrammeVersion.State.SENT_BACK)


def _answered(world: World, event: Event, state: str) -> None:
    """The version of the event, put before that day or on it, for the reporting year of the day or the one that the event names."""
    group = world.the_group
    year = event.value("year") or year_of(group, event.day).label
    whole = programme.start(group=group, year=year, by=None, at=event.at)
    name = programme.plain_name(event.subject)
    version = whole.versions.filter(name=name).first()
    if version is None:
        version = programme.put(programme=whole, name=name, by=None, at=event.at)
    programme.answer(
        version=version, state=state, on=event.day, by=None, at=event.at, minute=event.value("minute") or "",
        note=event.value("note") or "",
    )  # fmt: skip
