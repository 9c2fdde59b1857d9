"""What many tests start from is made once in each process, by the services; after that its rows are put in as they were."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

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
    """SQLite answers with times that it does not take."""
    return connection.ops.adapt_unknown_value(value) if isinstance(value, time) else value


def put(taken: Sequence[Rows]) -> None:
    """The same rows under the same ids, and the counters of ids behind them."""
    tables = {rows.table for rows in taken}
    with transaction.atomic(), connection.cursor() as cursor:
        with _unchecked(cursor):
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


_taken: dict[object, tuple[tuple[object, ...], list[Rows]]] = {}


def made_once(key: object, make: Callable[[], None]) -> None:
    """Makes it by `make` the first time, and puts its rows in again where the database is empty."""
    if not is_empty():
        make()
        return
    ids = _ids_of_django()
    taken_under, rows = _taken.get(key, (None, []))
    if taken_under == ids:
        put(rows)
        return
    make()
    _taken[key] = ids, take()
