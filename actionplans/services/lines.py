"""Actions that came from lines of the minutes (F15)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from actionplans import hidden
from actionplans.deadlines import ACTION
from actionplans.models import Action, DueChange
from actionplans.services import owing
from actionplans.services.owing import SUBJECT
from meetings.models import ActionLine
from meetings.notices import mail_people
from subgroup import ledger, registry
from subgroup.clock import day_of


@transaction.atomic
def open_from_line(line: ActionLine, at: datetime) -> Action:
    """The living action of a line. A line that changes before approval changes it too, unless somebody has updated it."""
    action, made = Action.objects.select_for_update().get_or_create(
        line=line,
        defaults={
            "group": line.group,
            "reference": f"{line.code} of {line.year}",
            "owner": line.owner,
            "agency": line.owner.agency,
            "text": line.text,
            "confidential": line.confidential,
            "first_due_on": line.due_on,
            "due_on": line.due_on,
            "opened_at": at,
        },
    )
    if made:
        owing.began(action, at=at, by=None)
    else:
        if action.done_on or action.updates.exists():
            return action
        _follow(action, line, at)
    owing.owe(action, at)
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
        owing.owe(action, at)
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
            group=action.group, rule=ACTION.key, subject_kind=SUBJECT, subject_id=action.pk, owner=owing.owner_of(action),
            reason=f"The minutes were corrected: {action.reference} belongs to {line.owner}.", by=None, at=at, mistake=True,
        )  # fmt: skip
    action.owner, action.text, action.confidential = line.owner, line.text, line.confidential
    action.agency = line.owner.agency
    if action.due_on != line.due_on:
        DueChange.objects.create(
            action=action, due_on=line.due_on, changed_at=at, reason="The minutes were corrected."
        )
    action.first_due_on = action.due_on = line.due_on
    action.save()


def _tell_owner(action: Action, at: datetime, *, again: bool = False) -> None:
    """Once for each holder of the seat, with the reference and the day; what it asks stands behind the link."""
    key = f"action_assigned:{action.pk}:{action.owner_id}"
    _mail_owner(action, "action_assigned", f"{key}:{at.isoformat()}" if again else key, at)


def _mail_owner(action: Action, kind: str, key: str, at: datetime) -> None:
    owner = owing.owner_of(action)
    path = reverse("actionplans:detail", args=[action.group.slug, action.pk])
    today = day_of(at)
    people = registry.people_for(action.group, [owner], on=today)[owner]
    mail_people(
        hidden.told(people, (SUBJECT, str(action.pk)), action.group, on=today),
        kind=kind, group=action.group, key=key,
        context={"action": action, "path": path}, why=f"you answer for the seat {action.owner}.",
        about=(SUBJECT, str(action.pk)), at=at,
    )  # fmt: skip
