"""All that is on record about one action, by one statement: a query for each kind of record was most of its page's time.

The database makes each row a JSON object, and the rows of all kinds come together. They end where `prefetch_related` would
have put them, so that what reads them asks no more.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, models

from actionplans.deadlines import ACTION
from actionplans.models import Action, Challenge, Evidence, Plan, Recommendation
from actionplans.services.owing import SUBJECT
from members.models import Agency, Seat
from subgroup.models import Deadline, Person, StoredFile
from subgroup.prepared import Statement, statement

PEOPLE: dict[str, tuple[str, ...]] = {
    "updates": ("made_by", "sent_back_by"),
    "stages": ("changed_by",),
    "due_changes": ("changed_by",),
    "extension_requests": ("asked_by", "decided_by"),
    "evidence": ("supplied_by",),
    "tests": ("set_by", "recorded_by"),
    "agreed_lights": ("agreed_by",),
    "challenges": ("made_by",),
}
"""Each kind of record of an action, and who stands in it."""
ABOVE = {"agency": Agency, "owner": Seat, "recommendation": Recommendation, "plan": Plan}
"""What the action belongs to."""
OF_ACTION = ("done_by", "signed_off_by")
OF_LINE = ("recorded_by",)
NAMED = frozenset({"id", "name", "email"})
OWED = frozenset({"id", "due_on", "explanation", "clause"})


@dataclass
class Records:
    """`due`: the newest row of the ledger for its day."""

    challenges: list[Challenge] = field(default_factory=list)
    due: Deadline | None = None


def read(action: Action) -> Records:
    """Fetches the records of the action with the people who stand in them. The action comes with its line, if it has one."""
    found: dict[str, list[Any]] = {kind: [] for kind in _kinds()}
    for kind, text in _rows(action):
        model, columns = _kinds()[kind]
        found[kind].append(_made(model, columns, json.loads(text)))
    _place(action, {kind: next(iter(found[kind]), None) for kind in ABOVE})
    people = {one.pk: one for one in found["people"]}
    files = {one.pk: one for one in found["files"]}
    for one in found["evidence"]:
        one.file = files.get(one.file_id)
    for kind, names in PEOPLE.items():
        for one in found[kind]:
            _name(one, names, people)
    _name(action, OF_ACTION, people)
    if action.line:
        _name(action.line, OF_LINE, people)
    for kind in (*PEOPLE, "supporting"):
        _keep(action, kind, _in_order(found[kind]))
    due = max(found["due"], key=attrgetter("due_on", "pk"), default=None)
    return Records(found["challenges"], due)


@cache
def _kinds() -> dict[str, tuple[type[models.Model], tuple[str, ...]]]:
    """The model of each kind, and the columns that are read of it, in the model's own order."""
    reverse = {one.get_accessor_name(): one.related_model for one in Action._meta.related_objects}
    found: dict[str, Any] = {kind: reverse[kind] for kind in PEOPLE}
    found |= {"supporting": Agency, "files": StoredFile, **ABOVE}
    some = {"people": (Person, NAMED), "due": (Deadline, OWED)}
    every = {
        kind: (model, frozenset(one.name for one in model._meta.concrete_fields))
        for kind, model in found.items()
    }
    return {
        kind: (model, tuple(one.column for one in model._meta.concrete_fields if one.name in names))
        for kind, (model, names) in {**every, **some}.items()
    }


def _rows(action: Action) -> list[tuple[Any, ...]]:
    asked, people = _parts(connection.vendor)
    named = [getattr(action, f"{name}_id") for name in OF_ACTION]
    named += [getattr(action.line, f"{name}_id") if action.line else None for name in OF_LINE]
    above = [action.agency_id, action.owner_id, action.recommendation_id, action.recommendation_id]
    due = [action.group_id, ACTION.key, SUBJECT, str(action.pk)]
    return asked.rows(*([action.pk] * (len(PEOPLE) + 2)), *due, *above, *named, *([action.pk] * people))


@cache
def _parts(vendor: str) -> tuple[Statement, int]:
    """The statement, and how often it takes the action's key for the people."""
    make = "json_build_object" if vendor == "postgresql" else "json_object"
    text = "::text" if vendor == "postgresql" else ""
    tied = Evidence.actions.through._meta.db_table
    helping = Action.supporting.through._meta.db_table
    evidence = f"SELECT evidence_id FROM {tied} WHERE action_id = %s"  # noqa: S608 - names of our own tables
    where = dict.fromkeys(PEOPLE, "action_id = %s") | {
        "evidence": f"id IN ({evidence})",
        "supporting": f"id IN (SELECT agency_id FROM {helping} WHERE action_id = %s)",  # noqa: S608
        "files": f"id IN (SELECT file_id FROM {Evidence._meta.db_table} WHERE id IN ({evidence}))",  # noqa: S608
        "due": "group_id = %s AND rule = %s AND subject_kind = %s AND subject_id = %s",
        "agency": "id = %s", "owner": "id = %s", "recommendation": "id = %s",
        "plan": f"id = (SELECT plan_id FROM {Recommendation._meta.db_table} WHERE id = %s)",  # noqa: S608
    }  # fmt: skip
    standing = [
        f"SELECT {name}_id FROM {_kinds()[kind][0]._meta.db_table} WHERE {where[kind]}"  # noqa: S608
        for kind, names in PEOPLE.items()
        for name in names
    ]
    known = ", ".join(["%s"] * (len(OF_ACTION) + len(OF_LINE)))
    where["people"] = f"id IN ({known}) OR id IN ({' UNION ALL '.join(standing)})"
    parts = []
    for kind, condition in where.items():
        model, columns = _kinds()[kind]
        pairs = ", ".join(f"'{column}', {column}" for column in columns)
        parts.append(
            f"SELECT '{kind}', {make}({pairs}){text} FROM {model._meta.db_table} WHERE {condition}"  # noqa: S608
        )
    return statement(" UNION ALL ".join(parts)), len(standing)


def _made(model: type[models.Model], columns: tuple[str, ...], read: dict[str, Any]) -> Any:
    names, makers = _makers(model, columns)
    values = [
        value if make is None or value is None else make(value)
        for value, make in zip(read.values(), makers, strict=True)
    ]
    return model.from_db(connection.alias, names, values)


@cache
def _makers(
    model: type[models.Model], columns: tuple[str, ...]
) -> tuple[list[str], list[Callable[[Any], Any] | None]]:
    """The attributes of these columns, and what makes of a value in JSON the value of the field."""
    by_column = {one.column: one for one in model._meta.concrete_fields}
    fields = [by_column[column] for column in columns]
    kinds: dict[str, Callable[[Any], Any]] = {
        "DateTimeField": _moment, "DateField": date.fromisoformat, "UUIDField": UUID, "BooleanField": bool,
    }  # fmt: skip
    made = [kinds.get(getattr(one, "target_field", one).get_internal_type()) for one in fields]
    return [one.attname for one in fields], made


def _place(action: Action, above: dict[str, Any]) -> None:
    if above["recommendation"]:
        above["recommendation"].plan = above["plan"]
    for name in ("agency", "owner", "recommendation"):
        setattr(action, name, above[name])


def _moment(text: str) -> datetime:
    """SQLite keeps moments in UTC and says no zone."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _in_order(rows: list[Any]) -> list[Any]:
    """As the model orders its rows."""
    for name in reversed(type(rows[0])._meta.ordering if rows else ()):
        rows.sort(key=attrgetter(str(name).lstrip("-")), reverse=str(name).startswith("-"))
    return rows


def _keep(action: Action, kind: str, rows: list[Any]) -> None:
    """As `prefetch_related` does, for which Django has no public way."""
    if kind not in ("evidence", "supporting"):
        for one in rows:
            one.action = action
    fetched = getattr(action, kind).get_queryset()
    fetched._result_cache, fetched._prefetch_done = rows, True  # noqa: SLF001
    action.__dict__.setdefault("_prefetched_objects_cache", {})[kind] = fetched


def _name(row: models.Model, names: Iterable[str], people: dict[Any, Person]) -> None:
    for name in names:
        if key := getattr(row, f"{name}_id"):
            setattr(row, name, people[key])
