"""One action: its story from recommendation to impact, and its update."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from actionplans import lights, policies, reading, records, saying, story
from actionplans.enums import Stage
from actionplans.forms.action import UpdateForm
from actionplans.forms.windows import WordForm
from actionplans.models import Action, Challenge
from actionplans.register import lights_of
from actionplans.services import updates
from actionplans.views import words
from actionplans.views.shared import (
    COLOURS,
    ActionPage,
    address,
    state_of,
)
from actionplans.views.typed import passes
from members import standing
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.models import Person
from subgroup.views.base import GroupRequest


class ActionDetail(ActionPage):
    permission = "view_actions"
    or_permission = "update_actions"

    @cached_property
    def action(self) -> Action:
        request = self.request
        pk, today = self.kwargs["pk"], clock.today()
        found = reading.one_visible(pk, request.user, self.group, request.permissions, on=today)
        if found is None:
            raise Http404("No such action.")
        found.group = self.group
        return found

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        action, today = self.action, clock.today()
        known = records.read(action)
        state, terms = state_of(action, today), lights_of(self.group, today)
        may_update = self.may_update(action)
        three = lights.voices(action, today, terms=terms)
        page: dict[str, Any] = {
            "title": f"Action {action.reference}",
            "breadcrumbs": self.crumbs(*self.of_plan(action)),
            "action": action,
            "state": state,
            "colour": COLOURS[state],
            "holder": self.holder(action, today),
            "voices": three,
            "differ": lights.differ(three),
            "story": story.entries(action, terms, self.challenges(action, known.challenges)),
            "steps": story.steps(action, today) if action.recommendation else [],
            "evidence": action.evidence.all(),
            "waiting": next((one for one in action.extension_requests.all() if one.granted is None), None),
            "test": story.waiting_test(action),
            "due": known.due,
            "may": self.can(action, may_update=may_update),
            "challenge_url": self.challenge_url(action),
            "agree_url": address(action, "light")
            if self.may("sign_off_actions") and not action.withdrawn_at
            else "",
            "rules_url": reverse("actionplans:lights", args=[self.group.slug]),
            "minutes_url": reverse("meetings:minutes", args=[self.group.slug, action.line.meeting_id])
            if action.line and self.may("view_meetings")
            else "",
        }
        return render(request, "actionplans/action.html", page)

    def holder(self, action: Action, today: date) -> Person | None:
        seats = standing.seats(self.group, today) if action.owner_id else []
        return next((one.holder for one in seats if one.seat.pk == action.owner_id), None)

    def of_plan(self, action: Action) -> list[tuple[str, str]]:
        if action.plan is None or not self.may("view_actions"):
            return []
        return [(action.plan.code, reverse("actionplans:plan", args=[self.group.slug, action.plan.pk]))]

    def challenges(self, action: Action, known: list[Challenge]) -> list[tuple[Any, str]]:
        request = self.request
        found = reading.challenges_of(known, action, request.user, request.permissions, on=clock.today())
        return [(one, reverse("actionplans:challenge", args=[self.group.slug, one.pk])) for one in found]

    def challenge_url(self, action: Action) -> str:
        """A disagreement offers a challenge (P7)."""
        if not self.may("sign_off_actions") or action.withdrawn_at:
            return ""
        return f"{reverse('actionplans:challenge_new', args=[self.group.slug])}?action={action.pk}"

    def can(self, action: Action, *, may_update: bool) -> dict[str, bool]:
        """What this person can do here now; the first that holds is the page’s main button."""
        plan, stage = action.plan, action.stage
        alive = action.withdrawn_at is None and (plan is None or plan.closed_at is None)
        is_open = alive and stage == Stage.OPEN
        signs, manages = self.may("sign_off_actions"), self.may("manage_actions")
        test = story.waiting_test(action)
        asked = any(one.granted is None for one in action.extension_requests.all())
        return {
            "sign_off": signs and alive and stage == Stage.PROPOSED,
            "decide": signs and alive and asked,
            "record_test": manages and action.withdrawn_at is None and test is not None,
            "sustain": signs and action.withdrawn_at is None and stage == Stage.TESTED and test is None,
            "set_test": signs and action.withdrawn_at is None and stage in (Stage.SIGNED_OFF, Stage.TESTED) and test is None,
            "update": may_update and is_open,
            "propose": may_update and is_open and plan is not None,
            "extend": may_update and is_open and action.due_on is not None and not asked,
            "evidence": may_update and alive,
            "set_day": manages and is_open and action.due_on is None,
            "edit": manages and is_open and plan is not None,
        }  # fmt: skip


class UpdateAction(ActionPage):
    permission = "update_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self._check()
        return self.show(self.make_form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self._check()
        form = self.make_form(request.POST, request.FILES)
        done = self._of_plan(form) if isinstance(form, WordForm) else self._of_minutes(form)
        if not done:
            return self.show(form, status=422)
        messages.success(request, done)
        return redirect(address(self.action))

    def make_form(self, *data: Any) -> GovForm:
        if self.action.plan is None:
            return UpdateForm(*data[:1], may_move=self.may("manage_actions"))
        terms = lights_of(self.group, clock.today())
        last = saying.last_word(self.action)
        return WordForm(*data, action=self.action, last=last, lights=terms, may_attach=True)

    def _of_plan(self, form: WordForm) -> str:
        """Said as on the page of the window."""
        row = words.Row(self.action, form.last, None, "", "", "", form)
        sent = words.send([row], None, group=self.group, by=self.request.user, at=clock.now())
        if sent == 0:
            form.add_error(None, "Say how it stands, or that nothing has changed.")
        return "Your update is recorded." if sent else ""

    def _of_minutes(self, form: GovForm) -> str:
        if not passes(self.request, form, f"Action {self.action.reference}"):
            return ""
        said = form.cleaned_data
        common = {"action": self.action, "text": said["text"], "by": self.request.user, "at": clock.now()}
        try:
            if said["done"]:
                updates.complete(**common)
            else:
                updates.update(**common, new_due_on=said.get("new_due_on"))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return ""
        return "The action is reported done." if said["done"] else "Your update is recorded."

    def _check(self) -> None:
        if not self.may_update(self.action):
            who = self.action.owner or self.action.agency
            raise NotAllowed(
                f"{self.action.reference} belongs to {who}. Its holder, or business support, can update it."
            )
        policies.check_open(self.action)

    def show(self, form: GovForm, status: int = 200) -> HttpResponse:
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
