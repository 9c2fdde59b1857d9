"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from datetime import datetime

from members.enums import Role
from reviews.models import Case
from subgroup.models import SubGroup
from tests.reviews.cases import make_case

ROUTES: dict[str, tuple[str, ...]] = {
    "reviews:list": ("view_cases",),
    "reviews:case": ("view_cases",),
}
POSTS: dict[str, tuple[str, ...]] = {}
NARROWED: set[str] = {"reviews:case"}
NONE_THERE: set[str] = set()
THINGS: dict[str, type] = {"cases/": Case}
FILES: set[str] = set()
OPENED_BY: dict[str, Role] = {}


def settle(group: SubGroup, at: datetime) -> None:
    """Makes one of each, through the services."""
    make_case(group, at=at, acknowledged=False)
    make_case(group, at=at)
