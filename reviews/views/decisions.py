"""What the Independent Chair decided, and what came of a case."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reviews import outcome_kinds, reading
from reviews.enums import CaseState, OutcomeKind
from reviews.forms.screening import DecisionForm, OutcomeForm, ReplaceForm
from reviews.models import Case, ChairDecision, PanelRecommendation
from reviews.services import considering, deciding, outcomes, panels
from reviews.views.act import Act, refused
from reviews.views.base import CaseView
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest

DECIDERS = {"manage_cases", "decide_cases", "decide_reviews"}


def may_read(request: GroupRequest, case: Case) -> bool:
    """What a panel recommended and the Independent Chair decided, with the reasons: for those whose work it is."""
    if DECIDERS & request.permissions:
        return True
    rows = reading.panels(request.user, request.group, request.permissions, at=clock.now())
    return rows.filter(case=case).exists()


def difference(recommended: PanelRecommendation | None, decision: ChairDecision | None) -> str:
    """Plainly, where the decision is not what was recommended."""
    if recommended is None or decision is None or not decision.differs:
        return ""
    return (
        f"The panel recommended “{recommended.get_outcome_display()}”; "
        f"the Independent Chair decided “{decision.get_outcome_display()}”."
    )


class DecisionPage(CaseView):
    """Both texts, one beside the other."""

    permission = "view_cases"
    part = "the Independent Chair’s decision"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        case = self.case
        if not may_read(request, case):
            raise Http404("No such page.")
        decision = deciding.standing(case)
        recommended = decision.recommendation if decision else deciding.recommendation(case)
        waits = deciding.waiting(case)
        decides = self.may("decide_reviews") or self.may("manage_cases")
        page = {
            "title": f"Decision on {case}",
            "caption": case.reference,
            "purpose": "What the screening panel recommended, and what the Board’s Independent Chair decided.",
            "breadcrumbs": self.trail(),
            "case": case,
            "decision": decision,
            "recommended": recommended,
            "differs": difference(recommended, decision),
            "panel_url": panels.path(recommended.panel) if recommended else "",
            "earlier": case.decisions.exclude(replaced_by=None).select_related("replaced_by", "recorded_by"),
            "decide_url": self.url("decide", pk) if decides and waits else "",
            "replace_url": self.url("decide_again", pk) if decides and decision and not waits else "",
            "replace_refused": refused(deciding.check_replace, case),
            "outcome_url": self.url("outcome", pk)
            if self.may("manage_cases") and outcomes.to_record(case)
            else "",
        }
        return render(request, "reviews/decision.html", page)


class Decide(Act):
    permission = "decide_reviews"
    or_permission = "manage_cases"
    form_class = DecisionForm
    template = "reviews/decide.html"
    title, button = "Record the decision", "Record the decision"

    def check(self) -> None:
        deciding.check_decide(self.case)

    def make_form(self, *data: Any, **more: Any) -> GovForm:
        form: GovForm = self.form_class(*data, kinds=outcome_kinds.of_guidance(self.case), **more)
        return form

    @cached_property
    def recommended(self) -> PanelRecommendation | None:
        return deciding.waiting(self.case)

    def initial(self) -> dict[str, Any]:
        name = self.request.user.name if self.may("decide_reviews") else ""
        today = clock.today()
        return {
            "decided_on": today,
            "decided_by_name": name or panels.independent_chair(self.group, on=today),
        }

    def page(self) -> dict[str, Any]:
        return {
            "recommended": self.recommended,
            "happens": [
                "The decision stands beside the recommendation; neither changes the other.",
                "The chair and business support are told that it is recorded, and go on with it.",
            ],
        }

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        deciding.decide(case=self.case, by=self.request.user, at=clock.now(), **said)
        return "The decision is recorded."

    def back(self) -> str:
        return self.url("decision", self.case.pk)


class ReplaceDecision(Decide):
    permission = "decide_reviews"
    or_permission = "manage_cases"
    form_class = ReplaceForm
    title, button = "Replace the record of the decision", "Replace it"

    def check(self) -> None:
        deciding.check_replace(self.case)

    @cached_property
    def wrong(self) -> ChairDecision:
        found = deciding.standing(self.case)
        assert found is not None  # noqa: S101 - check() was asked
        return found

    @cached_property
    def recommended(self) -> PanelRecommendation | None:
        return self.wrong.recommendation

    def initial(self) -> dict[str, Any]:
        names = (
            "outcome", "because", "differs_because", "peer_challenge", "decided_on", "decided_by_name",
        )  # fmt: skip
        return {name: getattr(self.wrong, name) for name in names}

    def page(self) -> dict[str, Any]:
        return {**super().page(), "hidden": {"wrong": self.wrong.pk}}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        if self.request.POST.get("wrong") != str(self.wrong.pk):
            raise NotAllowed("Another record has replaced this one in between. Read it before you go on.")
        deciding.replace(case=self.case, replaces=self.wrong, by=self.request.user, at=clock.now(), **said)
        return "The record is replaced. The earlier one is kept."


class RecordOutcome(Act):
    """By the chair; by business support where the Independent Chair or a meeting has decided it."""

    permission = "decide_cases"
    or_permission = "manage_cases"
    form_class = OutcomeForm
    template = "reviews/outcome_form.html"
    title, button = "Record the outcome", "Record the outcome"

    def check(self) -> None:
        """What was sent is looked at in the service: sent twice, it is recorded already."""
        if self.request.method == "GET":
            outcomes.check_record(self.case)

    @cached_property
    def decision(self) -> ChairDecision | None:
        return outcomes.to_record(self.case)

    def make_form(self, *data: Any, **more: Any) -> GovForm:
        items = considering.may_have_decided(self.case, on=clock.today())
        kinds = [pair for pair in OutcomeKind.choices if pair[0] in outcomes.possible(self.case)]
        why = outcomes.FOR_THE_CHAIR if outcomes.for_the_chair(self.case) and not self.decision else ""
        return OutcomeForm(*data, items=items, kinds=kinds, why=why, **more)

    def initial(self) -> dict[str, Any]:
        last = considering.may_have_decided(self.case, on=clock.today()).last()
        held = self.decision
        said = {"kind": held.outcome, "because": held.because} if held else {"item": last}
        return {**said, "version": self.version()}

    def version(self) -> int:
        """The outcome that stands, 0 for none."""
        last = self.case.outcomes.order_by("pk").last()
        return last.pk if last else 0

    def page(self) -> dict[str, Any]:
        return {"decision": self.decision, "last": self.case.outcomes.last()}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        last = deciding.standing(self.case)
        is_decided = last is not None and last.outcome == said["kind"]
        if not self.may("decide_cases") and not is_decided and said.get("item") is None:
            raise NotAllowed(
                "The chair records an outcome that neither a meeting nor the Independent Chair decided. "
                "Name the meeting at which the case was considered."
            )
        said = {**said}
        made = outcomes.record(
            case=self.case, by=self.request.user, at=clock.now(), seen=said.pop("version") or 0, **said
        )
        if made.returns_on:
            return f"{self.case} is deferred. It comes back on {long_date(made.returns_on)}."
        return "The outcome is recorded."


class BringBack(Act):
    """A deferred case, before its day."""

    permission = "manage_cases"
    template = "shapes/confirm.html"
    button = "Screen it again"

    def check(self) -> None:
        if self.case.state != CaseState.DEFERRED:
            raise NotAllowed(f"{self.case} is “{self.case.get_state_display()}”, not deferred.")

    def page(self) -> dict[str, Any]:
        return {
            "title": f"Bring {self.case} back now?",
            "happens": [
                "It is being screened again, and stands on the next agenda that can still take it.",
                "Business support gets a mail.",
            ],
        }

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        outcomes.bring_back(case=self.case, by=self.request.user, at=clock.now())
        return f"{self.case} is being screened again."


def section(request: GroupRequest, case: Case) -> dict[str, Any] | None:
    """For the case's page: what was decided, and the outcome that holds."""
    decision = deciding.standing(case)
    found = list(case.outcomes.select_related("item__meeting", "recorded_by"))
    records = request.may("decide_cases") or request.may("manage_cases")
    decides = request.may("decide_reviews") or request.may("manage_cases")
    waits = deciding.waiting(case) if case.state == CaseState.FOR_DECISION else None
    if not (decision or found or records or waits):
        return None
    slug, recommended = case.group.slug, decision.recommendation if decision else waits
    to_record = outcomes.to_record(case)
    return {
        "case": case,
        "decision": decision,
        "waits": waits,
        "differs": difference(recommended, decision) if may_read(request, case) else "",
        "decision_url": reverse("reviews:decision", args=[slug, case.pk])
        if (decision or waits) and may_read(request, case)
        else "",
        "decide_url": reverse("reviews:decide", args=[slug, case.pk]) if decides and waits else "",
        "outcome": found[-1] if found else None,
        "earlier": found[:-1],
        "outcome_url": reverse("reviews:outcome", args=[slug, case.pk]) if records else "",
        "outcome_refused": refused(outcomes.check_record, case),
        "outcome_word": "Record the outcome" if to_record or not found else "Record another outcome",
        "back_url": reverse("reviews:bring_back", args=[slug, case.pk])
        if request.may("manage_cases") and case.state == CaseState.DEFERRED
        else "",
    }
