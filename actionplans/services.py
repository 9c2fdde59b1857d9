"""The action log, kept simple: actions that came from lines of the minutes, their updates, and done (F15)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from actionplans import policies
from actionplans.deadlines import ACTION
from actionplans.models import Action, ActionUpdate
from meetings.models import ActionLine
from meetings.notices import mail_people
from subgroup import ledger, registry
from subgroup.clock import day_of
from subgroup.models import Person

SUBJECT = "action"


@transaction.atomic
def open_from_line(line: ActionLine, at: datetime) -> Action:
    """The living action of a line. A line that changes before approval changes it too, unless somebody has updated it."""
    action, made = Action.objects.select_for_update().get_or_create(
        line=line,
        defaults={
            "group": line.group,
            "reference": f"{line.code} of {line.year}",
            "owner": line.owner,
            "text": line.text,
            "confidential": line.confidential,
            "first_due_on": line.due_on,
            "due_on": line.due_on,
            "opened_at": at,
        },
    )
    if not made:
        if action.done_on or action.updates.exists():
            return action
        _follow(action, line, at)
    _owe(action, at)
    _tell_owner(action, at)
    return action


@transaction.atomic
def follow_strike(line: ActionLine, at: datetime) -> None:
    """A line struck out withdraws its action, whatever was said of it since; a line put back brings it back. The owner is told."""
    action = Action.objects.select_for_update().filter(line=line).first()
    if action is None:
        return
    action.withdrawn_at = line.struck_at
    action.save(update_fields=["withdrawn_at"])
    if line.struck_at is None:
        _owe(action, at)
        _tell_owner(action, at, again=True)
        return
    # The reason may speak of a case: it stays with the line, and what everybody may read names only the act.
    ledger.release(
        group=action.group, rule=ACTION.key, subject_kind=SUBJECT, subject_id=action.pk,
        reason=f"{action.reference} was removed from the minutes before they were approved.",
        by=line.struck_by, at=at, mistake=True,
    )  # fmt: skip
    _mail_owner(action, "action_withdrawn", f"action_withdrawn:{action.pk}:{at.isoformat()}", at)


def _follow(action: Action, line: ActionLine, at: datetime) -> None:
    if action.owner_id != line.owner_id:
        ledger.release(
            group=action.group, rule=ACTION.key, subject_kind=SUBJECT, subject_id=action.pk, owner=_owner(action),
            reason=f"The minutes were corrected: {action.reference} belongs to {line.owner}.", by=None, at=at, mistake=True,
        )  # fmt: skip
    action.owner, action.text, action.confidential = line.owner, line.text, line.confidential
    action.first_due_on = action.due_on = line.due_on
    action.save()


def _owner(action: Action) -> tuple[str, str]:
    return "seat", str(action.owner_id)


def _owe(action: Action, at: datetime, *, by: Person | None = None, reason: str = "") -> None:
    ledger.owe(
        group=action.group, rule=ACTION.key, subject_kind=SUBJECT, subject_id=action.pk, trigger_on=action.due_on,
        owner=_owner(action), label=f"Action {action.reference}", at=at, by=by, reason=reason,
        again=True,
    )  # fmt: skip


def _tell_owner(action: Action, at: datetime, *, again: bool = False) -> None:
    """Once for each holder of the seat, with the reference and the day; what it asks stands behind the link."""
    key = f"action_assigned:{action.pk}:{action.owner_id}"
    _mail_owner(action, "action_assigned", f"{key}:{at.isoformat()}" if again else key, at)


def _mail_owner(action: Action, kind: str, key: str, at: datetime) -> None:
    owner = _owner(action)
    path = reverse("actionplans:detail", args=[action.group.slug, action.pk])
    mail_people(
        registry.people_for(action.group, [owner], on=day_of(at))[owner],
        kind=kind, group=action.group, key=key,
        context={"action": action, "path": path}, why=f"you answer for the seat {action.owner}.",
        about=(SUBJECT, str(action.pk)), at=at,
    )  # fmt: skip


def _lock(action: Action) -> Action:
    action.refresh_from_db(from_queryset=Action.objects.select_for_update())
    return action


@transaction.atomic
def update(
    *, action: Action, text: str, by: Person, at: datetime, new_due_on: date | None = None
) -> ActionUpdate:
    """A dated word on the action; with `new_due_on` the day moves, and the first day stays on record."""
    policies.check_update(_lock(action), text, new_due_on, day_of(at))
    made = ActionUpdate.objects.create(
        action=action, text=text.strip(), new_due_on=new_due_on, made_at=at, made_by=by
    )
    if new_due_on and new_due_on != action.due_on:
        action.due_on = new_due_on
        action.save(update_fields=["due_on"])
        # Why a date moved is open to readers who may not see the action: its words stay on its own page.
        reason = f"A new day was given in an update of {action.reference}, which says why."
        _owe(action, at, by=by, reason=reason)
    return made


@transaction.atomic
def complete(*, action: Action, by: Person, at: datetime, text: str = "") -> Action:
    """The action is done, on the London day of `at`."""
    policies.check_open(_lock(action))
    ActionUpdate.objects.create(action=action, text=text.strip(), done=True, made_at=at, made_by=by)
    action.done_on, action.done_by = day_of(at), by
    action.save(update_fields=["done_on", "done_by"])
    ledger.meet(
        group=action.group, rule=ACTION.key, subject_kind=SUBJECT, subject_id=action.pk, on=action.done_on, at=at
    )  # fmt: skip
    return action
