"""Templates of plans: what there is, what each lays out, saving a plan as one, and taking those that come with the program."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplans.enums import AddressedTo, PlanKind
from actionplans.models import PlanTemplate
from actionplans.services import templates
from actionplans.views.plans import PlanView, plan_url
from actionplans.views.typed import passes
from members.models import Agency
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.lists import Column, ListPage
from subgroup.views.base import GroupRequest, GroupView


def url_of(template: PlanTemplate, name: str = "template") -> str:
    return reverse(f"actionplans:{name}", args=[template.group.slug, template.pk])


class TemplateForm(GovForm):
    name = forms.CharField(
        label="Name of the template", max_length=100, help_text="As plans of this sort are called. No codename.",
        error_messages={"required": "Give the template a name"},
    )  # fmt: skip


class TemplateList(ListPage, GroupView):
    permission = "manage_actions"
    title = "Templates of plans"
    purpose = "What a plan of a sort begins with: recommendations, actions, and how soon each is due."
    nouns = ("template", "templates")
    ordering = ["name"]
    template_name = "actionplans/templates.html"
    empty_text = "A template comes with the program, or from a plan that went well."
    columns = [
        Column("name", "Template", link=url_of, sort="name"),
        Column("kind", "For", lambda one: PlanKind(one.kind).label, sort="kind"),
        Column("recommendations", "Recommendations", lambda one: len(one.rows), numeric=True),
        Column(
            "actions", "Actions", lambda one: sum(len(row.get("actions", ())) for row in one.rows), numeric=True
        ),
        Column("made_at", "Made", sort="made_at"),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[PlanTemplate]:
        return PlanTemplate.objects.filter(group=self.request.group).select_related("group")

    def list_context(self) -> dict[str, Any]:
        slug = self.request.group.slug
        there = {name.casefold() for name in self.get_queryset().values_list("name", flat=True)}
        return {
            "breadcrumbs": _crumbs(slug)[:2],
            "shipped": [one["name"] for one in templates.shipped() if one["name"].casefold() not in there],
            "shipped_url": reverse("actionplans:templates_shipped", args=[slug]),
            "plan_url": reverse("actionplans:plan_new", args=[slug]),
        }


def _crumbs(slug: str) -> list[tuple[str, str]]:
    return [
        ("Actions", reverse("actionplans:list", args=[slug])),
        ("Plans", reverse("actionplans:plans", args=[slug])),
        ("Templates", reverse("actionplans:templates", args=[slug])),
    ]


class AddShipped(GroupView):
    permission = "manage_actions"

    def post(self, request: GroupRequest) -> HttpResponse:
        made = templates.add_shipped(group=self.group, by=request.user, at=clock.now())
        messages.success(request, f"{count(len(made), 'template is', 'templates are')} added.")
        return redirect(reverse("actionplans:templates", args=[self.group.slug]))


class TemplateView(GroupView):
    abstract = True
    permission = "manage_actions"

    @cached_property
    def template(self) -> PlanTemplate:
        rows = PlanTemplate.objects.filter(group=self.group).select_related("group", "made_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class TemplatePage(TemplateView):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        template = self.template
        names = dict(Agency.objects.filter(group=self.group).values_list("code", "name"))
        rows = [
            {
                **row,
                "to": ", ".join(names.get(code, code) for code in row.get("agencies", ()))
                or AddressedTo(row.get("addressed_to", AddressedTo.BOARD)).label,
                "lines": [
                    [
                        one["text"],
                        names.get(one.get("agency", ""), "Business support"),
                        _due(one.get("due_after")),
                    ]
                    for one in row.get("actions", ())
                ],
            }
            for row in template.rows
        ]
        context = {
            "title": template.name,
            "caption": f"Template for: {template.get_kind_display()}",
            "breadcrumbs": _crumbs(self.group.slug),
            "template_row": template,
            "rows": rows,
            "head": ["Action", "Agency", "Due"],
            "plan_url": f"{reverse('actionplans:plan_new', args=[self.group.slug])}?template={template.pk}",
            "remove_url": url_of(template, "template_remove"),
        }
        return render(request, "actionplans/template.html", context)


def _due(days: int | None) -> str:
    return "No day" if days is None else f"{count(days, 'day', 'days')} after the plan was agreed"


class RemoveTemplate(TemplateView):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        page = {
            "title": f"Remove the template “{self.template.name}”?",
            "breadcrumbs": [*_crumbs(self.group.slug), (self.template.name, url_of(self.template))],
            "happens": ["No plan can begin with it any more.", "Plans that began with it stay as they are."],
            "button": "Remove it",
            "destructive": True,
            "cancel_url": url_of(self.template),
        }
        return render(request, "shapes/confirm.html", page)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        templates.remove(template=self.template, by=request.user, at=clock.now())
        messages.success(request, "The template is removed.")
        return redirect(reverse("actionplans:templates", args=[self.group.slug]))


class SaveTemplate(PlanView):
    """A plan as a template: what it asks, without what became of it."""

    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.show(TemplateForm(initial={"name": self.plan.get_kind_display()}))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = TemplateForm(request.POST)
        if not passes(request, form, "The name of a template", plan=self.plan):
            return self.show(form)
        try:
            made = templates.save(
                plan=self.plan, name=form.cleaned_data["name"], by=request.user, at=clock.now()
            )
        except NotAllowed as refusal:
            form.add_error("name", str(refusal))
            return self.show(form)
        messages.success(request, "Saved. Look whether its words fit other reviews too.")
        return redirect(url_of(made))

    def show(self, form: GovForm) -> HttpResponse:
        return self.form_page(
            form, title=f"Save {self.plan.code} as a template", button="Save", back=plan_url(self.plan),
            breadcrumbs=self.of_plan(self.plan),
            intro="Its recommendations and actions are kept with their agencies, and how many days after the plan was agreed each was due.",
        )  # fmt: skip
