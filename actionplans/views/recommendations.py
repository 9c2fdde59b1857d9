"""Recommendations and the actions under them: shown, added, changed."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplans import plan_policies, reading
from actionplans.forms import plans as plan_forms
from actionplans.models import Action, Plan, Recommendation
from actionplans.services import kin, plans
from actionplans.views.plans import PlanView, line_of, plan_url
from actionplans.views.shared import address
from actionplans.views.typed import passes
from subgroup import clock
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest


class RecommendationView(PlanView):
    abstract = True

    @cached_property
    def recommendation(self) -> Recommendation:
        rows = Recommendation.objects.filter(plan__in=self.seen().values("pk"))
        return get_object_or_404(rows.select_related("plan__group"), pk=self.kwargs["pk"])

    @cached_property
    def plan(self) -> Plan:
        return self.recommendation.plan

    def url(self, name: str = "recommendation") -> str:
        return reverse(f"actionplans:{name}", args=[self.group.slug, self.recommendation.pk])


class RecommendationPage(RecommendationView):
    permission = "view_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row, today = self.recommendation, clock.today()
        seen = reading.visible(request.user, self.group, request.permissions, on=today)
        actions = seen.filter(recommendation=row, withdrawn_at=None).select_related(
            "agency", "owner", "group"
        )
        family = kin.family(row, self.seen())
        page = {
            "title": f"Recommendation {row.number} of {row.plan.code}",
            "caption": row.plan.title,
            "breadcrumbs": self.of_plan(row.plan),
            "recommendation": row,
            "agencies": row.agencies.all(),
            "kin": family,
            "kin_sentence": kin.sentence(row, family),
            "alike": kin.alike(row, self.seen()) if self.may("manage_actions") else [],
            "lines": [line_of(one, today) for one in actions.order_by("position", "pk")],
            "may_manage": self.may("manage_actions") and row.plan.closed_at is None,
            "head": ["Action", "What", "Who", "Due", "State"],
        }
        return render(request, "actionplans/recommendation.html", page)


class RecommendationNew(PlanView):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan_policies.check_plan_open(self.plan)
        return self.show(plan_forms.RecommendationForm(group=self.group, is_new=True))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = plan_forms.RecommendationForm(request.POST, group=self.group, is_new=True)
        if passes(request, form, f"Plan {self.plan.code}", plan=self.plan):
            said = {**form.cleaned_data}
            said.pop("version")
            try:
                made = plans.add_recommendation(plan=self.plan, **said, by=request.user, at=clock.now())
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"Recommendation {made.number} stands. Add who does what.")
                return redirect(reverse("actionplans:recommendation", args=[self.group.slug, made.pk]))
        return self.show(form)

    def show(self, form: GovForm) -> HttpResponse:
        plan = self.plan
        return self.form_page(
            form, title="Add a recommendation", button="Add it", back=plan_url(plan), caption=plan.code,
            breadcrumbs=self.of_plan(plan),
        )  # fmt: skip


class RecommendationEdit(RecommendationView):
    permission = "manage_actions"
    names = ("text", "finding", "addressed_to", "theme")

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.recommendation
        initial = {name: getattr(row, name) for name in self.names}
        initial |= {"version": row.version, "agencies": row.agencies.all()}
        return self.show(plan_forms.RecommendationForm(initial=initial, group=self.group, is_new=False))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        row, theirs = self.recommendation, ""
        form = plan_forms.RecommendationForm(request.POST, group=self.group, is_new=False)
        if passes(request, form, f"Recommendation {row}", plan=row.plan):
            values = {name: form.cleaned_data[name] for name in (*self.names, "agencies")}
            version = form.cleaned_data["version"] or 0
            try:
                plans.change_recommendation(
                    recommendation=row, version=version, **values, by=request.user, at=clock.now()
                )
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            except Conflict as conflict:
                theirs = self.told(form, conflict, row.version)
            else:
                messages.success(request, f"Recommendation {row.number} is changed.")
                return redirect(self.url())
        return self.show(form, theirs)

    def show(self, form: GovForm, theirs: str = "") -> HttpResponse:
        row = self.recommendation
        return self.form_page(
            form, title=f"Change recommendation {row.number}", button="Save", back=self.url(), caption=row.plan.code,
            breadcrumbs=[*self.of_plan(row.plan), (f"Recommendation {row.number}", self.url())], theirs=theirs,
        )  # fmt: skip


class ActionNew(RecommendationView):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan_policies.check_plan_open(self.plan)
        return self.show(plan_forms.ActionForm(group=self.group, is_new=True))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = plan_forms.ActionForm(request.POST, group=self.group, is_new=True)
        if passes(request, form, f"Plan {self.plan.code}", plan=self.plan):
            said = {**form.cleaned_data}
            said.pop("version")
            try:
                made = plans.add_action(
                    recommendation=self.recommendation, **said, by=request.user, at=clock.now(), once=True
                )
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{made.reference} stands.")
                return redirect(self.url())
        return self.show(form)

    def show(self, form: GovForm) -> HttpResponse:
        row = self.recommendation
        return self.form_page(
            form, title="Add an action", button="Add the action", back=self.url(), caption=str(row), intro=row.text,
            breadcrumbs=[*self.of_plan(row.plan), (f"Recommendation {row.number}", self.url())],
        )  # fmt: skip


class ActionEdit(PlanView):
    permission = "manage_actions"
    names = ("text", "agency", "owner", "officer", "success_criterion", "evidence_required")

    @cached_property
    def action(self) -> Action:
        request = self.request
        seen = reading.visible(request.user, self.group, request.permissions, on=clock.today())
        return get_object_or_404(
            seen.select_related("group", "agency", "owner", "recommendation__plan__group"),
            pk=self.kwargs["pk"],
        )

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        action = self.action
        plan_policies.check_changeable(action)
        initial = {name: getattr(action, name) for name in self.names}
        initial |= {"version": action.version, "supporting": action.supporting.all()}
        return self.show(plan_forms.ActionForm(initial=initial, group=self.group, is_new=False))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        action, theirs = self.action, ""
        form = plan_forms.ActionForm(request.POST, group=self.group, is_new=False)
        if passes(request, form, f"Action {action.reference}", plan=action.plan):
            values = {name: form.cleaned_data[name] for name in (*self.names, "supporting")}
            version = form.cleaned_data["version"] or 0
            try:
                plans.change_action(action=action, version=version, **values, by=request.user, at=clock.now())
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            except Conflict as conflict:
                theirs = self.told(form, conflict, action.version)
            else:
                messages.success(request, f"{action.reference} is changed.")
                return redirect(address(action))
        return self.show(form, theirs)

    def show(self, form: GovForm, theirs: str = "") -> HttpResponse:
        action = self.action
        return self.form_page(
            form, title=f"Change {action.reference}", button="Save", back=address(action), theirs=theirs,
            breadcrumbs=self.crumbs((f"Action {action.reference}", address(action))),
            intro="Its day moves when more time is asked for and granted. Whoever answers for it anew is told by mail.",
        )  # fmt: skip
