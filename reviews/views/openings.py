"""The log: who opened which case, and when. Read by the chair, the business manager and the auditor; edited by nobody."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from reviews import odd, reading
from reviews.models import Case, CaseOpening
from reviews.views.base import MARKING
from reviews.views.parts import parts
from subgroup import clock
from subgroup.form_fields import DateField
from subgroup.lists import Column, ListPage
from subgroup.models import Person
from subgroup.views.base import GroupRequest, GroupView

KEPT = "A restricted case"
SHOWN = 10


def section(request: GroupRequest, case: Case) -> Mapping[str, Any] | None:
    """The latest who opened this case, for who reads the log."""
    if not request.may("view_case_log"):
        return None
    rows = case.openings.select_related("person")
    return {
        "rows": rows[:SHOWN],
        "all_url": f"{reverse('reviews:openings', args=[request.group.slug])}?case={case.pk}",
        "count": rows.count(),
    }


class DayFilter(django_filters.Filter):
    field_class = DateField


class OpeningFilter(django_filters.FilterSet):
    person = django_filters.ModelChoiceFilter(
        label="Who", queryset=Person.objects.none(), empty_label="Everybody"
    )
    case = django_filters.ChoiceFilter(label="Case", empty_label="Every case")
    first = DayFilter(label="From", method="since")
    last = DayFilter(label="To", method="until")
    kind = django_filters.MultipleChoiceFilter(
        label="Only",
        choices=[
            ("identity", "Who the child is"),
            ("broke_in", "By breaking the glass"),
            ("refused", "Refused"),
        ],
        widget=forms.CheckboxSelectMultiple,
        method="of_kind",
    )

    class Meta:
        model = CaseOpening
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = CaseOpening.objects.filter(group=self.request.group).order_by()
        self.filters["person"].queryset = Person.objects.filter(pk__in=rows.values("person_id")).order_by(
            "name"
        )
        self.filters["case"].extra["choices"] = [
            (case.pk, names(self.request, case)) for case in told_of(self.request)
        ]

    def since(self, rows: QuerySet[CaseOpening], name: str, value: Any) -> QuerySet[CaseOpening]:
        return rows.filter(opened_at__gte=clock.moment(value))

    def until(self, rows: QuerySet[CaseOpening], name: str, value: Any) -> QuerySet[CaseOpening]:
        return rows.filter(opened_at__lt=clock.moment(value + timedelta(days=1)))

    def of_kind(self, rows: QuerySet[CaseOpening], name: str, value: list[str]) -> QuerySet[CaseOpening]:
        wanted = Q(pk__in=[])
        for kind in value:
            wanted |= Q(**{kind: True})
        return rows.filter(wanted)


def told_of(request: GroupRequest) -> QuerySet[Case]:
    """The cases that the log names to this reader: those not hidden from them."""
    gone = reading.hidden_cases(request.user, request.group, clock.now())
    return Case.objects.filter(group=request.group).exclude(pk__in=gone)


def names(request: GroupRequest, case: Case) -> str:
    """By its reference alone to who reads logs and no case."""
    return f"{case.reference} {case.codename}" if request.may("view_cases") else case.reference


class OpeningList(ListPage, GroupView):
    permission = "view_case_log"
    title = "Who opened what"
    purpose = (
        "Every look at a case: who, when, and what of it. Nobody can change this record in the application."
    )
    marking = MARKING
    nouns = ("opening", "openings")
    filterset_class = OpeningFilter
    template_name = "reviews/openings.html"
    empty_text = "An opening appears here as soon as somebody opens a case."
    ordering: ClassVar[list[str]] = ["-number"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.gone = reading.hidden_cases(self.request.user, self.group, clock.now())
        self.opens = self.may("view_cases")
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[CaseOpening]:
        rows = CaseOpening.objects.filter(group=self.group)
        return rows.select_related("person", "case__group")

    def is_gone(self, row: CaseOpening) -> bool:
        return str(row.case_id) in self.gone

    def case_of(self, row: CaseOpening) -> str:
        if row.case is None:
            return "No such case"
        return KEPT if self.is_gone(row) else names(self.request, row.case)

    def link_of(self, row: CaseOpening) -> str | None:
        if row.case is None or not self.opens or self.is_gone(row):
            return None
        return reverse("reviews:case", args=[self.group.slug, row.case_id])

    def how(self, row: CaseOpening) -> str:
        if row.refused:
            return "Refused"
        if row.broke_in:
            return "Broke the glass"
        return "Who the child is" if row.identity else "Opened"

    def get_columns(self) -> list[Column]:
        colours = {"Refused": "orange", "Broke the glass": "red", "Who the child is": "purple"}
        return [
            Column("number", "No.", sort="number", numeric=True),
            Column("opened_at", "When", sort="opened_at"),
            Column("person", "Who", lambda row: row.person.name, sort="person__name"),
            Column("case", "Case", self.case_of, link=self.link_of),
            Column("part", "What", lambda row: "" if self.is_gone(row) else row.part),
            Column("how", "How", self.how, colour=lambda row: colours.get(self.how(row), "grey")),
            Column("because", "Why", lambda row: "" if self.is_gone(row) else row.because),
        ]

    def list_context(self) -> dict[str, Any]:
        return {
            "parts": parts(self.request, "openings"),
            "odd": odd.patterns(self.group, today=clock.today()),
            "glass_url": reverse("reviews:break_glass", args=[self.group.slug])
            if self.request.may("break_glass")
            else "",
        }
