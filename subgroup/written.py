"""Querysets that Django writes as SQL once in a process: to write one took five times as long as to ask it.

    @written
    def _replies(meeting: Meeting, answers: Collection[str], *, latest: bool) -> QuerySet[Reply]: ...

    _replies(meeting, ["attending"], latest=True)  # a list of Reply

Its function is called with places in the stead of the values, and may do nothing with them but put them into lookups. What an
argument after `*` says is part of the text, and so are None, the length of a collection and the keys of a dict (of collections).
Nothing is kept but the text: the rows are asked each time.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from functools import update_wrapper
from inspect import Parameter, signature
from itertools import count
from operator import itemgetter
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import QuerySet, Value
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.signals import post_init, pre_init
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
    """A queryset as its statement, and what makes of each row of the answer what the queryset would: an instance, a tuple, a value."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        known = rows._known_related_objects  # type: ignore[attr-defined]  # noqa: SLF001
        if rows._prefetch_related_lookups or known:  # type: ignore[attr-defined]  # noqa: SLF001
            raise TypeError("What is written once fetches nothing beside its own rows.")
        of_none = ONE_ROW in rows.query.annotations  # figures, of no rows too
        compiler: Any = rows.query.get_compiler(using=rows.db, elide_empty=not of_none)
        self.statement = Statement(*compiler.as_sql())
        for one in self.statement.params:
            if isinstance(one, date) or (isinstance(one, str) and _DAY.match(one)):
                raise TypeError("A day that is written into a text would be that of the first who asked.")
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        self.converters = list(compiler.get_converters(columns).items())
        self.make = _maker(rows, compiler)

    def ask(self, values: list[Any]) -> list[Any]:
        rows: Iterable[Sequence[Any]] = self.statement.rows(*values)
        if self.converters:
            rows = map(self._converted, rows)
        return list(map(self.make, rows))

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        values, connection = list(row), connections[DEFAULT_DB_ALIAS]
        for place, (converters, column) in self.converters:
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return values


def _maker(rows: Any, compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """As the iterables of Django do it: what a row becomes."""
    width = compiler.col_count
    if rows._iterable_class is FlatValuesListIterable:  # noqa: SLF001
        return itemgetter(0)
    if rows._iterable_class is ValuesListIterable:  # noqa: SLF001
        return lambda row: tuple(row[:width])
    if rows._iterable_class is not ModelIterable:  # noqa: SLF001
        raise TypeError("What is written once answers instances, tuples or values.")
    own = compiler.klass_info["select_fields"]
    start, end = own[0], own[-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[start:end]]
    related = get_related_populators(compiler.klass_info, compiler.select, rows.db)  # type: ignore[call-arg]  # the stubs are of a later Django
    annotated = list(compiler.annotation_col_map.items())
    build = _builder(rows.model, names, rows.db)

    def instance(row: Sequence[Any]) -> models.Model:
        made = build(row[start:end])
        for other in related:
            other.populate(row, made)
        for name, place in annotated:
            setattr(made, name, row[place])
        return made

    return instance


def _builder(model: Any, names: list[str], alias: str) -> Callable[[Sequence[Any]], models.Model]:
    """As `Model.from_db`, which takes five times as long: that looks at each field of each row for what no model here has."""
    base: Any = models.Model
    plain = model.__init__ is base.__init__ and model.from_db.__func__ is base.from_db.__func__
    if not plain or pre_init.has_listeners(model) or post_init.has_listeners(model):
        return lambda values: model.from_db(alias, names, values)

    def built(values: Sequence[Any]) -> models.Model:
        made: models.Model = model.__new__(model)
        state = ModelState()
        state.adding, state.db = False, alias
        made.__dict__.update(zip(names, values, strict=True), _state=state)
        return made

    return built


class Written(Generic[P, T]):
    def __init__(self, build: Callable[P, QuerySet[Any, T]]) -> None:
        self.build = build
        self._signature = signature(build)
        self._names = list(self._signature.parameters)
        self._texts: dict[Hashable, Text | None] = {}
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        given = dict(zip(self._names, args, strict=False), **kwargs)
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
