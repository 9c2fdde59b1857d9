"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from collections.abc import Callable
from datetime import date, datetime

from members.enums import Role
from reviews.models import ChronologyEntry, InformationRequest, Naming, ShutOut
from reviews.services import chronology, restricting
from subgroup.clock import day_of
from subgroup.models import SubGroup
from tests import factories
from tests.reviews.cases import agency, make_case

DECIDES = ("decide_cases",)
MANAGES = ("manage_cases",)
ANSWERS = ("answer_requests", "manage_cases")
ROUTES: dict[str, tuple[str, ...]] = {
    "reviews:openings": ("view_case_log",),
    "reviews:break_glass": ("break_glass",),
    "reviews:restrict": DECIDES,
    "reviews:unrestrict": DECIDES,
    "reviews:name": DECIDES,
    "reviews:shut_out": DECIDES,
    "reviews:naming_end": DECIDES,
    "reviews:shut_out_lift": DECIDES,
    "reviews:keep": MANAGES,
    "reviews:hold": DECIDES,
    "reviews:chronology": ("view_cases",),
    "reviews:chronology_pdf": ("view_cases",),
    "reviews:chronology_new": MANAGES,
    "reviews:chronology_strike": MANAGES,
    "reviews:request_chronology": ANSWERS,
    "reviews:request_chronology_strike": ANSWERS,
}
POSTS: dict[str, tuple[str, ...]] = {}
NARROWED: set[str] = {
    "reviews:chronology",
    "reviews:chronology_pdf",
    "reviews:naming_end",  # of a restricted case: for who is named
    "reviews:unrestrict",  # said of a case that is not restricted
    "reviews:name",
    "reviews:request_chronology",
    "reviews:request_chronology_strike",
}
OF_RESTRICTED: set[str] = {"reviews:naming_end"}
"""Routes whose sample is of a restricted case: 404 for who may not open it."""
NONE_THERE: set[str] = {"reviews:request_chronology_strike"}
THINGS: dict[str, type] = {
    "cases/namings/": Naming,
    "cases/shut-outs/": ShutOut,
    "cases/chronology/": ChronologyEntry,
    "cases/requests/": InformationRequest,
}
FILES: set[str] = {"reviews:chronology_pdf"}
ARGUMENTS: dict[str, Callable[[], object]] = {"entry": lambda: ChronologyEntry.objects.earliest("pk").pk}
OPENED_BY: dict[str, Role] = dict.fromkeys(NARROWED, Role.CHAIR)


def settle(group: SubGroup, at: datetime) -> None:
    """Makes one of each, through the services."""
    chair = factories.holder(group, "S01", day_of(at))
    case, kept = make_case(group, at=at), make_case(group, at=at)
    chronology.enter(
        case=case, agency=agency(group, "GMP"), happened_on=date(2017, 1, 5), text="A visit was missed.", by=chair, at=at
    )  # fmt: skip
    restricting.shut_out(
        case=case, person=factories.holder(group, "S12", day_of(at)), because="A relative", by=chair, at=at
    )
    restricting.restrict(case=kept, people=[], because="A colleague is involved", by=chair, at=at)
    InformationRequest.objects.create(
        case=case, agency=agency(group, "GMP"), question="What do you know?", sent_at=at, sent_by=chair, due_on=day_of(at)
    )  # fmt: skip
