"""Querysets that Django writes as SQL once in a process: to write one took five times as long as to ask it.

    @written
    def _replies(meeting: Meeting, answers: Collection[str], *, latest: bool) -> QuerySet[Reply]: ...

    _replies(meeting, ["attending"], latest=True)  # a list of Reply

Its function is called with places in the stead of the values, and may do nothing with them but put them into lookups. What an
argument after `*` says is part of the text, and so are None, the length of a collection and the keys of a dict (of collections).
Nothing is kept but the text: the rows are asked each time.
"""

import re
from collections.abc import Callable, Hashable, Iterator
from copy import copy
from datetime import date
from functools import update_wrapper
from inspect import Parameter, signature
from itertools import count
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from subgroup.prepared import Place, Statement

P = ParamSpec("P")
T = TypeVar("T")
ONE_ROW = "one_row"
MOST = 100
"""Texts that are kept of one queryset: it has one for each length of its collections."""
COLLECTIONS = (list, tuple, set, frozenset)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Places(Value):
    """A collection of them."""

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return f"({', '.join(['%s'] * len(self.value))})", list(self.value)


class Text:
    """A queryset with its statement. Its rows are made by Django, as those of any queryset are."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        if rows._prefetch_related_lookups:  # type: ignore[attr-defined]  # noqa: SLF001
            raise TypeError("What is written once fetches nothing beside its own rows.")
        self.rows = rows
        of_none = ONE_ROW in rows.query.annotations  # figures, of no rows too
        self.compiler: Any = rows.query.get_compiler(using=rows.db, elide_empty=not of_none)
        self.statement = Statement(*self.compiler.as_sql())
        columns = self.compiler.select[: self.compiler.col_count]
        converters = self.compiler.get_converters([column for column, *_ in columns])
        self.compiler.connection = None  # that of the thread which wrote it
        self.compiler.get_converters = lambda _: converters
        for one in self.statement.params:
            if isinstance(one, date) or (isinstance(one, str) and _DAY.match(one)):
                raise TypeError("A day that is written into a text would be that of the first who asked.")

    def ask(self, values: list[Any]) -> list[Any]:
        compiler, query = copy(self.compiler), copy(self.rows.query)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_, **__: self.statement.with_values(values)
        query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        rows: Any = QuerySet(self.rows.model, query, self.rows.db)
        rows._fields = self.rows._fields  # type: ignore[attr-defined]  # noqa: SLF001
        made: Any = self.rows._iterable_class(rows)  # noqa: SLF001
        return list(made)


class Written(Generic[P, T]):
    def __init__(self, build: Callable[P, QuerySet[Any, T]]) -> None:
        self.build = build
        self._signature = signature(build)
        self._texts: dict[Hashable, Text | None] = {}
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        given = self._signature.bind(*args, **kwargs).arguments
        values: list[Any] = []
        shape = tuple(self._shape(name, value, values) for name, value in given.items())
        texts = self._texts
        try:
            text = texts[shape]
        except KeyError:
            text = self._text(given)
            if len(texts) >= MOST:
                texts = self._texts = {}  # another thread may be looking into the one before
            texts[shape] = text
        return text.ask(values) if text else []

    def _text(self, given: dict[str, Any]) -> Text | None:
        """None for what can have no row, as where a collection is empty."""
        number = count()
        places = {
            name: value if self._is_text(name) else _places(value, number) for name, value in given.items()
        }
        try:
            return Text(self.build(**places))  # type: ignore[call-arg]
        except EmptyResultSet:
            return None

    def _shape(self, name: str, value: Any, values: list[Any]) -> Hashable:
        return value if self._is_text(name) else _shape(value, values)

    def _is_text(self, name: str) -> bool:
        return self._signature.parameters[name].kind is Parameter.KEYWORD_ONLY


def _shape(value: Any, values: list[Any]) -> Hashable:
    """What of a value is part of the text; the rest is added to `values`."""
    if value is None:
        return None
    if isinstance(value, dict):
        return tuple((key, _shape(one, values)) for key, one in value.items())
    if isinstance(value, COLLECTIONS):
        values += map(_plain, value)
        return len(value)
    values.append(_plain(value))
    return "one"


def _places(value: Any, number: Iterator[int]) -> Any:
    """What stands for a value while the text is written, in the order of `_shape`."""
    if value is None:
        return None
    if isinstance(value, dict):
        return {key: _places(one, number) for key, one in value.items()}
    if isinstance(value, COLLECTIONS):
        return Places(tuple(Place(next(number)) for _ in value)) if value else []
    return Value(Place(next(number)))


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def written(build: Callable[P, QuerySet[Any, T]]) -> Written[P, T]:
    return Written(build)


def figures(rows: QuerySet[Any], **counted: Any) -> QuerySet[Any, tuple[Any, ...]]:
    """The one row that `rows.aggregate` would answer, in the order of the keywords, as a queryset."""
    one = rows.order_by().annotate(**{ONE_ROW: Value(1)}).values(ONE_ROW)
    return one.annotate(**counted).values_list(*counted)
