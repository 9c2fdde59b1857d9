"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from datetime import date, datetime, timedelta

from members.enums import Role
from reviews.models import (
    AgencyReport,
    Case,
    Finding,
    Milestone,
    Review,
    ReviewDocument,
    ReviewPerson,
    ReviewRecommendation,
    StatutoryLetter,
)
from subgroup.models import SubGroup
from tests.reviews import reviewed

MANAGES = ("manage_cases",)
READS = ("view_all_cases", "decide_reviews")
ROUTES: dict[str, tuple[str, ...]] = {
    "reviews:letter_asked": MANAGES,
    "reviews:letter": READS,
    "reviews:letter_approve": ("decide_cases",),
    "reviews:letter_back": ("decide_cases",),
    "reviews:letter_sent": MANAGES,
    "reviews:letter_not_needed": MANAGES,
    "reviews:letter_needed": MANAGES,
    "reviews:letter_pdf": READS,
    "reviews:letter_proof": READS,
    "reviews:reviews": ("view_cases",),
    "reviews:review": ("view_cases",),
    "reviews:review_document": ("view_cases",),
    "reviews:review_delay": ("decide_cases",),
    "reviews:review_not_publish": ("decide_cases",),
    "reviews:review_reopen": ("decide_cases",),
    "reviews:review_report": ("answer_requests", "manage_cases"),
    "reviews:review_report_hand_in": ("answer_requests", "manage_cases"),
    "reviews:review_report_file": ("answer_requests", "manage_cases"),
    "reviews:review_report_back": MANAGES,
} | dict.fromkeys(
    (
        "reviews:review_new", "reviews:review_edit", "reviews:review_begin", "reviews:review_person", "reviews:review_step",
        "reviews:review_ask", "reviews:review_report_add", "reviews:review_find", "reviews:review_recommend",
        "reviews:review_plan", "reviews:review_complete", "reviews:review_plan_publication", "reviews:review_publish",
        "reviews:review_withdraw", "reviews:review_close", "reviews:review_person_end", "reviews:milestone",
        "reviews:milestone_remove", "reviews:finding", "reviews:review_recommendation",
    ),
    MANAGES,
)  # fmt: skip
POSTS: dict[str, tuple[str, ...]] = {"reviews:letter": MANAGES}
NARROWED: set[str] = set(ROUTES) - {"reviews:reviews", "reviews:review_new"}
NONE_THERE: set[str] = set()
THINGS: dict[str, type] = {
    "cases/letters/": StatutoryLetter,
    "cases/reviews/": Review,
    "cases/reviews/people/": ReviewPerson,
    "cases/reviews/steps/": Milestone,
    "cases/reviews/findings/": Finding,
    "cases/reviews/recommendations/": ReviewRecommendation,
    "cases/reviews/documents/": ReviewDocument,
    "cases/reviews/reports/": AgencyReport,
    "cases/": Case,
}
FILES: set[str] = {
    "reviews:letter_pdf", "reviews:letter_proof", "reviews:review_document", "reviews:review_report_file",
}  # fmt: skip
OPENED_BY: dict[str, Role] = dict.fromkeys(NARROWED, Role.CHAIR)


def settle(group: SubGroup, at: datetime) -> None:
    """Makes one of each, through the services."""
    start = at.date() - timedelta(days=30)
    reviewed.one_of_each(group, at=at, start=date(start.year, start.month, start.day))
