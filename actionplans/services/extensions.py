"""More time: asked for by the agency, granted or refused by the chair. The first day stays on record (F15)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from actionplans import plan_policies as policies
from actionplans.deadlines import EXTENSION
from actionplans.models import Action, Extension
from actionplans.policies import check_open
from actionplans.services import owing, telling
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person

REPORTED_DONE = "It was reported done in the meantime."


@transaction.atomic
def ask(*, action: Action, to_day: date, reason: str, by: Person, at: datetime) -> Extension:
    """Asks for a later day; until the chair decides, the action stays due when it was."""
    policies.check_ask_extension(owing.lock(action), to_day, reason, day_of(at))
    made = Extension.objects.create(
        action=action, from_day=action.due_on, to_day=to_day, reason=reason.strip(), asked_at=at, asked_by=by
    )
    ledger.owe(
        group=action.group, rule=EXTENSION.key, subject_kind=EXTENSION.key, subject_id=made.pk, trigger_on=day_of(at),
        owner=("role", EXTENSION.owner), label=f"Decision on more time for {action.reference}", at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def decide(*, extension: Extension, granted: bool, reason: str, by: Person, at: datetime) -> Extension:
    """Granted: the action is due on the later day, and counts one extension more. Refused: with a reason."""
    action = owing.lock(extension.action)
    extension.refresh_from_db()
    extension.action = action
    policies.check_decide(extension, granted, reason)
    _decided(extension, granted, reason.strip(), by, at)
    if granted:
        owing.move(
            action, extension.to_day, at=at, by=by, reason=f"More time was granted for {action.reference}."
        )
        action.extensions += 1
        action.save()
        owing.owe(action, at, by=by, reason=f"More time was granted for {action.reference}.")
    telling.of_extension(extension, at=at)
    return extension


def lapse(action: Action, *, at: datetime, because: str = REPORTED_DONE) -> None:
    """What still waits when the action is reported done, or its plan closed, needs no decision any more. Called with the action held."""
    for waiting in action.extension_requests.filter(granted=None):
        _decided(waiting, False, because, None, at)


def wait_again(
    action: Action, lapsed: Iterable[int], *, reason: str, by: Person | None, at: datetime
) -> None:
    """What lapsed by mistake waits for the chair again, by the day that it had. Called with the action held."""
    for extension in action.extension_requests.filter(pk__in=list(lapsed)):
        extension.granted, extension.decided_because = None, ""
        extension.decided_at = extension.decided_by = None
        extension.save()
        rows = Deadline.objects.filter(group=action.group, rule=EXTENSION.key)
        for row in rows.about(EXTENSION.key, extension.pk):
            ledger.reopen(deadline=row, reason=reason, by=by, at=at)


@transaction.atomic
def set_day(*, action: Action, day: date, by: Person, at: datetime) -> Action:
    """Gives an action without a day its first one: from then on it is owed."""
    owing.lock(action)
    if action.plan is not None:
        policies.check_plan_open(action.plan)
    check_open(action)
    if action.due_on is not None:
        raise NotAllowed(f"{action.reference} has a day. Ask for a later one instead.")
    if day < day_of(at):
        raise NotAllowed("That day has passed already. Give a day from today on.")
    owing.move(action, day, at=at, by=by, reason=f"{action.reference} was given its day.")
    action.first_due_on = day
    action.save()
    owing.owe(action, at, by=by)
    return action


def _decided(extension: Extension, granted: bool, reason: str, by: Person | None, at: datetime) -> None:
    extension.granted, extension.decided_because = granted, reason
    extension.decided_at, extension.decided_by = at, by
    extension.save()
    ledger.meet(
        group=extension.action.group, rule=EXTENSION.key, subject_kind=EXTENSION.key, subject_id=extension.pk,
        on=day_of(at), at=at,
    )  # fmt: skip
