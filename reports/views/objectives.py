"""The year's objectives: how each stands, and what was said of it meeting by meeting (A4, P7)."""

from datetime import date
from operator import itemgetter
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from reports import objectives
from reports.measures.facts import year_labelled, year_of
from reports.views.shared import answers_for, as_file, parts, url
from subgroup import clock, registry
from subgroup.deadlines.wording import count
from subgroup.lists import Column
from subgroup.models import Objective
from subgroup.views.base import GroupRequest, GroupView

MANAGE = "draft_returns"
LIGHTS = {"blue": "complete", "grey": "none"}
"""Colours of the terms under the names of the component; the others are called the same."""


def light(colour: str) -> str:
    return LIGHTS.get(colour, colour)


class ObjectivesPage(GroupView):
    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        now = year_of(self.group, today).label
        kept = set(Objective.objects.filter(group=self.group).values_list("year", flat=True))
        asked = request.GET.get("year") or (now if now in kept or not kept else max(kept))
        try:
            year = year_labelled(self.group, asked)
        except ValueError as error:
            raise Http404(str(error)) from error
        rows = objectives.standing(self.group, year.label, on=today)
        title = f"Objectives {year.label}"
        if request.GET.get("format") in ("csv", "xlsx"):
            return as_file(request.GET["format"], title, COLUMNS, rows)
        context = {
            "title": title,
            "purpose": "What the sub-group is to reach this year for the Board’s priorities, and how each stands.",
            "parts": parts(request, "objectives"),
            "years": [
                (one, f"?year={one}", one == year.label) for one in sorted({*kept, now, asked}, reverse=True)
            ],
            "year": year,
            "by_priority": _by_priority(rows),
            "head": ["Objective", "Target", "Who leads, by when", "How it stands"],
            "may_manage": self.may(MANAGE),
            "may_carry": self.may(MANAGE) and not rows and bool(kept - {year.label}),
            "said": said(rows),
        }
        return render(request, "reports/objectives.html", context)


COLUMNS = [
    Column(name, title, itemgetter(name))
    for name, title in (
        ("number", "Number"),
        ("priority", "Priority"),
        ("title", "Objective"),
        ("target", "Target"),
        ("owner", "Who leads"),
        ("due_on", "By when"),
        ("word", "Light"),
        ("said_for", "Said for"),
        ("comment", "Comment"),
        ("before", "Light before"),
        ("ended", "Reached or dropped"),
    )
]


def _by_priority(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["priority"], []).append(
            row | {"light": light(row["colour"]), "due_on": date.fromisoformat(row["due_on"])}
        )
    return list(found.items())


def said(rows: list[dict[str, Any]]) -> str:
    """How many stand how, in a sentence."""
    kept = [row for row in rows if row["ended"] != "Dropped"]
    if not kept:
        return ""
    reached = sum(row["ended"] == "Reached" for row in kept)
    red = sum(row["colour"] == "red" and not row["ended"] for row in kept)
    silent = sum(row["colour"] == "grey" and not row["ended"] for row in kept)
    words = [f"{reached} of {count(len(kept), 'objective is', 'objectives are')} reached"]
    words += [f"{red} {'is' if red == 1 else 'are'} red"] if red else []
    words += [f"of {silent} nothing is said yet"] if silent else []
    return ", ".join(words) + "."


def objective_of(view: GroupView) -> Objective:
    return get_object_or_404(
        Objective.objects.select_related("group"), group=view.group, pk=view.kwargs["pk"]
    )


class ObjectivePage(GroupView):
    """One objective, and every light that it was given, the newest first."""

    permission = "view_measures"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        one = objective_of(self)
        lights = list(one.lights.select_related("said_by").order_by("-said_at", "-pk"))
        codes = objectives.codes(self.group, {row.meeting_key for row in lights})
        words = self.group.terms_on(clock.today()).content.lights
        context = {
            "title": f"Objective {one.number}: {one.title}",
            "caption": one.priority,
            "breadcrumbs": [("Objectives", f"{url(request, 'objectives')}?year={one.year}")],
            "objective": one,
            "owner": registry.owner_labels(self.group, {one.owner})[one.owner],
            "lights": [
                (row, light(row.colour), words.word(row.colour), codes.get(row.meeting_key, ""))
                for row in lights
            ],
            "may_manage": self.may(MANAGE),
            "may_say": answers_for(request, one.owner),
        }
        return render(request, "reports/objective.html", context)
