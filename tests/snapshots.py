"""What many tests start from is made once in a run, by the services; after that its rows and files are put in as they were.

`made_once` starts from nothing, `grown` from the rows that stand, which must be the same to the last letter. In the folder
TEST_DOCUMENTS, where `bin/test` lets all its rounds share one, each database has its own; else for this process alone.
"""

import fcntl
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from subgroup import clock
from subgroup.models.group import renew_stamps

M = TypeVar("M", bound=models.Model)
KEPT_BY_DJANGO = {"contenttypes", "auth", "sessions", "sites"}


@dataclass(frozen=True)
class Rows:
    table: str
    columns: Sequence[str]
    values: Sequence[tuple[object, ...]]


def _models() -> list[type[models.Model]]:
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return [model for model in found if model._meta.app_label not in KEPT_BY_DJANGO]


def is_empty() -> bool:
    """Whether nothing has been made yet. Asked of what every group has."""
    return not any(
        apps.get_model(label)._base_manager.exists() for label in ("subgroup.SubGroup", "subgroup.Person")
    )


def take() -> list[Rows]:
    """Every row there is."""
    taken = []
    with connection.cursor() as cursor:
        for model in _models():
            columns = [field.column for field in model._meta.local_concrete_fields]
            quoted = ", ".join(map(connection.ops.quote_name, columns))
            cursor.execute(f"SELECT {quoted} FROM {connection.ops.quote_name(model._meta.db_table)}")
            if rows := [tuple(map(_as_sent, row)) for row in cursor.fetchall()]:
                taken.append(Rows(model._meta.db_table, columns, rows))
    return taken


def _as_sent(value: object) -> object:
    """SQLite answers with times that it does not take, PostgreSQL with bytes that cannot be compared."""
    if isinstance(value, memoryview):
        return bytes(value)
    return connection.ops.adapt_unknown_value(value) if isinstance(value, time) else value


def put(taken: Sequence[Rows], *, instead_of: Mapping[str, Sequence[Any]] | None = None) -> None:
    """The same rows under the same ids, and the counters of ids behind them; `instead_of` the rows of these ids in each table."""
    tables = {rows.table for rows in taken}
    with transaction.atomic(), connection.cursor() as cursor:
        with _unchecked(cursor):
            for table, ids in (instead_of or {}).items():
                holes = ", ".join(["%s"] * len(ids))
                cursor.execute(
                    f"DELETE FROM {connection.ops.quote_name(table)} WHERE id IN ({holes})", [*ids]
                )
            for rows in taken:
                _insert(cursor, rows)
        of_tables = [model for model in _models() if model._meta.db_table in tables]
        for statement in connection.ops.sequence_reset_sql(no_style(), of_tables):
            cursor.execute(statement)


@contextmanager
def _unchecked(cursor: CursorWrapper) -> Iterator[None]:
    """Rows that stood together once need not be held against each other again, which took PostgreSQL longer than to write them."""
    if connection.vendor != "postgresql":
        yield
        return
    cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    cursor.execute("SET LOCAL session_replication_role = origin")


def _insert(cursor: CursorWrapper, rows: Rows) -> None:
    """Many in one statement on PostgreSQL, whose driver would send one for each row."""
    quoted = ", ".join(map(connection.ops.quote_name, rows.columns))
    into = f"INSERT INTO {connection.ops.quote_name(rows.table)} ({quoted}) VALUES"
    if connection.vendor == "postgresql":
        from psycopg2.extras import execute_values  # only where that is the database

        execute_values(cursor.cursor, f"{into} %s", rows.values, page_size=1000)
    else:
        cursor.executemany(f"{into} ({', '.join(['%s'] * len(rows.columns))})", rows.values)


def _ids_of_django() -> tuple[object, ...]:
    """Of kinds and permissions, to which rows point: others after a database was emptied and filled again."""
    kinds, permissions = (
        apps.get_model(label)._base_manager for label in ("contenttypes.ContentType", "auth.Permission")
    )
    asked = (models.Min("pk"), models.Max("pk"), models.Count("pk"))
    return tuple(tuple(rows.aggregate(*asked).values()) for rows in (kinds, permissions))


@dataclass(frozen=True)
class Made:
    """What came to the rows that stood, or took the place of one of them; and the things that were answered."""

    more: Sequence[Rows]
    instead_of: Mapping[str, Sequence[Any]]
    answered: Sequence[tuple[str, Any]]


def made_once(key: object, make: Callable[[], object]) -> None:
    """Makes it by `make` the first time, and puts its rows in again where the database is empty."""
    if is_empty():
        _made(key, lambda: (make(), ())[1], [])
    else:
        make()


def grown(key: object, make: Callable[[], Sequence[M]]) -> list[M]:
    """Makes it by `make`; puts it in where that was done before from the same rows. Answers the same things, as they are now."""
    start = take()
    return _made((key, sorted(map(_fingerprint, start))), make, start)


def _made(key: object, make: Callable[[], Sequence[M]], start: Sequence[Rows]) -> list[M]:
    of_all = connection.vendor, _ids_of_django(), _standing_clock(), key
    name = sha256(repr(of_all).encode()).hexdigest()
    path = _shelf() / name
    files = path.with_suffix(".files")
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            made = list(make())
            _copied(settings.FILES_DIR, files)
            answered = [(one._meta.label, one.pk) for one in made]
            part = path.with_suffix(".part")
            part.write_bytes(pickle.dumps(Made(*_difference(start, take()), answered)))
            part.rename(path)
            return made
    there = _read(path)
    _copied(files, settings.FILES_DIR)
    put(there.more, instead_of=there.instead_of)
    renew_stamps()
    return [apps.get_model(label)._base_manager.get(pk=pk) for label, pk in there.answered]


def _standing_clock() -> datetime | None:
    """Where the clock stands: the change log holds it. None where it runs."""
    now = clock.now()
    return now if now == clock.now() else None


@cache
def _shelf() -> Path:
    if shared := os.environ.get("TEST_DOCUMENTS"):
        folder = Path(shared) / "rows"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    return Path(tempfile.mkdtemp())


@cache
def _read(path: Path) -> Made:
    return pickle.loads(path.read_bytes())


def _copied(source: Path, target: Path) -> None:
    if source.exists():
        shutil.copytree(source, target, dirs_exist_ok=True)


def _fingerprint(rows: Rows) -> tuple[str, str]:
    """Of a table. The stamp of a group is another each time."""
    left_out = rows.columns.index("stamp") if "stamp" in rows.columns else len(rows.columns)
    told = sorted(repr(row[:left_out] + row[left_out + 1 :]) for row in rows.values)
    return rows.table, sha256("\n".join(told).encode()).hexdigest()


def _difference(before: Sequence[Rows], after: Sequence[Rows]) -> tuple[list[Rows], dict[str, list[Any]]]:
    """The rows that are new or changed, and the ids of those that changed or are no more, by table."""
    stood = {rows.table: set(rows.values) for rows in before}
    stands = {rows.table: set(rows.values) for rows in after}
    more = [
        Rows(rows.table, rows.columns, [row for row in rows.values if row not in stood.get(rows.table, ())])
        for rows in after
    ]
    gone = {
        rows.table: [
            row[rows.columns.index("id")] for row in rows.values if row not in stands.get(rows.table, ())
        ]
        for rows in before
    }
    return [rows for rows in more if rows.values], {table: ids for table, ids in gone.items() if ids}
