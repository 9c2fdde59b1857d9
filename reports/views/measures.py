"""The page of measures (P11), and the records behind each of its figures."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings.enums import Presence
from meetings.reading import EARLY
from reports import book
from reports.document import VERDICTS
from reports.figures import Figure, expected, figure, find, names, url_of
from reports.forms import BetweenForm
from reports.measures import tables
from reports.measures.definitions import MEASURES, all_measures, not_measured
from reports.measures.facts import Facts, between, circulated_on
from reports.measures.measure import Measure, Record
from reports.measures.trend import trend
from reports.views.past import YearView
from reports.views.shared import as_file, parts, url
from subgroup import clock
from subgroup.clock import day_of
from subgroup.lists import Column
from subgroup.views.base import GroupRequest


class Measures(YearView):
    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponse:
        form = BetweenForm(request.GET if any(name.startswith("first") for name in request.GET) else None)
        if form.is_bound and form.is_valid():
            asked = between(request.group, form.cleaned_data["first"], form.cleaned_data["last"])
            return redirect(f"{url(request, 'measures')}?year={asked.label}")
        (year, years), facts = self.years, self.facts
        counted = all_measures(facts)
        context = {
            "title": "Measures",
            "caption": year.title,
            "form": form,
            "purpose": "How the sub-group keeps to its terms of reference. Each figure opens the records it counts.",
            "parts": parts(request, "measures"),
            "years": [(label, f"?year={label}", label == year.label) for label in years],
            "year": year,
            "on": facts.on,
            "is_past": facts.rebuilt,
            "as_of_form": self.as_of_form,
            "measures": _measures(facts, counted),
            "measure_head": ["Measure", "So far", "Is it met?", "Target", "What would have to happen"],
            **_trend(facts, counted),
            "so_far": _so_far(facts),
            "meetings": [_meeting(one, facts) for one in facts.meetings],
            "meeting_head": [
                "Meeting", "P1 Chaired by a member of C&DG", "P4 Quorate", "P4 Agencies|number", "P5 Apologies|number",
                "P5 Absent without|number", "P6 Letters called for|number", "A3 Pack published", "P10 Minutes circulated",
            ],
            "submissions": _submissions(facts),
            "submission_head": [
                "Agency", "Submitted|number", "In time|number", "Late|number", "In time of all",
                "Without cancelled meetings",
            ],
            "attendance": _attendance(facts),
            "attendance_head": [
                "Agency", "Expected|number", *[f"{label}|number" for label in Presence.labels], "Represented",
            ],
            "actions": [
                (label, figure(facts, "actions", state=state))
                for label, state in [
                    ("Set", "set"), ("Done", "done"), ("Done in time", "in_time"), ("Done late", "late"), ("Open", "open"),
                ]
            ],
            "breaches": _breaches(request, facts) if year.is_whole else None,
            "may_see_meetings": request.may("view_meetings"),
            "pictures_url": f"{url(request, 'pictures')}?{self.query}" if year.is_whole else "",
            "may_draft": request.may("draft_returns"),
        }  # fmt: skip
        return render(request, "reports/measures.html", context, status=422 if form.is_bound else 200)


def _measures(facts: Facts, counted: dict[str, Measure]) -> list[dict[str, Any]]:
    rows = [
        {
            "key": key,
            "clause": measure.key,
            "title": measure.title,
            "figure": Figure(measure.value, url_of(facts, key)),
            "target": measure.target_text,
            "verdict": _verdict(measure)[0],
            "colour": _verdict(measure)[1],
            "to_meet": measure.to_meet if facts.year.is_whole else "",
            "excluded": measure.excluded,
        }
        for key, measure in counted.items()
    ]
    waiting = [{"key": key, "clause": key, "not_measured": why} for key, why in not_measured(facts).items()]
    return sorted([*rows, *waiting], key=lambda row: list(MEASURES).index(row["key"]))


def _verdict(measure: Measure) -> tuple[str, str]:
    """Where the terms set no target nothing is waited for."""
    return VERDICTS[measure.met] if measure.target is not None else ("No target", "grey")


def _trend(facts: Facts, counted: dict[str, Measure]) -> dict[str, Any]:
    if not facts.year.is_whole:
        return {}
    returns, rows = trend(facts, counted)
    return {
        "trend": rows if returns else [],
        "trend_head": ["Measure", *(f"{name}|number" for name in returns), "Now|number"],
    }


def _so_far(facts: Facts) -> list[tuple[str, Figure]]:
    """The meetings of the year in counts; what there is none of is left out, but for those planned and held."""
    found = [
        (label, figure(facts, "meetings", state=state))
        for label, state in [
            ("In the agreed plan", "planned"),
            ("Held", "held"),
            ("Postponed", "postponed"),
            ("Cancelled", "cancelled"),
            ("Not yet held", "to_come"),
            ("Extraordinary", "extraordinary"),
        ]
    ]
    return [
        (label, one) for label, one in found if one.text != "0" or label in ("In the agreed plan", "Held")
    ]


def _meeting(one: Any, facts: Facts) -> dict[str, Any]:
    meeting = one.meeting
    code = meeting.code
    taken = one.is_held and bool(meeting.attendance_confirmed_at)
    return {
        "code": code,
        "day": meeting.day,
        "url": reverse("meetings:detail", args=[facts.group.slug, meeting.pk]),
        "state": meeting.get_state_display(),
        "held": one.is_held,
        "taken": taken,
        "chair": meeting.chaired_by_seat,
        "chair_is_member": one.chair_is_coordinating,
        "quorate": taken and one.quorum.quorate,
        "agencies": figure(facts, "agencies", meeting=code) if taken else None,
        "apologies": figure(facts, "attendance", meeting=code, presence="A") if taken else None,
        "absent": figure(facts, "attendance", meeting=code, presence="N") if taken else None,
        "letters": figure(facts, "letters", meeting=code) if taken else None,
        "published": day_of(one.first_pack.published_at) if one.first_pack else None,
        "publish_by": one.due("publish"),
        "pack_in_time": one.in_time("publish", facts.on),
        "circulated": circulated_on(meeting),
        "minutes_due": one.due("minutes"),
        "minutes_in_time": one.in_time("minutes", facts.on) if one.is_held else None,
    }


def _submissions(facts: Facts) -> list[dict[str, Any]]:
    rows, borne = [], names(facts)
    for rate in tables.submissions(facts):
        agency = rate.agency
        rows.append(
            {
                "agency": "All" if agency == "ALL" else agency,
                "name": borne.get(agency, ""),
                "submitted": Figure(str(rate.submitted), url_of(facts, "A2", agency=agency)),
                "in_time": figure(facts, "A2", agency=agency, kept="yes"),
                "late": figure(facts, "A2", agency=agency, kept="no"),
                "rate": figure(facts, "A2", agency=agency),
                "without": figure(facts, "A2", agency=agency, cancelled="no"),
            }
        )
    return rows


def _attendance(facts: Facts) -> list[dict[str, Any]]:
    """By agency: those of which a seat was expected at a meeting held so far."""
    rows, borne = [], names(facts)
    for agency in expected(facts):
        whole = find(facts, {"measure": "attendance", "agency": agency})
        address = url_of(facts, "attendance", agency=agency)
        rows.append(
            {
                "agency": agency,
                "name": borne[agency],
                "expected": Figure(str(whole.measure.denominator), address),
                "counts": [
                    figure(facts, "attendance", agency=agency, presence=code) for code in Presence.values
                ],
                "rate": Figure(whole.text, address),
            }
        )
    return rows


def _breaches(request: GroupRequest, facts: Facts) -> dict[str, Figure]:
    year = facts.year
    every = book.of_year(request.group, year.label, year.first, on=facts.on, before=facts.before)
    found = book.shown(request.group, every, request.user, on=clock.today()).entries
    address = f"{url(request, 'breaches')}?year={year.label}&state=stands"
    if facts.rebuilt:
        address += f"&as_of={facts.on}"
    return {
        "all": Figure(str(len(found)), address),
        "open": Figure(str(sum(not entry.addressed for entry in found)), f"{address}&addressed=no"),
    }


PAGES: dict[str, tuple[str, frozenset[str]]] = {
    "meeting": ("meetings:detail", frozenset({"view_meetings"})),
    "item": ("meetings:item", frozenset({"view_meetings"})),
    "unpublished item": ("meetings:item", EARLY),
    "letter": ("meetings:letter", frozenset({"sign_letters"})),
    "coordinating_meeting": ("reports:return", frozenset({"draft_returns"})),
    "programme": ("reports:programme", frozenset({"view_measures"})),
    "objective": ("reports:objective", frozenset({"view_measures"})),
    "plan_update": ("actionplans:owed", frozenset({"view_actions"})),
    "risk": ("reports:risk", frozenset({"view_measures"})),
    "action": ("actionplans:detail", frozenset({"view_actions", "update_actions"})),
}
"""Where a record is shown, and which rights open that page."""


def address_of(request: GroupRequest, record: Record) -> str | None:
    name, rights = PAGES[record.kind]
    if record.kind == "programme":
        return f"{url(request, 'programme')}?year={record.label.rsplit(maxsplit=1)[-1]}"
    return reverse(name, args=[request.group.slug, record.pk]) if request.permissions & rights else None


class Records(YearView):
    """The records that one figure counts, as a page, CSV or XLSX."""

    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponse:
        if not self.as_of_form.is_valid():
            raise Http404("No figure has this address.")
        (year, _), facts = self.years, self.facts
        try:
            counted = find(facts, request.GET.dict())
        except LookupError as error:
            raise Http404("No figure has this address.") from error
        measure, (yes, no) = counted.measure, counted.words
        columns = [
            Column("label", "Record", link=lambda one: address_of(request, one)),
            Column("day", "Day"),
            Column("kept", yes, lambda one: yes if one.kept else no, colour=lambda one: "green" if one.kept else "red"),
            Column("why", "Why"),
        ]  # fmt: skip
        title = f"{measure.key} {measure.title}".strip()
        if request.GET.get("format") in ("csv", "xlsx"):
            return as_file(request.GET["format"], f"{title} {year.title}", columns, list(measure.records))
        query = request.GET.copy()
        query.pop("format", None)
        context = {
            "title": title,
            "caption": f"{year.title}: what the figure counts",
            "breadcrumbs": [("Measures", f"{url(request, 'measures')}?{self.query}")],
            "counted": counted,
            "measure": measure,
            "verdict": _verdict(measure) if measure.key else None,
            "on": facts.on,
            "rows": [
                {
                    "record": one,
                    "url": address_of(request, one),
                    "word": yes if one.kept else no,
                    "colour": "green" if one.kept else "red",
                }
                for one in measure.records
            ],
            "head": ["Record", "Day", "State", "Why"],
            "query": query.urlencode(),
        }
        return render(request, "reports/records.html", context)
