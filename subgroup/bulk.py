"""Writing very many rows at once: faster than Django's own ways, and learning which of them were new."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.operations import BaseDatabaseOperations

from subgroup.registry import batched

BATCH = 1000
VALUES = 30_000
"""That SQLite takes in one statement."""
PLAIN = frozenset({str, int, bool, type(None)})
NONE = frozenset({type(None)})
PLAINLY = frozenset(
    {"CharField", "TextField", "BooleanField", "IntegerField", "PositiveIntegerField", "BigAutoField"}
)
DATED = frozenset({"DateField", "DateTimeField"})
"""No field of ours sets its value by itself when it is saved."""


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


def insert(rows: Sequence[models.Model]) -> None:
    """`bulk_create` of rows of one model, without its signals, in a third of its time. Their keys are set."""
    if not rows:
        return
    meta: Any = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    readers = [_reader(field) for field in fields]
    for row in rows:
        row._prepare_related_fields_for_save(operation_name="insert")  # type: ignore[attr-defined]  # noqa: SLF001
    keys = _insert(
        meta, [field.column for field in fields], [[read(row) for read in readers] for row in rows]
    )
    for row, key in zip(rows, keys, strict=True):
        row.pk, row._state.adding = key, False  # noqa: SLF001


def insert_values(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """The same of values of these fields, the others being empty: where making a model of each would be most of the time."""
    meta: Any = model._meta
    fields = [meta.get_field(name) for name in names]
    stores = [_store(field) for field in fields]
    values = [[store(value) for store, value in zip(stores, row, strict=True)] for row in rows]
    _insert(meta, [field.column for field in fields], values)


def _insert(meta: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Answers the keys."""
    quote = connection.ops.quote_name
    into = f"{quote(meta.db_table)} ({', '.join(map(quote, columns))})"
    one = f"({', '.join(['%s'] * len(columns))})"
    keys: list[Any] = []
    with connection.cursor() as cursor:
        for part in batched(rows, min(BATCH, VALUES // len(columns))):
            sql = f"INSERT INTO {into} VALUES {', '.join([one] * len(part))}"  # noqa: S608 - names of our own columns
            cursor.execute(
                f"{sql} RETURNING {quote(meta.pk.column)}", [value for row in part for value in row]
            )
            keys += [key for (key,) in cursor.fetchall()]
    return keys


def update(rows: Sequence[models.Model], *names: str) -> None:
    """Writes these fields of rows of one model, as `bulk_update` does: one statement, told many times."""
    if any(row.pk is None for row in rows):
        raise ValueError("What has no primary key cannot be updated.")
    if not rows:
        return
    meta: Any = rows[0]._meta
    quote = connection.ops.quote_name
    fields = [meta.get_field(name) for name in names]
    readers = [_reader(field) for field in [*fields, meta.pk]]
    said = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {said} WHERE {quote(meta.pk.column)} = %s",  # noqa: S608 - names of our own columns
            [[read(row) for read in readers] for row in rows],
        )


def _reader(field: Any) -> Callable[[models.Model], Any]:
    """What the database takes for a row's value of a field."""
    name, store = field.attname, _store(field)
    return lambda row: store(getattr(row, name))


def _store(field: Any) -> Callable[[Any], Any]:
    """How the database takes a value of a field."""
    kind = getattr(field, "target_field", field).get_internal_type()
    if kind in DATED:
        return storing(connection.ops)
    plain = PLAIN if kind in PLAINLY else NONE
    wrapper = connections[DEFAULT_DB_ALIAS]
    return lambda value: value if type(value) in plain else field.get_db_prep_save(value, wrapper)


def storing(ops: BaseDatabaseOperations) -> Callable[[Any], Any]:
    """How this database takes a value; to be kept for a whole statement, since an insert asks it a million times."""
    day, moment = ops.adapt_datefield_value, ops.adapt_datetimefield_value

    def stored(value: Any) -> Any:
        if isinstance(value, datetime):
            return moment(value)
        return day(value) if isinstance(value, date) else value

    return stored
