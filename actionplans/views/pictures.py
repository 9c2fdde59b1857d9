"""A plan in pictures and for the pack; what an agency was asked, for its own board."""

from copy import deepcopy
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify

from actionplans import picture, plan_lights, plan_versions, reading, register
from actionplans.enums import OPEN_STAGES
from actionplans.models import Action, Plan, Recommendation
from actionplans.views.register import FIELDS, Rows
from members.models import Agency
from subgroup import clock, past
from subgroup.forms import DateField, GovForm
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.printing import printed

MORE = ("recommendation_id", "recommendation__plan__code", "at_success_criterion", "at_evidence_required")

Row = TypeVar("Row", bound=Model)


class AsOfForm(GovForm):
    as_of = DateField(required=False, label="As it was on")
    hide_optional = True


class Pictured(GroupView):
    """Actions as they stand, or stood on the day of `?as_of=`, with their pictures."""

    abstract = True
    permission = "view_actions"

    @cached_property
    def as_of_form(self) -> AsOfForm:
        return AsOfForm(self.request.GET)

    @cached_property
    def on(self) -> date:
        """Today, or a past day that the address asks for."""
        asked = self.as_of_form.cleaned_data.get("as_of") if self.as_of_form.is_valid() else None
        return min(asked or clock.today(), clock.today())

    def with_day(self, address: str) -> str:
        return f"{address}?as_of={self.on}" if self.on < clock.today() else address

    def seen(self) -> QuerySet[Action]:
        request = self.request
        rows = reading.visible(request.user, request.group, request.permissions, on=clock.today())
        return register.at(rows, self.on, today=clock.today())

    def actions(self) -> QuerySet[Action]:
        raise NotImplementedError

    @cached_property
    def rows(self) -> list[Any]:
        return list(self.actions().values_list(*FIELDS, *MORE, named=True))

    def said(self) -> dict[str, Any]:
        """What page and document share."""
        terms = register.lights_of(self.group, self.on)
        columns = Rows(self.on, terms, reverse("actionplans:list", args=[self.group.slug])).columns()
        return {
            "group": self.group,
            "on": self.on,
            "as_of_form": self.as_of_form,
            "is_past": self.on < clock.today(),
            "pictures": picture.pictures(self.rows, self.on, terms),
            "heads": [column.label for column in columns],
            "lines": [self.line(columns, row) for row in self.rows],
        }

    def line(self, columns: list[Any], row: Any) -> dict[str, Any]:
        values = {column.key: column.of(row) for column in columns}
        return {**values, "row": row, "url": columns[0].link(row)}

    def document(
        self, template: str, context: dict[str, Any], *, title: str, name: str, back: str
    ) -> HttpResponseBase:
        page = {**context, "marking": "OFFICIAL-SENSITIVE", "reference": title}
        return printed(
            self.request, template, page, title=title, name=slugify(name), back=self.with_day(back)
        )


class _OfPlan(Pictured):
    abstract = True

    @cached_property
    def plan(self) -> Plan:
        request = self.request
        rows = reading.plans(request.user, self.group, request.permissions, on=clock.today())
        return get_object_or_404(rows.select_related("owner", "group"), pk=self.kwargs["pk"])

    def actions(self) -> QuerySet[Action]:
        rows = self.seen().filter(recommendation__plan=self.plan)
        return rows.order_by("recommendation__position", "recommendation__pk", "position", "pk")

    def of_plan(self) -> dict[str, Any]:
        lines: dict[int, list[Any]] = {}
        said = self.said()
        for line in said["lines"]:
            lines.setdefault(line["row"].recommendation_id, []).append(line)
        plan = next(iter(self.then([self.plan])), self.plan)
        asked = list(Recommendation.objects.filter(plan=self.plan))
        stood = {one.pk: one for one in self.then(asked)}
        rows = reading.visible(self.request.user, self.group, self.request.permissions, on=clock.today())
        light = plan_lights.of_plans(
            [self.plan.pk], rows, self.on, today=clock.today(), terms=register.lights_of(self.group, self.on)
        )
        return {
            **said,
            "plan": plan,
            "light": light[self.plan.pk],
            "versions": plan_versions.of_plan(plan, self.on, today=clock.today()),
            "recommendations": [
                (stood.get(one.pk, one), lines.get(one.pk, []))
                for one in asked
                if one.pk in stood or one.pk in lines
            ],
        }

    def then(self, rows: list[Row]) -> list[Row]:
        """On a past day in the words of that day, and without what was written since."""
        before = past.close_of(self.on)
        return past.as_they_were(deepcopy(rows), before) if self.on < clock.today() else rows


class PlanPicture(_OfPlan):
    """The one-page picture."""

    permission = "view_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan = self.plan
        page = {
            **self.of_plan(),
            "title": f"{plan.code} in pictures",
            "caption": plan.title,
            "breadcrumbs": [
                ("Actions", reverse("actionplans:list", args=[self.group.slug])),
                (plan.code, reverse("actionplans:plan", args=[self.group.slug, plan.pk])),
            ],
            "pdf_link": self.with_day(reverse("actionplans:plan_pdf", args=[self.group.slug, plan.pk])),
        }
        return render(request, "actionplans/picture.html", page)


class PlanDocument(_OfPlan):
    """The plan for a meeting's pack."""

    permission = "view_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        title = f"Action plan {self.plan.code}, as at {self.on:%-d %B %Y}"
        back = reverse("actionplans:plan_picture", args=[self.group.slug, self.plan.pk])
        return self.document(
            "actionplans/pdf/plan.html",
            self.of_plan(),
            title=title,
            name=f"{self.plan.code}-{self.on}",
            back=back,
        )


class _OfAgency(Pictured):
    """A lead sees their own agencies' alone."""

    abstract = True
    or_permission = "update_actions"

    @cached_property
    def agency(self) -> Agency:
        agency = get_object_or_404(Agency, group=self.group, pk=self.kwargs["pk"])
        if not self.may("view_actions") and not self.seen().filter(agency=agency).exists():
            raise Http404("No such agency.")
        return agency

    def rows_of(self, agency: Agency) -> QuerySet[Action]:
        return self.seen().filter(Q(at_agency=agency.pk))

    def actions(self) -> QuerySet[Action]:
        return self.rows_of(self.agency).order_by(F("at_due_on").asc(nulls_last=True), "pk")

    def of_agency(self) -> dict[str, Any]:
        said = self.said()
        is_open = [line for line in said["lines"] if line["row"].at_stage in OPEN_STAGES]
        ended = [line for line in said["lines"] if line["row"].at_stage not in OPEN_STAGES]
        return {**said, "agency": self.agency, "open_lines": is_open, "ended_lines": ended}


class AgencyPage(_OfAgency):
    permission = "view_actions"
    or_permission = "update_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        agency = self.agency
        page = {
            **self.of_agency(),
            "title": f"What {agency} was asked",
            "purpose": "For the agency’s own board: every action that was asked of it, and how it stands.",
            "breadcrumbs": [("Actions", reverse("actionplans:list", args=[self.group.slug]))],
            "pdf_link": self.with_day(reverse("actionplans:agency_pdf", args=[self.group.slug, agency.pk])),
        }
        return render(request, "actionplans/agency.html", page)


class AgencyDocument(_OfAgency):
    permission = "view_actions"
    or_permission = "update_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        agency = self.agency
        title = f"What {agency} was asked, as at {self.on:%-d %B %Y}"
        back = reverse("actionplans:agency", args=[self.group.slug, agency.pk])
        return self.document(
            "actionplans/pdf/agency.html",
            self.of_agency(),
            title=title,
            name=f"{agency.code}-{self.on}",
            back=back,
        )
