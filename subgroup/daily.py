"""The daily run: idempotent; may be missed for days, run twice or at once, or be killed at any line."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connection, transaction

from subgroup import breaches, calendar, registry
from subgroup.deadlines.wording import count
from subgroup.files import storage
from subgroup.models import DailyRun, SubGroup
from subgroup.reminders import remind

logger = logging.getLogger(__name__)
LINES_KEPT = 2000


class IncompleteError(Exception):
    """A part of the run failed; `lines` says what was done nevertheless. Running it again does the rest."""

    def __init__(self, lines: list[str], failed: list[str]) -> None:
        super().__init__(f"The daily run is not complete: {'; '.join(failed)}.")
        self.lines, self.failed = lines, failed


def run(*, today: date, at: datetime) -> list[str]:
    """Does what a day asks for in every group and answers a line per thing done; raises IncompleteError.

    Each part has a transaction of its own. Where one fails the rest of its group waits, so that repeating the
    run gives what an undisturbed one would have given; the other groups go on.
    """
    lines: list[str] = []
    failed: list[str] = []
    for group in SubGroup.objects.order_by("pk"):
        for name, part in _parts(group, today, at):
            try:
                lines += part()
            except Exception:
                logger.exception("The daily run failed for %s at: %s", group.slug, name)
                failed.append(f"{group}, {name}")
                break
    try:
        lines += _files(at)
    except Exception:
        logger.exception("The daily run failed at: files")
        failed.append("files")
    if failed:
        raise IncompleteError(lines, failed)
    _finished(today, at, lines)
    _count_rows()
    return lines


def _parts(group: SubGroup, today: date, at: datetime) -> Iterator[tuple[str, Callable[[], Sequence[str]]]]:
    yield "calendar", partial(_calendar, group, today)
    for name in registry.daily.keys():  # noqa: SIM118 - not a dict
        yield name, partial(_hook, registry.daily[name], group, today, at)
    yield "breaches", partial(_breaches, group, today, at)
    yield "reminders", partial(remind, group, today=today, at=at)


def _count_rows() -> None:
    """PostgreSQL keeps the figures by which it chooses an index by itself; SQLite counts when it is told to."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _calendar(group: SubGroup, today: date) -> list[str]:
    calendar.know_holidays(group, on=today)
    return []


@transaction.atomic
def _hook(hook: registry.DailyHook, group: SubGroup, today: date, at: datetime) -> Sequence[str]:
    return hook(group, today, at)


def _breaches(group: SubGroup, today: date, at: datetime) -> list[str]:
    return [
        f"{group}: breach of {one.clause}: {one.sentence}" for one in breaches.record(group, on=today, at=at)
    ]


def _files(at: datetime) -> list[str]:
    """What a crash left behind in the folder of files; by the machine's clock too, since files know no other."""
    machine = datetime.fromtimestamp(time.time(), at.tzinfo)
    removed = storage.sweep_orphans(before=min(at, machine) - timedelta(days=1))
    return [f"{count(removed, 'file', 'files')} that no record names removed"] if removed else []


@transaction.atomic
def _finished(today: date, at: datetime, lines: list[str]) -> None:
    row, _ = DailyRun.objects.select_for_update().get_or_create(day=today, defaults={"finished_at": at})
    row.finished_at, row.lines = at, [*row.lines, *lines][:LINES_KEPT]
    row.save()
