"""What agencies say of their actions, each word dated (F15)."""

from datetime import date, datetime

from django.db import transaction

from actionplans import policies
from actionplans.enums import Stage
from actionplans.models import Action, ActionUpdate, DueChange
from actionplans.services import owing
from subgroup.clock import day_of
from subgroup.models import Person


@transaction.atomic
def update(
    *, action: Action, text: str, by: Person, at: datetime, new_due_on: date | None = None
) -> ActionUpdate:
    """A dated word on the action; with `new_due_on` the day moves, and the first day stays on record."""
    policies.check_update(owing.lock(action), text, new_due_on, day_of(at))
    made = ActionUpdate.objects.create(
        action=action, text=text.strip(), new_due_on=new_due_on, made_at=at, made_by=by
    )
    action.last_confirmed_on = day_of(at)
    if new_due_on and new_due_on != action.due_on:
        action.due_on = new_due_on
        # Why a date moved is open to readers who may not see the action: its words stay on its own page.
        reason = f"A new day was given in an update of {action.reference}, which says why."
        DueChange.objects.create(
            action=action, due_on=new_due_on, changed_at=at, changed_by=by, reason=reason
        )
        owing.owe(action, at, by=by, reason=reason)
    action.save()
    return made


@transaction.atomic
def complete(*, action: Action, by: Person, at: datetime, text: str = "") -> Action:
    """An action of the minutes is done, on the London day of `at`."""
    policies.check_open(owing.lock(action))
    ActionUpdate.objects.create(action=action, text=text.strip(), done=True, made_at=at, made_by=by)
    action.done_on, action.done_by, action.last_confirmed_on = day_of(at), by, day_of(at)
    owing.step(action, Stage.DONE, at=at, by=by)
    action.save()
    owing.meet(action, at)
    return action
