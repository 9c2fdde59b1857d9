"""What the verbs of a review share."""

from datetime import datetime

from meetings.locks import lock_group
from reviews import review_policies as policies
from reviews.enums import ReviewState
from reviews.models import Review
from reviews.services import statutory
from subgroup import ledger


def locked(review: Review) -> Review:
    """The review as it stands now, held until the end of the transaction. Always after the group."""
    lock_group(review.group)
    review.refresh_from_db(from_queryset=Review.objects.select_for_update())
    return review


def step(review: Review, state: ReviewState) -> Review:
    policies.check_step(review, state)
    review.state, review.version = state, review.version + 1
    review.save()
    return review


def owe_completion(review: Review, *, at: datetime, again: bool = False) -> None:
    """By its last day, unless a clock of its case counts its six months already (S4)."""
    if review.ends_on is None or review.completed_on or (review.is_statutory and review.case_id):
        return
    ledger.owe(
        group=review.group, rule=statutory.COMPLETE.key, subject_kind=statutory.REVIEW, subject_id=review.pk,
        trigger_on=review.ends_on, owner=statutory.RUNS, label=f"Review {review.code} complete", at=at, again=again,
    )  # fmt: skip
