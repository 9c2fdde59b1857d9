"""What the pages of one meeting share: fetching it through the group, its addresses and its trail."""

from functools import cached_property

from django.shortcuts import get_object_or_404
from django.urls import reverse

from meetings.models import Meeting
from subgroup.views.base import GroupView


class MeetingView(GroupView):
    """A page of the meeting `pk`; 404 for a meeting of another group."""

    abstract = True

    @cached_property
    def meeting(self) -> Meeting:
        rows = Meeting.objects.select_related(
            "group", "terms", "chaired_by", "chaired_by_seat", "current_item"
        )
        return get_object_or_404(rows, group=self.group, pk=self.kwargs["pk"])

    def url(self, name: str, *args: object) -> str:
        return reverse(f"meetings:{name}", args=[self.group.slug, self.meeting.pk, *args])

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        trail = [("Meetings", reverse("meetings:list", args=[self.group.slug]))]
        return [*trail, (f"{self.meeting.code}, {self.meeting.day:%-d %B %Y}", self.url("detail")), *more]

    @property
    def caption(self) -> str:
        return f"{self.meeting.code} of {self.meeting.year}, {self.meeting.day:%A %-d %B %Y}"
