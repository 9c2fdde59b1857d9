"""The agenda as a document: as published, or before that as far as the reader may see it (R3)."""

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify

from meetings.enums import AgendaState
from meetings.models import Meeting
from meetings.views.agenda import panel
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.printing import printed


class AgendaDocument(GroupView):
    permission = "view_meetings"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        meeting = get_object_or_404(Meeting.objects.select_related("group"), group=self.group, pk=pk)
        title = f"Agenda of {meeting.code}, {meeting.day:%-d %B %Y}"
        page = {
            "group": self.group,
            "meeting": meeting,
            "panel": panel(request, meeting),
            "is_draft": meeting.agenda_state != AgendaState.PUBLISHED,
            "marking": "OFFICIAL-SENSITIVE",
            "reference": f"{self.group.name}: {title}",
        }
        back = reverse("meetings:detail", args=[self.group.slug, pk])
        name = slugify(f"agenda-{meeting.code}-{meeting.day}")
        return printed(request, "meetings/agenda_pdf.html", page, title=title, name=name, back=back)
