"""What the home page says of referrals: those to finish, and those of one's agency to check."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Q
from django.urls import reverse

from members.deciding import Decision
from members.representation import seats_held_by
from reviews.enums import ReferralState
from reviews.models import Referral
from subgroup import clock
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest

_OWN = {ReferralState.DRAFT: "Finish and send", ReferralState.RETURNED: "Change what was returned:"}
SHOWN = 10


def to_do(request: GroupRequest) -> Mapping[str, Any] | None:
    """Their own drafts, what was returned to them, and what waits for the check of a seat's holder. Two queries."""
    me, group = request.user, request.group
    seats = {seat.agency_id for seat in seats_held_by(me, group, clock.today())}
    rows = Referral.objects.filter(group=group).filter(
        Q(started_by=me, state__in=_OWN) | Q(agency_id__in=seats, state=ReferralState.CHECKING)
    )
    decisions = [
        Decision(
            f"{_OWN.get(ReferralState(one.state), 'Check')} referral {one.reference}",
            reverse("reviews:referral", args=[group.slug, one.pk]),
            hint=f"For {one.agency.code}" if one.agency else one.origin,
        )
        for one in rows.select_related("agency").order_by("started_at", "pk")[:SHOWN]
    ]
    return {"decisions": decisions} if decisions else None


UNSENT = Referral.objects.filter(group=OuterRef("pk")).exclude(state=ReferralState.SENT)
PANELS = {"referrals": Panel(32, "refer_cases", "", to_do, UNSENT)}
