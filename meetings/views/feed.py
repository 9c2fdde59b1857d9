"""The private calendar: its page, and the feed itself, which a calendar program fetches with no sign-in."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View

from meetings import ical
from meetings.models import Meeting
from meetings.services import feeds
from subgroup import access, clock, ledger, registry
from subgroup.outbox import absolute
from subgroup.views.base import GroupRequest, GroupView

KEPT = timedelta(days=400)


class FeedPage(GroupView):
    """Makes, renews and ends a person's feed. Its address is shown once, in the answer to the press of the button."""

    permission = "view_meetings"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show("")

    def post(self, request: GroupRequest) -> HttpResponse:
        if "end" in request.POST:
            feeds.revoke(person=request.user, at=clock.now())
            messages.success(
                request, "Your calendar feed has ended. Programs that used its address get nothing more."
            )
            return redirect("meetings:feed", request.group.slug)
        token = feeds.renew(person=request.user, at=clock.now())
        return self.show(absolute(reverse("feed:calendar", args=[token])))

    def show(self, address: str) -> HttpResponse:
        return render(
            self.request,
            "meetings/feed.html",
            {
                "title": "Your calendar feed",
                "purpose": "Your meetings and what you owe, in your own calendar program, always up to date.",
                "breadcrumbs": [("Meetings", reverse("meetings:list", args=[self.group.slug]))],
                "feed": feeds.current(self.request.user),
                "address": address,
            },
        )


@method_decorator(login_not_required, name="dispatch")
class Feed(View):
    """GET only. An address that is unknown, has ended or belongs to nobody answers 404 and says nothing else."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        now = clock.now()
        person = feeds.person_of(token=token, at=now)
        if person is None:
            raise Http404("No such calendar.")
        today = now.date()
        groups = [
            group
            for group in access.groups_of(person, on=today)
            if access.may(person, "view_meetings", group, on=today)
        ]
        meetings = Meeting.objects.filter(group__in=groups, day__gte=today - KEPT).select_related("group")
        rows = [
            (meeting, absolute(reverse("meetings:detail", args=[meeting.group.slug, meeting.pk])))
            for meeting in meetings.order_by("day", "pk")
        ]
        owed = []
        for group in groups:
            deadlines = list(ledger.owed_by(person, group, on=today))
            about = {(row.subject_kind, row.subject_id) for row in deadlines}
            hidden = registry.hidden(person, group, about, on=today)
            home = reverse("group_home", args=[group.slug])
            for row in deadlines:
                if (row.subject_kind, row.subject_id) in hidden:
                    continue
                url = absolute(registry.url_of(group, row.subject_kind, row.subject_id) or home)
                owed.append((f"deadline-{row.pk}@subgroup.invalid", row.label, row.due_on, url))
        response = HttpResponse(ical.feed(rows, owed, at=now), content_type="text/calendar; charset=utf-8")
        response["Cache-Control"] = "no-store"
        response["Content-Disposition"] = 'inline; filename="meetings.ics"'
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response
