"""A case is acknowledged; until then another codename may be drawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from reviews.services import acknowledging
from reviews.views.base import CaseView
from subgroup import clock
from subgroup.views.base import GroupRequest


class Acknowledge(CaseView):
    permission = "manage_cases"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        acknowledging.acknowledge(case=self.case, by=request.user, at=clock.now())
        messages.success(request, f"{self.case} is acknowledged and being screened.")
        return redirect(self.url("case", pk))


class Rename(CaseView):
    permission = "manage_cases"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        before = str(self.case)
        acknowledging.rename(case=self.case, by=request.user, at=clock.now())
        messages.success(request, f"{before} is {self.case} now.")
        return redirect(self.url("case", pk))
