"""What a resource of the JSON API is: its fields, who may read it, and where its rows come from (docs/api.md).

The answers, their description (openapi.py) and the tests are all made from this.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from reports.measures.facts import Year
from subgroup.lists import Column
from subgroup.models import SubGroup


class Kind(StrEnum):
    """Of a value. Each may be null where there is none."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    LIST = "list"
    OBJECT = "object"


@dataclass(frozen=True)
class Field:
    name: str
    says: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Asked:
    """What a request asks for, and with which rights: nobody in particular holds them."""

    group: SubGroup
    rights: frozenset[str]
    on: date
    year: Year | None = None
    since: date | None = None


@dataclass(frozen=True)
class Found:
    """All rows, which are cut to a page before `shown` makes plain values of them; and what is said of all."""

    rows: QuerySet[Any] | Sequence[Any]
    shown: Callable[[Any], Iterable[Mapping[str, Any]]]
    said: Mapping[str, Any] = field(default_factory=dict)

    def count(self) -> int:
        return self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)


YEAR = Field("year", "A reporting year, such as 2017-18")
PERIOD = Field("year", "A reporting year, such as 2017-18, or days, both included: 2017-04-01..2017-06-30")
SINCE = Field("since", "A day, such as 2017-06-01", Kind.DAY)


@dataclass(frozen=True)
class Resource:
    """`rights`: any one opens it. `whole`: one object and no pages of rows; `find` answers it as the only row."""

    name: str
    says: str
    rights: tuple[str, ...]
    fields: tuple[Field, ...]
    find: Callable[[Asked], Found]
    filters: tuple[Field, ...] = ()
    whole: bool = False

    def opens_to(self, held: frozenset[str]) -> bool:
        return bool(held & set(self.rights))

    def plain(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row as it is sent: exactly the fields of the table, in its order."""
        return {one.name: plain(row[one.name], one.kind) for one in self.fields}


def plain(value: Any, kind: Kind) -> Any:
    """Days as ISO, moments as ISO in London time; what there is none of, null."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" and kind is not Kind.TEXT else value


def named(columns: Iterable[Column]) -> dict[str, Column]:
    """The columns of a list by the names of fields: those of its CSV."""
    return {column.key.replace("__", "_"): column for column in columns}


def by_columns(columns: Iterable[Column]) -> Callable[[Iterable[Any]], Iterable[Mapping[str, Any]]]:
    """Rows as the columns of their list say them."""
    names = named(columns)
    return lambda rows: ({name: column.of(row) for name, column in names.items()} for row in rows)
