"""The action log: a list to filter and take away, one action with its story, and its update."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplans import policies, reading
from actionplans.forms import ActionFilter, UpdateForm
from actionplans.models import Action, ActionUpdate
from actionplans.services import owing, updates
from members.representation import holder_of
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.lists import Column, ListPage
from subgroup.models import Deadline
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


class ActionList(ListPage, GroupView):
    permission = "view_actions"
    or_permission = "update_actions"
    title = "Actions"
    purpose = "What the sub-group agreed should be done, by whom and by when."
    nouns = ("action", "actions")
    filterset_class = ActionFilter
    ordering = ["done_on", "due_on"]
    phrases = {"state": lambda value: value, "mine": lambda value: "mine"}
    empty_text = "Actions appear here as they are caught in the minutes."
    columns = [
        Column("reference", "Action", link=address, sort="line__number"),
        Column("text", "What"),
        Column(
            "owner__title", "Who", lambda one: f"{one.owner.code} {one.owner.title}", sort="owner__number"
        ),
        Column("due_on", "Due", sort="due_on"),
        Column(
            "state",
            "State",
            lambda one: state_of(one, clock.today()),
            colour=lambda one: COLOURS[state_of(one, clock.today())],
        ),
        Column("done_on", "Done", sort="done_on"),
        Column("line__meeting__code", "Agreed at"),
    ]

    def get_queryset(self) -> QuerySet[Action]:
        rows = (
            visible(self.request)
            .filter(withdrawn_at=None)
            .select_related(None)
            .select_related("group", "owner", "line__meeting")
        )
        return rows.only(
            "reference", "text", "due_on", "done_on", "withdrawn_at", "group__slug", "owner__number", "owner__title",
            "line__meeting__number", "line__meeting__plan",
        )  # fmt: skip


class _ActionView(GroupView):
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


class ActionDetail(_ActionView):
    permission = "view_actions"
    or_permission = "update_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        action, today = self.action, clock.today()
        state = state_of(action, today)
        page: dict[str, Any] = {
            "title": f"Action {action.reference}",
            "breadcrumbs": self.crumbs(),
            "action": action,
            "state": state,
            "colour": COLOURS[state],
            "holder": holder_of(action.owner, today) if action.owner else None,
            "updates": action.updates.all(),
            "due": Deadline.objects.filter(group=self.group).about(owing.SUBJECT, action.pk).last(),
            "may_update": not action.done_on and not action.withdrawn_at and self.may_update(action),
            "minutes_url": reverse("meetings:minutes", args=[self.group.slug, action.line.meeting_id])
            if self.may("view_meetings")
            else "",
        }
        return render(request, "actionplans/action.html", page)


class UpdateAction(_ActionView):
    permission = "update_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self._check()
        policies.check_open(self.action)
        return self.show(UpdateForm(may_move=self.may("manage_actions")))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self._check()
        form = UpdateForm(request.POST, may_move=self.may("manage_actions"))
        if not form.is_valid():
            return self.show(form, status=422)
        said = form.cleaned_data
        common = {"action": self.action, "text": said["text"], "by": request.user, "at": clock.now()}
        try:
            if said["done"]:
                updates.complete(**common)
            else:
                updates.update(**common, new_due_on=said.get("new_due_on"))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(
            request, "The action is reported done." if said["done"] else "Your update is recorded."
        )
        return redirect(address(self.action))

    def _check(self) -> None:
        if not self.may_update(self.action):
            raise NotAllowed(
                f"{self.action.reference} belongs to {self.action.owner}. Its holder, or business support, can update it."
            )

    def show(self, form: UpdateForm, status: int = 200) -> HttpResponse:
        action = self.action
        page = {
            "title": f"Update {action.reference}",
            "intro": action.text,
            "breadcrumbs": self.crumbs((f"Action {action.reference}", address(action))),
            "form": form,
            "button": "Record",
            "cancel_url": address(action),
        }
        return render(self.request, "shapes/form.html", page, status=status)
