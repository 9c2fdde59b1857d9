"""What a successor inherits, as a page and as a document."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from actionplans import reading
from actionplans.services import briefing
from members.models import Holding, Seat
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.printing import printed


class BriefingView(GroupView):
    """Of one post, for readers of the register; what is confidential for those who may read it."""

    abstract = True
    permission = "view_actions"

    @cached_property
    def seat(self) -> Seat:
        rows = Seat.objects.filter(group=self.group).select_related("agency", "group")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        seat, today = self.seat, clock.today()
        holding = Holding.objects.filter(seat=seat).on(today).select_related("person", "seat").first()
        seen = reading.visible(self.request.user, self.group, self.request.permissions, on=today)
        lights = self.group.terms_on(today).content.lights
        said = briefing.contents(seat, seen=seen, confidential=self.may("view_confidential"), on=today)
        for action in said["actions"]:
            action["light"] = lights.word(action["colour"])
        return {
            "seat": seat,
            "today": today,
            "holding": holding,
            "before": briefing.predecessor(holding) if holding else None,
            **said,
        }


class BriefingPage(BriefingView):
    permission = "view_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        slug = self.group.slug
        page = {
            "title": f"Briefing: {self.seat.title}",
            "caption": f"Post {self.seat.code}, {self.seat.agency}",
            "purpose": "What whoever holds this post answers for today, and how each thing stands.",
            "breadcrumbs": [
                ("Actions", reverse("actionplans:list", args=[slug])),
                (self.seat.title, reverse("members:seat", args=[slug, self.seat.pk])),
            ],
            "pdf_url": reverse("actionplans:briefing_pdf", args=[slug, self.seat.pk]),
            "register_url": reverse("actionplans:list", args=[slug]),
            **self.context(),
        }
        return render(request, "actionplans/briefing.html", page)


class BriefingDocument(BriefingView):
    permission = "view_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        title = f"Briefing for post {self.seat.code}"
        page = {
            **self.context(),
            "title": title,
            "group": self.group,
            "reference": f"{self.seat.code}, {long_date(clock.today())}",
            "marking": "OFFICIAL-SENSITIVE",
        }
        back = reverse("actionplans:briefing", args=[self.group.slug, self.seat.pk])
        return printed(
            request,
            "actionplans/pdf/briefing.html",
            page,
            title=title,
            name=f"briefing-{self.seat.code}",
            back=back,
        )
