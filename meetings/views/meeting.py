"""All meetings, their dates in a calendar, and the page of one meeting."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import Case, F, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from meetings.cycle import main_button, steps
from meetings.enums import MeetingState
from meetings.models import Meeting, MeetingChange
from meetings.panels import panels
from meetings.rows import meeting_of
from meetings.services import replies
from members import standing
from subgroup import clock, ledger, registry
from subgroup.calendar import calendar_for, other_holidays
from subgroup.deadlines.calendar import bank_holidays
from subgroup.lists import Column, ListPage
from subgroup.models import Deadline, SubGroup
from subgroup.views.base import GroupRequest, GroupView
from subgroup.written import written

COLOURS = {
    MeetingState.PLANNED: "blue",
    MeetingState.HELD: "green",
    MeetingState.POSTPONED: "orange",
    MeetingState.CANCELLED: "red",
}


def page_of(meeting: Meeting) -> str:
    return reverse("meetings:detail", args=[meeting.group.slug, meeting.pk])


def _years(request: GroupRequest) -> list[tuple[str, str]]:
    years = (
        Meeting.objects.filter(group=request.group)
        .order_by("-year")
        .values_list("year", flat=True)
        .distinct()
    )
    return [(year, year) for year in years]


class MeetingFilter(django_filters.FilterSet):
    year = django_filters.ChoiceFilter(label="Reporting year", empty_label="All years")
    state = django_filters.ChoiceFilter(label="State", choices=MeetingState.choices, empty_label="All states")

    class Meta:
        model = Meeting
        fields = ["year", "state"]

    def __init__(self, *args: Any, request: GroupRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.filters["year"].extra["choices"] = _years(request)


class MeetingList(ListPage, GroupView):
    permission = "view_meetings"
    title = "Meetings"
    purpose = "Meetings to come, the next one first; below them those that were held, the latest first."
    nouns = ("meeting", "meetings")
    template_name = "meetings/list.html"
    columns = [
        Column("code", "Meeting", lambda m: f"{m.code} of {m.year}", link=lambda m: page_of(m), sort="day"),
        Column("day", "Date", sort="day"),
        Column("place", "Place"),
        Column("state", "State", lambda m: m.get_state_display(), colour=lambda m: COLOURS[m.state]),
        Column(
            "agenda",
            "Agenda",
            lambda m: "" if m.is_off else m.get_agenda_state_display(),
        ),
        Column(
            "minutes",
            "Minutes",
            lambda m: "" if m.is_off else m.get_minutes_state_display(),
        ),
        Column("planned_day", "Planned for", sort="planned_day"),
    ]
    filterset_class = MeetingFilter
    phrases = {"year": lambda year: f"of {year}"}
    empty_text = "Meetings appear here when the year plan is agreed."

    def get_queryset(self) -> QuerySet[Meeting]:
        rows = Meeting.objects.filter(group=self.group).select_related("group")
        to_come = Case(When(day__gte=clock.today(), then=F("day")))
        return rows.order_by(to_come.asc(nulls_last=True), "-day")

    def list_context(self) -> dict[str, Any]:
        slug = self.group.slug
        return {
            "may_plan": self.may("manage_meetings"),
            "plan_url": reverse("meetings:plan", args=[slug]),
            "papers_url": reverse("meetings:papers", args=[slug]),
        }


class CalendarPage(GroupView):
    """A month's meetings and everything owed in it, day by day. `?month=2017-04`."""

    permission = "view_meetings"

    def get(self, request: GroupRequest) -> HttpResponse:
        first = self.month()
        following = (first + timedelta(days=31)).replace(day=1)
        last = following - timedelta(days=1)
        owed = ledger.calendar(self.group, first, last).exclude(owner_kind="seat", rule="reply")
        rows = [row for row in owed if registry.is_told(self.may, row.subject_kind)]
        today = clock.today()
        pairs = {(row.subject_kind, row.subject_id) for row in rows}
        gone = registry.hidden(request.user, self.group, pairs, on=today) | registry.not_theirs(
            request, pairs
        )
        rows = [row for row in rows if (row.subject_kind, row.subject_id) not in gone]
        days: dict[date, list[dict[str, Any]]] = {}
        for name, day in [
            (name, day) for day, name in bank_holidays(first.year).items() if first <= day <= last
        ]:
            days.setdefault(day, []).append({"text": name, "state": "Bank holiday", "colour": "grey"})
        for closure in self.group.closures.filter(day__range=(first, last)):
            days.setdefault(closure.day, []).append(
                {"text": closure.reason, "state": "Closed", "colour": "grey"}
            )
        for meeting in (
            Meeting.objects.filter(group=self.group)
            .in_period(first, last)
            .select_related("group")
            .order_by("starts_at")
        ):
            days.setdefault(meeting.day, []).append(
                {
                    "text": f"{meeting.code}, {meeting.starts_at:%H:%M} to {meeting.ends_at:%H:%M}",
                    "url": page_of(meeting),
                    "state": meeting.get_state_display(),
                    "colour": COLOURS[MeetingState(meeting.state)],
                    "meeting": True,
                }
            )
        for row in rows:
            entry = {
                "text": row.label,
                "url": registry.url_of(self.group, row.subject_kind, row.subject_id)
                if registry.opens(self.may, row.subject_kind)
                else None,
                **state_of(row, today),
            }
            days.setdefault(row.due_on, []).append(entry)
        context = {
            "title": f"Calendar, {first:%B %Y}",
            "purpose": "Meetings and the days by which something is owed.",
            "breadcrumbs": [("Meetings", reverse("meetings:list", args=[self.group.slug]))],
            "days": sorted(days.items()),
            "head": ["Day", "What", "State"],
            "today": today,
            "before": first - timedelta(days=1),
            "after": following,
            "this_month": first == today.replace(day=1),
        }
        return render(request, "meetings/calendar.html", context)

    def month(self) -> date:
        """The first day of the month asked for; this month where that is no month."""
        try:
            first = date.fromisoformat(f"{self.request.GET.get('month', '')}-01")
        except ValueError:
            first = clock.today().replace(day=1)
        return first if 1900 <= first.year < 2100 else clock.today().replace(day=1)


def state_of(row: Deadline, today: date) -> Mapping[str, str]:
    """A deadline's state as a tag."""
    done = registry.rules.done(row.rule).capitalize()
    if row.released_at:
        return {
            "state": "Late, then released" if row.is_late(today) else "Released",
            "colour": "red" if row.is_late(today) else "grey",
        }
    if row.met_on:
        return (
            {"state": f"{done} late", "colour": "red"}
            if row.is_late(today)
            else {"state": done, "colour": "green"}
        )
    if row.is_late(today):
        return {"state": "Late", "colour": "red"}
    return (
        {"state": "Due today", "colour": "yellow"}
        if row.due_on == today
        else {"state": "To come", "colour": "blue"}
    )


def _skipped(row: Deadline) -> list[dict[str, Any]]:
    return [{**skip, "date": date.fromisoformat(skip["date"])} for skip in row.skipped]


def _counted_otherwise(group: SubGroup, owed: list[Deadline]) -> list[str]:
    """Why what is still owed for the meeting would have another date by the calendar as it is today."""
    if not other_holidays(group):
        return []
    return sorted({change.why for change in ledger.would_move(group, owed, on=clock.today())})


class MeetingDetail(GroupView):
    """One meeting: when and where, where in the cycle, who comes, and whether it will be quorate."""

    permission = "view_meetings"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        meeting = meeting_of(self.group, pk, "terms", "plan", "cancelled_by", "chaired_by")
        today = clock.today()
        seats = standing.seats(self.group, meeting.day)
        answers = replies.latest(meeting)
        own = [one.seat.pk for one in seats if one.holder == request.user]
        owed = _owed(self.group, str(meeting.pk))
        changes = _changes(meeting)
        coming = meeting.state == MeetingState.PLANNED and not meeting.opened_at
        context = {
            "title": f"{meeting.code} of {meeting.year}",
            "caption": self.group.name,
            "breadcrumbs": [("Meetings", reverse("meetings:list", args=[self.group.slug]))],
            "meeting": meeting,
            "colour": COLOURS[MeetingState(meeting.state)],
            "today": today,
            "coming": coming,
            "may_close": self.may("manage_calendar"),
            "counted_otherwise": _counted_otherwise(self.group, owed),
            "not_worked": calendar_for(self.group).why_not(meeting.day) if coming else None,
            "steps": steps(meeting, owed, today),
            "action": main_button(
                request,
                meeting,
                owed,
                answered=not own or any(pk in answers and not answers[pk].for_other_day for pk in own),
                has_seat=bool(own),
            ),
            "deadlines": [{"row": row, "skipped": _skipped(row), **state_of(row, today)} for row in owed],
            "changes": changes,
            "postponed_by": changes[-1].changed_by if meeting.is_postponed and changes else None,
            "day_key": "Was to be on" if meeting.is_off else "Date",
            "panels": panels(request, meeting),
            "replies": [
                {
                    "seat": seat,
                    "answer": (answer := answers.get(seat.seat.pk)),
                    "before_move": bool(answer and answer.for_other_day),
                    "own": seat.seat.pk in own,
                    "colour": REPLY_COLOURS.get(answer.answer if answer else "", "grey"),
                }
                for seat in seats
                if seat.is_filled
            ],
            "forecast": replies.forecast_of(meeting, seats, answers) if coming else None,
            "may_plan": self.may("manage_meetings"),
            "may_reply": self.may("reply"),
            "may_see_changes": self.may("view_changes"),
            "reply_head": ["Post", "Agency", "Reply", *["Change"] * (coming and self.may("reply"))],
            "deadline_head": ["What", "By", "State"],
        }
        return render(request, "meetings/detail.html", context)


@written
def _owed(group: SubGroup, meeting: str) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(group=group, subject_kind="meeting", subject_id=meeting)
    return rows.exclude(owner_kind="seat").order_by("due_on")


@written
def _changes(meeting: Meeting) -> QuerySet[MeetingChange]:
    return MeetingChange.objects.filter(meeting=meeting).select_related("changed_by")


REPLY_COLOURS = {"attending": "green", "deputy": "teal", "apologies": "orange"}
