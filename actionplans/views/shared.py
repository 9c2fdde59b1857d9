"""What the pages of one action share."""

from datetime import date
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from actionplans import reading
from actionplans.enums import Stage
from actionplans.models import (
    Action,
    ActionUpdate,
    AgreedLight,
    DueChange,
    Evidence,
    Extension,
    ImpactTest,
    StageChange,
)
from subgroup import clock
from subgroup.views.base import GroupRequest, GroupView


def visible(request: GroupRequest) -> QuerySet[Action]:
    """What this person may see, with what pages show of it."""
    rows = reading.visible(request.user, request.group, request.permissions, on=clock.today())
    return rows.select_related(
        "group", "agency", "owner__agency", "line__meeting", "line__recorded_by", "recommendation__plan", "done_by",
        "signed_off_by",
    )  # fmt: skip


def with_records(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Each with all that its story tells; a query for each kind of record."""
    return rows.prefetch_related(
        Prefetch(
            "updates",
            ActionUpdate.objects.select_related("made_by", "sent_back_by").order_by("made_at", "pk"),
        ),
        Prefetch("stages", StageChange.objects.select_related("changed_by").order_by("changed_at", "pk")),
        Prefetch("due_changes", DueChange.objects.select_related("changed_by").order_by("changed_at", "pk")),
        Prefetch("extension_requests", Extension.objects.select_related("asked_by", "decided_by")),
        Prefetch("evidence", Evidence.objects.select_related("file", "supplied_by")),
        Prefetch("tests", ImpactTest.objects.select_related("set_by", "recorded_by")),
        Prefetch("agreed_lights", AgreedLight.objects.select_related("agreed_by")),
        "supporting",
    )


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
