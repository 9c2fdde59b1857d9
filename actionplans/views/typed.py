"""What is typed about plans, actions and challenges goes through the leak guard (F4)."""

from collections.abc import Mapping

from django import forms

from actionplans import hidden
from actionplans.models import Plan
from meetings.doors import Sent
from reviews import guarding
from subgroup import clock
from subgroup.models import Person, SubGroup
from subgroup.views.base import GroupRequest


def passes(
    request: GroupRequest, form: forms.BaseForm, place: str, *, plan: Plan | None = None, files: Mapping[str, Sent] | None = None
) -> bool:  # fmt: skip
    """In place of `form.is_valid()`. Held against the people of the plan's own case too, though it may be closed."""
    return passes_by(form, place, group=request.group, by=request.user, plan=plan, files=files)


def passes_by(
    form: forms.BaseForm, place: str, *, group: SubGroup, by: Person, plan: Plan | None = None,
    files: Mapping[str, Sent] | None = None,
) -> bool:  # fmt: skip
    case = hidden.case_of(plan) if plan else None
    return guarding.passes(form, case=case, group=group, place=place, by=by, at=clock.now(), files=files)
