"""The first page of a referral, and of a case that came otherwise (F4)."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from reviews import reading, referring
from reviews.forms.referrals import AgencyForm, CameForm
from reviews.services import referrals
from reviews.views.referrals import step_address
from subgroup import clock
from subgroup.views.base import GroupRequest, GroupView


class NewReferral(GroupView):
    """Who speaks for one agency begins at once; who speaks for several says for which."""

    permission = "refer_cases"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(self.form(initial=self.initial()))

    def post(self, request: GroupRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        made = referrals.start(group=self.group, by=request.user, at=clock.now(), **form.cleaned_data)
        return redirect(step_address(made, referring.STEPS[0]))

    @property
    def manages(self) -> bool:
        return self.may("manage_cases")

    def form(self, *args: Any, **kwargs: Any) -> AgencyForm:
        kind = CameForm if self.manages else AgencyForm
        return kind(*args, agencies=self.agencies, **kwargs)

    @cached_property
    def agencies(self) -> QuerySet[Any]:
        return reading.may_refer_for(
            self.request.user, self.group, self.request.permissions, on=clock.today()
        )

    def initial(self) -> dict[str, Any]:
        """Who manages cases writes for others, and chooses."""
        if self.manages:
            return {}
        mine = reading.agencies_of(self.request.user, self.group, on=clock.today())
        return {"agency": next(iter(mine))} if len(mine) == 1 else {}

    def show(self, form: AgencyForm, status: int = 200) -> HttpResponse:
        page = {
            "title": "Open a case" if self.manages else "Refer a case",
            "purpose": "It takes about ten minutes; what you type is kept, and nobody else reads it until you send it."
            if self.manages
            else "Any agency may. It takes about ten minutes; what you type is kept, and nobody else reads it until you send it.",
            "breadcrumbs": [("Referrals", reverse("reviews:referrals", args=[self.group.slug]))],
            "form": form,
            "button": "Begin",
            "cancel_url": reverse("reviews:referrals", args=[self.group.slug]),
        }
        return render(self.request, "shapes/form.html", page, status=status)
