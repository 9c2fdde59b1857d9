"""Many actions changed at once: chosen by the register's filter, shown with what would happen, then changed."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from actionplans import reading, register
from actionplans.forms.bulk import BulkForm
from actionplans.forms.register import ActionFilter
from actionplans.models import NO_DAY_LAST, Action
from actionplans.services import bulk
from actionplans.views.typed import passes
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView


class BulkChange(GroupView):
    """GET: those of the filter, ticked. POST: what would happen; with `seen`, it happens."""

    permission = "manage_actions"

    @property
    def back(self) -> str:
        query = self.request.GET.urlencode()
        return reverse("actionplans:list", args=[self.group.slug]) + (f"?{query}" if query else "")

    @cached_property
    def visible(self) -> QuerySet[Action]:
        request = self.request
        return reading.visible(request.user, request.group, request.permissions, on=clock.today())

    def of_filter(self) -> list[Action]:
        asked = self.request.GET.copy()
        for name in [name for name in asked if name.startswith("as_of")]:
            del asked[name]
        rows = ActionFilter(asked, queryset=self.visible, request=self.request).qs
        return list(rows.select_related("agency", "owner").order_by(NO_DAY_LAST, "pk")[: bulk.MOST + 1])

    def chosen(self) -> list[Action]:
        typed = map(whole, self.request.POST.getlist("action"))
        keys = [key for key in typed if key is not None][: bulk.MOST]
        rows = self.visible.filter(pk__in=keys).select_related(
            "group", "agency", "owner__agency", "recommendation__plan"
        )
        return list(rows.order_by(NO_DAY_LAST, "pk"))

    def form(self, data: Any = None) -> BulkForm:
        terms = register.lights_of(self.group, clock.today())
        return BulkForm(data, request=self.request, terms=terms)

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.choose(self.form(), self.of_filter())

    def post(self, request: GroupRequest) -> HttpResponse:
        form, actions = self.form(request.POST), self.chosen()
        if not actions:
            form.add_error(None, "Tick at least one action")
        if not passes(request, form, "Several actions"):
            ticked = {action.pk for action in actions}
            return self.choose(form, self.of_filter(), ticked, status=422)
        if seen := request.POST.get("seen"):
            try:
                return self.done(
                    bulk.make(
                        actions=actions, change=form.change(), by=request.user, at=clock.now(), seen=seen
                    )
                )
            except NotAllowed as refusal:
                messages.error(request, str(refusal))
                actions = self.chosen()
        return self.preview(form, actions)

    def choose(
        self, form: BulkForm, actions: list[Action], ticked: set[int] | None = None, status: int = 200
    ) -> HttpResponse:
        page = {
            "title": "Change several actions",
            "purpose": "Choose which ones and what is to change. You see what would happen before anything does.",
            "breadcrumbs": [("Actions", self.back)],
            "form": form,
            "rows": [(one, ticked is None or one.pk in ticked) for one in actions[: bulk.MOST]],
            "too_many": len(actions) > bulk.MOST and bulk.MOST,
            "back": self.back,
        }
        return render(self.request, "actionplans/bulk.html", page, status=status)

    def preview(self, form: BulkForm, actions: list[Action]) -> HttpResponse:
        seen = bulk.fingerprint(actions)
        trial = bulk.try_out(actions=actions, change=form.change(), by=self.request.user, at=clock.now())
        changes = [one for one in trial.outcomes if not one.refused]
        page = {
            "title": f"Change {count(len(changes), 'action', 'actions')}?",
            "breadcrumbs": [("Actions", self.back)],
            "changes": changes,
            "refused": [one for one in trial.outcomes if one.refused],
            "told": trial.told,
            "reason": form.change().reason,
            "sent": [
                (name, value) for name, values in self.request.POST.lists() for value in values
                if name not in ("csrfmiddlewaretoken", "seen")
            ],
            "seen": seen,
            "back": self.back,
        }  # fmt: skip
        return render(self.request, "actionplans/bulk_preview.html", page)

    def done(self, outcomes: list[bulk.Outcome]) -> HttpResponse:
        changed = [one for one in outcomes if not one.refused]
        left = len(outcomes) - len(changed)
        told = f"{count(len(changed), 'action was', 'actions were')} changed."
        messages.success(self.request, f"{told} {left} stayed as they were." if left else told)
        return redirect(self.back)
