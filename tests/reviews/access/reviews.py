"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from datetime import datetime

from members.enums import Role
from subgroup.models import SubGroup

ROUTES: dict[str, tuple[str, ...]] = {}
POSTS: dict[str, tuple[str, ...]] = {}
NARROWED: set[str] = set()
NONE_THERE: set[str] = set()
THINGS: dict[str, type] = {}
FILES: set[str] = set()
OPENED_BY: dict[str, Role] = {}


def settle(group: SubGroup, at: datetime) -> None:
    """Makes one of each, through the services."""
