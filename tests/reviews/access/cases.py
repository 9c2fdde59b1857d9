"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from datetime import datetime

from members.enums import Role
from reviews.models import Case
from reviews.services import closing
from subgroup.models import SubGroup
from tests import factories
from tests.reviews.cases import make_case

ROUTES: dict[str, tuple[str, ...]] = {
    "reviews:list": ("view_cases",),
    "reviews:case": ("view_cases",),
    "reviews:case_close": ("decide_cases",),
    "reviews:case_reopen": ("decide_cases",),
}
POSTS: dict[str, tuple[str, ...]] = {}
NARROWED: set[str] = {"reviews:case", "reviews:case_close", "reviews:case_reopen"}
NONE_THERE: set[str] = set()
THINGS: dict[str, type] = {"cases/": Case}
FILES: set[str] = set()
OPENED_BY: dict[str, Role] = {"reviews:case_close": Role.CHAIR, "reviews:case_reopen": Role.CHAIR}


def settle(group: SubGroup, at: datetime) -> None:
    """Makes one of each, through the services."""
    make_case(group, at=at, acknowledged=False)
    closed = make_case(group, at=at)
    make_case(group, at=at)
    chair = factories.holder(group, "S01")
    closing.close(case=closed, because="It was referred twice.", by=chair, at=at)
