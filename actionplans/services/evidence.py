"""What shows that something was done. One policy may serve several actions of an agency."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from actionplans import plan_policies as policies
from actionplans import pressed
from actionplans.models import Action, Evidence
from actionplans.services import owing
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person, StoredFile

WHAT = ("title", "file", "told", "agency", "holds_until")
"""What a piece of evidence is, whichever action it is for and since when."""


@dataclass(frozen=True)
class NewEvidence:
    """A file that was let in already, or words on where it lies (a paper file, a system of the agency)."""

    title: str
    file: StoredFile | None = None
    told: str = ""
    holds_until: date | None = None


@transaction.atomic
def supply(
    *,
    actions: Collection[Action],
    title: str,
    by: Person,
    at: datetime,
    file: StoredFile | None = None,
    told: str = "",
    holds_until: date | None = None,
) -> Evidence:
    """Evidence for one or more actions of the same agency, at any stage of theirs. Raises NotAllowed."""
    policies.check_said(title, "Give the evidence a title.")
    if file is None:
        policies.check_said(told, "Choose a file, or say where the evidence lies.")
    if holds_until is not None and holds_until < day_of(at):
        raise NotAllowed("This evidence holds no longer: its day has passed.")
    first = owing.lock(_checked(actions))
    said = {"supplied_by": by, "title": title.strip(), "told": told.strip(), "holds_until": holds_until}
    there = pressed.again(first.evidence.select_related("file"), "supplied_at", at, **said)
    if there and (there.file and there.file.sha256) == (file and file.sha256) and _is_for(there, actions):
        return there
    made = Evidence.objects.create(
        group=first.group, title=title.strip(), file=file, told=told.strip(), agency=first.agency,
        supplied_at=at, supplied_by=by, holds_until=holds_until,
    )  # fmt: skip
    made.actions.set(actions)
    return made


@transaction.atomic
def attach(*, evidence: Evidence, action: Action, by: Person, at: datetime) -> Evidence:
    """What is there already shows from now on that this action was done too: supplied once more, of the same file."""
    _checked([owing.lock(action)])
    if evidence.agency_id != action.agency_id:
        raise NotAllowed("This evidence is of another agency.")
    if not policies.holds(evidence, day_of(at)):
        raise NotAllowed("This evidence holds no longer: its day has passed.")
    what = {name: getattr(evidence, name) for name in WHAT}
    if there := action.evidence.filter(**what).first():
        return there
    made = Evidence.objects.create(group=action.group, **what, supplied_at=at, supplied_by=by)
    made.actions.add(action)
    return made


def _is_for(evidence: Evidence, actions: Collection[Action]) -> bool:
    return set(evidence.actions.values_list("pk", flat=True)) == {one.pk for one in actions}


def _checked(actions: Collection[Action]) -> Action:
    if len({(one.group_id, one.agency_id) for one in actions}) != 1:
        raise NotAllowed("Choose actions of one agency.")
    for action in actions:
        if action.plan is not None:
            policies.check_plan_open(action.plan)
        if action.withdrawn_at:
            raise NotAllowed(f"{action.reference} was removed, so that nothing is owed any more.")
    return next(iter(actions))
