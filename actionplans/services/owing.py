"""What an action owes: the ledger's row of it, and the dated record of its days and steps."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from actionplans.deadlines import ACTION, SIGN_OFF
from actionplans.hidden import owner_of
from actionplans.models import Action, DueChange, StageChange
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.rules import Rule
from subgroup.models import Deadline, Person
from subgroup.reckoning import Reckoner

SUBJECT = "action"


def owe(
    action: Action,
    at: datetime,
    *,
    by: Person | None = None,
    reason: str = "",
    reckoner: Reckoner | None = None,
) -> None:
    """Owes the action by its day, or moves what is owed. An action without a day owes nothing until it is given one."""
    if action.due_on is None:
        return
    ledger.owe(
        group=action.group, rule=ACTION.key, subject_kind=SUBJECT, subject_id=action.pk, trigger_on=action.due_on,
        owner=owner_of(action), label=f"Action {action.reference}", at=at, by=by, reason=reason, again=True,
        reckoner=reckoner,
    )  # fmt: skip


def hand_on(action: Action, before: tuple[str, str], *, at: datetime, by: Person | None) -> None:
    """Somebody else answers for the action than `before`: it is owed by them from now on."""
    ledger.release(
        group=action.group, rule=ACTION.key, subject_kind=SUBJECT, subject_id=action.pk, owner=before,
        reason=f"Somebody else answers for {action.reference} now.", by=by, at=at, mistake=True,
    )  # fmt: skip
    owe(action, at, by=by)


def meet(action: Action, at: datetime, *, rule: Rule = ACTION, on: date | None = None) -> None:
    """The clock stops on the London day of `at`, or on an earlier one."""
    ledger.meet(
        group=action.group, rule=rule.key, subject_kind=SUBJECT, subject_id=action.pk, on=on or day_of(at), at=at
    )  # fmt: skip


def owe_again(action: Action, at: datetime, *, by: Person | None, reason: str) -> None:
    """What was reported done is owed again by the day it has. `reason` is open to all readers: references only."""
    for row in Deadline.objects.filter(group=action.group, rule=ACTION.key).about(SUBJECT, action.pk):
        ledger.reopen(deadline=row, reason=reason, by=by, at=at)
    owe(action, at, by=by, reason=reason)


def await_sign_off(action: Action, *, at: datetime) -> None:
    """The chair owes an answer to a proposal, each time anew."""
    for row in Deadline.objects.filter(group=action.group, rule=SIGN_OFF.key).about(SUBJECT, action.pk):
        ledger.reopen(deadline=row, reason=f"{action.reference} was proposed again.", by=None, at=at)
    ledger.owe(
        group=action.group, rule=SIGN_OFF.key, subject_kind=SUBJECT, subject_id=action.pk, trigger_on=day_of(at),
        owner=("role", SIGN_OFF.owner), label=f"Sign-off of {action.reference}", at=at, again=True,
        reason=f"{action.reference} was proposed again.",
    )  # fmt: skip


def move(action: Action, day: date, *, at: datetime, by: Person | None, reason: str) -> None:
    """Puts the action's day and writes it down; the caller saves the action and owes it."""
    action.due_on = day
    DueChange.objects.create(action=action, due_on=day, changed_at=at, changed_by=by, reason=reason)


def began(action: Action, *, at: datetime, by: Person | None) -> None:
    """The first step and the first day of an action's record."""
    for one in first_records(action, at=at, by=by):
        one.save()


def first_records(action: Action, *, at: datetime, by: Person | None) -> tuple[StageChange, DueChange]:
    """The same, not saved yet."""
    said: dict[str, Any] = {"action": action, "changed_at": at, "changed_by": by}
    return StageChange(stage=action.stage, **said), DueChange(due_on=action.due_on, **said)


def step(action: Action, stage: str, *, at: datetime, by: Person | None, reason: str = "") -> None:
    """Puts the action at a stage and writes it down; the caller has checked that it may and saves the action."""
    action.stage = stage
    StageChange.objects.create(action=action, stage=stage, changed_at=at, changed_by=by, reason=reason)


def lock(action: Action) -> Action:
    """The row as it stands now, held until the transaction ends."""
    action.refresh_from_db(from_queryset=Action.objects.select_for_update())
    return action


def hold(actions: Iterable[Action]) -> list[Action]:
    """The rows as they stand now, in one order: two people who change the same actions wait for each other, and do not block."""
    rows = Action.objects.filter(pk__in=[one.pk for one in actions]).order_by("pk")
    return list(rows.select_for_update(of=("self",)))
