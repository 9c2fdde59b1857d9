"""Plans: the list, one with its recommendations and actions, and what opens, changes and closes it."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplans import plan_lights, plan_policies, plan_versions, reading
from actionplans.enums import OPEN_STAGES, PlanKind, PlanState, Stage
from actionplans.forms import plans as plan_forms
from actionplans.models import Action, Plan, PlanTemplate, PlanVersion
from actionplans.register import lights_of
from actionplans.services import hand_over, plans
from actionplans.views.parts import parts
from actionplans.views.register import TAGS
from actionplans.views.shared import COLOURS, address, state_of
from actionplans.views.typed import passes
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import GovForm
from subgroup.lists import Column, ListPage
from subgroup.models import SubGroup
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView

ASK_THE_CHAIR = "An action is still open: only the chair or the vice chair can close the plan, with a reason."


def plan_url(plan: Plan, name: str = "plan") -> str:
    return reverse(f"actionplans:{name}", args=[plan.group.slug, plan.pk])


def counted(rows: QuerySet[Plan], today: date) -> QuerySet[Plan]:
    """With how many actions each has, and which version was agreed last."""
    actions = "recommendations__actions"
    standing = Q(**{f"{actions}__withdrawn_at": None, f"{actions}__isnull": False})
    opened = standing & Q(**{f"{actions}__stage__in": OPEN_STAGES})
    overdue = standing & Q(**{f"{actions}__stage": Stage.OPEN, f"{actions}__due_on__lt": today})
    newest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    return rows.select_related("group").annotate(
        agreed_version=Coalesce(
            Subquery(newest.values("number")[:1]),
            Case(When(agreed_on__isnull=False, then=1)),
            output_field=IntegerField(),
        ),
        version_on=Coalesce(Subquery(newest.values("agreed_on")[:1]), "agreed_on"),
        all_actions=Count(actions, filter=standing),
        open_actions=Count(actions, filter=opened),
        overdue=Count(actions, filter=overdue),
    )


def lit(rows: QuerySet[Plan], seen: QuerySet[Action], group: SubGroup, today: date) -> list[Plan]:
    """With the light of each by the actions that are seen, in two queries."""
    found, terms = list(rows), lights_of(group, today)
    lights = plan_lights.of_plans([one.pk for one in found], seen, today, today=today, terms=terms)
    for one in found:
        one.light = lights[one.pk]  # type: ignore[attr-defined]
    return found


class PlanList(ListPage, GroupView):
    permission = "view_actions"
    title = "Action plans"
    purpose = "The plans of reviews, panels, forums and audits, and how far they are."
    nouns = ("plan", "plans")
    ordering = ["state", "code"]
    empty_text = (
        "Plans stand here once business support has opened one, by hand, from a template or from a tracker."
    )
    template_name = "actionplans/plans.html"
    columns = [
        Column("code", "Plan", link=plan_url, sort="code"),
        Column("title", "Title", sort="title"),
        Column("light", "Light", lambda one: one.light.word, colour=lambda one: TAGS[one.light.colour]),
        Column("kind", "Where it comes from", lambda one: PlanKind(one.kind).label, sort="kind"),
        Column("open_actions", "Open", sort="open_actions", numeric=True),
        Column("overdue", "Overdue", sort="overdue", numeric=True),
        Column("all_actions", "Of all", sort="all_actions", numeric=True),
        Column("agreed_version", "Version", sort="agreed_version"),
        Column("version_on", "Agreed on", sort="version_on"),
        Column("ends_on", "To end by", sort="ends_on"),
        Column(
            "state", "State", lambda one: PlanState(one.state).label,
            colour=lambda one: "blue" if one.state == PlanState.OPEN else "grey",
        ),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[Plan]:
        today = clock.today()
        rows = reading.plans(self.request.user, self.request.group, self.request.permissions, on=today)
        return counted(rows, today)

    def fetched(self, rows: QuerySet[Plan]) -> list[Plan]:
        request, today = self.request, clock.today()
        seen = reading.visible(request.user, request.group, request.permissions, on=today)
        return lit(rows, seen, request.group, today)

    def list_context(self) -> dict[str, Any]:
        may_open = self.request.may("manage_actions")
        return {
            "new_url": reverse("actionplans:plan_new", args=[self.request.group.slug]) if may_open else "",
            "parts": parts(self.request, "plans"),
            "may_manage": may_open,
        }


class PlanView(GroupView):
    """Fetches one plan for a reader who may open it."""

    abstract = True
    permission = "manage_actions"

    def seen(self) -> QuerySet[Plan]:
        request = self.request
        rows = reading.plans(request.user, self.group, request.permissions, on=clock.today())
        return rows.select_related("group", "owner__agency", "opened_by", "closed_by")

    @cached_property
    def plan(self) -> Plan:
        return get_object_or_404(self.seen(), pk=self.kwargs["pk"])

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        slug = self.group.slug
        return [
            ("Actions", reverse("actionplans:list", args=[slug])),
            ("Plans", reverse("actionplans:plans", args=[slug])),
            *more,
        ]

    def of_plan(self, plan: Plan) -> list[tuple[str, str]]:
        return self.crumbs((plan.code, plan_url(plan)))

    def form_page(self, form: GovForm, *, title: str, button: str, back: str, **more: Any) -> HttpResponse:
        page = {"title": title, "form": form, "button": button, "cancel_url": back, **more}
        return render(self.request, "actionplans/plan_form.html", page, status=422 if form.is_bound else 200)

    def told(self, form: GovForm, conflict: Conflict, version: int) -> str:
        """Puts what somebody else saved beside what was typed; sent again, it is saved over it."""
        form.data = {**form.data.dict(), **_lists(form), "version": version}  # type: ignore[attr-defined]
        form.add_error(None, f"{conflict} Look at what stands now, and save again.")
        return conflict.theirs


def _lists(form: GovForm) -> dict[str, Any]:
    """Of fields that hold several values, all of them."""
    data = form.data
    return {name: data.getlist(name) for name in ("agencies", "supporting") if name in data}  # type: ignore[attr-defined]


class PlanPage(PlanView):
    permission = "view_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan, today = self.plan, clock.today()
        seen = reading.visible(request.user, self.group, request.permissions, on=today)
        actions = seen.filter(withdrawn_at=None).select_related("agency", "owner", "group")
        rows = list(
            plan.recommendations.prefetch_related(
                "agencies", Prefetch("actions", actions.order_by("position", "pk"), to_attr="shown")
            )
        )
        every = [action for row in rows for action in row.shown]
        terms = lights_of(self.group, today)
        page = {
            "title": plan.title,
            "caption": f"Action plan {plan.code}",
            "breadcrumbs": self.crumbs(),
            "plan": plan,
            "recommendations": [(row, [line_of(one, today) for one in row.shown]) for row in rows],
            "figures": _figures(every, today, plan),
            "light": plan_lights.of_plans([plan.pk], seen, today, today=today, terms=terms)[plan.pk],
            "versions": plan_versions.of_plan(plan, today, today=today),
            "may_give": plan.state == PlanState.OPEN and self.may("sign_off_actions"),
            "hand_overs": plan.hand_overs.select_related("received_by").order_by("-made_at"),
            "may_receive": self.may("receive_hand_overs"),
            "may_manage": self.may("manage_actions"),
            "is_open": plan.state == PlanState.OPEN,
            "head": ["Action", "What", "Who", "Due", "State"],
        }
        return render(request, "actionplans/plan.html", page)


def line_of(action: Action, today: Any) -> dict[str, Any]:
    state = state_of(action, today)
    return {"action": action, "url": address(action), "state": state, "colour": COLOURS[state]}


def _figures(actions: list[Action], today: Any, plan: Plan) -> list[dict[str, Any]]:
    """Each with the rows of the register that it counts."""
    register = reverse("actionplans:list", args=[plan.group.slug])
    late = sum(one.stage == Stage.OPEN and one.due_on is not None and one.due_on < today for one in actions)
    waits = sum(one.stage == Stage.PROPOSED for one in actions)
    still = sum(one.stage in OPEN_STAGES for one in actions)
    query = f"{register}?plan={plan.code}"
    ended = sum(one.stage == Stage.ENDED for one in actions)
    done = len(actions) - still - ended
    return [
        {"figure": still, "label": "open", "href": f"{query}&state=open", "colour": ""},
        {"figure": late, "label": "overdue", "href": f"{query}&state=overdue", "colour": "red" if late else ""},
        {"figure": waits, "label": "to sign off", "href": f"{query}&state=proposed", "colour": ""},
        {"figure": done, "label": "done", "href": f"{query}&state=done", "colour": "green"},
    ]  # fmt: skip


class PlanNew(PlanView):
    permission = "manage_actions"

    def get(self, request: GroupRequest) -> HttpResponse:
        template = PlanTemplate.objects.filter(
            group=self.group, pk=whole(request.GET.get("template", "")) or 0
        ).first()
        initial = {"template": str(template.pk), "kind": template.kind} if template else None
        return self.show(plan_forms.PlanForm(group=self.group, initial=initial))

    def post(self, request: GroupRequest) -> HttpResponse:
        form = plan_forms.PlanForm(request.POST, group=self.group)
        if passes(request, form, "A new plan"):
            said = {**form.cleaned_data}
            said.pop("version")
            try:
                plan = plans.open_plan(group=self.group, **said, by=request.user, at=clock.now())
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                adds = "Change what its template says to what" if said["template"] else "Add what"
                messages.success(request, f"{plan.code} is open. {adds} the review recommends.")
                return redirect(plan_url(plan))
        return self.show(form)

    def show(self, form: GovForm) -> HttpResponse:
        back = reverse("actionplans:plans", args=[self.group.slug])
        return self.form_page(
            form, title="Open a plan", button="Open the plan", back=back, breadcrumbs=self.crumbs()
        )


class PlanEdit(PlanView):
    permission = "manage_actions"
    names = ("title", "kind", "source_reference", "theme", "agreed_on", "ends_on", "confidential", "owner")

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan = self.plan
        initial = {name: getattr(plan, name) for name in self.names} | {"version": plan.version}
        return self.show(plan_forms.PlanForm(initial=initial, group=self.group, plan=plan))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan, theirs = self.plan, ""
        form = plan_forms.PlanForm(request.POST, group=self.group, plan=plan)
        if passes(request, form, f"Plan {plan.code}", plan=plan):
            values = {name: form.cleaned_data[name] for name in self.names if name in form.fields}
            version = form.cleaned_data["version"] or 0
            try:
                plans.change_plan(plan=plan, version=version, **values, by=request.user, at=clock.now())
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            except Conflict as conflict:
                theirs = self.told(form, conflict, plan.version)
            else:
                messages.success(request, f"{plan.code} is changed.")
                return redirect(plan_url(plan))
        return self.show(form, theirs)

    def show(self, form: GovForm, theirs: str = "") -> HttpResponse:
        plan = self.plan
        return self.form_page(
            form, title=f"Change {plan.code}", button="Save", back=plan_url(plan), breadcrumbs=self.of_plan(plan),
            theirs=theirs,
        )  # fmt: skip


class ClosePlan(PlanView):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan_policies.check_plan_open(self.plan)
        return self.show(plan_forms.CloseForm() if self.still_open else None)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan, form, because = self.plan, None, ""
        if self.still_open:
            if not self.may("sign_off_actions"):
                raise NotAllowed(ASK_THE_CHAIR)
            form = plan_forms.CloseForm(request.POST)
            if not passes(request, form, f"Plan {plan.code}", plan=plan):
                return self.show(form, status=422)
            because = form.cleaned_data["because"]
        plans.close(plan=plan, because=because, by=request.user, at=clock.now())
        messages.success(request, f"{plan.code} is closed and handed over.")
        return redirect(plan_url(plan))

    @cached_property
    def still_open(self) -> int:
        return plans.open_actions(self.plan).count()

    def show(self, form: GovForm | None, status: int = 200) -> HttpResponse:
        plan, still = self.plan, self.still_open
        if still and not self.may("sign_off_actions"):
            raise NotAllowed(ASK_THE_CHAIR)
        happens = [
            "What the plan says now is frozen as the hand-over, with a PDF, for the Learning and Improvement and QA sub-group.",
            "No action of it can be updated any more. Impact tests that were set stay owed.",
        ]
        if still:
            happens.insert(
                0, f"{count(still, 'action is', 'actions are')} still open, and will be owed no more."
            )
        if plan.confidential:
            happens.append(
                "The plan is confidential: only readers who may read confidential things are told."
            )
        page = {
            "title": f"Close {plan.code}?",
            "breadcrumbs": self.of_plan(plan),
            "happens": happens,
            "told": [person.name for person in hand_over.readers(plan, on=clock.today())],
            "form": form,
            "button": "Close the plan",
            "destructive": bool(still),
            "cancel_url": plan_url(plan),
        }
        return render(self.request, "shapes/confirm.html", page, status=status)


class ReopenPlan(PlanView):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan_policies.check_reopen(self.plan, "some words")
        return self.show(plan_forms.ReopenForm())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = plan_forms.ReopenForm(request.POST)
        plan = self.plan
        if not passes(request, form, f"Plan {plan.code}", plan=plan):
            return self.show(form)
        plans.reopen(plan=plan, because=form.cleaned_data["because"], by=request.user, at=clock.now())
        messages.success(request, f"{plan.code} is open again.")
        return redirect(plan_url(plan))

    def show(self, form: GovForm) -> HttpResponse:
        plan = self.plan
        return self.form_page(
            form, title=f"Open {plan.code} again", button="Open it again", back=plan_url(plan),
            breadcrumbs=self.of_plan(plan), intro="What was open is owed again by its day. The hand-over stays as it was.",
        )  # fmt: skip
