"""How agencies contribute to the Child Death Overview Panel: a table by agency, its trend, and the requests behind each figure (F1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from members.models import Agency
from reviews import death_figures
from reviews.cdop.contribution import Asked, Figures, Period, Share, figures, quarters
from reviews.enums import RequestState
from reviews.models import DeathRequest
from reviews.views.base import MARKING
from reviews.views.death_words import standing
from reviews.views.deaths import url
from subgroup import clock
from subgroup.lists import Column, ListPage, as_csv, as_xlsx, shown
from subgroup.models import SubGroup
from subgroup.views.base import GroupRequest, GroupView

YEARS_BACK = 4


class RequestFilter(django_filters.FilterSet):
    agency = django_filters.ModelChoiceFilter(
        queryset=lambda request: Agency.objects.filter(group=request.group).order_by("name"), label="Agency",
        empty_label="Every agency",
    )  # fmt: skip
    figure = django_filters.ChoiceFilter(
        label="Which", empty_label="All", method="by_figure", choices=death_figures.FIGURES
    )
    asked_from = django_filters.DateFilter(field_name="requested_on", lookup_expr="gte", label="Asked from")
    asked_to = django_filters.DateFilter(field_name="requested_on", lookup_expr="lte", label="Asked until")

    class Meta:
        model = DeathRequest
        fields: ClassVar[list[str]] = []

    def by_figure(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return death_figures.behind(rows, value, clock.today())


class RequestList(ListPage, GroupView):
    """Every request, by the panel's reference."""

    permission = "view_deaths"
    title = "Requests for child deaths"
    purpose = "Every request of the Child Death Overview Panel to an agency. The days are local ones, not statutory."
    marking = MARKING
    nouns = ("request", "requests")
    filterset_class = RequestFilter
    empty_text = "A request appears here when an agency is asked for a child death."
    ordering: ClassVar[list[str]] = ["-requested_on", "death__reference"]
    columns: ClassVar[list[Column]] = [
        Column("death", "Death", lambda one: one.death.reference, sort="death__reference",
               link=lambda one: url(one.death.group.slug, "death_request", one.pk)),
        Column("agency", "Agency", lambda one: one.agency.name, sort="agency__name"),
        Column("form", "Form", sort="form"),
        Column("requested_on", "Asked", sort="requested_on"),
        Column("due_on", "Due (local)", sort="due_on"),
        Column("answered_on", "Answered", sort="answered_on"),
        Column("state", "How it stands", lambda one: standing(one, clock.today())[0],
               colour=lambda one: standing(one, clock.today())[1], sort="state"),
        Column("quality", "Quality", lambda one: one.get_quality_display()),
        Column("deferred_the_panel", "The panel waited", lambda one: "Yes" if one.deferred_the_panel else ""),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[DeathRequest]:
        rows = DeathRequest.objects.filter(death__group=self.group)
        if self.request.GET.get("counted"):
            rows = rows.exclude(state=RequestState.WITHDRAWN)
        return rows.select_related("death__group", "agency")

    def list_context(self) -> dict[str, Any]:
        return {"breadcrumbs": [("CDOP returns", url(self.group.slug, "deaths"))]}


@dataclass(frozen=True)
class Line:
    """A row of the table: an agency or a period, with its figures."""

    label: str
    figures: Figures
    period: Period
    agency: Agency | None


def _share(pick: Callable[[Figures], Share]) -> Callable[[Line], str]:
    return lambda line: str(pick(line.figures))


def columns(first: str) -> list[Column]:
    """The same on screen and in both files."""
    return [
        Column("label", first),
        Column("asked", "Asked", lambda line: line.figures.asked, numeric=True),
        Column("in_time", "Returned in time", _share(lambda one: one.in_time), numeric=True),
        Column("median", "Median days", lambda line: line.figures.median_days, numeric=True),
        Column("outstanding", "Outstanding", lambda line: line.figures.outstanding, numeric=True),
        Column("late", "Late", lambda line: line.figures.late, numeric=True),
        Column("nil", "No involvement", _share(lambda one: one.nil), numeric=True),
        Column("declined", "Declined", lambda line: line.figures.declined, numeric=True),
        Column("waited", "Panel waited", lambda line: line.figures.waited, numeric=True),
    ]


def reporting_years(group: SubGroup, today: date) -> list[Period]:
    """The newest first."""
    content = group.terms_on(today).content
    found, day = [], today
    for _ in range(YEARS_BACK):
        first, last = content.reporting_year(day)
        label = f"{first.year}-{last.year % 100:02d}" if last.year != first.year else str(first.year)
        found.append(Period(label, first, last))
        day = first - timedelta(days=1)
    return found


def agencies_asked(group: SubGroup) -> list[Agency]:
    """Those that were ever asked."""
    asked = death_figures.counted(group).values("agency_id")
    return list(Agency.objects.filter(group=group, pk__in=asked).order_by("name"))


def by_agency(asked: list[Asked], agencies: list[Agency], period: Period, today: date) -> list[Line]:
    """Who returns the most in time comes first; all together last."""
    of: dict[str, list[Asked]] = {}
    for row in asked:
        if period.holds(row.requested_on):
            of.setdefault(row.agency, []).append(row)
    lines = [Line(one.name, figures(of[one.code], today), period, one) for one in agencies if one.code in of]
    lines.sort(key=lambda line: (line.figures.in_time.rank, line.label))
    every = [row for rows in of.values() for row in rows]
    return [*lines, Line("All agencies", figures(every, today), period, None)] if lines else []


BEHIND = {"in_time": "judged", "median": "contributed", "nil": "nil", "asked": ""}
"""The filter of the list that a column's figure opens, where it is not the column's own name."""


FILES, TABLES = ("csv", "xlsx"), ("agencies", "trend")


class Contribution(GroupView):
    """By agency for a reporting year or a quarter of it, and the trend of all of them or of one.

    What the address asks for and is not there filters nothing and says so; asked for as a file, the page answers in its place.
    """

    permission = "view_deaths"

    def get(self, request: GroupRequest) -> HttpResponse:
        lines, trend = self.by_agency(), self.trend()
        table = trend if request.GET.get("table") == "trend" else lines
        heads = columns("Period" if table is trend else "Agency")
        name = slugify(f"cdop-{request.GET.get('table') or 'agencies'}-{self.period.label}")
        refused, asked = self.refused(), request.GET.get("format")
        is_refused = asked in FILES and bool(refused)
        match None if is_refused else asked:
            case "csv":
                return _file(f"{name}.csv", "text/csv; charset=utf-8", as_csv(heads, table))
            case "xlsx":
                kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                return _file(
                    f"{name}.xlsx", kind, as_xlsx("CDOP contribution", heads, table, marking=MARKING)
                )
        page = {
            "title": "How agencies contribute to the CDOP",
            "purpose": "Requests by the day on which the agency was asked. A nil return counts as a contribution.",
            "breadcrumbs": [("CDOP returns", url(self.group.slug, "deaths"))],
            "periods": [(one.label, self.link(period=one.label)) for one in self.periods],
            "period": self.period,
            "heads": columns("Agency"),
            "rows": self.cells(lines, "Agency"),
            "trend_heads": columns("Period"),
            "trend_rows": self.cells(trend, "Period"),
            "agencies": [(one.code, self.link(agency=str(one.pk))) for one in self.agencies],
            "agency": self.agency,
            "every_url": self.link(agency=""),
            "of_agencies": f"{self.link()}&table=agencies",
            "of_trend": f"{self.link()}&table=trend",
            "refused": refused,
        }
        status = HTTPStatus.BAD_REQUEST if is_refused else HTTPStatus.OK
        return render(request, "reviews/contribution.html", page, status=status)

    def refused(self) -> dict[str, str]:
        """By the name in the address: why what it asks for filters nothing."""
        period, agency, table = (self.request.GET.get(name, "") for name in ("period", "agency", "table"))
        found = {
            "period": period not in ("", self.period.label)
            and f"There is no year or quarter “{period}” here. Choose one below.",
            "agency": agency and self.agency is None
            and f"No agency “{agency}” was asked. Choose one below.",
            "table": table not in ("", *TABLES) and f"There is no table “{table}” here. Choose a file below.",
        }  # fmt: skip
        return {name: why for name, why in found.items() if why}

    @cached_property
    def today(self) -> date:
        return clock.today()

    @cached_property
    def years(self) -> list[Period]:
        return reporting_years(self.group, self.today)

    @cached_property
    def periods(self) -> list[Period]:
        return [*self.years, *(one for one in quarters(self.years[0]) if one.first <= self.today)]

    @cached_property
    def period(self) -> Period:
        asked = self.request.GET.get("period", "")
        every = [*self.periods, *(one for year in self.years for one in quarters(year))]
        return next((one for one in every if one.label == asked), self.years[0])

    @cached_property
    def agencies(self) -> list[Agency]:
        return agencies_asked(self.group)

    @cached_property
    def agency(self) -> Agency | None:
        asked = self.request.GET.get("agency", "")
        return next((one for one in self.agencies if str(one.pk) == asked), None)

    @cached_property
    def asked(self) -> list[Asked]:
        """All of the years shown. One query."""
        return death_figures.of_period(self.group, Period("", self.years[-1].first, self.years[0].last))

    def by_agency(self) -> list[Line]:
        return by_agency(self.asked, self.agencies, self.period, self.today)

    def trend(self) -> list[Line]:
        """The reporting years, and the quarters of the newest two, each oldest first."""
        mine = [row for row in self.asked if self.agency is None or row.agency == self.agency.code]
        newest = [
            one for year in reversed(self.years[:2]) for one in quarters(year) if one.first <= self.today
        ]
        of = {
            one: [row for row in mine if one.holds(row.requested_on)]
            for one in [*reversed(self.years), *newest]
        }
        return [
            Line(one.label, figures(rows, self.today), one, self.agency) for one, rows in of.items() if rows
        ]

    def link(self, **changed: str) -> str:
        """This page with another period or agency."""
        chosen = {"period": self.period.label, "agency": str(self.agency.pk) if self.agency else ""} | changed
        return f"?{urlencode({name: value for name, value in chosen.items() if value})}"

    def cells(self, lines: list[Line], first: str) -> list[list[tuple[str, str, bool]]]:
        """Text, the address of the rows behind it, and whether it is a figure."""
        return [
            [(shown(column.of(line)), self.behind(line, column), column.numeric) for column in columns(first)]
            for line in lines
        ]

    def behind(self, line: Line, column: Column) -> str:
        if not column.numeric:
            return ""
        query = {
            "asked_from": line.period.first.isoformat(), "asked_to": line.period.last.isoformat(), "counted": "yes",
            "agency": str(line.agency.pk) if line.agency else "", "figure": BEHIND.get(column.key, column.key),
        }  # fmt: skip
        return f"{url(self.group.slug, 'death_requests')}?{urlencode({k: v for k, v in query.items() if v})}"


def _file(name: str, kind: str, content: bytes) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
