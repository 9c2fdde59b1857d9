"""A case is closed, or opened again, by the chair."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse

from reviews.enums import CaseState
from reviews.models import Case
from reviews.services import closing
from reviews.views.act import Act, refused
from subgroup import clock
from subgroup.forms import GovForm
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest


class CloseForm(GovForm):
    because = forms.CharField(
        label="Why is it closed?", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False,
        help_text="Needed where no outcome is recorded. Use the codename alone.",
    )  # fmt: skip


class ReopenForm(GovForm):
    because = forms.CharField(
        label="Why is it opened again?", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="Use the codename alone.", error_messages={"required": "Say why the case is opened again."},
    )  # fmt: skip


def section(request: GroupRequest, case: Case) -> Mapping[str, Any] | None:
    """For who decides on cases, and for everybody once it is closed."""
    closed = case.state == CaseState.CLOSED
    if not closed and not request.may("decide_cases"):
        return None
    return {
        "case": case,
        "closed": closed,
        "decides": request.may("decide_cases"),
        "close_url": reverse("reviews:case_close", args=[request.group.slug, case.pk]),
        "refused": "" if closed else refused(closing.check_close, case),
    }


class CloseCase(Act):
    permission = "decide_cases"
    form_class = CloseForm
    title, button, template = "Close this case?", "Close the case", "shapes/confirm.html"

    def check(self) -> None:
        closing.check_close(self.case)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        closing.close(case=self.case, because=said["because"], by=self.request.user, at=clock.now())
        return "The case is closed."

    def page(self) -> dict[str, Any]:
        happens = ["Its clocks stop. What was late stays late.", "It can be opened again, with a reason."]
        if closing.needs_reason(self.case):
            happens.insert(0, "No outcome is recorded, so the reason is needed.")
        return {"happens": happens, "told": []}


class ReopenCase(Act):
    permission = "decide_cases"
    form_class = ReopenForm
    title, button, template = "Open this case again?", "Open it again", "shapes/confirm.html"

    def check(self) -> None:
        closing.check_reopen(self.case)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        closing.reopen(case=self.case, because=said["because"], by=self.request.user, at=clock.now())
        return "The case is open again, and is screened."

    def page(self) -> dict[str, Any]:
        return {"happens": ["It is screened again, and its clocks go on from their days."], "told": []}
