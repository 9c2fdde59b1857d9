"""Verbs of the ledger for very many rows at once: each is what ledger.py does to one, in a few queries for all."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from subgroup import bulk
from subgroup import changes as log
from subgroup.clock import day_of
from subgroup.ledger import BATCH, date_fields, record_move
from subgroup.models import Deadline, DeadlineMove, Person, SubGroup
from subgroup.reckoning import Reckoner
from subgroup.registry import batched


@dataclass(frozen=True)
class Owed:
    """What a new subject owes; `moved_to` where its day was moved since, with the reason."""

    subject_id: object
    trigger_on: date
    owner: tuple[str, str]
    label: str
    moved_to: date | None = None
    reason: str = ""


@transaction.atomic
def owe_new(
    *, rule: str, subject_kind: str, owed: Iterable[Owed], by: Person | None, at: datetime, reckoner: Reckoner
) -> None:
    """`ledger.owe` of subjects that have just been made, so that nothing of theirs is on the ledger: the caller answers for that."""
    rows: list[Deadline] = []
    moves: list[DeadlineMove] = []
    for one in owed:
        row = Deadline(
            group=reckoner.group, rule=rule, subject_kind=subject_kind, subject_id=str(one.subject_id), label=one.label,
            owner_kind=one.owner[0], owner_key=str(one.owner[1]), created_at=at, **date_fields(*reckoner.due(rule, one.trigger_on)),
        )  # fmt: skip
        if one.moved_to:
            due, terms = reckoner.due(rule, one.moved_to)
            moves.append(record_move(row, due, reason=one.reason, by=by, at=at))
            for name, value in date_fields(due, terms).items():
                setattr(row, name, value)
        rows.append(row)
    bulk.insert(rows)
    bulk.insert(moves)
    log.inserted(rows, by=by)
    log.inserted(moves, by=by)


@transaction.atomic
def take_back(
    *, group: SubGroup, subject_kind: str, subject_ids: Sequence[object], reason: str, by: Person | None, at: datetime
) -> None:  # fmt: skip
    """`ledger.take_back` of many subjects: no breach stays of what they owed, by any rule."""
    names = ["released_at", "released_on", "released_by", "release_reason", "mistake"]
    for part in batched(sorted(str(one) for one in subject_ids)):
        mine = Deadline.objects.filter(group=group, subject_kind=subject_kind, subject_id__in=part)
        rows = list(mine.filter(mistake=False).order_by("pk").select_for_update())
        before = [copy(row) for row in rows]
        for row in rows:
            row.released_at, row.released_on, row.released_by = at, day_of(at), by
            row.release_reason, row.mistake = reason, True
        Deadline.objects.bulk_update(rows, names, batch_size=BATCH)
        log.updated(list(zip(before, rows, strict=True)), by=by)
