"""The part of the home page about returns and the year's measures."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from members.deciding import Button, Decision
from reports.measures.definitions import all_measures
from reports.measures.facts import gather, year_of
from reports.models import AnnualReport, CoordinatingMeeting, Return
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest, GroupView


def returns(request: GroupRequest) -> Mapping[str, Any] | None:
    """The return that is due next, and what of it waits for the chair; the way to the measures."""
    standing = CoordinatingMeeting.objects.standing().filter(group=request.group)
    meetings = standing.exclude(the_return__state=Return.State.SENT)
    due = (
        meetings.select_related("the_return").order_by("day").first()
        if request.may("draft_returns")
        else None
    )
    slug = request.group.slug
    return {
        "due": due,
        "due_url": reverse("reports:return", args=[slug, due.pk]) if due else "",
        "state": _state(due),
        "late": due is not None and due.day < clock.today(),
        "measures_url": reverse("reports:measures", args=[slug]) if request.may("view_measures") else "",
        "returns_url": reverse("reports:returns", args=[slug]) if request.may("view_returns") else "",
        "score_url": reverse("score", args=[slug]) if request.may("view_measures") else "",
        "decisions": [*_decisions(request, due), *_annual_reports(request)],
        "button": Button("Read the returns", reverse("reports:returns", args=[slug]))
        if request.may("view_returns") and not request.may("view_meetings")
        else None,
    }


def _state(due: CoordinatingMeeting | None) -> str:
    row = getattr(due, "the_return", None) if due else None
    return row.get_state_display().lower() if row else "not started"


def _decisions(request: GroupRequest, due: CoordinatingMeeting | None) -> list[Decision]:
    row = getattr(due, "the_return", None) if due else None
    if due is None or row is None or not request.may("approve_returns"):
        return []
    url = reverse("reports:return", args=[request.group.slug, due.pk])
    hint = "Approved, to send" if row.state == Return.State.APPROVED else "Drafted, to approve"
    about = ("coordinating_meeting", str(due.pk))
    return [Decision(f"Return to the Coordination and Delivery Group, {due.name}", url, due.day, hint, about)]


def _annual_reports(request: GroupRequest) -> list[Decision]:
    """Those in hand that have a day: what of them waits for the chair."""
    if not request.may("approve_annual"):
        return []
    rows = AnnualReport.objects.filter(group=request.group, wanted_on__isnull=False)
    return [
        Decision(
            f"Annual report {row.year} to the Board",
            reverse("reports:annual", args=[request.group.slug, row.pk]),
            row.wanted_on,
            "Approved, to issue" if row.state == AnnualReport.State.APPROVED else "Drafted, to approve",
            ("annual_report", str(row.pk)),
        )
        for row in rows.exclude(state=AnnualReport.State.ISSUED)
    ]


WAITED_FOR = timedelta(days=91)
"""How long the home page of a reader of the Coordination and Delivery Group asks for feedback on a return."""
WITHOUT_FEEDBACK = Return.objects.filter(
    group=OuterRef("pk"), state=Return.State.SENT, feedback__isnull=True, meeting__withdrawn_at__isnull=True
)


def feedback(request: GroupRequest) -> Mapping[str, Any] | None:
    """The returns that were sent and of which that group has said nothing yet."""
    since = clock.now() - WAITED_FOR
    rows = Return.objects.filter(
        group=request.group, state=Return.State.SENT, feedback__isnull=True, sent_at__gte=since
    )
    found = rows.filter(meeting__withdrawn_at=None).select_related("meeting").order_by("sent_at")
    return {
        "decisions": [
            Decision(
                f"Give feedback on the return to {row.meeting.name}",
                reverse("reports:feedback", args=[request.group.slug, row.meeting_id]),
                hint=f"Sent on {long_date(clock.day_of(row.sent_at))}, no feedback yet"
                if row.sent_at
                else "",
                about=("coordinating_meeting", str(row.meeting_id)),
            )
            for row in found
        ]
    }


class Score(GroupView):
    """The year so far in one line, loaded into the home page after it: counting a year is not every visit's work."""

    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        year = year_of(request.group, today)
        measures = all_measures(gather(request.group, year, on=today)).values()
        context = {
            "title": f"The year {year.label} so far",
            "year": year,
            "measures": [one for one in measures if one.records],
            "measures_url": reverse("reports:measures", args=[request.group.slug]),
            "pictures_url": reverse("reports:pictures", args=[request.group.slug]),
        }
        part = "reports/_score.html" if request.headers.get("HX-Request") else "reports/score.html"
        return render(request, part, context)


TEMPLATE = "reports/_home_panel.html"
PANELS = {
    "measures": Panel(50, "view_measures", TEMPLATE, returns),
    "feedback on returns": Panel(51, "give_feedback", "", feedback, where=WITHOUT_FEEDBACK),
}
