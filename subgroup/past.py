"""Things as they were on a past day, or at a moment, rebuilt from the change log: what was changed since is put back, and what was
made since is gone.

Columns of JSON stay as they are, and what was deleted since does not come back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.encoding import smart_str

from subgroup.clock import moment
from subgroup.registry import batched

Row = TypeVar("Row", bound=models.Model)
NOTHING = "None"


def close_of(day: date) -> datetime:
    """The first moment that does not belong to it."""
    return moment(day + timedelta(days=1))


def as_they_were(rows: Iterable[Row], before: datetime) -> list[Row]:
    """Those of some rows of one model that were there before a moment, as they stood then. A query for all of them."""
    there = {row.pk: row for row in rows}
    for pk, action, changes in _entries(there.values(), before):
        if action == LogEntry.Action.CREATE:
            there.pop(pk, None)
        elif action == LogEntry.Action.UPDATE and pk in there:
            _put_back(there[pk], changes)
    return list(there.values())


def that_had(rows: QuerySet[Row], before: datetime, **values: Any) -> list[Row]:
    """Those of the rows that had these values before a moment, as they stood then: of each field one, or a tuple of several.

    They are found among those that have them and those whose changes since say that they had. Two queries.
    """
    kind = ContentType.objects.get_for_model(rows.model)
    since = LogEntry.objects.filter(
        content_type=kind, action=LogEntry.Action.UPDATE, timestamp__gte=before
    ).order_by()
    wanted = {name: value if isinstance(value, tuple) else (value,) for name, value in values.items()}
    for name, several in wanted.items():
        had = since.filter(**{f"changes__{name}__0__in": [smart_str(one) for one in several]})
        has = Q(**{f"{name}__in": several}) | Q(
            **{f"{name}__isnull": True} if None in several else {"pk": None}
        )
        rows = rows.filter(has | Q(pk__in=had.values("object_id")))
    then = as_they_were(rows, before)
    return [row for row in then if all(getattr(row, name) in several for name, several in wanted.items())]


@dataclass(frozen=True)
class When:
    """The day that a page tells of, and the reader's rights on it: today as it stands, or a past day as it stood at its close."""

    on: date
    rights: frozenset[str]
    before: datetime | None = None

    def may(self, permission: str) -> bool:
        return permission in self.rights

    def come(self, field: str) -> Q:
        """That the moment in a field had come: by today any that is there."""
        return Q(**{f"{field}__lt": self.before} if self.before else {f"{field}__isnull": False})

    def of(self, rows: QuerySet[Row], **values: Any) -> list[Row]:
        """Those of the rows that have these values, or had them, in their order: of each field one, or a tuple of several."""
        if self.before is not None:
            return that_had(rows, self.before, **values)
        several = {f"{name}__in": value for name, value in values.items() if isinstance(value, tuple)}
        return list(
            rows.filter(
                **several, **{name: one for name, one in values.items() if f"{name}__in" not in several}
            )
        )


def _entries(rows: Iterable[models.Model], since: datetime) -> Iterable[tuple[int, int, dict[str, Any]]]:
    """The changes of the rows since a moment, the last first."""
    rows = list(rows)
    if not rows:
        return
    kind = ContentType.objects.get_for_model(rows[0])
    for keys in batched([row.pk for row in rows]):
        found = LogEntry.objects.filter(content_type=kind, object_id__in=keys, timestamp__gte=since)
        yield from found.order_by("-timestamp", "-pk").values_list("object_id", "action", "changes")


def _put_back(row: models.Model, changes: dict[str, Any]) -> None:
    for name, change in changes.items():
        field = row._meta.get_field(name)
        if (
            isinstance(change, list)
            and isinstance(field, models.Field)
            and not isinstance(field, models.JSONField)
        ):
            setattr(row, field.attname, _value(field, change[0]))


def _value(field: models.Field, text: str) -> Any:
    """What the log wrote of a field; it writes moments in UTC, without saying so."""
    if text == NOTHING and field.null:
        return None
    value = field.to_python(text)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value
