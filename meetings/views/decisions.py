"""The register of decisions, as a list and as CSV and XLSX."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse

from meetings import hiding
from meetings.enums import MinutesState
from meetings.models import Decision
from meetings.views.minutes import may_read_draft
from subgroup.lists import Column
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.list_documents import DocumentList


def _years(request: GroupRequest) -> list[tuple[str, str]]:
    years = (
        Decision.objects.standing()
        .filter(group=request.group)
        .order_by("-year")
        .values_list("year", flat=True)
        .distinct()
    )
    return [(year, year) for year in years]


class DecisionFilter(django_filters.FilterSet):
    year = django_filters.ChoiceFilter(label="Year", empty_label="Every year")
    quorate = django_filters.BooleanFilter(label="Quorate")
    text = django_filters.CharFilter(lookup_expr="icontains", label="Words")

    class Meta:
        model = Decision
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = _years(self.request)


def _standing(decision: Decision) -> str:
    if decision.ratified_by and decision.is_ratified:
        return f"Not quorate; ratified by {decision.ratified_by.code} of {decision.ratified_by.year}"
    if decision.is_advisory:
        return "Not quorate: advisory"
    return "Quorate" if decision.quorate else "Not quorate: to be ratified"


def _colour(decision: Decision) -> str:
    return "green" if decision.quorate else "orange" if decision.is_ratified else "red"


def _minutes(decision: Decision) -> str:
    return reverse("meetings:minutes", args=[decision.meeting.group.slug, decision.meeting_id])


def decisions_for(request: GroupRequest) -> QuerySet[Decision]:
    """The decisions that this reader may see."""
    rows = (
        Decision.objects.standing()
        .filter(group=request.group)
        .select_related("meeting__group", "meeting__terms", "ratified_by")
    )
    if not may_read_draft(request.permissions):
        rows = rows.filter(meeting__minutes_state__in=[MinutesState.CIRCULATED, MinutesState.AGREED])
    if "view_confidential" not in request.permissions:
        rows = rows.filter(confidential=False)
    kept = request.user.withholdings.filter(lifted_at=None).values("item_id")
    rows = rows.exclude(confidential=True, item_id__in=kept)
    return hiding.without(rows, hiding.of(request))


class DecisionList(DocumentList, GroupView):
    """Decisions whose minutes are out; those who write and approve minutes see the newest too."""

    permission = "view_meetings"
    title = "Decisions"
    document = "Decisions"
    purpose = "What the sub-group decided, numbered in each reporting year."
    nouns = ("decision", "decisions")
    filterset_class = DecisionFilter
    ordering = ["-year", "-number"]
    phrases = {
        "quorate": lambda value: "quorate" if value else "not quorate",
        "year": lambda value: f"of {value}",
    }
    empty_text = "Decisions appear here as they are recorded in the minutes."
    columns = [
        Column("code", "No.", sort="number"),
        Column("year", "Year", sort="year"),
        Column("text", "Decision"),
        Column("meeting__code", "Meeting", link=_minutes),
        Column("meeting__day", "Day", sort="meeting__day"),
        Column("standing", "Quorum", _standing, colour=_colour),
    ]

    def get_queryset(self) -> QuerySet[Decision]:
        return decisions_for(self.request)
