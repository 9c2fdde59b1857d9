"""What changes a meeting's date. Each act that mails or destroys shows first what will happen and to whom."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from meetings.forms.planning import DetailsForm, ExtraordinaryForm, MoveForm
from meetings.mails import calendars_of, invitees
from meetings.models import Meeting
from meetings.moves import preview_move
from meetings.plan_table import day_warnings
from meetings.policies import planning as policies
from meetings.services import planning
from meetings.services.owing import last_day
from meetings.views.plan import Planner
from meetings.views.submission import why_not
from members.representation import seats_on
from subgroup import clock, ledger
from subgroup.calendar import calendar_for
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup


def _taken(group: SubGroup) -> list[date]:
    """The days of the group's meetings."""
    return list(Meeting.objects.filter(group=group).standing().values_list("day", flat=True))


class MailsAct(Planner):
    """A meeting's act that mails people: shown first, done at the press of the button."""

    abstract = True

    def get(self, request: Any, pk: int) -> HttpResponse:
        meeting = self.meeting(pk)
        try:
            context = self.confirm(meeting)
        except NotAllowed as refusal:
            return self.refuse(str(refusal), self.url("detail", pk))
        return self.show(meeting, context)

    def show(self, meeting: Meeting, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context |= {
            "breadcrumbs": self.trail(meeting),
            "caption": f"{meeting.code} of {meeting.year}, {long_date(meeting.day)}",
            "cancel_url": self.url("detail", meeting.pk),
        }
        return render(self.request, "shapes/confirm.html", context, status=status)

    def post(self, request: Any, pk: int) -> HttpResponse:
        meeting = self.meeting(pk)
        try:
            done = self.act(meeting)
        except NotAllowed as refusal:
            return self.refuse(str(refusal), self.url("detail", pk))
        messages.success(request, done)
        return redirect(self.url("detail", pk))

    def confirm(self, meeting: Meeting) -> dict[str, Any]:
        raise NotImplementedError

    def act(self, meeting: Meeting) -> str:
        raise NotImplementedError


def names(people: list[Person]) -> list[str]:
    return [person.name for person in people]


class Invite(MailsAct):
    def confirm(self, meeting: Meeting) -> dict[str, Any]:
        policies.check_invite(meeting, today=clock.today())
        people = invitees(seats_on(self.group, meeting.day))
        return {
            "title": "Send the invitations?",
            "happens": ["Each gets a calendar invitation and a link to reply on the page."],
            "told": names(people),
            "button": f"Send {count(len(people), 'invitation', 'invitations')}",
        }

    def act(self, meeting: Meeting) -> str:
        planning.invite(meeting=meeting, by=self.request.user, at=clock.now())
        return "The invitations are on their way."


class CallForItems(MailsAct):
    def confirm(self, meeting: Meeting) -> dict[str, Any]:
        closes = last_day(meeting).on
        policies.check_call(meeting, items_due=closes, today=clock.today())
        people = invitees(seats_on(self.group, meeting.day))
        return {
            "title": "Call for items?",
            "happens": [
                f"Each is asked for items and papers by the end of {long_date(closes)}.",
                "Whoever has not replied to the invitation is asked for a reply.",
            ],
            "told": names(people),
            "button": f"Send {count(len(people), 'mail', 'mails')}",
        }

    def act(self, meeting: Meeting) -> str:
        planning.call_for_items(meeting=meeting, by=self.request.user, at=clock.now())
        return "The call for items is on its way."


class Move(Planner):
    """Another day, or the new one of a meeting that was postponed: shows what changes, becomes late or in time and who is
    told, then asks to confirm that very day."""

    def get(self, request: Any, pk: int) -> HttpResponse:
        meeting = self.meeting(pk)
        try:
            policies.check_not_over(meeting, "moved")
        except NotAllowed as refusal:
            return self.refuse(str(refusal), self.url("detail", pk))
        initial = {name: getattr(meeting, name) for name in ("starts_at", "ends_at", "place")}
        return self.show(meeting, MoveForm(initial=initial))

    def post(self, request: Any, pk: int) -> HttpResponse:
        meeting, form = self.meeting(pk), MoveForm(request.POST)
        if not self.passes(form):
            return self.show(meeting, form, status=422)
        to_day, possible = form.cleaned_data["to_day"], None
        try:
            policies.check_move(
                meeting,
                to_day,
                calendar=calendar_for(self.group),
                today=clock.today(),
                taken=_taken(self.group),
            )
            possible = to_day
            if request.POST.get("confirm") != to_day.isoformat():
                return self.show(meeting, form, to_day=to_day)
            read = request.POST.get("day")
            planning.move(meeting=meeting, by=request.user, at=clock.now(), read=read, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error("to_day", str(refusal))
            return self.show(meeting, form, to_day=possible, status=422)
        messages.success(request, f"{meeting.code} is now on {long_date(to_day)}.")
        return redirect(self.url("detail", pk))

    def show(
        self, meeting: Meeting, form: MoveForm, *, to_day: date | None = None, status: int = 200
    ) -> HttpResponse:
        title, caption, confirm = f"Move {meeting.code}", "Now on", "Move to"
        if meeting.is_postponed:
            title, caption, confirm = (
                f"Name the new day of {meeting.code}",
                "Postponed from",
                "Hold it on",
            )
        context = {
            "title": title,
            "caption": f"{caption} {long_date(meeting.day)}",
            "breadcrumbs": self.trail(meeting),
            "meeting": meeting,
            "form": form,
            "preview": preview_move(meeting, to_day, clock.now()) if to_day else None,
            "preview_head": ["What", "Before" if meeting.is_postponed else "Now", "Then", "Effect"],
            "confirm_value": to_day.isoformat() if to_day else "",
            "day_told": policies.day_told(meeting),
            "confirm_text": f"{confirm} {long_date(to_day)}" if to_day else "",
            "cancel_url": self.url("detail", meeting.pk),
        }
        return render(self.request, "meetings/move.html", context, status=status)


class Details(Planner):
    """Another time or place on the same day."""

    def get(self, request: Any, pk: int) -> HttpResponse:
        meeting = self.meeting(pk)
        if why := why_not(policies.check_still_planned, meeting, "changed"):
            return self.refuse(why, self.url("detail", pk))
        initial = {name: getattr(meeting, name) for name in ("starts_at", "ends_at", "place")}
        return self.show(meeting, DetailsForm(initial=initial))

    def post(self, request: Any, pk: int) -> HttpResponse:
        meeting, form = self.meeting(pk), DetailsForm(request.POST)
        if not self.passes(form):
            return self.show(meeting, form, status=422)
        try:
            planning.change_details(meeting=meeting, by=request.user, at=clock.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(meeting, form, status=422)
        messages.success(request, "Time and place are saved.")
        return redirect(self.url("detail", pk))

    def show(self, meeting: Meeting, form: DetailsForm, status: int = 200) -> HttpResponse:
        told = calendars_of(meeting)
        context = {
            "title": f"Time and place of {meeting.code}",
            "caption": long_date(meeting.day),
            "breadcrumbs": self.trail(meeting),
            "form": form,
            "happens": [],
            "told": names(told),
            "button": "Save and send the update" if told else "Save",
            "cancel_url": self.url("detail", meeting.pk),
        }
        return render(self.request, "shapes/confirm.html", context, status=status)


class Extraordinary(Planner):
    """A meeting outside the plan: shown first with its dates, then called and invited at once."""

    def get(self, request: Any) -> HttpResponse:
        return self.show(ExtraordinaryForm(initial={"starts_at": "09:30", "ends_at": "11:00"}))

    def post(self, request: Any) -> HttpResponse:
        form = ExtraordinaryForm(request.POST)
        if not self.passes(form):
            return self.show(form, status=422)
        day = form.cleaned_data["day"]
        others = _taken(self.group)
        try:
            policies.check_day_free(day, calendar=calendar_for(self.group), today=clock.today(), taken=others)
            if request.POST.get("confirm") != day.isoformat():
                return self.show(form, day=day, others=others)
            meeting = planning.call_extraordinary(
                group=self.group, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error("day", str(refusal))
            return self.show(form, status=422)
        messages.success(
            request, f"{meeting.code} on {long_date(day)} is called and the invitations are on their way."
        )
        return redirect(self.url("detail", meeting.pk))

    def show(
        self,
        form: ExtraordinaryForm,
        *,
        day: date | None = None,
        others: list[date] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        today = clock.today()
        context = {
            "title": "Call an extraordinary meeting",
            "purpose": "A meeting outside the year plan. It does not count as planned (P3).",
            "breadcrumbs": [("Meetings", self.url("list"))],
            "form": form,
            "day": day,
            "dues": [
                (due, due.on < today)
                for due in (ledger.preview(self.group, rule, day) for rule in ("items", "publish", "minutes"))
            ]
            if day
            else [],
            "warnings": day_warnings(self.group, day, others=others or []) if day else [],
            "told": names(invitees(seats_on(self.group, day))) if day else None,
            "confirm_value": day.isoformat() if day else "",
            "cancel_url": self.url("list"),
        }
        return render(self.request, "meetings/extraordinary.html", context, status=status)
