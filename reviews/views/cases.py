"""The list of cases, and the page of one."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reviews import reading
from reviews.case_parts import case_page
from reviews.enums import CaseSource, CaseState
from reviews.models import Case
from reviews.views.base import MARKING, CaseView
from reviews.views.parts import parts
from subgroup import clock
from subgroup.lists import Column, ListPage
from subgroup.views.base import GroupRequest, GroupView

COLOURS = {
    CaseState.REFERRED: "yellow",
    CaseState.SCREENING: "blue",
    CaseState.FOR_DECISION: "purple",
    CaseState.DEFERRED: "orange",
    CaseState.DECIDED: "green",
    CaseState.CLOSED: "grey",
}


def address(case: Case) -> str:
    return reverse("reviews:case", args=[case.group.slug, case.pk])


def restricted_colour(case: Case) -> str:
    return "red" if case.is_restricted else ""


def came_from(case: Case) -> str:
    """SCC, or CDOP, or how else it came."""
    if case.source == CaseSource.NOTIFICATION and case.agency:
        return f"{case.agency.code}, notified"
    if case.agency:
        return case.agency.code
    return {CaseSource.CDOP: "CDOP", CaseSource.OTHER: "Sub-group"}.get(CaseSource(case.source), "")


class CaseFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=CaseState.choices, label="Where it is", empty_label="Everywhere"
    )
    q = django_filters.CharFilter(field_name="codename", lookup_expr="icontains", label="Codename")

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []


class CaseList(ListPage, GroupView):
    permission = "view_cases"
    title = "Cases"
    purpose = (
        "The cases that are open to you, by codename: where each is on its way from a referral to an outcome."
    )
    marking = MARKING
    nouns = ("case", "cases")
    filterset_class = CaseFilter
    template_name = "reviews/cases.html"
    empty_text = (
        "A case appears here when an agency’s referral is sent, or when a case of yours comes onto an agenda."
    )
    ordering: ClassVar[list[str]] = ["-year", "-number"]
    columns: ClassVar[list[Column]] = [
        Column("codename", "Case", lambda case: case.codename, link=address, sort="codename"),
        Column("reference", "Reference", sort="number"),
        Column("agency", "From", came_from, sort="agency__code"),
        Column("opened_at", "Since", lambda case: clock.day_of(case.opened_at), sort="opened_at"),
        Column(
            "state", "Where it is", lambda case: case.get_state_display(), colour=lambda case: COLOURS[CaseState(case.state)],
            sort="state",
        ),
        Column(
            "restricted", "Open to", lambda case: "People named alone" if case.is_restricted else "", colour=restricted_colour
        ),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[Case]:
        rows = reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())
        return rows.select_related("agency", "group")

    def list_context(self) -> dict[str, Any]:
        new_url = reverse("reviews:referral_new", args=[self.group.slug])
        return {
            "parts": parts(self.request, "list"),
            "new_url": new_url if self.may("manage_cases") and self.may("refer_cases") else "",
        }


class CasePage(CaseView):
    """Everything about a case that its reader may see, in the order in which a case goes."""

    permission = "view_cases"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        case = self.case
        sections, step = case_page(request, case)
        context = {
            "title": str(case),
            "caption": case.reference,
            "purpose": case.summary,
            "breadcrumbs": self.trail()[:1],
            "case": case,
            "colour": COLOURS[CaseState(case.state)],
            "sections": sections,
            "step": step,
        }
        return render(request, "reviews/case.html", context)
