"""The merged chronology of a case: its page, its print, and what an agency adds on the page of what it was asked."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from members.models import Agency
from reviews import guarding, openings, reading
from reviews.forms.guarded import ChronologyFilterForm, EntryForAgencyForm, EntryForm, StrikeForm
from reviews.models import Case, ChronologyEntry, InformationRequest
from reviews.services import chronology
from reviews.views.base import MARKING, CaseView
from reviews.views.restricting import ActView
from subgroup import clock
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.printing import printed


def section(request: GroupRequest, case: Case) -> Mapping[str, Any]:
    """How many entries there are, and the way to them."""
    standing = case.chronology.filter(struck_at=None)
    return {
        "case": case,
        "words": count(standing.count(), "entry", "entries"),
        "agencies": standing.order_by().values("agency").distinct().count(),
        "may_add": request.may("manage_cases"),
    }


class Chronology(CaseView):
    """All entries of the case in their order, filtered by agency, period and what matters."""

    permission = "view_cases"
    part = "the chronology"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        return render(request, "reviews/chronology.html", self.context())

    def context(self) -> dict[str, Any]:
        case = self.case
        form = ChronologyFilterForm(self.request.GET or None, agencies=self.agencies())
        query = self.request.GET.urlencode()
        rows, sentence = self.filtered(form)
        return {
            "title": "Chronology",
            "caption": f"{case}, {case.reference}",
            "purpose": "What the agencies know happened, day by day, under the codename.",
            "breadcrumbs": self.trail(),
            "case": case,
            "filter": form,
            "entries": rows,
            "sentence": sentence,
            "is_filtered": form.is_bound,
            "add_url": self.url("chronology_new", case.pk) if self.may("manage_cases") else "",
            "pdf_url": self.url("chronology_pdf", case.pk) + (f"?{query}" if query else ""),
            "may_strike": self.may("manage_cases"),
        }

    def agencies(self) -> QuerySet[Agency]:
        return Agency.objects.filter(pk__in=self.case.chronology.order_by().values("agency_id")).order_by(
            "name"
        )

    def filtered(self, form: ChronologyFilterForm) -> tuple[list[ChronologyEntry], str]:
        """The entries, and what is shown in a sentence. Struck ones are left out where something was asked for."""
        rows = self.case.chronology.select_related("agency", "entered_by", "struck_by")
        words: list[str] = []
        if form.is_bound and form.is_valid():
            said = form.cleaned_data
            rows = rows.filter(struck_at=None)
            if said["agency"]:
                rows, words = rows.filter(agency=said["agency"]), [*words, f"of {said['agency']}"]
            if said["first"]:
                rows = rows.filter(happened_on__gte=said["first"])
                words.append(f"from {long_date(said['first'])}")
            if said["last"]:
                rows = rows.filter(happened_on__lte=said["last"])
                words.append(f"to {long_date(said['last'])}")
            if said["significant"]:
                rows, words = rows.filter(significant=True), [*words, "that matter for the review"]
        found = list(rows)
        standing = sum(row.struck_at is None for row in found)
        return found, " ".join([count(standing, "entry", "entries"), *words])


class ChronologyDocument(Chronology):
    """The same as PDF; struck entries are left out."""

    permission = "view_cases"
    part = "the chronology, printed"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        case = self.case
        said = self.context()
        page = {
            **said,
            "entries": [row for row in said["entries"] if row.struck_at is None],
            "group": self.group,
            "reference": f"{case.reference}, {long_date(clock.today())}",
            "marking": MARKING,
        }
        title = f"Chronology of case {case.codename}"
        name = f"chronology-{case.reference.replace('/', '-')}"
        back = reverse("reviews:chronology", args=[self.group.slug, case.pk])
        return printed(request, "reviews/pdf/chronology.html", page, title=title, name=name, back=back)


class NewEntry(ActView):
    """Entered by who manages cases, for an agency."""

    permission = "manage_cases"
    part = "the chronology"
    template = "shapes/form.html"

    def form(self, *args: Any) -> GovForm:
        return EntryForAgencyForm(*args, agencies=Agency.objects.filter(group=self.group).order_by("name"))

    def act(self, said: dict[str, Any]) -> str:
        chronology.enter(case=self.case, by=self.request.user, at=clock.now(), **said)
        return "The entry stands in the chronology."

    def back(self) -> str:
        return self.url("chronology", self.case.pk)

    def page(self) -> dict[str, Any]:
        trail = [*self.trail(), ("Chronology", self.back())]
        return {"title": "Add an entry", "button": "Add it", "breadcrumbs": trail}


class StrikeEntry(ActView):
    """`pk` is the entry."""

    permission = "manage_cases"
    part = "the chronology"

    @cached_property
    def entry(self) -> ChronologyEntry:
        rows = ChronologyEntry.objects.filter(case__in=self.rows())
        return get_object_or_404(rows.select_related("agency", "case__group"), pk=self.kwargs["pk"])

    @cached_property
    def case(self) -> Case:
        return self.find(self.entry.case_id)

    def check(self) -> None:
        if self.entry.struck_at:
            raise NotAllowed("This entry is struck already.")

    def form(self, *args: Any) -> GovForm:
        return StrikeForm(*args)

    def act(self, said: dict[str, Any]) -> str:
        chronology.strike(entry=self.entry, by=self.request.user, at=clock.now(), **said)
        return "The entry is struck. It stays to be read, with the reason."

    def back(self) -> str:
        return self.url("chronology", self.case.pk)

    def page(self) -> dict[str, Any]:
        entry = self.entry
        return {
            "title": "Strike this entry?",
            "purpose": f"{long_date(entry.happened_on)}, {entry.agency}: {entry.text}",
            "happens": ["It stands struck through with your reason. What is right is entered anew."],
            "told": [],
            "button": "Strike it",
            "destructive": True,
            "breadcrumbs": [*self.trail(), ("Chronology", self.back())],
        }


class RequestView(GroupView):
    """What one agency knows, for who answers for it and for who manages cases: its own entries, and nobody else's."""

    abstract = True
    permission = "answer_requests"
    or_permission = "manage_cases"

    @cached_property
    def asked(self) -> InformationRequest:
        rows = reading.requests(self.request.user, self.group, self.request.permissions, at=clock.now())
        return get_object_or_404(rows.select_related("case__group", "agency"), pk=self.kwargs["pk"])

    def entries(self) -> QuerySet[ChronologyEntry]:
        asked = self.asked
        rows = ChronologyEntry.objects.filter(case=asked.case_id, agency=asked.agency_id)
        return rows.select_related("agency", "entered_by", "struck_by")

    def passes(self, form: GovForm) -> bool:
        return guarding.passes(
            form, case=self.asked.case, place="The chronology", by=self.request.user, at=clock.now()
        )

    def here(self) -> str:
        return reverse("reviews:request_chronology", args=[self.group.slug, self.asked.pk])


class RequestChronology(RequestView):
    permission = "answer_requests"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        openings.note(
            case=self.asked.case, person=request.user, part="the agency’s own chronology", at=clock.now()
        )
        return self.show(EntryForm())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        asked, form = self.asked, EntryForm(request.POST)
        if not self.passes(form):
            return self.show(form, status=422)
        try:
            chronology.enter(
                case=asked.case, agency=asked.agency, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, "The entry stands in the chronology.")
        return redirect(self.here())

    def show(self, form: EntryForm, status: int = 200) -> HttpResponse:
        asked = self.asked
        context = {
            "title": "Chronology",
            "caption": f"{asked.agency}, case {asked.case.reference}",
            "purpose": "What your agency knows happened, day by day. Other agencies’ entries are not shown here.",
            "entries": self.entries(),
            "form": form,
            "button": "Add the entry",
            "asked": asked,
        }
        return render(self.request, "reviews/request_chronology.html", context, status=status)


class StrikeOwnEntry(RequestView):
    """An agency strikes an entry of its own: `pk` is what it was asked, `entry` the entry."""

    permission = "answer_requests"

    @cached_property
    def entry(self) -> ChronologyEntry:
        return get_object_or_404(self.entries(), pk=self.kwargs["entry"])

    def get(self, request: GroupRequest, pk: int, entry: int) -> HttpResponse:
        return self.show(StrikeForm())

    def post(self, request: GroupRequest, pk: int, entry: int) -> HttpResponse:
        row, form = self.entry, StrikeForm(request.POST)
        if not self.passes(form):
            return self.show(form, status=422)
        try:
            chronology.strike(entry=row, by=request.user, at=clock.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, "The entry is struck. It stays to be read, with the reason.")
        return redirect(self.here())

    def show(self, form: StrikeForm, status: int = 200) -> HttpResponse:
        row = self.entry
        context = {
            "title": "Strike this entry?",
            "caption": f"{row.agency}, case {self.asked.case.reference}",
            "purpose": f"{long_date(row.happened_on)}: {row.text}",
            "form": form,
            "happens": ["It stands struck through with your reason. What is right is entered anew."],
            "told": [],
            "button": "Strike it",
            "destructive": True,
            "cancel_url": self.here(),
        }
        return render(self.request, "shapes/confirm.html", context, status=status)
