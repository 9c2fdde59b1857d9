"""Chasing what is late: first whom it mails and with what, then the mails (F1)."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from reviews.enums import RequestState
from reviews.models import ChildDeath, DeathRequest
from reviews.services import death_chasing
from reviews.services.death_chasing import Chase
from reviews.views.deaths import address, url
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView


class ChaseReturns(GroupView):
    """All that is late; of one death (`?death=`) all that is outstanding."""

    permission = "manage_deaths"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(self.plan())

    def post(self, request: GroupRequest) -> HttpResponse:
        try:
            sent = death_chasing.chase(
                group=self.group, requests=self.rows, by=request.user, at=clock.now(), shown=request.POST.get("shown", "")
            )  # fmt: skip
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return self.show(self.plan(), status=409)
        messages.success(request, f"{count(len(sent), 'mail is', 'mails are')} on the way.")
        return redirect(self.back())

    @cached_property
    def death(self) -> ChildDeath | None:
        pk = whole(self.request.GET.get("death", ""))
        if pk is None:
            return None
        return get_object_or_404(ChildDeath.objects.filter(group=self.group).select_related("group"), pk=pk)

    @cached_property
    def rows(self) -> list[DeathRequest]:
        waits = DeathRequest.objects.filter(death=self.death, state=RequestState.ASKED)
        rows = waits if self.death else death_chasing.late(self.group, clock.today())
        return list(rows.select_related("death", "agency").order_by("due_on", "pk"))

    def plan(self) -> Chase:
        return death_chasing.plan(self.group, self.rows, today=clock.today())

    def back(self) -> str:
        return address(self.death) if self.death else url(self.group.slug, "deaths")

    def show(self, found: Chase, status: int = 200) -> HttpResponse:
        what = f"is outstanding for {self.death}" if self.death else "is late"
        happens = [
            f"{mail.person.name}: {count(len(mail.requests), 'return', 'returns')}, {mail.references}"
            for mail in found.mails
        ]
        happens += [f"{person.name} had a mail today already, and gets none." for person in found.had_one]
        happens += [
            f"Nobody answers for {one.agency}, so nobody is mailed for {one}." for one in found.unreached
        ]
        page = {
            "title": f"Chase what {what}?",
            "purpose": "One mail a person with the panel’s references and a link, at most one a day.",
            "breadcrumbs": [("CDOP returns", url(self.group.slug, "deaths"))],
            "happens": happens or [f"Nothing {what}."],
            "told": [mail.person.name for mail in found.mails],
            "button": f"Send {count(len(found.mails), 'mail', 'mails')}",
            "hidden": {"shown": found.digest()},
            "is_idle": not found.mails,
            "cancel_url": self.back(),
        }
        return render(self.request, "reviews/deaths_chase.html", page, status=status)
