"""Inserting many rows at once and learning which of them were new: what bulk_create cannot say."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.db.backends.base.operations import BaseDatabaseOperations

BATCH = 1000


def insert_new(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    returning: Sequence[str],
) -> list[tuple[Any, ...]]:
    """Inserts the rows that clash with no unique constraint; answers the `returning` columns of those inserted.

    Two processes with the same rows, in the same order, share them out: each row is new to one of them.
    """
    rows = list(rows)
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    one = f"({', '.join(['%s'] * len(columns))})"
    new: list[tuple[Any, ...]] = []
    stored = storing(connection.ops)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            sql = f"INSERT INTO {into} VALUES {', '.join([one] * len(part))} ON CONFLICT DO NOTHING RETURNING"  # noqa: S608 - names of our own columns
            values = [stored(value) for row in part for value in row]
            cursor.execute(f"{sql} {', '.join(map(quote, returning))}", values)
            new += cursor.fetchall()
    return new


def storing(ops: BaseDatabaseOperations) -> Callable[[Any], Any]:
    """How this database takes a value; to be kept for a whole statement, since an insert asks it a million times."""
    day, moment = ops.adapt_datefield_value, ops.adapt_datetimefield_value

    def stored(value: Any) -> Any:
        if isinstance(value, datetime):
            return moment(value)
        return day(value) if isinstance(value, date) else value

    return stored
