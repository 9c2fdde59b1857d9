"""The part of the home page about returns and the year's measures."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet

from members.deciding import Button, Decision
from reports.models import AnnualReport, CoordinatingMeeting, Return
from subgroup import clock
from subgroup.addresses import address
from subgroup.deadlines.wording import long_date
from subgroup.models import SubGroup
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest
from subgroup.written import written


def returns(request: GroupRequest) -> Mapping[str, Any] | None:
    """The return that is due next, and what of it waits for the chair; the way to the measures."""
    due = next(iter(_next(request.group)), None) if request.may("draft_returns") else None
    slug = request.group.slug
    return {
        "due": due,
        "due_url": address("reports:return", slug, due.pk) if due else "",
        "state": _state(due),
        "late": due is not None and due.day < clock.today(),
        "measures_url": address("reports:measures", slug) if request.may("view_measures") else "",
        "returns_url": address("reports:returns", slug) if request.may("view_returns") else "",
        "score_url": address("score", slug) if request.may("view_measures") else "",
        "decisions": [*_decisions(request, due), *_annual_reports(request)],
        "button": Button("Read the returns", address("reports:returns", slug))
        if request.may("view_returns") and not request.may("view_meetings")
        else None,
    }


@written
def _next(group: SubGroup) -> QuerySet[CoordinatingMeeting]:
    """The first of those whose return is not sent."""
    rows = CoordinatingMeeting.objects.standing().filter(group=group)
    rows = rows.exclude(the_return__state=Return.State.SENT).select_related("the_return")
    return rows.order_by("day")[:1]


def _state(due: CoordinatingMeeting | None) -> str:
    row = getattr(due, "the_return", None) if due else None
    return row.get_state_display().lower() if row else "not started"


def _decisions(request: GroupRequest, due: CoordinatingMeeting | None) -> list[Decision]:
    row = getattr(due, "the_return", None) if due else None
    if due is None or row is None or not request.may("approve_returns"):
        return []
    url = address("reports:return", request.group.slug, due.pk)
    hint = "Approved, to send" if row.state == Return.State.APPROVED else "Drafted, to approve"
    about = ("coordinating_meeting", str(due.pk))
    return [Decision(f"Return to the Coordination and Delivery Group, {due.name}", url, due.day, hint, about)]


def _annual_reports(request: GroupRequest) -> list[Decision]:
    """Those in hand that have a day: what of them waits for the chair."""
    if not request.may("approve_annual"):
        return []
    return [
        Decision(
            f"Annual report {row.year} to the Board",
            address("reports:annual", request.group.slug, row.pk),
            row.wanted_on,
            "Approved, to issue" if row.state == AnnualReport.State.APPROVED else "Drafted, to approve",
            ("annual_report", str(row.pk)),
        )
        for row in _in_hand(request.group)
    ]


@written
def _in_hand(group: SubGroup) -> QuerySet[AnnualReport]:
    rows = AnnualReport.objects.filter(group=group, wanted_on__isnull=False)
    return rows.exclude(state=AnnualReport.State.ISSUED)


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
                address("reports:feedback", request.group.slug, row.meeting_id),
                hint=f"Sent on {long_date(clock.day_of(row.sent_at))}, no feedback yet"
                if row.sent_at
                else "",
                about=("coordinating_meeting", str(row.meeting_id)),
            )
            for row in found
        ]
    }


TEMPLATE = "reports/_home_panel.html"
PANELS = {
    "measures": Panel(50, "view_measures", TEMPLATE, returns),
    "feedback on returns": Panel(51, "give_feedback", "", feedback, where=WITHOUT_FEEDBACK),
}
