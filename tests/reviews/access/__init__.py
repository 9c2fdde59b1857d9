"""The rows of tests/test_access.py for cases and reviews: a file for each noun."""

from datetime import datetime

from members.enums import Role
from subgroup.models import SubGroup
from tests.reviews.access import cases, clocks, deaths, guarded, referrals, reviews, screening

NOUNS = (cases, referrals, clocks, screening, reviews, deaths, guarded)
ROUTES: dict[str, tuple[str, ...]] = {name: rights for noun in NOUNS for name, rights in noun.ROUTES.items()}
POSTS: dict[str, tuple[str, ...]] = {name: rights for noun in NOUNS for name, rights in noun.POSTS.items()}
NARROWED: set[str] = {name for noun in NOUNS for name in noun.NARROWED}
NONE_THERE: set[str] = {name for noun in NOUNS for name in noun.NONE_THERE}
THINGS: dict[str, type] = {prefix: model for noun in NOUNS for prefix, model in noun.THINGS.items()}
OPENED_BY: dict[str, Role] = {name: role for noun in NOUNS for name, role in noun.OPENED_BY.items()}
FILES: set[str] = {name for noun in NOUNS for name in noun.FILES}

NOT_WALKED = {
    "reviews:letter_back", "reviews:letter_sent", "reviews:review_withdraw", "reviews:review_reopen", "reviews:milestone_remove",
    "reviews:review_report_hand_in", "reviews:referral_return",
}  # fmt: skip
"""Of these nothing here stands where they open."""


def arguments(route: str) -> dict[str, object]:
    """What stands in an address besides the `pk`: an argument's name → what gives one, by noun where it has any."""
    known = {name: give for noun in NOUNS for name, give in getattr(noun, "ARGUMENTS", {}).items()}
    return {name: give() for name, give in known.items() if f":{name}>" in route}


def settle(group: SubGroup, at: datetime) -> None:
    for noun in NOUNS:
        noun.settle(group, at)
