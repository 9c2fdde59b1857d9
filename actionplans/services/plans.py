"""Plans, their recommendations and actions: opened, changed, closed and handed over (F2, F3, F10, F16)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max

from actionplans import plan_policies as policies
from actionplans import pressed
from actionplans.enums import PlanState, Stage
from actionplans.models import Action, Plan, PlanTemplate, Recommendation
from actionplans.services import extensions, hand_over, owing, telling
from meetings.locks import lock_group
from members.models import Agency, Seat
from subgroup import ledger
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person, SubGroup
from subgroup.reckoning import Reckoner

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,9}")


@transaction.atomic
def open_plan(
    *,
    group: SubGroup,
    code: str,
    title: str,
    kind: str,
    by: Person | None,
    at: datetime,
    owner: Seat | None = None,
    source_reference: str = "",
    theme: str = "",
    confidential: bool = False,
    agreed_on: date | None = None,
    ends_on: date | None = None,
    template: PlanTemplate | None = None,
) -> Plan:
    """A plan, empty or with what its template says. Its code stands in every reference and never changes."""
    lock_group(group)
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise NotAllowed("A code has letters, digits and hyphens, at most 20, as in SCR-K.")
    if Plan.objects.filter(group=group, code=code).exists():
        raise NotAllowed(f"There is a plan {code} already. Codes are never used twice.")
    policies.check_said(title, "Give the plan a title, with a codename and no child’s name.")
    plan = Plan.objects.create(
        group=group, code=code, title=title.strip(), kind=kind, owner=owner, source_reference=source_reference.strip(),
        theme=theme.strip(), confidential=confidential, agreed_on=agreed_on, ends_on=ends_on, opened_at=at, opened_by=by,
    )  # fmt: skip
    if template is not None:
        from actionplans.services.templates import lay_out  # it adds what it says with the verbs below

        lay_out(plan=plan, template=template, by=by, at=at)
    return plan


@transaction.atomic
def add_recommendation(
    *,
    plan: Plan,
    number: str,
    text: str,
    by: Person | None,
    at: datetime,
    finding: str = "",
    addressed_to: str = "board",
    agencies: Iterable[Agency] = (),
    theme: str = "",
) -> Recommendation:
    """What the review asks for, under the number that the review gives it."""
    policies.check_plan_open(_locked(plan))
    if plan.recommendations.filter(number__iexact=number.strip()).exists():
        raise NotAllowed(f"{plan.code} has a recommendation {number.strip()} already.")
    made = new_recommendation(
        plan=plan, number=number, position=_next(plan.recommendations.all()), finding=finding, text=text,
        addressed_to=addressed_to, theme=theme,
    )  # fmt: skip
    made.save()
    made.agencies.set(agencies)
    return made


def new_recommendation(
    *, plan: Plan, number: str, position: int, finding: str, text: str, addressed_to: str, theme: str = ""
) -> Recommendation:
    """Not saved yet; the caller has checked that the plan has none of this number."""
    if not _NUMBER.fullmatch(number.strip()):
        raise NotAllowed("A number has letters, digits, dots and hyphens, at most 10, as in 3, R1 or 2a.")
    policies.check_said(text, "Say what is recommended.")
    return Recommendation(
        plan=plan, number=number.strip(), position=position, finding=finding.strip(), text=text.strip(),
        addressed_to=addressed_to, theme=theme.strip(),
    )  # fmt: skip


@transaction.atomic
def add_action(
    *,
    recommendation: Recommendation,
    text: str,
    agency: Agency,
    by: Person | None,
    at: datetime,
    due_on: date | None = None,
    due_as_written: str = "",
    owner: Seat | None = None,
    officer: str = "",
    supporting: Iterable[Agency] = (),
    success_criterion: str = "",
    evidence_required: str = "",
    number: int | str | None = None,
    reckoner: Reckoner | None = None,
    once: bool = False,
) -> Action:
    """An action of a plan, owed by its day by its seat or its agency. Its reference is SCR-K/3.2, stable for ever.

    A day that has passed already is taken: a plan that comes from elsewhere has such. Nobody is mailed: the next
    window asks for all of an agency's actions at once. `reckoner` saves queries where many are added. `once`: what a
    form added in the same words moments ago is not added again.
    """
    plan = hold_open(recommendation.plan)
    check_asked(text, agency, owner)
    said = {
        "text": text.strip(),
        "agency": agency,
        "owner": owner,
        "first_due_on": due_on,
        "officer": officer.strip(),
    }
    if once and (there := pressed.again(recommendation.actions.all(), "opened_at", at, **said)):
        return there
    position = _next(recommendation.actions.all())
    if number is not None:
        _check_number(plan, recommendation, str(number))
        position = int(number) if str(number).isdigit() else position
    made = Action.objects.create(
        group=plan.group, recommendation=recommendation, position=position,
        reference=f"{plan.code}/{recommendation.number}.{position if number is None else number}", text=text.strip(),
        agency=agency, owner=owner, officer=officer.strip(), first_due_on=due_on, due_on=due_on,
        due_as_written=due_as_written.strip(), success_criterion=success_criterion.strip(),
        evidence_required=evidence_required.strip(), opened_at=at,
    )  # fmt: skip
    if supporting := list(supporting):
        made.supporting.set(supporting)
    owing.began(made, at=at, by=by)
    owing.owe(made, at, reckoner=reckoner)
    return made


def hold_open(plan: Plan) -> Plan:
    """Held until the transaction ends. Raises NotAllowed when it is closed."""
    policies.check_plan_open(_locked(plan))
    return plan


def check_asked(text: str, agency: Agency, owner: Seat | None) -> None:
    """Raises NotAllowed unless an action can be asked in these words, and of these."""
    policies.check_said(text, "Say what is to be done.")
    policies.check_owner(agency, owner)


@transaction.atomic
def change_plan(*, plan: Plan, version: int, by: Person, at: datetime, **values: Any) -> Plan:
    """Changes all but the code. Raises Conflict when somebody saved after `version`."""
    policies.check_plan_open(_locked(plan))
    _change(plan, version, values)
    return plan


@transaction.atomic
def change_recommendation(
    *,
    recommendation: Recommendation,
    version: int,
    by: Person,
    at: datetime,
    agencies: Iterable[Agency] | None = None,
    **values: Any,
) -> Recommendation:
    """Changes all but the number. Raises Conflict when somebody saved after `version`."""
    policies.check_plan_open(_locked(recommendation.plan))
    recommendation.refresh_from_db()
    _change(recommendation, version, values, {"agencies": agencies})
    return recommendation


@transaction.atomic
def change_action(
    *,
    action: Action,
    version: int,
    by: Person,
    at: datetime,
    supporting: Iterable[Agency] | None = None,
    **values: Any,
) -> Action:
    """Changes what an action asks, and of whom; its day moves by extensions. Who answers for it anew is mailed.

    Raises Conflict when somebody saved after `version`.
    """
    policies.check_changeable(owing.lock(action))
    before = owing.owner_of(action)
    policies.check_owner(values.get("agency", action.agency), values.get("owner", action.owner))
    _change(action, version, values, {"supporting": supporting})
    if owing.owner_of(action) != before:
        owing.hand_on(action, before, at=at, by=by)
        telling.of_action("action_given", action, at=at)
    return action


@transaction.atomic
def close(*, plan: Plan, by: Person, at: datetime, because: str = "") -> Plan:
    """Closes the plan and hands it over. With an action open it needs a reason (F10): what is open is owed no more.

    Tests that were set stay owed.
    """
    opened = list(open_actions(_locked(plan)).select_for_update(of=("self",)))
    policies.check_close(plan, len(opened), because)
    for action in opened:
        extensions.lapse(action, at=at, because=f"{plan.code} was closed.")
        ledger.release(
            group=plan.group, subject_kind=owing.SUBJECT, subject_id=action.pk, by=by, at=at,
            reason=f"{plan.code} was closed by {by} with {action.reference} open; the plan says why.",
        )  # fmt: skip
        owing.step(action, Stage.ENDED, at=at, by=by, reason=because.strip())
        action.save(update_fields=["stage"])
    plan.state, plan.closed_at, plan.closed_by = PlanState.CLOSED, at, by
    plan.closed_because = because.strip() if opened else ""
    plan.version += 1
    plan.save()
    hand_over.write(plan=plan, by=by, at=at)
    return plan


@transaction.atomic
def reopen(*, plan: Plan, because: str, by: Person, at: datetime) -> Plan:
    """The plan goes on: what was open is owed again by its day. What was handed over stays as it was written."""
    policies.check_reopen(_locked(plan), because)
    plan.state, plan.closed_at, plan.closed_by, plan.closed_because = PlanState.OPEN, None, None, ""
    plan.reopened_because = because.strip()
    plan.version += 1
    plan.save()
    ended = Action.objects.standing().filter(recommendation__plan=plan, stage=Stage.ENDED)
    for action in ended.select_related("group", "agency", "owner"):
        owing.step(
            action, Stage.PROPOSED if action.done_on else Stage.OPEN, at=at, by=by, reason=because.strip()
        )
        action.save(update_fields=["stage"])
        if action.stage == Stage.PROPOSED:
            owing.await_sign_off(action, at=at)
        else:
            owing.owe(action, at, by=by, reason=f"{plan.code} was opened again.")
    return plan


def open_actions(plan: Plan) -> models.QuerySet[Action]:
    return Action.objects.open().filter(recommendation__plan=plan).select_related("group", "agency", "owner")


def _locked(plan: Plan) -> Plan:
    """One writer at a time for a plan: its row is the lock, always taken before an action's."""
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update(of=("self",)).select_related("group"))
    return plan


def _next(rows: models.QuerySet) -> int:
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _check_number(plan: Plan, recommendation: Recommendation, number: str) -> None:
    if not _NUMBER.fullmatch(number):
        raise NotAllowed("A number has letters, digits, dots and hyphens, at most 10, as in 2 or 2a.")
    reference = f"{plan.code}/{recommendation.number}.{number}"
    if Action.objects.filter(group=plan.group_id, reference__iexact=reference).exists():
        raise NotAllowed(f"There is an action {reference} already.")


def _change(
    row: models.Model,
    version: int,
    values: Mapping[str, Any],
    agencies: Mapping[str, Iterable[Agency] | None] | None = None,
) -> None:
    """Puts the values and counts the version. What others saved since `version` is told and not overwritten.

    `agencies` of a name are put in the place of those that it has. What stands so already is not a change.
    """
    many = {name: set(found) for name, found in (agencies or {}).items() if found is not None}
    values = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    } | many
    stands = {name: set(getattr(row, name).all()) if name in many else getattr(row, name) for name in values}
    differ = [name for name, value in values.items() if stands[name] != value]
    if not differ:
        return
    if row.version != version:  # type: ignore[attr-defined]
        raise Conflict(
            "Somebody else saved this in between.",
            theirs=_told(row, {name: stands[name] for name in differ}),
            mine=_told(row, {name: values[name] for name in differ}),
        )
    for name in differ:
        if name in many:
            getattr(row, name).set(many[name])
        else:
            setattr(row, name, values[name])
    row.version = version + 1  # type: ignore[attr-defined]
    row.save()


def _told(row: models.Model, values: Mapping[str, Any]) -> str:
    lines = []
    for name, value in values.items():
        label = str(getattr(row._meta.get_field(name), "verbose_name", name)).capitalize()
        if isinstance(value, set):
            value = ", ".join(sorted(map(str, value)))
        lines.append(f"{label}: {long_date(value) if isinstance(value, date) else value or '(empty)'}")
    return "\n".join(lines)
