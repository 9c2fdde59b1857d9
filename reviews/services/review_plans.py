"""The recommendations of a review become its action plan, each of them once (F10)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from reviews import review_policies as policies
from reviews.doors import PlanLink, Recommended, plan_wanted
from reviews.enums import OutcomeKind
from reviews.models import Review, ReviewRecommendation
from reviews.services.reviewing import locked
from subgroup.errors import NotAllowed
from subgroup.models import Person

PLAN_KINDS = {OutcomeKind.SCR: "scr", OutcomeKind.CONCISE: "concise_review"}
"""Which kind of plan follows a kind of review; others are of no kind of their own."""


def waiting(review: Review) -> Sequence[ReviewRecommendation]:
    """Those that are in no plan yet."""
    rows = review.recommendations.filter(planned_at=None)
    return list(rows.select_related("finding").prefetch_related("agencies"))


def check_plan(review: Review, rows: Sequence[ReviewRecommendation]) -> None:
    policies.check_open(review)
    if not rows:
        raise NotAllowed(
            "Every recommendation of the review is in the action plan already, or there is none yet."
        )


@transaction.atomic
def into_plan(*, review: Review, by: Person, at: datetime, confidential: bool = False) -> PlanLink:
    """Makes the plan of the review, or adds to it what came since. A restricted case's plan is confidential."""
    rows = waiting(locked(review))
    check_plan(review, rows)
    themes = [one.finding.theme for one in rows if one.finding and one.finding.theme]
    link = plan_wanted[0](
        group=review.group, code=review.code, title=review.title, kind=PLAN_KINDS.get(OutcomeKind(review.kind), "other"),
        source_reference=review.code, theme=themes[0] if themes else "", by=by, at=at,
        confidential=confidential or is_kept(review),
        recommendations=[
            Recommended(
                number=one.number, text=one.text, finding=one.finding.text if one.finding else "",
                addressed_to=one.addressed_to, agencies=tuple(one.agencies.all()),
            )
            for one in rows
        ],
    )  # fmt: skip
    ReviewRecommendation.objects.filter(pk__in=[one.pk for one in rows]).update(planned_at=at)
    return link


def is_kept(review: Review) -> bool:
    return review.case is not None and review.case.is_restricted
