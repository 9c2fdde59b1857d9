"""When a review may take its next step (F9, F10, S4 to S6). Each sentence also explains a disabled button."""

import re
from datetime import date

from reviews.doors import PlanStanding
from reviews.enums import REVIEW_TRANSITIONS, ReviewState
from reviews.models import Review, ReviewDocument
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,9}")
STATUTORY_MONTHS = 6


def check_said(text: str, sentence: str) -> None:
    if not text.strip():
        raise NotAllowed(sentence)


def check_not_ahead(day: date, today: date, what: str) -> None:
    if day > today:
        raise NotAllowed(f"{what}: {long_date(day)} lies in the future. Record the day once it has come.")


def check_begun(review: Review, on: date, what: str) -> None:
    if on < review.initiated_on:
        raise NotAllowed(f"The review began on {long_date(review.initiated_on)}; it cannot be {what} before.")


def check_number(number: str, taken: bool, what: str) -> None:
    if not NUMBER.fullmatch(number):
        raise NotAllowed("A number has letters, digits, dots and hyphens, at most 10, as in 3, R1 or 2a.")
    if taken:
        raise NotAllowed(f"There is a {what} {number} already.")


def check_open(review: Review) -> None:
    if review.closed_at:
        raise NotAllowed(
            f"{review.code} was closed on {long_date(day_of(review.closed_at))}. The chair or the vice chair can open it again."
        )


def check_step(review: Review, state: ReviewState) -> None:
    """Raises NotAllowed where the table of transitions has no such step."""
    check_open(review)
    if state not in REVIEW_TRANSITIONS[ReviewState(review.state)]:
        raise NotAllowed(
            f"{review.code} is “{review.get_state_display()}”, and cannot become “{state.label}” from there."
        )


def check_begin(review: Review) -> None:
    check_step(review, ReviewState.UNDER_WAY)
    check_said(
        review.terms_of_reference, "Write the terms of reference first: what the review is to find out."
    )


def check_document(review: Review, stage: str) -> None:
    check_open(review)
    if review.state == ReviewState.SETTING_UP:
        raise NotAllowed("The review is being set up. Begin it, then add its report.")
    if review.state == ReviewState.PUBLISHED and stage == ReviewDocument.Stage.DRAFT:
        raise NotAllowed(
            f"{review.code} is published: another draft would come too late. Add a final version."
        )


def check_complete(review: Review) -> None:
    check_open(review)
    if review.completed_on:
        raise NotAllowed(f"{review.code} was completed on {long_date(review.completed_on)}.")
    if review.state not in (ReviewState.FINAL, ReviewState.PUBLISHED):
        raise NotAllowed("The review has no final report yet. Add it first.")


def check_delay(review: Review, on: date, due: date | None, because: str) -> bool:
    """Whether it is late. Six months are what the guidance aims for: taking longer needs its reason (S4)."""
    if not review.is_statutory or due is None or on <= due:
        return False
    check_said(
        because or review.delay_because,
        f"The review was to be complete by {long_date(due)}, six months after it began. Say why it took longer.",
    )
    return True


def check_delayed(review: Review) -> None:
    check_open(review)
    if not review.is_statutory:
        raise NotAllowed("Its last day is a local target. Change it on the page of the review.")
    if review.completed_on:
        raise NotAllowed(f"{review.code} was completed on {long_date(review.completed_on)}.")


def check_plan_publication(review: Review) -> None:
    check_open(review)
    if review.published_on:
        raise NotAllowed(f"{review.code} was published on {long_date(review.published_on)}.")


def check_publish(review: Review) -> None:
    check_plan_publication(review)
    if review.state != ReviewState.FINAL:
        raise NotAllowed("The review has no final report yet. Add it first, then publish it.")


def check_not_publishing(review: Review) -> None:
    check_plan_publication(review)


def check_withdraw(review: Review, on: date, until: date | None) -> None:
    """`until`: the first day on which it may be taken down (S6)."""
    if review.published_on is None or until is None:
        raise NotAllowed(f"{review.code} is not published, so there is nothing to take down.")
    if review.withdrawn_on:
        raise NotAllowed(f"{review.code} was taken down on {long_date(review.withdrawn_on)}.")
    if on < until:
        raise NotAllowed(
            f"A report stays published for at least twelve months: {review.code} can be taken down from {long_date(until)} on."
        )


def why_not_simply(review: Review, plan: PlanStanding | None, unplanned: int) -> list[str]:
    """What stands in the way of closing. Each as a sentence: the chair may close with a reason all the same (F10)."""
    said = []
    if review.state in (ReviewState.SETTING_UP, ReviewState.UNDER_WAY, ReviewState.DRAFT):
        said.append("The review has no final report.")
    elif review.is_statutory and review.completed_on is None:
        said.append("The day on which it was complete is not recorded, so that its six months run on (S4).")
    if unplanned:
        are = count(unplanned, "recommendation is", "recommendations are")
        said.append(f"{are} in no action plan.")
    if plan and not (plan.actions or plan.closed):
        said.append(f"Plan {plan.link.code} has no action yet.")
    if plan and plan.open:
        late = f", {count(plan.late, 'of them late', 'of them late')}" if plan.late else ""
        said.append(f"{count(plan.open, 'action is', 'actions are')} open in plan {plan.link.code}{late}.")
    return said


def check_close(review: Review, reasons: list[str], because: str) -> None:
    check_step(review, ReviewState.CLOSED)
    if reasons:
        check_said(because, f"{' '.join(reasons)} The chair or the vice chair can close it with a reason.")


def check_reopen(review: Review, because: str) -> None:
    if not review.closed_at:
        raise NotAllowed(f"{review.code} is open.")
    check_said(because, "Say why the review is opened again.")
