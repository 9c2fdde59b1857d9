"""The part of the home page about returns and the year's measures."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet

from members.deciding import Button, Decision
from reports.models import AnnualReport, CoordinatingMeeting, Return
from subgroup import clock
from subgroup.addresses import address
from subgroup.deadlines.wording import long_date
from subgroup.models import SubGroup
from subgroup.once import once
from subgroup.past import When
from subgroup.registry import Panel, Waits
from subgroup.views.base import GroupRequest
from subgroup.written import written


def returns(request: GroupRequest) -> Mapping[str, Any] | None:
    """The return that is due next, and the way to the measures and to how a past day stood."""
    due = _due(request.group, clock.today()) if request.may("draft_returns") else None
    slug = request.group.slug
    return {
        "due": due,
        "due_url": address("reports:return", slug, due.pk) if due else "",
        "state": row.get_state_display().lower() if (row := _row(due)) else "not started",
        "late": due is not None and due.day < clock.today(),
        "measures_url": address("reports:measures", slug) if request.may("view_measures") else "",
        "returns_url": address("reports:returns", slug) if request.may("view_returns") else "",
        "score_url": address("score", slug) if request.may("view_measures") else "",
        "button": Button("Read the returns", address("reports:returns", slug))
        if request.may("view_returns") and not request.may("view_meetings")
        else None,
    }


def _due(group: SubGroup, on: date) -> CoordinatingMeeting | None:
    """The first meeting whose return is not sent. Two parts of the home page ask it."""
    return once(("return due", group.pk, on), lambda: next(iter(_next(group)), None))


@written
def _next(group: SubGroup) -> QuerySet[CoordinatingMeeting]:
    rows = CoordinatingMeeting.objects.standing().filter(group=group)
    rows = rows.exclude(the_return__state=Return.State.SENT).select_related("the_return")
    return rows.order_by("day")[:1]


def _row(due: CoordinatingMeeting | None) -> Return | None:
    return getattr(due, "the_return", None) if due else None


def return_in_hand(request: GroupRequest, when: When) -> list[Decision]:
    """The return that is due next, where it is drafted or approved."""
    due, row = _in_hand_then(request.group, when) if when.before else _in_hand(request.group, when.on)
    if due is None or row is None:
        return []
    url = address("reports:return", request.group.slug, due.pk)
    hint = "Approved, to send" if row.state == Return.State.APPROVED else "Drafted, to approve"
    about = ("coordinating_meeting", str(due.pk))
    return [Decision(f"Return to the Coordination and Delivery Group, {due.name}", url, due.day, hint, about)]


InHand = tuple[CoordinatingMeeting | None, Return | None]


def _in_hand(group: SubGroup, on: date) -> InHand:
    due = _due(group, on)
    return due, _row(due)


def _in_hand_then(group: SubGroup, when: When) -> InHand:
    meetings = when.of(CoordinatingMeeting.objects.filter(group=group), withdrawn_at=None)
    rows = when.of(Return.objects.filter(group=group).defer("figures"), state=tuple(Return.State))
    of_meeting = {row.meeting_id: row for row in rows}
    unsent = [
        one
        for one in sorted(meetings, key=lambda one: one.day)
        if (row := of_meeting.get(one.pk)) is None or row.state != Return.State.SENT
    ]
    return (unsent[0], of_meeting.get(unsent[0].pk)) if unsent else (None, None)


def annual_reports(request: GroupRequest, when: When) -> list[Decision]:
    """Those in hand that have a day: what of them waits for the chair."""
    rows = AnnualReport.objects.filter(group=request.group).defer("figures", "approved_as")
    return [
        Decision(
            f"Annual report {row.year} to the Board",
            address("reports:annual", request.group.slug, row.pk),
            row.wanted_on,
            "Approved, to issue" if row.state == AnnualReport.State.APPROVED else "Drafted, to approve",
            ("annual_report", str(row.pk)),
        )
        for row in when.of(rows, state=(AnnualReport.State.DRAFT, AnnualReport.State.APPROVED))
        if row.wanted_on
    ]


WAITED_FOR = timedelta(days=91)
"""How long the home page of a reader of the Coordination and Delivery Group asks for feedback on a return."""


def feedback(request: GroupRequest, when: When) -> list[Decision]:
    """The returns that were sent and of which that group has said nothing yet."""
    end = when.before or clock.now()
    rows = Return.objects.filter(when.come("sent_at"), group=request.group, sent_at__gte=end - WAITED_FOR)
    rows = rows.exclude(when.come("feedback__recorded_at")).exclude(when.come("meeting__withdrawn_at"))
    return [
        Decision(
            f"Give feedback on the return to {row.meeting.name}",
            address("reports:feedback", request.group.slug, row.meeting_id),
            hint=f"Sent on {long_date(clock.day_of(row.sent_at))}, no feedback yet" if row.sent_at else "",
            about=("coordinating_meeting", str(row.meeting_id)),
        )
        for row in rows.select_related("meeting").defer("figures").order_by("sent_at")
    ]


RETURNS = Return.objects.filter(group=OuterRef("pk"))
UNSENT = RETURNS.exclude(state=Return.State.SENT)
WITHOUT_FEEDBACK = RETURNS.filter(
    state=Return.State.SENT, feedback__isnull=True, meeting__withdrawn_at__isnull=True
)
TO_ISSUE = AnnualReport.objects.filter(group=OuterRef("pk"), wanted_on__isnull=False).exclude(
    state=AnnualReport.State.ISSUED
)
WAITING = {
    "returns in hand": Waits(50, "approve_returns", return_in_hand, UNSENT),
    "annual reports in hand": Waits(50, "approve_annual", annual_reports, TO_ISSUE),
    "feedback on returns": Waits(51, "give_feedback", feedback, WITHOUT_FEEDBACK),
}
TEMPLATE = "reports/_home_panel.html"
PANELS = {
    "measures": Panel(50, "view_measures", TEMPLATE, returns),
}
