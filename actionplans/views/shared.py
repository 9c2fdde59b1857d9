"""What the pages of one action share."""

from datetime import date
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from actionplans import reading
from actionplans.models import Action, ActionUpdate
from subgroup import clock
from subgroup.views.base import GroupRequest, GroupView


def visible(request: GroupRequest) -> QuerySet[Action]:
    """What this person may see, with what pages show of it."""
    rows = reading.visible(request.user, request.group, request.permissions, on=clock.today())
    return rows.select_related("group", "agency", "owner", "line__meeting", "recommendation__plan", "done_by")


def state_of(action: Action, today: date) -> str:
    if action.withdrawn_at:
        return "Removed"
    if action.done_on:
        return "Done late" if action.done_on > action.due_on else "Done"
    return "Overdue" if action.due_on < today else "Open"


COLOURS = {"Done": "green", "Done late": "green", "Overdue": "red", "Open": "blue", "Removed": "grey"}


def address(action: Action, name: str = "detail") -> str:
    return reverse(f"actionplans:{name}", args=[action.group.slug, action.pk])


class ActionPage(GroupView):
    abstract = True
    permission = "view_actions"

    @cached_property
    def action(self) -> Action:
        updates = Prefetch(
            "updates", ActionUpdate.objects.select_related("made_by").order_by("-made_at", "-pk")
        )
        return get_object_or_404(visible(self.request).prefetch_related(updates), pk=self.kwargs["pk"])

    def may_update(self, action: Action) -> bool:
        return reading.may_update(self.request.user, action, self.request.permissions, on=clock.today())

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        return [("Actions", reverse("actionplans:list", args=[self.group.slug])), *more]
