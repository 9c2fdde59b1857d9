"""What the home page says of referrals: those to finish, and those of one's agency to check."""

from django.db.models import OuterRef
from django.urls import reverse

from members.deciding import Decision
from members.representation import seats_held_by
from reviews import reading
from reviews.enums import ReferralState
from reviews.models import Referral
from subgroup import clock
from subgroup.past import When
from subgroup.registry import Waits
from subgroup.views.base import GroupRequest

_OWN = {ReferralState.DRAFT: "Finish and send", ReferralState.RETURNED: "Change what was returned:"}
SHOWN = 10


def to_do(request: GroupRequest, when: When) -> list[Decision]:
    """Their own drafts, what was returned to them, and what waits for the check of a seat's holder. Three queries of today."""
    me, group = request.user, request.group
    rows = Referral.objects.filter(group=group).select_related("agency").order_by("started_at", "pk")
    if when.before is not None:  # its case may have been restricted since
        rows = rows.filter(
            pk__in=reading.referrals(me, group, request.permissions, at=clock.now()).values("pk")
        )
    seats = {seat.agency_id for seat in seats_held_by(me, group, when.on)}
    mine = when.of(rows.filter(started_by=me), state=tuple(_OWN))
    mine += when.of(rows.filter(agency_id__in=seats), state=ReferralState.CHECKING)
    return [
        Decision(
            f"{_OWN.get(ReferralState(one.state), 'Check')} referral {one.reference}",
            reverse("reviews:referral", args=[group.slug, one.pk]),
            hint=f"For {one.agency.code}" if one.agency else one.origin,
        )
        for one in sorted(mine, key=lambda one: (one.started_at, one.pk))
    ][:SHOWN]


UNSENT = Referral.objects.filter(group=OuterRef("pk")).exclude(state=ReferralState.SENT)
WAITING = {"referrals": Waits(32, "refer_cases", to_do, UNSENT)}
