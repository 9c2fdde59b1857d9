"""A meeting postponed with no new day yet, or cancelled: shown first with who is told, done with a reason (A1, P3)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from meetings.forms.planning import ReasonForm
from meetings.mails import calendars_of, to_call_off
from meetings.models import Meeting
from meetings.policies import planning as policies
from meetings.services import planning, postponing
from meetings.views.planning import MailsAct, names
from subgroup import clock
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed


class WithReason(MailsAct):
    """Asks for the reason. One that is refused keeps it, and says why beside it."""

    abstract = True

    def post(self, request: Any, pk: int) -> HttpResponse:
        meeting, form = self.meeting(pk), ReasonForm(request.POST)
        if self.passes(form):
            self.reason, self.read = form.cleaned_data["reason"], request.POST.get("day")
            try:
                done = self.act(meeting)
            except NotAllowed as refusal:
                form.add_error("reason", str(refusal))
            else:
                messages.success(request, done)
                return redirect(self.url("detail", pk))
        return self.show(meeting, self.asked(meeting, form), status=422)

    def show(self, meeting: Meeting, context: dict[str, Any], status: int = 200) -> HttpResponse:
        return super().show(
            meeting, context | {"button_name": "day", "button_value": policies.day_told(meeting)}, status
        )

    def asked(self, meeting: Meeting, form: ReasonForm) -> dict[str, Any]:
        raise NotImplementedError


class Postpone(WithReason):
    """Off its day, with no new one yet."""

    def confirm(self, meeting: Meeting) -> dict[str, Any]:
        policies.check_postpone(meeting)
        return self.asked(meeting, ReasonForm())

    def asked(self, meeting: Meeting, form: ReasonForm) -> dict[str, Any]:
        people = to_call_off(meeting)
        happens = [
            f"It does not take place on {long_date(meeting.day)}. You name the new day later, or cancel it.",
            "Its items, papers and replies stay with it. Until it has a day it takes no others.",
            "What is still owed for it is released with your reason, and owed again from the new day.",
            "What was late before stays late until then.",
        ]
        if calendars_of(meeting):
            happens.append("It is taken out of the calendars until the new day is named.")
        if meeting.plan_id:
            happens.append(
                f"If {meeting.year} ends with no day for it, it counts as a planned meeting that did not take place (P3)."
            )
        return {
            "title": f"Postpone {meeting.code}?",
            "happens": happens,
            "told": names(people),
            "form": form,
            "button": f"Postpone the meeting and send {count(len(people), 'mail', 'mails')}"
            if people
            else "Postpone the meeting",
        }

    def act(self, meeting: Meeting) -> str:
        postponing.postpone(
            meeting=meeting, reason=self.reason, by=self.request.user, at=clock.now(), read=self.read
        )
        return f"{meeting.code} is postponed. Name its new day when it is known."


class Cancel(WithReason):
    def confirm(self, meeting: Meeting) -> dict[str, Any]:
        policies.check_not_over(meeting, "cancelled")
        return self.asked(meeting, ReasonForm())

    def asked(self, meeting: Meeting, form: ReasonForm) -> dict[str, Any]:
        people = to_call_off(meeting)
        happens = [
            "What is still owed for it is released with your reason. What was late before stays late.",
            "Its items go onto the next meeting’s agenda.",
        ]
        if meeting.plan_id:
            happens.append(
                "It counts as a planned meeting that did not take place (P3), and stands in the next return."
            )
        return {
            "title": f"Cancel {meeting.code}?",
            "happens": happens,
            "told": names(people),
            "form": form,
            "destructive": True,
            "button": f"Cancel the meeting and send {count(len(people), 'mail', 'mails')}"
            if people
            else "Cancel the meeting",
        }

    def act(self, meeting: Meeting) -> str:
        planning.cancel(
            meeting=meeting, reason=self.reason, by=self.request.user, at=clock.now(), read=self.read
        )
        return f"{meeting.code} is cancelled."
