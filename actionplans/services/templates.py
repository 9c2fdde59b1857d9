"""Templates of plans: laid out into a new plan, saved from one that went well, or taken from those that come with the program."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from actionplans import hidden
from actionplans.enums import AddressedTo, PlanKind
from actionplans.models import Action, Plan, PlanTemplate
from actionplans.services import plans
from members.enums import Role
from members.models import Agency, Seat
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup
from subgroup.reckoning import Reckoner

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "plan-templates.toml"
MOST_DAYS = 3650
_RECOMMENDATION = {"number", "text", "finding", "addressed_to", "theme", "agencies", "actions"}
_ACTION = {"text", "agency", "officer", "success_criterion", "evidence_required", "due_after"}
Row = Mapping[str, Any]


def check(rows: Sequence[Row]) -> None:
    """Raises NotAllowed for rows that could not be laid out. `due_after` counts calendar days from the plan's first day."""
    if not rows:
        raise NotAllowed("A template has at least one recommendation.")
    for row in rows:
        _check_keys(row, _RECOMMENDATION)
        if not str(row.get("text", "")).strip() or not str(row.get("number", "")).strip():
            raise NotAllowed("Each recommendation of a template has a number and says what is recommended.")
        if row.get("addressed_to", AddressedTo.BOARD) not in AddressedTo.values:
            raise NotAllowed(f"“{row['addressed_to']}” is nobody whom a recommendation is addressed to.")
        for action in row.get("actions", ()):
            _check_keys(action, _ACTION)
            days = action.get("due_after")
            if not str(action.get("text", "")).strip():
                raise NotAllowed("Each action of a template says what is to be done.")
            if days is not None and not (isinstance(days, int) and 0 <= days <= MOST_DAYS):
                raise NotAllowed("An action is due a number of days after the plan begins.")


def _check_keys(row: Row, known: set[str]) -> None:
    if unknown := sorted(row.keys() - known):
        raise NotAllowed(f"A template has no “{unknown[0]}”.")


@transaction.atomic
def lay_out(*, plan: Plan, template: PlanTemplate, by: Person | None, at: datetime) -> None:
    """Adds what the template says. An action whose agency the group has not goes to business support's, to be given on."""
    agencies = {one.code: one for one in Agency.objects.filter(group=plan.group)}
    begins, reckoner = plan.agreed_on or day_of(at), Reckoner(plan.group)
    fallback = _business_support(plan.group)
    for row in template.rows:
        made = plans.add_recommendation(
            plan=plan, number=row["number"], text=row["text"], finding=row.get("finding", ""), theme=row.get("theme", ""),
            addressed_to=row.get("addressed_to", AddressedTo.BOARD),
            agencies=[agencies[code] for code in row.get("agencies", ()) if code in agencies], by=by, at=at,
        )  # fmt: skip
        for action in row.get("actions", ()):
            agency = agencies.get(action.get("agency", ""), fallback)
            if agency is None:
                raise NotAllowed("The group has no agency to which the template’s actions could be given.")
            days = action.get("due_after")
            plans.add_action(
                recommendation=made, text=action["text"], agency=agency, officer=action.get("officer", ""), by=by, at=at,
                due_on=begins + timedelta(days=days) if days is not None else None, reckoner=reckoner,
                success_criterion=action.get("success_criterion", ""), evidence_required=action.get("evidence_required", ""),
            )  # fmt: skip


def _business_support(group: SubGroup) -> Agency | None:
    seats = Seat.objects.filter(group=group, closed_on=None).select_related("agency")
    seat = (
        seats.filter(role=Role.BUSINESS_SUPPORT).first() or seats.filter(role=Role.BUSINESS_MANAGER).first()
    )
    return seat.agency if seat else Agency.objects.filter(group=group).order_by("pk").first()


@transaction.atomic
def save(*, plan: Plan, name: str, by: Person, at: datetime) -> PlanTemplate:
    """What the plan asks, without what became of it. Raises NotAllowed for a confidential plan and a name that is taken."""
    if plan.confidential:
        raise NotAllowed(
            f"{plan.code} is confidential: its words may not stand in a template, which others read."
        )
    if plan.pk in hidden.plans(None, plan.group, day_of(at)):
        raise NotAllowed(
            f"The case behind {plan.code} is not there for everybody: its words may not stand in a template."
        )
    return _make(plan.group, name, plan.kind, _rows(plan), by, at)


def _make(
    group: SubGroup, name: str, kind: str, rows: list[Any], by: Person | None, at: datetime
) -> PlanTemplate:
    name = name.strip()
    if not name:
        raise NotAllowed("Give the template a name.")
    if PlanTemplate.objects.filter(group=group, name__iexact=name).exists():
        raise NotAllowed(f"There is a template “{name}” already. Give this one another name.")
    check(rows)
    return PlanTemplate.objects.create(group=group, name=name, kind=kind, rows=rows, made_at=at, made_by=by)


def _rows(plan: Plan) -> list[dict[str, Any]]:
    begins = plan.agreed_on or day_of(plan.opened_at)
    actions: dict[int, list[Action]] = {}
    standing = Action.objects.standing().filter(recommendation__plan=plan, confidential=False)
    for action in standing.select_related("agency").order_by("position", "pk"):
        actions.setdefault(action.recommendation_id or 0, []).append(action)
    return [
        {
            "number": row.number,
            "text": row.text,
            "finding": row.finding,
            "addressed_to": row.addressed_to,
            "theme": row.theme,
            "agencies": [one.code for one in row.agencies.all()],
            "actions": [
                {
                    "text": one.text,
                    "agency": one.agency.code,
                    "officer": one.officer,
                    "success_criterion": one.success_criterion,
                    "evidence_required": one.evidence_required,
                    "due_after": max(0, (one.first_due_on - begins).days) if one.first_due_on else None,
                }
                for one in actions.get(row.pk, ())
            ],
        }
        for row in plan.recommendations.prefetch_related("agencies")
    ]


@transaction.atomic
def remove(*, template: PlanTemplate, by: Person, at: datetime) -> None:
    """Plans that began with it stay as they are."""
    template.delete()


def shipped() -> list[dict[str, Any]]:
    """The templates that come with the program: a name, a kind and rows each."""
    found: list[dict[str, Any]] = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["template"]
    return found


@transaction.atomic
def add_shipped(*, group: SubGroup, by: Person, at: datetime) -> list[PlanTemplate]:
    """Those of them that the group has not, by name."""
    there = {
        name.casefold() for name in PlanTemplate.objects.filter(group=group).values_list("name", flat=True)
    }
    return [
        _make(group, one["name"], PlanKind(one["kind"]), one["rows"], by, at)
        for one in shipped()
        if one["name"].casefold() not in there
    ]
