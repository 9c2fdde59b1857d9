"""A large import is written, and undone, by a task: what was asked for stands in its row, and a lost or killed task is made up for."""

import logging
from collections.abc import Callable
from datetime import datetime

from auditlog.context import set_actor
from django.db import OperationalError, transaction

from actionplans.models import TrackerImport
from actionplans.services import imports, undoing
from meetings.locks import lock_group
from subgroup.errors import NotAllowed
from subgroup.models import Person

AT_ONCE = 100
"""Rows that are written or undone in the request that asks for it: in some two seconds."""
State = TrackerImport.State
BACK = {State.WRITING: State.PREVIEWED, State.UNDOING: State.WRITTEN}
_AGAIN = "Try it again; if that fails too, tell whoever looks after this system."
FAILED = {
    State.WRITING: f"The rows could not be written, and none was. {_AGAIN}",
    State.UNDOING: f"The import could not be undone, and nothing of it was. {_AGAIN}",
}
log = logging.getLogger(__name__)


def confirm(*, tracker_import: TrackerImport, by: Person, at: datetime, seen: str) -> TrackerImport:
    """Writes a small import at once; a large one by a task, which says on its page what came of it.

    `seen` is the digest of the preview that was confirmed. Raises NotAllowed when somebody was quicker; of a small one
    also what imports.write refuses.
    """
    if tracker_import.rows.count() <= AT_ONCE:
        return imports.write(tracker_import=tracker_import, by=by, at=at, seen=seen)
    return _ask(tracker_import, State.WRITING, imports.check_previewed, by=by, at=at, seen=seen)


def undo(*, tracker_import: TrackerImport, by: Person, at: datetime) -> TrackerImport:
    """Undoes a small import at once; a large one by a task. Raises NotAllowed when somebody was quicker."""
    if is_small(tracker_import):
        return undoing.undo(tracker_import=tracker_import, by=by, at=at)
    return _ask(tracker_import, State.UNDOING, undoing.check_written, by=by, at=at)


def is_small(tracker_import: TrackerImport) -> bool:
    """Of what was written."""
    return tracker_import.rows.exclude(written={}).count() <= AT_ONCE


def _ask(
    tracker_import: TrackerImport, state: str, check: Callable[[TrackerImport], None], *, by: Person, at: datetime, seen: str = "",
) -> TrackerImport:  # fmt: skip
    row = tracker_import
    row.refresh_from_db()
    check(row)  # before it is held: the task holds it for as long as it works
    with transaction.atomic():
        row.refresh_from_db(from_queryset=TrackerImport.objects.select_for_update())
        check(row)
        row.state, row.asked_at, row.asked_by, row.seen, row.refusal = state, at, by, seen, ""
        row.save()
        transaction.on_commit(lambda: _ring(row.pk), robust=True)
    row.refresh_from_db()  # a task that is done at once has written it
    return row


def _ring(pk: int) -> None:
    """Wakes the task; when the broker is away, the sweep finds the row."""
    from actionplans.tasks import carry_out_import  # the task calls what calls this module

    carry_out_import.apply_async(args=[pk], retry=False)


def carry_out(pk: int, *, at: datetime) -> None:
    """Does what was asked for, all or nothing; what is done already, or being done by another task, is left alone.

    What is refused, or fails, stands on the import with the reason. A database that is busy is tried again by the sweep.
    """
    try:
        with transaction.atomic():
            row = _held(pk)
            if row is None or row.asked_by is None:
                return
            lock_group(row.group)
            with set_actor(row.asked_by):
                if row.state == State.WRITING:
                    imports.write_held(row, by=row.asked_by, at=at, seen=row.seen)
                else:
                    undoing.undo_held(row, by=row.asked_by, at=at)
    except NotAllowed as refusal:
        _give_back(pk, str(refusal))
    except OperationalError:
        raise
    except Exception:
        log.exception("What was asked of import %s could not be done", pk)
        _give_back(pk)


def _held(pk: int) -> TrackerImport | None:
    """The import if a task is still to work on it, and none does."""
    rows = TrackerImport.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("group", "file", "asked_by").filter(pk=pk, state__in=BACK).first()


@transaction.atomic
def _give_back(pk: int, refusal: str = "") -> None:
    """It is as it was before it was asked for, and says why."""
    if row := _held(pk):
        state = State(row.state)
        row.state, row.refusal = BACK[state], refusal or FAILED[state]
        row.save(update_fields=["state", "refusal"])


def resume(*, at: datetime) -> None:
    """Does what was cut short, or whose bell was lost; what could not be done for half an hour is given up."""
    waiting = TrackerImport.objects.filter(state__in=BACK, asked_at__lt=at - imports.LOST_AFTER)
    for pk, asked_at in waiting.order_by("pk").values_list("pk", "asked_at"):
        if asked_at and asked_at > at - imports.GIVEN_UP_AFTER:
            carry_out(pk, at=at)
        else:
            _give_back(pk)
