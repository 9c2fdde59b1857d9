"""A meeting of the Coordination and Delivery Group that was entered wrongly: given another day, or withdrawn."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from reports import returns
from reports.forms import MoveMeetingForm, WithdrawMeetingForm
from reports.models import CoordinatingMeeting
from reports.views.acts import Act
from reports.views.shared import url
from subgroup import clock
from subgroup.deadlines.wording import long_date


class _Correction(Act):
    """GET shows what will happen and asks for the reason; refused with its sentence once a return was sent."""

    abstract = True
    shape = "shapes/confirm.html"

    @cached_property
    def meeting(self) -> CoordinatingMeeting:
        rows = CoordinatingMeeting.objects.select_related("group")
        return get_object_or_404(rows, group=self.group, pk=self.kwargs["pk"])

    @property
    def place(self) -> str:
        return self.meeting.name

    @property
    def back(self) -> str:
        return url(self.request, "return", self.meeting.pk)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [("Returns", url(self.request, "returns")), (self.meeting.name, self.back)]

    def check(self) -> None:
        returns.check_change(self.meeting)

    def happens(self) -> list[str]:
        raise NotImplementedError

    def more(self) -> dict[str, Any]:
        words = f"Coordination and Delivery Group, {self.meeting.name}, {long_date(self.meeting.day)}"
        return {"caption": words, "happens": self.happens(), "told": []}


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
