"""An inspection binder of a year, as one PDF and as a zip."""

import tempfile
import time
from datetime import timedelta
from pathlib import Path

from members.enums import Role
from reports.bench.data import World
from reports.binder import making
from reports.binder.scope import Scope
from reports.models.binder import Level, Shape
from subgroup import clock

SECONDS_UNDER = 60


def measure(world: World) -> dict[str, float]:
    """Seconds; nothing is kept."""
    found: dict[str, float] = {}
    first = world.today - timedelta(days=364)
    for shape in Shape:
        scope = Scope(
            world.group,
            world.person(Role.CHAIR),
            first,
            world.today,
            Level.EVERYTHING,
            clock.moment(world.today),
        )
        with tempfile.TemporaryDirectory(prefix="binder-") as folder:
            started = time.perf_counter()
            _, gathered, pages = making.make(scope, shape, Path(folder), lambda words: None)
            found[f"{shape}_seconds"] = time.perf_counter() - started
            found["documents"] = len(gathered.documents)
            found["pages"] = pages or found.get("pages", 0)
    return found
