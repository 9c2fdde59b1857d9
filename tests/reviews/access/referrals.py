"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from collections.abc import Callable
from datetime import datetime

from members.enums import Role
from reviews.enums import ReferralState
from reviews.leaks import NAME, Match
from reviews.models import Referral
from reviews.services import leaks, referrals
from subgroup.models import SubGroup
from tests import factories
from tests.reviews.referred import draft, sent

REFER = ("refer_cases",)
ROUTES: dict[str, tuple[str, ...]] = {
    "reviews:referrals": REFER,
    "reviews:referral_new": REFER,
    "reviews:referral": REFER,
    "reviews:referral_step": REFER,
    "reviews:referral_send": REFER,
    "reviews:referral_return": REFER,
    "reviews:referral_discard": REFER,
    "reviews:leaks": ("view_case_log",),
    "reviews:acknowledge": ("manage_cases",),
    "reviews:codename": ("manage_cases",),
    "reviews:identity": ("view_identity",),
    "reviews:identity_change": ("view_identity",),
}
POSTS: dict[str, tuple[str, ...]] = {}
NARROWED: set[str] = {
    "reviews:referral",
    "reviews:referral_step",
    "reviews:referral_send",
    "reviews:referral_return",
    "reviews:referral_discard",
    "reviews:identity",
    "reviews:identity_change",
}
NONE_THERE: set[str] = set()
THINGS: dict[str, type] = {"cases/referrals/": Referral}
FILES: set[str] = set()
ARGUMENTS: dict[str, Callable[[], object]] = {"step": lambda: "happened"}
SAMPLES: dict[str, Callable[[], int]] = {
    "reviews:referral_return": lambda: (
        Referral.objects.filter(state=ReferralState.CHECKING).earliest("pk").pk
    ),
}
OPENED_BY: dict[str, Role] = dict.fromkeys(
    (
        "reviews:referral",
        "reviews:referral_step",
        "reviews:referral_send",
        "reviews:referral_return",
        "reviews:referral_discard",
    ),
    Role.MEMBER,
)


def settle(group: SubGroup, at: datetime) -> None:
    """A draft of the member, one that was sent, one that waits for the member's check, and what the leak guard asked."""
    member, support = factories.holder(group, "S09", at.date()), factories.holder(group, "S06", at.date())
    draft(group, member, at=at)
    sent(group, member, at=at, child={"relation": "child", "name": "Somebody Else-Invented"})
    referrals.hand_over(
        referral=draft(group, support, code=factories.seat(group, "S09").agency.code, at=at),
        by=support,
        at=at,
    )
    leaks.go_on(
        group=group,
        place="An item for M2",
        found=[Match(NAME, "invented")],
        because="A reason",
        by=member,
        at=at,
    )
