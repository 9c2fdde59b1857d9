"""How an entry of the change log reads: names for keys, words for codes, dates as they are written here."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from auditlog.models import LogEntry
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst

from subgroup.clock import LONDON
from subgroup.deadlines.wording import long_date

ACTIONS = {0: "added", 1: "changed", 2: "deleted", 3: "opened"}
NAMELESS = re.compile(r" object \(.*\)$")
WORKED_OUT = "worked out"


@dataclass(frozen=True)
class Change:
    """One entry in words. `changes` are (field, before, after)."""

    at: datetime
    by: str
    what: str
    changes: list[tuple[str, str, str]]


Names = dict[tuple[type[models.Model], str], str]


def names_of(entries: Iterable[LogEntry]) -> Names:
    """What stands behind each foreign key that the entries mention: (model, key) → its name today."""
    keys: dict[type[models.Model], set[str]] = {}
    for entry in entries:
        for field, pair in (entry.changes or {}).items():
            target = target_of(entry.content_type.model_class(), field)
            if target is not None and isinstance(pair, list):
                keys.setdefault(target, set()).update(
                    str(key) for key in pair if key not in (None, "None", "")
                )
    return {
        (model, str(row.pk)): str(row)
        for model, wanted in keys.items()
        for row in model._base_manager.filter(pk__in=wanted)
    }


def target_of(model: type[models.Model] | None, field: str) -> type[models.Model] | None:
    """The model that a foreign key points to; None for any other field."""
    found = _field(model, field)
    target = found.related_model if found is not None and found.is_relation else None
    return target if isinstance(target, type) and getattr(found, "many_to_one", False) else None


def _field(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None


def in_words(entry: LogEntry, names: Names) -> Change:
    model = entry.content_type.model_class()
    noun = str(model._meta.verbose_name) if model else "record"
    name = "" if NAMELESS.search(entry.object_repr) else f": {entry.object_repr}"
    changes = []
    for field, pair in (entry.changes or {}).items():
        if field == "id" or _is_reverse(model, field):
            continue
        before, after = [*pair, "", ""][:2] if isinstance(pair, list) else ("", str(pair))
        if entry.action == LogEntry.Action.CREATE and after in ("None", "", "False"):
            continue
        shown = [_shown(model, field, value, names) for value in (before, after)]
        changes.append((_field_name(model, field), shown[0], shown[1]))
    return Change(
        at=entry.timestamp,
        by=str(entry.actor) if entry.actor else "the system",
        what=f"{capfirst(noun)} {ACTIONS.get(entry.action, 'changed')}{name}",
        changes=changes,
    )


def _is_reverse(model: type[models.Model] | None, field: str) -> bool:
    """Whether the log names what points at the thing, and nothing that the thing holds itself."""
    return bool(getattr(_field(model, field), "auto_created", False))


def _field_name(model: type[models.Model] | None, field: str) -> str:
    return str(getattr(_field(model, field), "verbose_name", field)).replace("_", " ")


def _shown(model: type[models.Model] | None, name: str, value: Any, names: Names) -> str:
    """A value as a person reads it: a name for a key, a word for a code, nothing for nothing."""
    text = str(value)
    if text == "None":
        return ""
    if (target := target_of(model, name)) is not None:
        return names.get((target, text), f"number {text}")
    field = _field(model, name)
    choices = dict(getattr(field, "flatchoices", None) or ())
    return str(choices[text]) if text in choices else _value(field, text)


def _value(field: Any, text: str) -> str:
    try:
        match field:
            case models.DateTimeField():
                moment = datetime.fromisoformat(text)
                local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(LONDON)
                return f"{long_date(local.date())} at {local:%H:%M}"
            case models.DateField():
                return long_date(date.fromisoformat(text))
            case models.BooleanField():
                return {"True": "yes", "False": "no"}.get(text, text)
            case models.JSONField():
                return _data(json.loads(text))
    except ValueError:
        pass
    return text


def _data(found: Any) -> str:
    """Settings in words; what the application keeps beside (figures, contents of a pack) is no reading for people."""
    if not found:
        return ""
    if isinstance(found, dict) and not any(isinstance(one, dict | list) for one in found.values()):
        return ", ".join(f"{key.replace('_', ' ')} {one}" for key, one in found.items())
    return WORKED_OUT
