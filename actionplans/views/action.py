"""One action with its story, and its update."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from actionplans import policies
from actionplans.forms.action import UpdateForm
from actionplans.services import owing, updates
from actionplans.views.shared import COLOURS, ActionPage, address, state_of
from members.representation import holder_of
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest


class ActionDetail(ActionPage):
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


class UpdateAction(ActionPage):
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
