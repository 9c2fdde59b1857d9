"""The change log: which models are in it, and how an entry reads (django-auditlog underneath).

Every model of the project is logged, field by field, with who and when, except those below, which are machinery or logs themselves.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from auditlog.context import disable_auditlog
from auditlog.diff import get_field_value, model_instance_diff, track_field
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import pre_save
from django.utils.encoding import smart_str

from subgroup import bulk, clock
from subgroup.change_wording import Change, in_words, names_of, target_of
from subgroup.models import Person

OWN_APPS = ("subgroup", "members", "meetings", "reviews", "actionplans", "reports")
NOT_LOGGED = {
    "subgroup.Reminder", "subgroup.DailyRun", "subgroup.Printout", "subgroup.Message", "meetings.PackOpening", "meetings.PersonalPack",
    "meetings.MinuteRevision", "members.FeedToken", "actionplans.TrackerRow", "reviews.CaseOpening", "reviews.OpeningHead",
    "reviews.IdentityPerson",
    "reviews.LeakOverride", "reviews.DeathImportRow", "reviews.BulletinMail", "reports.BinderMaking",
}  # fmt: skip
NOTHING = "None"
"""How an entry says that there is no value."""
OWN_HISTORY = {"meetings.AgendaItem"}  # parts of something, but with a page that shows their changes
SECRET_FIELDS = {
    "password",
    "last_login",
    "token_hash",
    "last_used_at",
    "stamp",
    "stamps",
    "bank_holidays",
    "identity",
    "answers",
    "approved_as",
    "from_case",
    "from_review",
}


kept_from: list[Callable[[models.Model, Person], bool]] = []
"""Where upper apps say that the history of a thing is kept from a person who may read histories."""
not_there: list[Callable[[models.Model, Person], bool]] = []
"""The same, of a thing that is not there for the person at all: there is no history of it either."""


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


def inserted(rows: Sequence[models.Model], *, by: Person | None) -> None:
    """The entries of rows of one model that were inserted in bulk, which tells nobody."""
    _enter([(None, row) for row in rows], by, LogEntry.Action.CREATE)


def updated(rows: Sequence[tuple[models.Model, models.Model]], *, by: Person | None) -> None:
    """The entries of rows of one model that were updated in bulk: each as it was and as it is."""
    _enter(rows, by, LogEntry.Action.UPDATE)


def delete(rows: models.QuerySet[Any], *, by: Person | None) -> None:
    """Deletes the rows of one model with an entry for each, in a few queries: nothing may hang on them that is logged too."""
    _enter([(row, None) for row in rows], by, LogEntry.Action.DELETE)
    with disable_auditlog():
        rows.delete()


def _enter(
    rows: Sequence[tuple[models.Model | None, models.Model | None]], by: Person | None, action: int
) -> None:
    entries = [
        (row, difference)
        for before, now in rows
        if (row := now or before) and (difference := difference_of(before, now))
    ]
    if not entries:
        return
    kind, actor, now = ContentType.objects.get_for_model(entries[0][0]).pk, by and by.pk, clock.now()
    bulk.insert_values(
        LogEntry,
        (
            "content_type",
            "object_pk",
            "object_id",
            "object_repr",
            "changes",
            "actor",
            "action",
            "timestamp",
            "changes_text",
        ),
        [
            (kind, str(row.pk), row.pk, str(row), difference, actor, action, now, "")
            for row, difference in entries
        ],
    )


def difference_of(before: models.Model | None, now: models.Model | None) -> dict[str, tuple[str, str]] | None:
    """As auditlog tells them apart; of a row that came or went without working out for each what nothing would be."""
    row = before or now
    if row is None or (before and now):
        return model_instance_diff(before, now)
    said = [(name, read(row)) for name, read in _readers(type(row))]
    there = {name: smart_str(value) for name, value in said if value != NOTHING}
    return {name: (NOTHING, value) if now else (value, NOTHING) for name, value in there.items()} or None


@cache
def _readers(model: type[models.Model]) -> list[tuple[str, Callable[[models.Model], Any]]]:
    """The logged fields, and what reads each as auditlog's `get_field_value` does, which works out the same for every row anew."""
    excluded = auditlog.get_model_fields(model)["exclude_fields"]
    fields = [
        field for field in model._meta.get_fields() if track_field(field) and field.name not in excluded
    ]
    return [(field.name, _reader(field)) for field in fields]


def _reader(field: Any) -> Callable[[models.Model], Any]:
    if isinstance(field, models.ManyToOneRel) and not field.one_to_one:
        kept: list[Any] = []  # of any row, the words for its other side

        def of_others(row: models.Model) -> Any:
            if not kept:
                kept.append(get_field_value(row, field))
            return kept[0]

        return of_others
    if isinstance(field, models.ForeignKey):
        return lambda row: smart_str(getattr(row, field.attname), strings_only=True)
    if getattr(field, "concrete", False) and not isinstance(field, (models.DateTimeField, models.JSONField)):
        return lambda row: smart_str(getattr(row, field.attname))
    return lambda row: get_field_value(row, field)


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


def parts_of(thing: models.Model) -> list[models.Model]:
    """The rows that belong to a thing and to nothing nearer: those whose way to the sub-group leads over it first."""
    found: list[models.Model] = []
    for model in logged_models():
        step, more, _ = (group_path(model) or "").partition("__")
        if more and model._meta.label not in OWN_HISTORY and target_of(model, step) is type(thing):
            found += model._base_manager.filter(**{step: thing.pk})
    return found


def of(things: Iterable[models.Model]) -> list[Change]:
    """The changes of these things, newest first. A query for each kind of thing, and one for each kind they point to."""
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
    names = names_of(entries)
    return [in_words(entry, names) for entry in entries]
