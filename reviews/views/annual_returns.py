"""The Child Death Overview Panel's annual return (LSCB1): how it stands, and that it was made."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from reviews import annual_parts, guarding
from reviews.forms.annual_returns import MadeForm
from reviews.models import AnnualReturn
from reviews.services import annual_returns
from reviews.views.deaths import url
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.views.base import GroupRequest, GroupView


class OfAnnual(GroupView):
    abstract = True
    permission = "view_deaths"

    @cached_property
    def annual(self) -> AnnualReturn:
        rows = AnnualReturn.objects.filter(group=self.group).select_related("group", "recorded_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def address(self, name: str) -> str:
        return url(self.group.slug, name, self.annual.pk)

    def trail(self) -> list[tuple[str, str]]:
        return [("CDOP returns", url(self.group.slug, "deaths"))]


class AnnualPage(OfAnnual):
    permission = "view_deaths"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        annual = self.annual
        others = AnnualReturn.objects.filter(group=self.group).exclude(pk=pk)
        page = {
            "title": "Annual return on child deaths",
            "caption": f"LSCB1, year to {long_date(annual.ends_on)}",
            "purpose": "The Child Death Overview Panel makes it for the Board, by law each May. The sub-group makes none: "
            "it checks that this one was made.",
            "breadcrumbs": self.trail(),
            "annual": annual,
            "standing": annual_parts.standing(annual, clock.today()),
            "last": annual_returns.LAST,
            "made_url": self.address("annual_return_made") if self.may("manage_deaths") else "",
            "others": [(str(one), url(self.group.slug, "annual_return", one.pk)) for one in others],
        }
        return render(request, "reviews/annual_return.html", page)


class AnnualMade(OfAnnual):
    permission = "manage_deaths"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        annual = self.annual
        names = ("made_on", "made_by", "proof", "version")
        return self.show(MadeForm(annual=annual, initial={name: getattr(annual, name) for name in names}))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = MadeForm(request.POST, annual=self.annual)
        place = "The annual return on child deaths"
        if not guarding.passes(
            form, case=None, group=self.group, place=place, by=request.user, at=clock.now()
        ):
            return self.show(form, status=422)
        said: dict[str, Any] = form.cleaned_data
        try:
            annual_returns.record(
                annual=self.annual, version=said["version"] or 0, made_on=None if said.get("back") else said["made_on"],
                made_by=said["made_by"], proof=said["proof"], because=said.get("because", ""), by=request.user, at=clock.now(),
            )  # fmt: skip
        except Conflict as conflict:
            form = MadeForm({**request.POST.dict(), "version": str(self.annual.version)}, annual=self.annual)
            form.add_error(
                None, f"{conflict} It says now: {conflict.theirs}. Saved again, yours stands in its place."
            )
            return self.show(form, status=409)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(
            request,
            "What was recorded is taken back: the return is owed."
            if said.get("back")
            else "It is recorded that the return was made.",
        )
        return redirect(self.address("annual_return"))

    def show(self, form: MadeForm, status: int = 200) -> HttpResponse:
        page = {
            "title": "Record that the return was made",
            "caption": str(self.annual),
            "breadcrumbs": [*self.trail(), ("Annual return", self.address("annual_return"))],
            "form": form,
            "button": "Record",
            "cancel_url": self.address("annual_return"),
        }
        return render(self.request, "shapes/form.html", page, status=status)
