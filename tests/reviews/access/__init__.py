"""The rows of tests/test_access.py for cases and reviews: a file for each noun."""

from collections.abc import Callable
from datetime import datetime

from members.enums import Role
from subgroup.models import SubGroup
from tests.reviews.access import cases, clocks, deaths, guarded, learning, referrals, reviews, screening

NOUNS = (cases, referrals, clocks, screening, reviews, deaths, guarded, learning)
ROUTES: dict[str, tuple[str, ...]] = {name: rights for noun in NOUNS for name, rights in noun.ROUTES.items()}
POSTS: dict[str, tuple[str, ...]] = {name: rights for noun in NOUNS for name, rights in noun.POSTS.items()}
NARROWED: set[str] = {name for noun in NOUNS for name in noun.NARROWED}
OF_RESTRICTED: set[str] = {name for noun in NOUNS for name in getattr(noun, "OF_RESTRICTED", ())}
NONE_THERE: set[str] = {name for noun in NOUNS for name in noun.NONE_THERE}
THINGS: dict[str, type] = {prefix: model for noun in NOUNS for prefix, model in noun.THINGS.items()}
OPENED_BY: dict[str, Role] = {name: role for noun in NOUNS for name, role in noun.OPENED_BY.items()}
FILES: set[str] = {name for noun in NOUNS for name in noun.FILES}

ONWARDS: set[str] = {name for noun in NOUNS for name in getattr(noun, "ONWARDS", ())}
SAMPLES: dict[str, Callable[[], int]] = {
    name: give for noun in NOUNS for name, give in getattr(noun, "SAMPLES", {}).items()
}
"""Where a route opens only for a thing at some step: what gives the `pk` of the oldest such thing."""


def arguments(route: str) -> dict[str, object]:
    """What stands in an address besides the `pk`: an argument's name → what gives one, by noun where it has any."""
    known = {name: give for noun in NOUNS for name, give in getattr(noun, "ARGUMENTS", {}).items()}
    return {name: give() for name, give in known.items() if f":{name}>" in route}


def settle(group: SubGroup, at: datetime) -> None:
    for noun in NOUNS:
        noun.settle(group, at)
