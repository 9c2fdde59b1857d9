"""Who may open these pages, what stands behind their addresses, and one of each of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from members.enums import Role
from reviews.enums import StatutoryLetterState
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
from reviews.services import agency_reports, letters, reviews
from subgroup.clock import day_of
from subgroup.models import SubGroup
from tests.reviews import reviewed
from tests.reviews.cases import agency

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


ONWARDS: set[str] = {"reviews:milestone_remove"}
SAMPLES: dict[str, Callable[[], int]] = {
    "reviews:letter_back": lambda: _approved().pk,
    "reviews:letter_sent": lambda: _approved().pk,
    "reviews:review_withdraw": lambda: Review.objects.exclude(published_on=None).earliest("pk").pk,
    "reviews:review_reopen": lambda: Review.objects.exclude(closed_at=None).earliest("pk").pk,
    "reviews:milestone_remove": lambda: Milestone.objects.filter(done_on=None).earliest("pk").pk,
    "reviews:review_report_hand_in": lambda: AgencyReport.objects.filter(received_at=None).earliest("pk").pk,
}


def _approved() -> StatutoryLetter:
    return StatutoryLetter.objects.filter(state=StatutoryLetterState.APPROVED).earliest("pk")


def settle(group: SubGroup, at: datetime) -> None:
    """Makes one of each, through the services, and one at each step from which a route leads on."""
    today, support, chair = day_of(at), reviewed.support(group), reviewed.chair(group)
    review = reviewed.one_of_each(group, at=at, start=today - timedelta(days=30))
    letters.approve(letter=review.case.letters.order_by("pk")[1], by=chair, at=at)
    agency_reports.ask(review=review, agency=agency(group, "SRFT"), due_on=today, by=support, at=at)
    published, closed = (
        reviewed.final(
            reviewed.make_review(group, code, "concise_review", at=at, start=today - timedelta(days=500)),
            at=at,
        )
        for code in ("CR-A2", "CR-A3")
    )
    reviews.publish(
        review=published, on=today - timedelta(days=400), address="https://example.org/cr-a2", by=support, at=at
    )  # fmt: skip
    reviews.close(review=closed, because="Its action goes on in another plan.", by=chair, at=at)
