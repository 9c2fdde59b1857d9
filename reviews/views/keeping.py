"""How long a case is kept: the review day, the legal hold, and what was decided."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from reviews.forms.guarded import HoldForm, KeepForm
from reviews.models import Case, KeepingDecision
from reviews.services import keeping
from reviews.views.restricting import ActView
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest

NEVER = "Nothing is destroyed by itself, and there is no page that destroys a case."


def section(request: GroupRequest, case: Case) -> Mapping[str, Any] | None:
    """For who manages cases."""
    if not (request.may("manage_cases") or request.may("decide_cases")):
        return None
    return {
        "case": case,
        "decisions": KeepingDecision.objects.filter(case=case)
        .select_related("decided_by")
        .order_by("-decided_at"),
        "keep_url": reverse("reviews:keep", args=[request.group.slug, case.pk])
        if request.may("manage_cases")
        else "",
        "decides": request.may("decide_cases"),
        "is_due": bool(case.retention_review_on and case.retention_review_on <= clock.today()),
    }


class KeepCase(ActView):
    permission = "manage_cases"
    part = "how long it is kept"

    def form(self, *args: Any) -> GovForm:
        return KeepForm(*args)

    def act(self, said: dict[str, Any]) -> str:
        made = keeping.keep(case=self.case, by=self.request.user, at=clock.now(), **said)
        return f"The case is kept. It is asked again on {long_date(made.keep_until)}."

    def page(self) -> dict[str, Any]:
        happens = ["The business manager is reminded when the day comes.", NEVER]
        if self.case.legal_hold:
            happens.insert(0, "The case is on legal hold, which beats any review day.")
        return {"title": "How long is this case kept?", "happens": happens, "button": "Keep it until then"}


class HoldCase(ActView):
    """Puts a case on legal hold, or ends the hold."""

    permission = "decide_cases"
    part = "how long it is kept"

    def form(self, *args: Any) -> GovForm:
        return HoldForm(*args)

    def act(self, said: dict[str, Any]) -> str:
        if "end" in self.request.POST:
            keeping.end_hold(case=self.case, by=self.request.user, at=clock.now(), **said)
            return "The legal hold has ended."
        keeping.hold(case=self.case, by=self.request.user, at=clock.now(), **said)
        return "The case is on legal hold."

    def page(self) -> dict[str, Any]:
        if self.case.legal_hold:
            return {
                "title": "End the legal hold?",
                "happens": ["The review day counts again.", NEVER],
                "told": [],
                "button": "End the legal hold",
                "hidden": {"end": "1"},
            }
        return {
            "title": "Put this case on legal hold?",
            "happens": ["Nothing of it may be destroyed, whatever its review day says, until the hold ends."],
            "told": [],
            "button": "Put it on legal hold",
        }
