"""A meeting of the Coordination and Delivery Group that was entered wrongly: given another day, or withdrawn."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property

from reports import returns
from reports.forms import MoveMeetingForm, WithdrawMeetingForm
from reports.models import CoordinatingMeeting
from reports.views.shared import url
from subgroup import clock, registry
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.views.base import GroupRequest, GroupView


class _Correction(GroupView):
    """GET shows what will happen and asks for the reason; refused with its sentence once a return was sent."""

    abstract = True
    permission = "draft_returns"
    form_class: type[forms.Form]
    page: dict[str, Any]

    @cached_property
    def meeting(self) -> CoordinatingMeeting:
        rows = CoordinatingMeeting.objects.select_related("group")
        return get_object_or_404(rows, group=self.group, pk=self.kwargs["pk"])

    def happens(self) -> list[str]:
        raise NotImplementedError

    def act(self, said: dict[str, Any]) -> str:
        raise NotImplementedError

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        returns.check_change(self.meeting)
        return self.show(self.form_class())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form, place = self.form_class(request.POST), self.meeting.name
        if not registry.passes(form, place=place, group=self.group, by=request.user, at=clock.now()):
            return self.show(form, status=422)
        try:
            said = self.act(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, said)
        return redirect(url(request, "return", pk))

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        request, meeting = self.request, self.meeting
        back = url(request, "return", meeting.pk)
        context = {
            "caption": f"Coordination and Delivery Group, {meeting.name}, {long_date(meeting.day)}",
            "breadcrumbs": [("Returns", url(request, "returns")), (meeting.name, back)],
            "form": form,
            "happens": self.happens(),
            "told": [],
            "cancel_url": back,
            **self.page,
        }
        return render(request, "shapes/confirm.html", context, status=status)


class MoveMeeting(_Correction):
    form_class = MoveMeetingForm
    page = {"title": "Change the day of this meeting", "button": "Change the day"}

    def happens(self) -> list[str]:
        return [
            "The return is owed for the new day. The old day and your reason stay in the history of its due date.",
            "A breach that came from the old day alone is withdrawn.",
        ]

    def act(self, said: dict[str, Any]) -> str:
        owed = returns.move_meeting(meeting=self.meeting, by=self.request.user, at=clock.now(), **said)
        due = f" Its return is due by {long_date(owed.due_on)}." if owed.is_open else ""
        return f"{self.meeting.name} is on {long_date(self.meeting.day)}.{due}"


class WithdrawMeeting(_Correction):
    form_class = WithdrawMeetingForm
    page = {"title": "Withdraw this meeting?", "button": "Withdraw it", "destructive": True}

    def happens(self) -> list[str]:
        return [
            "No return is owed to it, and it counts in no measure. A breach that came from it is withdrawn.",
            "It stays in the list as withdrawn, with your reason and with what was written for its return.",
        ]

    def act(self, said: dict[str, Any]) -> str:
        returns.withdraw_meeting(meeting=self.meeting, by=self.request.user, at=clock.now(), **said)
        return f"{self.meeting.name} is withdrawn. No return is owed to it."
