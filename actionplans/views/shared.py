"""What the pages of one action share."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from actionplans import reading
from actionplans.enums import Stage
from actionplans.models import Action, Evidence
from subgroup import clock
from subgroup.models import Person
from subgroup.views.base import GroupRequest, GroupView


def visible(request: GroupRequest) -> QuerySet[Action]:
    """What this person may see, with what pages show of it."""
    rows = reading.visible(request.user, request.group, request.permissions, on=clock.today())
    return rows.select_related("group", "agency", "owner__agency", "line__meeting", "recommendation__plan")


PEOPLE: dict[str, tuple[str, ...]] = {
    "updates": ("made_by", "sent_back_by"),
    "stages": ("changed_by",),
    "due_changes": ("changed_by",),
    "extension_requests": ("asked_by", "decided_by"),
    "evidence": ("supplied_by",),
    "tests": ("set_by", "recorded_by"),
    "agreed_lights": ("agreed_by",),
}
"""Each kind of record of an action, and who stands in it."""


def with_records(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Each with all that its story tells; a query for each kind of record, and no people: `name_people` does that."""
    files = Prefetch("evidence", Evidence.objects.select_related("file"))
    return rows.prefetch_related(files, *(name for name in PEOPLE if name != "evidence"), "supporting")


def name_people(action: Action) -> Action:
    """Whoever stands in an action and its records, by one query for all of them."""
    places: list[tuple[Any, str]] = [(action, "done_by"), (action, "signed_off_by")]
    if action.line:
        places.append((action.line, "recorded_by"))
    for records, names in PEOPLE.items():
        places += [(row, name) for row in getattr(action, records).all() for name in names]
    ids = {getattr(row, f"{name}_id") for row, name in places}
    people = Person.objects.only("name", "email").in_bulk(ids - {None})
    for row, name in places:
        if key := getattr(row, f"{name}_id"):
            setattr(row, name, people[key])
    return action


COLOURS = {
    "Removed": "grey", "Overdue": "red", "Open": "blue", "To sign off": "yellow", "Done": "green",
    "Done late": "green", "Signed off": "green", "Tested": "green", "Sustained": "green",
    "Ended with its plan": "grey",
}  # fmt: skip


def state_of(action: Action, today: date) -> str:
    """One word, or a few, on where it stands; the keys of COLOURS."""
    if action.withdrawn_at:
        return "Removed"
    match action.stage:
        case Stage.OPEN:
            return "Overdue" if action.due_on and action.due_on < today else "Open"
        case Stage.DONE:
            late = action.done_on and action.due_on and action.done_on > action.due_on
            return "Done late" if late else "Done"
        case Stage.PROPOSED:
            return "To sign off"
        case Stage.SIGNED_OFF:
            return "Signed off"
        case Stage.ENDED:
            return "Ended with its plan"
    return Stage(action.stage).label


def address(action: Action, name: str = "detail") -> str:
    return reverse(f"actionplans:{name}", args=[action.group.slug, action.pk])


class ActionPage(GroupView):
    abstract = True
    permission = "view_actions"

    @cached_property
    def action(self) -> Action:
        return self.find(visible(self.request))

    def find(self, rows: QuerySet[Action]) -> Action:
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def may_update(self, action: Action) -> bool:
        return reading.may_update(self.request.user, action, self.request.permissions, on=clock.today())

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        return [("Actions", reverse("actionplans:list", args=[self.group.slug])), *more]
