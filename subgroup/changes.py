"""The change log: which models are in it, and how an entry reads (django-auditlog underneath).

Every model of the project is logged, field by field, with who and when, except those below, which are machinery or logs themselves.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.signals import pre_save

from subgroup import clock, registry

OWN_APPS = ("subgroup", "members", "meetings", "reviews", "actionplans", "reports")
NOT_LOGGED = {
    "subgroup.Reminder", "subgroup.DailyRun", "subgroup.Message", "meetings.PackOpening", "meetings.PersonalPack",
    "meetings.MinuteRevision", "members.FeedToken",
}  # fmt: skip
SECRET_FIELDS = {"password", "last_login", "token_hash", "last_used_at"}
ACTIONS = {0: "added", 1: "changed", 2: "deleted", 3: "opened"}


@dataclass(frozen=True)
class Change:
    """One entry in words. `changes` are (field, before, after)."""

    at: datetime
    by: str
    what: str
    changes: list[tuple[str, str, str]]


def logged_models() -> list[type[models.Model]]:
    return [
        model
        for label in OWN_APPS
        for model in apps.get_app_config(label).get_models()
        if model._meta.label not in NOT_LOGGED
    ]


def register() -> None:
    """Called once all apps are loaded."""
    for model in logged_models():
        secret = [field.name for field in model._meta.get_fields() if field.name in SECRET_FIELDS]
        auditlog.register(model, exclude_fields=secret)
    pre_save.connect(_stamp, sender=LogEntry, dispatch_uid="subgroup.changes")


def _stamp(instance: LogEntry, **kwargs: Any) -> None:
    if instance.pk is None:
        instance.timestamp = clock.now()


def group_path(model: type[models.Model]) -> str | None:
    """The shortest way from a model to its sub-group over foreign keys, as a lookup: "meeting__group"; None if there is none."""
    if model._meta.label == "subgroup.SubGroup":
        return "pk"
    queue: deque[tuple[type[models.Model], str]] = deque([(model, "")])
    seen = {model}
    while queue:
        current, path = queue.popleft()
        for field in current._meta.get_fields():
            if not (field.is_relation and field.many_to_one and field.concrete):
                continue
            target = field.related_model
            if target is None or isinstance(target, str):
                continue
            step = f"{path}{field.name}"
            if target._meta.label == "subgroup.SubGroup":
                return step
            if (
                target not in seen
                and target._meta.app_label in OWN_APPS
                and target._meta.label != "subgroup.Person"
            ):
                seen.add(target)
                queue.append((target, f"{step}__"))
    return None


def of(things: Iterable[models.Model]) -> list[Change]:
    """The changes of these things, newest first. Two queries for each kind of thing."""
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for thing in things:
        by_model.setdefault(type(thing), []).append(thing)
    entries: list[LogEntry] = []
    for model, rows in by_model.items():
        kind = ContentType.objects.get_for_model(model)
        entries += LogEntry.objects.filter(
            content_type=kind, object_pk__in=[str(row.pk) for row in rows]
        ).select_related("actor", "content_type")
    entries.sort(key=lambda entry: (entry.timestamp, entry.pk), reverse=True)
    return [_in_words(entry) for entry in entries]


def _in_words(entry: LogEntry) -> Change:
    model = entry.content_type.model_class()
    label = model._meta.label if model else ""
    wording = registry.changes.get(label)
    noun = wording.noun if wording else model._meta.verbose_name if model else "record"
    hidden = wording.hidden if wording else frozenset()
    changes = []
    for field, pair in (entry.changes or {}).items():
        if field == "id" or field in hidden or _is_reverse(model, field):
            continue
        before, after = (pair + ["", ""])[:2] if isinstance(pair, list) else ("", str(pair))
        if entry.action == LogEntry.Action.CREATE and after in ("None", ""):
            continue
        changes.append((_field_name(model, field, wording), _shown(before), _shown(after)))
    return Change(
        at=entry.timestamp,
        by=str(entry.actor) if entry.actor else "the system",
        what=f"{noun} {ACTIONS.get(entry.action, 'changed')}: {entry.object_repr}",
        changes=changes,
    )


def _is_reverse(model: type[models.Model] | None, field: str) -> bool:
    """Whether the log names what points at the thing, and nothing that the thing holds itself."""
    try:
        return bool(model and model._meta.get_field(field).auto_created)
    except FieldDoesNotExist:
        return False


def _field_name(model: type[models.Model] | None, field: str, wording: registry.Wording | None) -> str:
    if wording and field in wording.fields:
        return wording.fields[field]
    try:
        found = model._meta.get_field(field) if model else None
        return str(getattr(found, "verbose_name", field)).replace("_", " ")
    except FieldDoesNotExist:
        return field.replace("_", " ")


def _shown(value: Any) -> str:
    text = str(value)
    return "" if text == "None" else text
