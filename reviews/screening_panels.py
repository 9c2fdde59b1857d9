"""What screenings say on the home page: what agencies owe, what waits for the Independent Chair and for the chair."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Min, OuterRef, Q
from django.urls import reverse

from members.deciding import Button, Decision
from reviews import reading, regimes
from reviews.enums import CaseState, DateKind, RequestState
from reviews.models import Case, InformationRequest, PanelMember, PanelRecommendation
from subgroup import clock, ledger
from subgroup.deadlines.wording import count, long_date
from subgroup.models import Deadline
from subgroup.past import When
from subgroup.registry import Panel, Waits
from subgroup.views.base import GroupRequest

LISTED = 20


def requests_owed(request: GroupRequest) -> Mapping[str, Any] | None:
    """What the reader's own agencies were asked and have not answered."""
    group, at = request.group, clock.now()
    mine = reading.agencies_of(request.user, group, on=clock.day_of(at))
    if not mine:
        return None
    rows = reading.requests(request.user, group, request.permissions, at=at)
    rows = rows.filter(agency_id__in=mine, state=RequestState.ASKED)
    found = rows.aggregate(owed=Count("pk"), late=Count("pk", filter=_late()), first=Min("due_on"))
    if not found["owed"]:
        return None
    url = reverse("reviews:requests", args=[group.slug])
    first = rows.select_related("case").order_by("due_on", "pk")[0]
    one = reverse("reviews:request", args=[group.slug, first.pk])
    answer = Button(f"Answer what was asked about {first.case}", one)
    return {
        "heading": "Information for screenings",
        "sentence": f"Your agency owes {count(found['owed'], 'answer', 'answers')} by {long_date(found['first'])}.",
        "late": found["late"],
        "url": f"{url}?state=asked",
        "button": answer
        if found["owed"] == 1
        else Button("Answer what your agency was asked", f"{url}?state=asked"),
    }


def requests_out(request: GroupRequest) -> Mapping[str, Any] | None:
    """What agencies owe, for who manages cases."""
    rows = reading.requests(request.user, request.group, request.permissions, at=clock.now())
    found = rows.filter(state=RequestState.ASKED).aggregate(
        owed=Count("pk"), late=Count("pk", filter=_late())
    )
    if not found["owed"]:
        return None
    url = reverse("reviews:requests", args=[request.group.slug])
    return {
        "heading": "Information from agencies",
        "sentence": f"Agencies owe {count(found['owed'], 'answer', 'answers')} for screenings.",
        "late": found["late"],
        "url": f"{url}?state=asked",
    }


def _late() -> Q:
    return Q(due_on__lt=clock.today())


def recommendations(request: GroupRequest, when: When) -> list[Decision]:
    """For the Independent Chair: the panels' recommendations that wait for a decision."""
    rows = reading.visible(request.user, request.group, request.permissions, at=clock.now())
    cases = when.of(rows.order_by("pk"), state=CaseState.FOR_DECISION)
    sent = PanelRecommendation.objects.filter(
        when.come("sent_at"), panel__case__in=[case.pk for case in cases]
    )
    open_ = sent.exclude(when.come("decisions__recorded_at")).values_list("panel__case_id", flat=True)
    undecided = set(open_) if cases else set()
    waiting = [case for case in cases if case.pk in undecided][:LISTED]
    days = _decided_by(request, when, waiting)
    return [
        Decision(
            f"Decide on {case}", reverse("reviews:decision", args=[request.group.slug, case.pk]), days.get(str(case.pk)),
            "A screening panel has sent its recommendation",
        )
        for case in waiting
    ]  # fmt: skip


def _decided_by(request: GroupRequest, when: When, cases: Collection[Case]) -> dict[str, date]:
    """The case's id → the day of the clock that stops at the decision (S2), where its guidance has one."""
    rules = [one.key for one in regimes.clocks().values() if one.until == DateKind.CHAIR_DECIDED]
    rows = Deadline.objects.filter(group=request.group, rule__in=rules, subject_kind=reading.CASE)
    return ledger.days(rows.filter(subject_id__in=[str(case.pk) for case in cases]), when) if cases else {}


def interests(request: GroupRequest, when: When) -> list[Decision]:
    """For the chair: interests that members of panels declared."""
    seen = reading.panels(request.user, request.group, request.permissions, at=clock.now())
    rows = PanelMember.objects.filter(panel__in=seen).exclude(person=request.user)
    rows = rows.select_related("person", "panel__case").order_by("declared_at", "pk")
    declared = [one for one in when.of(rows, handling="") if one.interest]
    if not declared:
        return []
    panels = seen.filter(pk__in=[one.panel_id for one in declared])
    panels = panels.exclude(when.come("recommendation__sent_at"))
    open_ = {one.pk for one in when.of(panels, called_off_at=None)}
    cases = Case.objects.filter(pk__in=[one.panel.case_id for one in declared])
    screened = {one.pk for one in when.of(cases, state=CaseState.SCREENING)}
    return [
        Decision(
            f"Interest of {one.person} in {one.panel.case}", reverse("reviews:panel_handle", args=[request.group.slug, one.pk]),
            one.panel.meets_on, "Stays, stands down or is shut out",
        )
        for one in declared
        if one.panel_id in open_ and one.panel.case_id in screened
    ][:LISTED]  # fmt: skip


TEMPLATE = "reviews/_home_panel.html"
RECOMMENDED = Case.objects.filter(group=OuterRef("pk"), state=CaseState.FOR_DECISION)
DECLARED = PanelMember.objects.filter(panel__case__group=OuterRef("pk"), handling="").exclude(interest="")
ASKED = InformationRequest.objects.filter(case__group=OuterRef("pk"), state=RequestState.ASKED)
WAITING = {
    "recommendations of panels": Waits(20, "decide_reviews", recommendations, RECOMMENDED),
    "interests in cases": Waits(25, "decide_cases", interests, DECLARED),
}
PANELS: dict[str, Panel] = {
    "requests to my agency": Panel(35, "answer_requests", TEMPLATE, requests_owed, ASKED),
    "requests to agencies": Panel(45, "manage_cases", TEMPLATE, requests_out, ASKED),
}
