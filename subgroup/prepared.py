"""Statements that are asked again and again: PostgreSQL plans each once for a connection, which took it longer than to answer.

A connection prepares a statement when it asks it for the second time. SQLite needs no more than the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections

from subgroup.bulk import storing

MOST = 250
"""Of one connection; each takes PostgreSQL some 50 kB."""

_names = count()
_asked: WeakKeyDictionary[Any, dict["Statement", bool]] = WeakKeyDictionary()
"""Of each connection the statements that it has asked, and whether it has prepared them."""


@dataclass(frozen=True)
class Place:
    """Where the value of this number comes in."""

    number: int


class Statement:
    """SQL with a `%s` for each of its params, which are constants and places for the values that it is asked with."""

    def __init__(self, sql: str, params: Sequence[Any]) -> None:
        self.sql, self.params = sql, params
        self.name = f"asked_{next(_names)}"

    def with_values(self, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """What a cursor of this connection is to execute, so that it answers for these values."""
        wrapper = connections[DEFAULT_DB_ALIAS]
        stored = storing(wrapper.ops)
        if wrapper.vendor == "postgresql" and self._is_prepared(wrapper):
            slots = ", ".join(["%s"] * len(values))
            return f"EXECUTE {self.name} ({slots})" if values else f"EXECUTE {self.name}", [
                *map(stored, values)
            ]
        return self.sql, [
            stored(values[one.number]) if isinstance(one, Place) else one for one in self.params
        ]

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(*self.with_values(values))
            return cursor.fetchall()

    def _is_prepared(self, wrapper: Any) -> bool:
        wrapper.close_if_health_check_failed()
        wrapper.ensure_connection()
        asked = _asked.setdefault(wrapper.connection, {})
        if self not in asked:
            asked[self] = False
        elif not asked[self]:
            with wrapper.wrap_database_errors, wrapper.connection.cursor() as cursor:
                if len(asked) > MOST:
                    cursor.execute("DEALLOCATE ALL")
                    asked.clear()
                cursor.execute(self._preparing(cursor))
            asked[self] = True
        return asked[self]

    def _preparing(self, cursor: Any) -> bytes:
        """Constants are written out: the conditions of an index are only recognised as such."""
        from psycopg2.extensions import AsIs  # type: ignore[import-untyped]  # only where that is the database

        params = [AsIs(f"${one.number + 1}") if isinstance(one, Place) else one for one in self.params]
        return cursor.mogrify(f"PREPARE {self.name} AS {self.sql}", params)


def statement(sql: str) -> Statement:
    """One of our own, whose params are all values, in the order in which they stand."""
    return Statement(sql, [Place(number) for number in range(len(re.findall("%s", sql)))])
