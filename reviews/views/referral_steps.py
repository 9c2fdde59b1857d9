"""The pages on which a referral is written: each saved by its button, and with script as it is typed."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from reviews import referring
from reviews.forms.identity import PeopleFormSet, people_formset
from reviews.forms.referrals import StepForm
from reviews.services import identity, referrals
from reviews.views.referrals import ReferralView, address, step_address
from subgroup import clock
from subgroup.errors import Conflict
from subgroup.typed import whole
from subgroup.views.base import GroupRequest


@dataclass(frozen=True)
class Sent:
    """What a page sent: its form, and whether all of it is right."""

    form: StepForm | None
    formset: PeopleFormSet | None
    is_right: bool

    @property
    def answers(self) -> dict[str, Any]:
        return self.form.answers() if self.form else {}

    @property
    def people(self) -> list[dict[str, str]] | None:
        return [identity.plain(person) for person in self.formset.people] if self.formset else None


def typed_people(people: list[dict[str, str]]) -> list[dict[str, Any]]:
    """As a form takes them: days as days."""
    days = ("born_on", "died_on")
    return [
        {name: date.fromisoformat(value) if name in days else value for name, value in person.items()}
        for person in people
    ]


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ReferralStep(ReferralView):
    permission = "refer_cases"

    def get(self, request: GroupRequest, pk: int, step: str) -> HttpResponse:
        if not self.may_write:
            return redirect(address(self.referral))
        return self.show(self.read(None), version=self.referral.version, page=secrets.token_hex(8))

    def post(self, request: GroupRequest, pk: int, step: str) -> HttpResponse:
        as_typed = bool(request.headers.get("HX-Request"))
        self.check_writer()
        sent, at = self.read(request.POST), clock.now()
        page = request.POST.get("page", "")[:16]
        try:
            referrals.save(
                referral=self.referral, step=self.step, answers=sent.answers, people=sent.people,
                version=whole(request.POST.get("version", "")) or 0, page=page, by=request.user, at=at, as_typed=as_typed,
            )  # fmt: skip
        except Conflict as conflict:
            said = str(conflict)
            if as_typed:
                return self.saved(f"Not saved: {said} Press Save to see both.")
            return self.show(sent, version=self.referral.version, page=page, conflict=conflict, status=409)
        if as_typed:
            return self.saved(f"Saved at {at.astimezone(clock.LONDON):%H:%M}")
        if not sent.is_right:
            return self.show(sent, version=self.referral.version, page=page, status=422)
        return self.go_on()

    @property
    def step(self) -> referring.Step:
        try:
            return referring.BY_KEY[self.kwargs["step"]]
        except KeyError:
            raise Http404("A referral has no such page.") from None

    def read(self, data: Any) -> Sent:
        if not self.step.questions:
            formset = people_formset(data, people=typed_people(referrals.people_of(self.referral)))
            return Sent(None, formset, data is None or formset.is_valid())
        form = StepForm(data, step=self.step, answers=self.referral.facts, today=clock.today())
        return Sent(form, None, data is None or form.is_valid())

    def go_on(self) -> HttpResponse:
        """Where the reader's button leads: on, to another person, or out."""
        referral, button = self.referral, self.request.POST.get("go", "")
        if button == "later":
            messages.success(self.request, f"{referral} is kept. It waits among your referrals.")
            return redirect(address(referral))
        if button == "another":
            return redirect(step_address(referral, self.step))
        following = referring.step_after(self.step)
        return redirect(
            step_address(referral, following) if following else address(referral, "referral_send")
        )

    def saved(self, sentence: str) -> HttpResponse:
        said = {
            "version": self.referral.version,
            "page": self.request.POST.get("page", "")[:16],
            "saved": sentence,
        }
        return render(self.request, "reviews/_saved.html", said)

    def show(
        self, sent: Sent, *, version: int, page: str, conflict: Conflict | None = None, status: int = 200
    ) -> HttpResponse:
        step, before = self.step, referring.step_before(self.step)
        place = referring.STEPS.index(step) + 1
        context = {
            "title": step.title,
            "caption": f"{self.referral}, {self.referral.origin}: page {place} of {len(referring.STEPS) + 1}",
            "purpose": step.purpose,
            "breadcrumbs": self.trail(),
            "form": sent.form,
            "formset": sent.formset,
            "version": version,
            "page": page,
            "conflict": conflict,
            "returned": self.referral.returned_because,
            "back_url": step_address(self.referral, before) if before else "",
        }
        return render(self.request, "reviews/referral_step.html", context, status=status)
