"""The meetings of the Coordination and Delivery Group, the return owed to each (P9), and entering one."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from reports import returns
from reports.forms import CoordinatingMeetingForm
from reports.models import CoordinatingMeeting, Return
from reports.views.shared import parts, url
from subgroup import clock, ledger
from subgroup.errors import NotAllowed
from subgroup.lists import Column, ListPage
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest, GroupView


def return_of(meeting: CoordinatingMeeting) -> Return | None:
    return getattr(meeting, "the_return", None)


def state_of(meeting: CoordinatingMeeting, today: date) -> tuple[str, str]:
    """Where the return to a meeting stands, in words and a colour."""
    row = return_of(meeting)
    if meeting.withdrawn_at:
        return "Withdrawn", "grey"
    if row and row.state == Return.State.SENT:
        late = bool(row.sent_at and clock.day_of(row.sent_at) > meeting.day)
        return ("Sent late", "orange") if late else ("Sent in time", "green")
    if meeting.day < today:
        return "Overdue", "red"
    if row is None:
        return "Not started", "grey"
    return ("Approved, not sent", "blue") if row.state == Return.State.APPROVED else ("Draft", "yellow")


def columns(today: date) -> list[Column]:
    return [
        Column(
            "name", "Meeting", link=lambda row: reverse("reports:return", args=[row.group.slug, row.pk]), sort="name"
        ),
        Column("day", "Day of the meeting", sort="day"),
        Column(
            "state", "Return", lambda row: state_of(row, today)[0], colour=lambda row: state_of(row, today)[1]
        ),
        Column("sent", "Sent", lambda row: getattr(return_of(row), "sent_at", None)),
    ]  # fmt: skip


class ReturnList(ListPage, GroupView):
    permission = "view_returns"
    title = "Returns"
    purpose = "One return goes to each meeting of the Coordination and Delivery Group, on or before its day."
    nouns = ("meeting", "meetings")
    ordering = ["-day"]
    template_name = "reports/returns.html"
    empty_title = "No returns yet"
    empty_text = "Returns appear here once the dates of the Coordination and Delivery Group are entered."

    def get_queryset(self) -> QuerySet[CoordinatingMeeting]:
        """Who does not draft returns sees those that were sent."""
        rows = self.group.coordinating_meetings.select_related("the_return", "group").defer(
            "the_return__figures"
        )
        return rows if self.may("draft_returns") else rows.filter(the_return__state=Return.State.SENT)

    def get_columns(self) -> list[Column]:
        return columns(clock.today())

    def list_context(self) -> dict[str, Any]:
        today = clock.today()
        unsent = self.group.coordinating_meetings.standing().exclude(the_return__state=Return.State.SENT)
        owed = list(unsent.select_related("the_return").defer("the_return__figures").order_by("day"))
        coming = next((row for row in owed if row.day >= today), None)
        return {
            "parts": parts(self.request, "returns"),
            "may_draft": self.may("draft_returns"),
            "overdue": [row for row in owed if row.day < today] if self.may("draft_returns") else [],
            "coming": coming,
            "coming_state": state_of(coming, today) if coming else None,
            "due": due_of(coming) if coming else None,
        }


def due_of(meeting: CoordinatingMeeting) -> dict[str, Any] | None:
    """The day on which a return is owed, and why that day."""
    row = Deadline.objects.filter(
        group_id=meeting.group_id,
        rule="return",
        subject_kind="coordinating_meeting",
        subject_id=str(meeting.pk),
    ).first()
    if row is None:
        return None
    skipped = [{**day, "date": date.fromisoformat(day["date"])} for day in row.skipped]
    return {"row": row, "skipped": skipped}


class AddMeeting(GroupView):
    permission = "draft_returns"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(CoordinatingMeetingForm(initial={"name": self.next_name}))

    def post(self, request: GroupRequest) -> HttpResponse:
        form = CoordinatingMeetingForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            meeting = returns.add_meeting(
                group=request.group, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error("day", str(refusal))
            return self.show(form, status=422)
        due = ledger.preview(request.group, "return", meeting.day)
        messages.success(request, f"{meeting} is entered. {due.explain()}")
        return redirect(url(request, "returns"))

    @cached_property
    def next_name(self) -> str:
        return f"CDG{self.group.coordinating_meetings.count() + 1}"

    def show(self, form: CoordinatingMeetingForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Enter a meeting of the Coordination and Delivery Group",
            "breadcrumbs": [("Returns", url(self.request, "returns"))],
            "form": form,
            "button": "Enter it",
            "cancel_url": url(self.request, "returns"),
        }
        return render(self.request, "shapes/form.html", context, status=status)
