"""Whether the one whom an event names may do it: by the permission that the page asks for which does the same."""

from members.roles import holders_of
from reports.replay.log import Event
from reports.replay.world import World
from subgroup import access
from subgroup.errors import NotAllowed

NEEDED = {
    "late-decision": "decide_late",
    "agenda-approved": "approve_agenda",
    "publish": "publish_packs",
    "plan-agreed": "manage_meetings",
    "move": "manage_meetings",
    "postpone": "manage_meetings",
    "cancel": "manage_meetings",
    "extraordinary-called": "manage_meetings",
    "minutes-approved": "approve_minutes",
    "minutes-circulated": "circulate_minutes",
    "letter-sent": "sign_letters",
    "cdg-return-sent": "approve_returns",
    "cdg-return-corrected": "approve_returns",
    "compact-override": "override_compact",
    "action-signed-off": "sign_off_actions",
}


def check(world: World, event: Event) -> None:
    """Raises NotAllowed where `by=` names somebody who may not, or a seat that nobody holds on that day."""
    said, needed = event.value("by"), NEEDED.get(event.kind)
    if not said or not needed:
        return
    person = world.person(said, event.day)
    if person is None:
        raise NotAllowed(f"Nobody is {said} on {event.day}.")
    if needed not in access.permissions(person, world.the_group, on=event.day):
        raise NotAllowed(f"{person.name} may not do this: {holders_of(needed)} can.")
