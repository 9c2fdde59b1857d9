"""Compacts (M2) and the agencies that sign them."""

from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property

from members.forms.compacts import CompactEndForm, CompactForm, RenameForm
from members.models import Agency, Compact, CompactOverride
from members.representation import agency_names
from members.services import agencies, compacts
from members.views.pages import FormPage, MemberPage
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.files import storage
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest


def state(found: list[Compact], today: date, renew_by: date | None) -> tuple[str, str]:
    """How an agency stands, in words, with the colour of its tag."""
    if any(row.starts_on <= today and (row.ends_on is None or row.ends_on >= today) for row in found):
        if renew_by and renew_by < today:
            return "In force, renewal late", "red"
        return ("In force, to be renewed", "yellow") if renew_by else ("In force", "green")
    if any(row.starts_on > today for row in found):
        return "Begins later", "blue"
    return ("Ended", "red") if found else ("None", "red")


class Compacts(MemberPage):
    permission = "view_group"

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        names = agency_names(self.group, today)
        by_agency: dict[int, list[Compact]] = {}
        rows = Compact.objects.filter(agency__group=self.group).select_related("document")
        for row in rows.order_by("-starts_on", "-pk"):
            by_agency.setdefault(row.agency_id, []).append(row)
        owed = Deadline.objects.open().filter(group=self.group, rule="compact_warning")
        renew = {row.subject_id: row.due_on for row in owed}
        shown = []
        for agency in self.group.agencies.filter(seats__closed_on=None, seats__isnull=False).distinct():
            found = by_agency.get(agency.pk, [])
            renew_by = min((renew[str(row.pk)] for row in found if str(row.pk) in renew), default=None)
            words, colour = state(found, today, renew_by)
            shown.append(
                {
                    "agency": agency,
                    "name": names.get(agency.pk, agency.name),
                    "compacts": found,
                    "renew_by": renew_by,
                    "state": words,
                    "colour": colour,
                }
            )
        overrides = CompactOverride.objects.filter(seat__group=self.group).on_or_after(today)
        context = {
            "title": "Compacts",
            "purpose": "Members come from agencies that have agreed and signed a compact. "
            "An agency with none in force cannot fill a post.",
            "breadcrumbs": self.crumbs(),
            "rows": shown,
            "overrides": list(overrides.select_related("seat", "by")),
            "may_manage": self.may("manage_members"),
        }
        return render(request, "members/compacts.html", context)


class RecordCompact(FormPage):
    permission = "manage_members"

    def make_form(self, *args: Any) -> forms.Form:
        asked = self.request.GET.get("agency", "")
        return CompactForm(*args, group=self.group, initial={"agency": asked if asked.isdecimal() else None})

    def context(self) -> dict[str, Any]:
        return {
            "title": "Record a compact",
            "purpose": "What an agency has signed. Who answers for it is told in time before it ends or is reviewed.",
            "breadcrumbs": self.crumbs(("Compacts", self.url("compacts"))),
            "button": "Record it",
        }

    def next_url(self) -> str:
        return self.url("compacts")

    @transaction.atomic
    def act(self, form: forms.Form) -> str:
        data, at = dict(form.cleaned_data), clock.now()
        upload = data.pop("document")
        document = (
            storage.store(group=self.group, upload=upload, by=self.request.user, at=at) if upload else None
        )
        compact = compacts.sign(**data, document=document, by=self.request.user, at=at)
        return f"The compact of {compact.agency} is recorded, in force from {long_date(compact.starts_on)}."


class EndCompact(FormPage):
    """The last day of a compact that was recorded without one, or ends sooner."""

    permission = "manage_members"

    @cached_property
    def compact(self) -> Compact:
        rows = Compact.objects.select_related("agency__group")
        return get_object_or_404(rows, agency__group=self.group, pk=self.kwargs["pk"])

    def make_form(self, *args: Any) -> forms.Form:
        return CompactEndForm(*args, initial={"ends_on": self.compact.ends_on})

    def context(self) -> dict[str, Any]:
        return {
            "title": "Last day of a compact",
            "caption": f"{self.compact.agency}, signed {long_date(self.compact.signed_on)}",
            "intro": "After it the agency’s posts do not count for quorum, where the terms of reference ask for a compact, and "
            "nobody new fills them, until a compact is signed or the business manager says otherwise.",
            "breadcrumbs": self.crumbs(("Compacts", self.url("compacts"))),
            "button": "Save the last day",
        }

    def next_url(self) -> str:
        return self.url("compacts")

    def act(self, form: forms.Form) -> str:
        last = form.cleaned_data["ends_on"]
        compacts.end(compact=self.compact, ends_on=last, by=self.request.user, at=clock.now())
        return f"The last day of the compact of {self.compact.agency} is {long_date(last)}."


class CompactDocument(MemberPage):
    permission = "view_group"

    def get(self, request: GroupRequest, pk: int) -> FileResponse:
        rows = Compact.objects.select_related("document")
        compact = get_object_or_404(rows, agency__group=self.group, pk=pk)
        if compact.document is None:
            raise Http404("No document was uploaded.")
        return storage.serve(compact.document)


class Agencies(MemberPage):
    permission = "view_group"

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        names = agency_names(self.group, today)
        rows = self.group.agencies.prefetch_related("names", "seats")
        context = {
            "title": "Agencies",
            "purpose": "The organisations on the sub-group. For quorum each counts once, however many posts it has.",
            "breadcrumbs": self.crumbs(),
            "rows": [(names.get(agency.pk, agency.name), agency) for agency in rows],
            "may_manage": self.may("manage_members"),
        }
        return render(request, "members/agencies.html", context)


class RenameAgency(FormPage):
    permission = "manage_members"

    @cached_property
    def agency(self) -> Agency:
        return get_object_or_404(Agency, group=self.group, pk=self.kwargs["pk"])

    def make_form(self, *args: Any) -> forms.Form:
        return RenameForm(*args)

    def context(self) -> dict[str, Any]:
        return {
            "title": f"Rename {self.agency.name}",
            "intro": "It stays the same agency: its posts, compacts, attendance and figures go on. "
            "Pages about earlier days keep the name of their day.",
            "breadcrumbs": self.crumbs(("Agencies", self.url("agencies"))),
            "button": "Rename",
        }

    def next_url(self) -> str:
        return self.url("agencies")

    def act(self, form: forms.Form) -> str:
        data = form.cleaned_data
        agencies.rename(agency=self.agency, **data, by=self.request.user, at=clock.now())
        return f"The new name is used from {long_date(data['starts_on'])}."
