"""The risk register: each risk, its light, who owns it, and whether the Coordination and Delivery Group knows (P8)."""

from datetime import date
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from reports import risks
from reports.document import RISK_DAYS
from reports.forms_risks import RegisterForm
from reports.views.shared import answers_for, as_file, parts, url
from subgroup import clock, registry
from subgroup.deadlines.wording import count
from subgroup.lists import Column
from subgroup.models import Risk, RiskEntry, SubGroup
from subgroup.risks import SCALE, RiskLights
from subgroup.views.base import GroupRequest, GroupView

MANAGE = "draft_returns"
PURPOSE = (
    "What could keep the sub-group from its work. A red one stands in the exception list, and goes to the Coordination "
    "and Delivery Group by itself."
)
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
        ("before", "Light in the last return"),
        ("controls", "Controls"),
        ("owner", "Owner"),
        ("due_on", "Next review"),
        ("red_since", "Red since"),
        ("addressed_on", "Addressed on"),
        ("addressed_by", "Addressed by"),
        ("reported_on", "Reported on"),
        ("comment", "Last review"),
    )
]


def risks_url(group: SubGroup, pk: int | None = None, **query: str) -> str:
    """Of the register, or of one risk."""
    if pk:
        return reverse("reports:risk", args=[group.slug, pk])
    address = reverse("reports:risks", args=[group.slug])
    return f"{address}?{urlencode(query)}" if query else address


class RisksPage(GroupView):
    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        form = RegisterForm(request.GET)
        asked = form.said()
        on = min(asked["as_of"] or today, today)
        rows = [row for row in risks.standing(self.group, on=on) if not row["closed_on"]]
        shown = [row for row in rows if row["colour"] == (asked["light"] or row["colour"])]
        is_file = request.GET.get("format") in ("csv", "xlsx")
        if is_file and not form.errors:
            return as_file(request.GET["format"], f"Risks {on}", COLUMNS, shown)
        query = {"light": asked["light"], "as_of": on.isoformat() if on < today else ""}
        context = {
            "title": "Risks",
            "purpose": PURPOSE,
            "parts": parts(request, "risks"),
            "form": form,
            "is_asked": any(query.values()) or bool(form.errors),
            "on": on,
            "is_past": on < today,
            "query": urlencode({name: value for name, value in query.items() if value}),
            "rows": [as_shown(row) for row in shown],
            "any_rows": bool(rows),
            "closed": list(Risk.objects.filter(group=self.group).exclude(done_on=None)),
            "head": ["Risk", "Light", "Owner, next review", "Addressed", "Reported"],
            "may_manage": self.may(MANAGE),
            "said": said(rows),
            "rated_by": RiskLights(self.group).on(on),
        }
        return render(request, "reports/risks.html", context, status=400 if is_file else 200)


def as_shown(row: dict[str, Any]) -> dict[str, Any]:
    done = [one | {"day": date.fromisoformat(one["day"])} for one in row["done"]]
    return (
        row
        | {name: date.fromisoformat(row[name]) if row[name] else None for name in RISK_DAYS}
        | {"done": done}
    )


def said(rows: list[dict[str, Any]]) -> str:
    """How many stand how, and what of the red ones waits, in a sentence or two."""
    if not rows:
        return ""
    red = [row for row in rows if row["colour"] == "red"]
    words = f"{count(len(rows), 'risk is', 'risks are')} open, {len(red) or 'none'} of them red"
    waiting = [
        (sum(not row["addressed_on"] for row in red), "not addressed yet"),
        (sum(not row["reported_on"] for row in red), "to be reported with the next return"),
    ]
    told = [f"{number} {what}" for number, what in waiting if number]
    return f"{words}: {', '.join(told)}." if told else f"{words}."


def risk_of(view: GroupView) -> Risk:
    return get_object_or_404(Risk.objects.select_related("group"), group=view.group, pk=view.kwargs["pk"])


class RiskPage(GroupView):
    """One risk and all that was entered of it, the newest first."""

    permission = "view_measures"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        one = risk_of(self)
        entries = list(one.entries.select_related("made_by").order_by("-made_at", "-pk"))
        now = next((row for row in risks.standing(self.group, on=clock.today()) if row["pk"] == one.pk), None)
        lights = RiskLights(self.group)
        opens = now and now["exception"] and registry.opens(request.may, "escalation")
        context = {
            "title": f"Risk {one.number}: {one.title}",
            "breadcrumbs": [("Risks", url(request, "risks"))],
            "risk": one,
            "rated": _rating(one),
            "light": lights.of(entries[0]),
            "now": as_shown(now) if now else None,
            "exception_url": registry.url_of(self.group, "escalation", str(now["exception"]))
            if now and opens
            else "",
            "owner": registry.owner_labels(self.group, {one.owner})[one.owner],
            "entries": [
                _entry(row, before, lights) for row, before in zip(entries, [*entries[1:], None], strict=True)
            ],
            "may_manage": self.may(MANAGE),
            "may_review": answers_for(request, one.owner),
        }
        return render(request, "reports/risk.html", context)


CHANGED = {
    "title": "the risk", "cause": "its cause", "effect": "its effect", "controls": "the controls", "owner": "its owner",
    "due_on": "its next review",
}  # fmt: skip


def _entry(row: RiskEntry, before: RiskEntry | None, lights: RiskLights) -> dict[str, Any]:
    """What was done to the risk; of a change what it changed, of all else how the risk was rated then."""
    is_change = row.kind == RiskEntry.Kind.CHANGED
    changed = [
        words for name, words in CHANGED.items() if before and getattr(row, name) != getattr(before, name)
    ]
    return {
        "row": row,
        "title": row.get_kind_display(),
        "light": "" if is_change else lights.of(row),
        "rated": _rating(row),
        "changed": ", ".join(changed) if is_change else "",
    }


def _rating(row: Risk | RiskEntry) -> str:
    """Likely, large (4 × 4 = 16)."""
    likelihood, impact = SCALE["likelihood"][row.likelihood - 1], SCALE["impact"][row.impact - 1].lower()
    return f"{likelihood}, {impact} ({row.likelihood} × {row.impact} = {row.likelihood * row.impact})"
