from collections.abc import Callable

from reports.replay.log import Event
from reports.replay.world import World

Act = Callable[[World, Event], None]
ACTS: dict[str, Act] = {}


def act(kind: str) -> Callable[[Act], Act]:
    """The function that does an event of this kind."""

    def register(function: Act) -> Act:
        ACTS[kind] = function
        return function

    return register
