"""The days of a case: what is recorded, what was before, and the forms to record and change them (S1 to S6)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from reviews import clock_parts, guarding, regimes
from reviews.enums import FIVE_DATES, DateKind
from reviews.forms.clocks import DateForm, RecordDatesForm
from reviews.models import CaseDate
from reviews.services import dates
from reviews.views.base import CaseView
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest


class DatesPage(CaseView):
    """Every day with its history."""

    permission = "view_cases"
    part = "the days of the case"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        manages = self.may("manage_cases")
        page = {
            "title": "Dates",
            "caption": str(self.case),
            "purpose": "Every day of the case as it was recorded, with what stood before and why it was changed.",
            "breadcrumbs": self.trail(),
            "days": clock_parts.days(self.case),
            "manages": manages,
            "record_url": self.url("dates_record", pk) if manages else "",
        }
        return render(request, "reviews/dates.html", page)


class DatesAct(CaseView):
    abstract = True
    permission = "manage_cases"
    part = "the days of the case"

    def passes(self, form: GovForm) -> bool:
        return guarding.passes(
            form, case=self.case, place="The days of the case", by=self.request.user, at=clock.now()
        )

    def show(self, form: GovForm, title: str, intro: str = "") -> HttpResponse:
        page = {
            "title": title,
            "caption": str(self.case),
            "breadcrumbs": self.trail(),
            "form": form,
            "intro": intro,
            "button": "Record",
            "cancel_url": self.url("case", self.case.pk),
        }
        return render(self.request, "shapes/form.html", page, status=422 if form.is_bound else 200)

    def done(self, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        return redirect(self.url("case", self.case.pk))


class RecordDates(DatesAct):
    """Several days that are not recorded yet, in one go."""

    permission = "manage_cases"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if not self.passes(form) or not self.recorded(form):
            return self.page(form)
        return self.done("The days are recorded. The clocks run from them.")

    def form(self, *args: Any) -> RecordDatesForm:
        """On sending back the kinds that the page asked for, whatever was recorded in between."""
        known = {kind for kind, rows in clock_parts.recorded(self.case).items() if rows[0].day}
        sent = {name.rpartition("_")[0] for name in self.request.POST}
        asked = {*FIVE_DATES, *regimes.get(self.case.regime).kinds} - known
        return RecordDatesForm(*args, kinds=[kind for kind in DateKind if kind in asked | sent])

    @transaction.atomic
    def recorded(self, form: RecordDatesForm) -> bool:
        """All of them or none; a refusal stands beside its day."""
        said = form.cleaned_data
        for kind in form.kinds:
            try:
                if said[kind]:
                    dates.record_by_hand(
                        case=self.case, kind=kind, day=said[kind], source=said["source"], by=self.request.user,
                        at=clock.now(),
                    )  # fmt: skip
            except NotAllowed as refusal:
                form.add_error(kind, str(refusal))
        if form.errors:
            transaction.set_rollback(True)
        return not form.errors

    def page(self, form: RecordDatesForm) -> HttpResponse:
        return self.show(
            form,
            "Record dates",
            "Leave empty what is not known. Each day can be changed later with a reason.",
        )


class ChangeDate(DatesAct):
    """One day: recorded, changed or taken back."""

    permission = "manage_cases"

    def get(self, request: GroupRequest, pk: int, date_kind: str) -> HttpResponse:
        dates.check_by_hand(self.case, self.kind)
        held = self.held()
        initial = {"day": held.day, "source": held.source} if held else {}
        return self.show(self.form(initial=initial), self.heading)

    def post(self, request: GroupRequest, pk: int, date_kind: str) -> HttpResponse:
        form = self.form(request.POST)
        if self.passes(form):
            said = form.cleaned_data
            try:
                dates.record_by_hand(
                    case=self.case, kind=self.kind, day=None if said.get("back") else said["day"], source=said["source"],
                    because=said.get("because", ""), by=request.user, at=clock.now(),
                )  # fmt: skip
            except NotAllowed as refusal:
                why = "because" if "Say why" in str(refusal) and "because" in form.fields else "day"
                form.add_error(why, str(refusal))
            else:
                return self.done(f"“{self.kind.label}” is recorded. The clocks follow it.")
        return self.show(form, self.heading)

    @property
    def kind(self) -> DateKind:
        if self.kwargs["date_kind"] not in DateKind.values:
            raise Http404("No such day.")
        return DateKind(self.kwargs["date_kind"])

    @property
    def heading(self) -> str:
        held = self.held()
        return f"{'Change' if held and held.day else 'Record'} “{self.kind.label}”"

    def held(self) -> CaseDate | None:
        return self.case.dates.filter(kind=self.kind).order_by("pk").last()

    def form(self, *args: Any, **kwargs: Any) -> DateForm:
        held = self.held()
        return DateForm(*args, kind=self.kind, held=held.day if held else None, **kwargs)
