"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from datetime import datetime, timedelta

from members.enums import Role
from reviews.models import InformationRequest, Panel, PanelMember
from reviews.services import deciding, outcomes, panels, requests
from subgroup.models import SubGroup
from tests import factories
from tests.reviews.cases import make_case
from tests.reviews.screening import ask, assess, call, recommend

ANSWER = ("answer_requests", "manage_cases")
MANAGE = ("manage_cases",)
DECIDE = ("decide_reviews", "manage_cases")
ROUTES: dict[str, tuple[str, ...]] = {
    "reviews:requests": ANSWER,
    "reviews:requests_send": MANAGE,
    "reviews:request": ANSWER,
    "reviews:request_who": ("answer_requests",),
    "reviews:request_file": ("answer_requests", "manage_cases", "view_cases"),
    "reviews:request_nil": ANSWER,
    "reviews:request_answer": ANSWER,
    "reviews:request_again": MANAGE,
    "reviews:request_withdraw": MANAGE,
    "reviews:panel_new": MANAGE,
    "reviews:panel": ("view_cases",),
    "reviews:panel_edit": MANAGE,
    "reviews:panel_view": ("view_cases",),
    "reviews:panel_off": MANAGE,
    "reviews:panel_recommend": MANAGE,
    "reviews:panel_interest": ("view_cases",),
    "reviews:panel_handle": ("decide_cases",),
    "reviews:decision": ("view_cases",),
    "reviews:decide": DECIDE,
    "reviews:decide_again": DECIDE,
    "reviews:outcome": ("decide_cases", "manage_cases"),
    "reviews:bring_back": MANAGE,
    "reviews:agenda": MANAGE,
}
POSTS: dict[str, tuple[str, ...]] = {}
NARROWED: set[str] = {
    "reviews:request",
    "reviews:request_who",
    "reviews:request_nil",
    "reviews:request_answer",
    "reviews:panel",
    "reviews:panel_view",
    "reviews:panel_interest",
    "reviews:decision",
    "reviews:decide",
    "reviews:decide_again",
    "reviews:outcome",
}
NONE_THERE: set[str] = {"reviews:request_file"}
THINGS: dict[str, type] = {
    "cases/requests/": InformationRequest,
    "cases/panels/": Panel,
    "cases/panels/members/": PanelMember,
}
FILES: set[str] = {"reviews:request_file"}
OPENED_BY: dict[str, Role] = {
    "reviews:request": Role.BUSINESS_SUPPORT,
    "reviews:request_who": Role.BUSINESS_SUPPORT,
    "reviews:request_nil": Role.BUSINESS_SUPPORT,
    "reviews:request_answer": Role.BUSINESS_SUPPORT,
    "reviews:panel": Role.BUSINESS_SUPPORT,
    "reviews:panel_view": Role.BUSINESS_SUPPORT,
    "reviews:panel_interest": Role.BUSINESS_SUPPORT,
    "reviews:decision": Role.BUSINESS_SUPPORT,
    "reviews:decide": Role.BUSINESS_SUPPORT,
    "reviews:decide_again": Role.BUSINESS_SUPPORT,
    "reviews:outcome": Role.BUSINESS_SUPPORT,
}


def settle(group: SubGroup, at: datetime) -> None:
    """Makes one of each, through the services: a case at each step from the requests to a deferral."""
    support, chair = factories.holder(group, "S06"), factories.holder(group, "S01")
    case = make_case(group, at=at)
    _, answered = ask(case, "GMP", "SRFT", at=at, due_on=at.date() + timedelta(days=14))
    requests.nil(request=answered, by=support, at=at)
    call(case, at=at)
    with_interest = call(make_case(group, at=at), at=at)
    member = with_interest.members.first()
    panels.declare(member=member, interest="Worked with the family", by=member.person, at=at)
    _, waiting, decided = (_met(group, at) for _ in range(3))
    recommend(waiting, at=at)
    recommend(decided, at=at)
    deciding.decide(
        case=decided.case, outcome="scr", because="As recommended", decided_on=at.date(), decided_by_name="Invented Chair",
        by=support, at=at,
    )  # fmt: skip
    outcomes.record(
        case=make_case(group, at=at), kind="deferred", because="Inquest", returns_on=at.date() + timedelta(days=30),
        by=chair, at=at,
    )  # fmt: skip


def _met(group: SubGroup, at: datetime) -> Panel:
    case = make_case(group, at=at)
    assess(case, at=at)
    return call(case, at=at, days=0)
