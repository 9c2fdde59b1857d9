"""What the pages of one action share."""

from datetime import date
from functools import cached_property

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from actionplans import reading
from actionplans.enums import Stage
from actionplans.models import Action
from subgroup import clock
from subgroup.views.base import GroupRequest, GroupView


def visible(request: GroupRequest) -> QuerySet[Action]:
    """What this person may see, with what pages show of it."""
    rows = reading.visible(request.user, request.group, request.permissions, on=clock.today())
    return rows.select_related("group", "agency", "owner__agency", "line__meeting", "recommendation__plan")


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
