"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from collections.abc import Callable
from datetime import date, datetime

from members.enums import Role
from reviews.enums import DateKind
from reviews.models import Case, Relaxation
from reviews.services import dates, relaxations
from subgroup.models import Deadline, SubGroup
from tests import factories
from tests.reviews.cases import make_case

ROUTES: dict[str, tuple[str, ...]] = {
    "reviews:clocks": ("view_all_cases", "decide_reviews"),
    "reviews:relaxations": ("view_all_cases",),
    "reviews:relaxation_new": ("waive_deadlines",),
    "reviews:relaxation_end": ("waive_deadlines",),
    "reviews:dates": ("view_cases",),
    "reviews:dates_record": ("manage_cases",),
    "reviews:date": ("manage_cases",),
    "reviews:clock_reason": ("decide_cases",),
    "reviews:question": ("manage_cases",),
}
POSTS: dict[str, tuple[str, ...]] = {}
NARROWED: set[str] = {"reviews:dates"}
NONE_THERE: set[str] = set()
THINGS: dict[str, type] = {"cases/clocks/relaxations/": Relaxation}
FILES: set[str] = set()
OPENED_BY: dict[str, Role] = {}
ARGUMENTS: dict[str, Callable[[], object]] = {
    "date_kind": lambda: DateKind.AWARE.value,
    "question": lambda: "notifiable",
    "deadline": lambda: Deadline.objects.filter(rule="s2_chair_decides").earliest("pk").pk,
}


def settle(group: SubGroup, at: datetime) -> None:
    """Makes one of each, through the services."""
    case = Case.objects.filter(group=group).order_by("pk").first() or make_case(group, at=at)
    support, chair = factories.holder(group, "S06"), factories.holder(group, "S01")
    for kind, day in ((DateKind.AWARE, date(2017, 5, 2)), (DateKind.BOARD_TOLD, date(2017, 5, 4))):
        dates.record(case=case, kind=kind, day=day, by=support, at=at)
    relaxations.relax(
        group=group, regime="wt2018", clock="rapid_review", starts_on=date(2020, 3, 1), ends_on=date(2020, 6, 30),
        offset="30 working days after", because="Letter to all partnerships", by=chair, at=at,
    )  # fmt: skip
