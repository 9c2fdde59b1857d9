"""The risk register: each risk, its light, who owns it, and whether the Coordination and Delivery Group knows (P8)."""

from datetime import date
from operator import itemgetter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from reports import risks
from reports.views.shared import as_file, parts, url
from subgroup import clock, registry
from subgroup.deadlines.wording import count
from subgroup.lists import Column
from subgroup.models import Risk
from subgroup.risks import SCALE, colour
from subgroup.views.base import GroupRequest, GroupView

MANAGE = "draft_returns"
DAYS = ("due_on", "red_since", "addressed_on", "reported_on", "closed_on")
COLUMNS = [
    Column(name, title, itemgetter(name))
    for name, title in (
        ("number", "Number"),
        ("title", "Risk"),
        ("cause", "Cause"),
        ("effect", "Effect"),
        ("likelihood", "Likelihood"),
        ("impact", "Impact"),
        ("word", "Light"),
        ("before", "Light before"),
        ("controls", "Controls"),
        ("owner", "Owner"),
        ("due_on", "Next review"),
        ("red_since", "Red since"),
        ("addressed_on", "Addressed on"),
        ("reported_on", "Reported on"),
        ("comment", "Last review"),
    )
]


class RisksPage(GroupView):
    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        rows = risks.standing(self.group, on=today)
        if request.GET.get("format") in ("csv", "xlsx"):
            return as_file(request.GET["format"], "Risks", COLUMNS, rows)
        closed = list(Risk.objects.filter(group=self.group).exclude(done_on=None))
        context = {
            "title": "Risks",
            "purpose": "What could keep the sub-group from its work. A red one goes to the Coordination and Delivery Group with the next return.",
            "parts": parts(request, "risks"),
            "rows": [as_shown(row) for row in rows if not row["closed_on"]],
            "closed": closed,
            "head": ["Risk", "Light", "Owner, next review", "Addressed", "Reported"],
            "may_manage": self.may(MANAGE),
            "said": said(rows),
        }
        return render(request, "reports/risks.html", context)


def as_shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: date.fromisoformat(row[name]) if row[name] else None for name in DAYS}


def said(rows: list[dict[str, Any]]) -> str:
    open_ones = [row for row in rows if not row["closed_on"]]
    if not open_ones:
        return ""
    red = [row for row in open_ones if row["colour"] == "red"]
    words = f"{count(len(open_ones), 'risk', 'risks')}, {len(red)} of them red."
    untold = sum(not row["reported_on"] for row in red)
    return f"{words} {untold} red not reported yet: the next return says so." if untold else words


def risk_of(view: GroupView) -> Risk:
    return get_object_or_404(Risk.objects.select_related("group"), group=view.group, pk=view.kwargs["pk"])


class RiskPage(GroupView):
    """One risk and its reviews, the newest first."""

    permission = "view_measures"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        one = risk_of(self)
        reviews = list(one.reviews.select_related("made_by").order_by("-made_at", "-pk"))
        now = next((row for row in risks.standing(self.group, on=clock.today()) if row["pk"] == one.pk), None)
        context = {
            "title": f"Risk {one.number}: {one.title}",
            "breadcrumbs": [("Risks", url(request, "risks"))],
            "risk": one,
            "now": as_shown(now) if now else None,
            "owner": registry.owner_labels(self.group, {one.owner})[one.owner],
            "reviews": [
                (
                    row,
                    colour(row.likelihood, row.impact),
                    f"{SCALE['likelihood'][row.likelihood - 1]}, {SCALE['impact'][row.impact - 1].lower()}",
                )
                for row in reviews
            ],
            "may_manage": self.may(MANAGE),
        }
        return render(request, "reports/risk.html", context)
