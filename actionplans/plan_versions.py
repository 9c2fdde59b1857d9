"""The versions of a plan that were agreed, and what changed from one to the next (F2, F3)."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from actionplans.models import Action, Plan, PlanVersion
from subgroup.clock import moment
from subgroup.deadlines.wording import count, listing, long_date

Stood = Mapping[str, Mapping[str, Any]]
NAMED = 8
"""So many are named; of more the number is told."""
NOT_KEPT = "What version 1 held was not kept, so what changed since is not known."


@dataclass(frozen=True)
class Version:
    """`row` is None of the first one where only its day was given with the plan."""

    number: int
    agreed_on: date
    row: PlanVersion | None = None
    changes: list[str] = field(default_factory=list)
    """Since the version before."""

    @property
    def by(self) -> str:
        """Who agreed it, as it goes on after the day; nothing where nobody said."""
        if self.row and self.row.meeting:
            return f"at meeting {self.row.meeting.code}"
        return f"by {self.row.agreed_by}" if self.row and self.row.agreed_by else ""


@dataclass(frozen=True)
class Versions:
    """The newest first. `since` is what changed after the newest, today."""

    every: list[Version]
    since: list[str] = field(default_factory=list)

    @property
    def current(self) -> Version | None:
        return self.every[0] if self.every else None

    @property
    def before(self) -> list[Version]:
        return self.every[1:]

    @property
    def following(self) -> int:
        """The number of the next one."""
        return self.every[0].number + 1 if self.every else 1


def stands(plan: Plan) -> dict[str, dict[str, Any]]:
    """What the plan holds now, as a version keeps it. Two queries."""
    asked = plan.recommendations.values_list("number", "text")
    actions = Action.objects.standing().filter(recommendation__plan=plan)
    rows = actions.order_by("recommendation__position", "position", "pk").values_list(
        "reference", "due_on", "text"
    )
    return {
        "recommendations": {number: [None, _digest(text)] for number, text in asked},
        "actions": {name: [due.isoformat() if due else None, _digest(text)] for name, due, text in rows},
    }


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def of_plan(plan: Plan, on: date, *, today: date) -> Versions:
    """As they were known at the end of a day. At most three queries."""
    rows = list(
        plan.versions.filter(recorded_at__lt=moment(on + timedelta(days=1))).select_related(
            "meeting", "recorded_by"
        )
    )
    found: list[Version] = []
    if plan.agreed_on and plan.agreed_on <= on and (not rows or rows[0].number > 1):
        found.append(Version(1, plan.agreed_on))
    for at, row in enumerate(rows):
        changes = differences(rows[at - 1].stood, row.stood) if at else [NOT_KEPT] if found else []
        found.append(Version(row.number, row.agreed_on, row, changes))
    is_now = on >= today and rows
    return Versions(found[::-1], differences(rows[-1].stood, stands(plan)) if is_now else [])


def differences(before: Stood, after: Stood) -> list[str]:
    """What was added, withdrawn, put to another day or worded anew, in sentences."""
    said: list[str] = []
    for key, noun in (("recommendations", "recommendation"), ("actions", "action")):
        old, new = before[key], after[key]
        said.append(_told(noun, [one for one in new if one not in old], "added"))
        said.append(_told(noun, [one for one in old if one not in new], "withdrawn"))
        said.append(
            _told(noun, [one for one in new if one in old and new[one][1] != old[one][1]], "worded anew")
        )
    moved = [
        f"{name}, {_day(before['actions'][name][0])} to {_day(due)}"
        for name, (due, _) in after["actions"].items()
        if name in before["actions"] and before["actions"][name][0] != due
    ]
    if moved:
        named = f": {'; '.join(moved)}" if len(moved) <= NAMED else ""
        said.append(f"{count(len(moved), 'day was', 'days were')} changed{named}.")
    return [sentence for sentence in said if sentence]


def _told(noun: str, names: Collection[str], what: str) -> str:
    if not names:
        return ""
    named = f": {listing(list(names))}" if len(names) <= NAMED else ""
    return f"{count(len(names), f'{noun} was', f'{noun}s were')} {what}{named}."


def _day(day: str | None) -> str:
    return long_date(date.fromisoformat(day)) if day else "no day"


def sentence(plan: Plan, on: date) -> str:
    """Version 2, agreed on Thursday 30 March 2017 at meeting M1; nothing where none was agreed."""
    found = of_plan(plan, on, today=on).current
    return (
        f"Version {found.number}, agreed on {long_date(found.agreed_on)} {found.by}".strip() if found else ""
    )
