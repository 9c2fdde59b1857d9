"""What cases, reviews and the CDOP say on the home page. Each part is asked only where there is something open of its kind."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from reviews import clock_panels, death_panels, referral_panels, review_panels, screening_panels
from reviews.enums import CaseState, ReferralState, RequestState, StatutoryLetterState
from reviews.models import (
    AgencyReport,
    Case,
    DeathRequest,
    InformationRequest,
    PanelMember,
    Referral,
    StatutoryLetter,
)
from subgroup.models import SubGroup
from subgroup.once import once
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest

Says = Callable[[GroupRequest], Mapping[str, Any] | None]


def _open_things() -> dict[str, QuerySet[Any]]:
    asked, drafted = RequestState.ASKED, StatutoryLetterState.DRAFTED
    group = OuterRef("pk")
    return {
        "cases": Case.objects.filter(group=group).open(),
        "decisions": Case.objects.filter(group=group, state=CaseState.FOR_DECISION),
        "referrals": Referral.objects.filter(group=group).exclude(state=ReferralState.SENT),
        "requests": InformationRequest.objects.filter(case__group=group, state=asked),
        "interests": PanelMember.objects.filter(panel__case__group=group, handling="").exclude(interest=""),
        "letters": StatutoryLetter.objects.filter(case__group=group, state=drafted),
        "reports": AgencyReport.objects.filter(review__group=group, received_at=None),
        "deaths": DeathRequest.objects.filter(death__group=group, state=asked),
    }


def open_in(group: SubGroup) -> frozenset[str]:
    """The kinds of which something is open in the group, whoever may see it. One query a page for all parts."""
    return once(("open in", group.pk), lambda: _open_in(group))


def _open_in(group: SubGroup) -> frozenset[str]:
    things = _open_things()
    found = (
        SubGroup.objects.filter(pk=group.pk).values_list(*(Exists(rows) for rows in things.values())).get()
    )
    return frozenset(name for name, is_there in zip(things, found, strict=True) if is_there)


def _where_open(kind: str, panel: Panel) -> Panel:
    says = panel.context
    return replace(panel, context=lambda request: says(request) if kind in open_in(request.group) else None)


KINDS = {
    "statutory clocks": "cases",
    "recommendations of panels": "decisions",
    "interests in cases": "interests",
    "requests to my agency": "requests",
    "requests to agencies": "requests",
    "referrals": "referrals",
    "letters to approve": "letters",
    "reports to reviews": "reports",
    "returns to the CDOP": "deaths",
}
PANELS: dict[str, Panel] = {
    name: _where_open(KINDS[name], panel)
    for of_noun in (clock_panels, screening_panels, referral_panels, review_panels, death_panels)
    for name, panel in of_noun.PANELS.items()
}
