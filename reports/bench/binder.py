"""An inspection binder of a year, as one PDF and as a zip, and what of that WeasyPrint takes for its sheets alone."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from members.enums import Role
from reports.bench.data import World
from reports.binder import making
from reports.binder.scope import Scope
from reports.models.binder import Level, Shape
from subgroup import clock, pdf

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
            with _watched() as printing:
                _, gathered, pages = making.make(scope, shape, Path(folder), lambda words: None)
            found[f"{shape}_seconds"] = time.perf_counter() - started
            found[f"{shape}_alone_seconds"] = sum(printing)
            found["documents"] = len(gathered.documents)
            found["pages"] = pages or found.get("pages", 0)
    return found


@contextmanager
def _watched() -> Iterator[list[float]]:
    """The seconds that each page takes from its HTML to its PDF."""
    seconds: list[float] = []
    from_html = pdf.from_html

    def timed(html: str) -> bytes:
        started = time.perf_counter()
        made = from_html(html)
        seconds.append(time.perf_counter() - started)
        return made

    pdf.from_html = timed
    try:
        yield seconds
    finally:
        pdf.from_html = from_html
