"""What changes rarely is worked out once: posts and who holds them, compacts, closures, the terms.

Each group carries a stamp, renewed in the transaction that changes any of them, by one object or in bulk. What a page works out from
them is kept in the process under the stamp that the page has just read with its group, so no process shows what another one changed.

Only pages keep things (their group is read at the start of the request). Services ask the database: they work inside the
transaction that changes, often with a group read long before.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models.signals import post_delete, post_save

from subgroup.models import SubGroup
from subgroup.models.group import renew_stamps

T = TypeVar("T")
MOST = 200
"""Things kept for a group: each a day's posts, or smaller."""

_kept: dict[int, tuple[UUID, dict[Hashable, Any]]] = {}


def kept(group: SubGroup, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` answered since the group's stamp was renewed. Never change it: others hold the same."""
    stamp, things = _kept.get(group.pk, (None, {}))
    if stamp != group.stamp or len(things) >= MOST:
        things = {}
        _kept[group.pk] = group.stamp, things
    if key not in things:
        things[key] = make()
    return things[key]


def _deleted(**_: Any) -> None:
    renew_stamps()


def _saved(update_fields: frozenset[str] | None = None, **_: Any) -> None:
    if update_fields is None or set(update_fields) != {"last_login"}:
        renew_stamps()


def watch(*watched: type[models.Model]) -> None:
    """Saving or deleting any of these renews the stamps. Bulk writes must go through `Stamped`; the tests hold it."""
    for model in watched:
        post_save.connect(_saved, sender=model, dispatch_uid=f"stamps.{model._meta.label}")
        post_delete.connect(_deleted, sender=model, dispatch_uid=f"stamps.{model._meta.label}")
