"""Who the child of a case is: a page apart, whose every opening is logged and shown to the chair."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from reviews.forms.identity import PeopleFormSet, people_formset
from reviews.models import IdentityPerson
from reviews.services import identity
from reviews.views.base import CaseView
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.typed import whole
from subgroup.views.base import GroupRequest


class WhoTheChildIs(CaseView):
    permission = "view_identity"
    part = "who the child is"
    shows_identity = True

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        case = self.case
        page = {
            "title": "Who the child is",
            "caption": str(case),
            "purpose": "Your opening of this page is logged, and the chair sees it. Copy nothing of it into texts, mails or file names.",
            "breadcrumbs": self.trail(),
            "people": IdentityPerson.objects.filter(case=case),
            "change_url": self.url("identity_change", pk) if self.may("manage_cases") else "",
        }
        return render(request, "reviews/identity.html", page)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangeIdentity(CaseView):
    permission = "view_identity"
    part = "who the child is, to change it"
    shows_identity = True

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.refuse_without("manage_cases", "Business support or the chair", "change who the child is")
        return self.show(people_formset(people=identity.people_of(self.case)), self.case.version)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.refuse_without("manage_cases", "Business support or the chair", "change who the child is")
        case, before = self.case, self.case.codename
        formset = people_formset(request.POST, people=identity.people_of(case))
        if not formset.is_valid():
            return self.show(formset, whole(request.POST.get("version", "")) or 0, status=422)
        try:
            identity.save(
                case=case, people=formset.people, by=request.user, at=clock.now(),
                version=whole(request.POST.get("version", "")),
            )  # fmt: skip
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return self.show(formset, case.version, status=409)
        messages.success(request, "Saved.")
        if case.codename != before:
            messages.warning(
                request, f"The codename was the name of somebody in it. It is {case.codename} now."
            )
        if request.POST.get("go") == "another":
            return redirect(self.url("identity_change", pk))
        return redirect(self.url("identity", pk))

    def show(self, formset: PeopleFormSet, version: int, status: int = 200) -> HttpResponse:
        page: dict[str, Any] = {
            "title": "Change who the child is",
            "caption": str(self.case),
            "purpose": "Only what is essential. None of it goes into the log of changes.",
            "breadcrumbs": [*self.trail(), ("Who the child is", self.url("identity", self.case.pk))],
            "formset": formset,
            "hidden": {"version": version},
            "cancel_url": self.url("identity", self.case.pk),
        }
        return render(self.request, "reviews/identity_change.html", page, status=status)
