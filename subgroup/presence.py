"""Which parts of the home page, and which kinds of what waits, have anything to speak of in a group: one statement for all of them."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db.models import Exists, QuerySet

from subgroup.models import SubGroup
from subgroup.prepared import Place, Statement
from subgroup.registry import Panel, Waits

Part = TypeVar("Part", bound=Panel | Waits)


def with_something(parts: Sequence[Part], group: SubGroup) -> list[Part]:
    """The parts but those whose `where` has no row in the group. One query."""
    asked = tuple(dict.fromkeys(part.where for part in parts if part.where is not None))
    there = _there(asked, group) if asked else set()
    return [part for part in parts if part.where is None or part.where in there]


def _there(asked: tuple[QuerySet[Any], ...], group: SubGroup) -> set[QuerySet[Any]]:
    [found] = _statement(asked).rows(group.pk)
    return {rows for rows, is_there in zip(asked, found, strict=True) if is_there}


@cache
def _statement(asked: tuple[QuerySet[Any], ...]) -> Statement:
    """Written once in a process: for Django to write it takes twenty times as long as for the database to answer it.

    All of its parameters are constants but the last, the group.
    """
    rows = SubGroup.objects.order_by().filter(pk=0).values_list(*(Exists(one) for one in asked))
    sql, params = rows.query.sql_with_params()
    return Statement(sql, [*params[:-1], Place(0)])
