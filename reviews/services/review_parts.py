"""Who leads a review, which steps it takes, what it found and what it asks for (F9)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from members.models import Agency
from reviews import review_policies as policies
from reviews.deadlines import REVIEW_MILESTONE
from reviews.enums import AddressedTo
from reviews.models import (
    Finding,
    Milestone,
    Review,
    ReviewPerson,
    ReviewRecommendation,
)
from reviews.services import agency_reports, keeping, letters, statutory
from reviews.services.reviewing import locked
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person


@transaction.atomic
def add_role(*, review: Review, part: str, role: str, by: Person, at: datetime) -> ReviewPerson:
    """A place that somebody is to be named for."""
    policies.check_open(locked(review))
    policies.check_said(role, "Say which part is to be filled.")
    return ReviewPerson.objects.create(review=review, part=part, role=role.strip())


@transaction.atomic
def appoint(
    *, review: Review, part: str, name: str, on: date, by: Person, at: datetime, body: str = "", role: str = "",
    person: Person | None = None, place: ReviewPerson | None = None,
) -> ReviewPerson:  # fmt: skip
    """Names somebody, for a place that is empty or as one more. For whom has an account the review opens.

    The national panel is to hear who is proposed to lead a statutory review: that letter is drafted (F8).
    """
    policies.check_open(locked(review))
    policies.check_said(name, "Say who is named.")
    policies.check_not_ahead(on, day_of(at), "Named")
    current = review.people.filter(ended_on=None)
    same = Q(person=person) if person else Q(name__iexact=name.strip())
    if current.filter(same, part=part).exists():
        raise NotAllowed(f"{name.strip()} is on {review.code} already.")
    if place is not None:
        place.refresh_from_db()
        if place.name:
            raise NotAllowed(f"{place.name} was named for that already.")
    made = place or ReviewPerson(review=review)
    made.part, made.name, made.body, made.person, made.appointed_on = (
        part,
        name.strip(),
        body.strip(),
        person,
        on,
    )
    made.role = role.strip() or made.role
    made.save()
    if part == ReviewPerson.Part.LEAD:
        letters.draft_reviewers(review=review, at=at)
    return made


@transaction.atomic
def end(*, row: ReviewPerson, on: date, by: Person, at: datetime) -> None:
    """Somebody is no longer on the review, which closes to them; an empty place is taken away."""
    policies.check_open(locked(row.review))
    row.refresh_from_db()
    if row.ended_on:
        raise NotAllowed(f"{row.name} left the review on {long_date(row.ended_on)}.")
    if not row.name:
        _check_may_go(row.review)
        row.delete()
        return
    policies.check_not_ahead(on, day_of(at), "Last day")
    row.ended_on = on
    row.save()


@transaction.atomic
def add_milestone(
    *, review: Review, title: str, planned_on: date, by: Person, at: datetime, note: str = ""
) -> Milestone:
    """A step of the timeline, owed by its planned day."""
    policies.check_open(locked(review))
    policies.check_said(title, "Say what is to be done.")
    if review.milestones.filter(title=title.strip(), planned_on=planned_on).exists():
        raise NotAllowed("The step is in the timeline already.")
    made = Milestone.objects.create(
        review=review, position=_next(review.milestones.all()), title=title.strip(), planned_on=planned_on,
        note=note.strip(),
    )  # fmt: skip
    _owe(made, at)
    return made


@transaction.atomic
def change_milestone(
    *, milestone: Milestone, title: str, planned_on: date, by: Person, at: datetime, done_on: date | None = None,
    note: str = "",
) -> Milestone:  # fmt: skip
    """Moves, words or ends a step. What is taken back is owed again; the ledger keeps how it moved."""
    policies.check_open(locked(milestone.review))
    milestone.refresh_from_db()
    policies.check_said(title, "Say what is to be done.")
    if done_on:
        policies.check_not_ahead(done_on, day_of(at), "Done")
    was_done = milestone.done_on
    milestone.title, milestone.planned_on, milestone.note = title.strip(), planned_on, note.strip()
    milestone.done_on = done_on
    milestone.save()
    row = _owe(milestone, at, by=by)
    if was_done and was_done != done_on:
        ledger.reopen(deadline=row, reason="The day on which the step was done was corrected.", by=by, at=at)
    if done_on:
        ledger.meet(
            group=milestone.review.group, rule=REVIEW_MILESTONE.key, subject_kind=statutory.MILESTONE,
            subject_id=milestone.pk, on=done_on, at=at,
        )  # fmt: skip
    return milestone


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: Person, at: datetime) -> None:
    """A step that is not taken, and was not done."""
    review = locked(milestone.review)
    policies.check_open(review)
    milestone.refresh_from_db()
    if milestone.done_on:
        raise NotAllowed(f"The step was done on {long_date(milestone.done_on)}, and stands in the timeline.")
    _check_may_go(review)
    ledger.release(
        group=review.group, subject_kind=statutory.MILESTONE, subject_id=milestone.pk,
        reason=f"The step was taken out of the timeline of {review.code}.", by=by, at=at, mistake=True,
    )  # fmt: skip
    milestone.delete()


def _check_may_go(review: Review) -> None:
    if review.case:
        keeping.check_may_go(review.case)


def _owe(
    milestone: Milestone, at: datetime, *, by: Person | None = None, again: bool = False
) -> ledger.Deadline:
    review = milestone.review
    return ledger.owe(
        group=review.group, rule=REVIEW_MILESTONE.key, subject_kind=statutory.MILESTONE, subject_id=milestone.pk,
        trigger_on=milestone.planned_on, owner=statutory.RUNS, label=f"Step {milestone.position} of review {review.code}",
        at=at, by=by, again=again,
    )  # fmt: skip


def owe_all_again(review: Review, *, at: datetime) -> None:
    """A review that was closed goes on: its open steps and reports are owed again."""
    for milestone in review.milestones.filter(done_on=None).select_related("review__group"):
        _owe(milestone, at, again=True)
    for report in review.reports.filter(received_at=None).select_related("review__group", "agency"):
        agency_reports.owe(report, at=at, again=True)


@transaction.atomic
def add_finding(
    *, review: Review, number: str, text: str, by: Person, at: datetime, theme: str = ""
) -> Finding:
    policies.check_open(locked(review))
    number = number.strip()
    policies.check_number(number, review.findings.filter(number__iexact=number).exists(), "finding")
    policies.check_said(text, "Say what was found.")
    return Finding.objects.create(
        review=review,
        number=number,
        position=_next(review.findings.all()),
        text=text.strip(),
        theme=theme.strip(),
    )


@transaction.atomic
def change_finding(*, finding: Finding, text: str, theme: str, by: Person, at: datetime) -> Finding:
    policies.check_open(locked(finding.review))
    policies.check_said(text, "Say what was found.")
    finding.text, finding.theme = text.strip(), theme.strip()
    finding.save()
    return finding


@transaction.atomic
def add_recommendation(
    *, review: Review, number: str, text: str, by: Person, at: datetime, finding: Finding | None = None,
    addressed_to: str = AddressedTo.BOARD, agencies: Iterable[Agency] = (),
) -> ReviewRecommendation:  # fmt: skip
    policies.check_open(locked(review))
    number = number.strip()
    taken = review.recommendations.filter(number__iexact=number).exists()
    policies.check_number(number, taken, "recommendation")
    made = ReviewRecommendation(review=review, number=number, position=_next(review.recommendations.all()))
    return _said(made, text, finding, addressed_to, agencies)


@transaction.atomic
def change_recommendation(
    *, recommendation: ReviewRecommendation, text: str, by: Person, at: datetime, finding: Finding | None = None,
    addressed_to: str = AddressedTo.BOARD, agencies: Iterable[Agency] = (),
) -> ReviewRecommendation:  # fmt: skip
    """Until it goes into the action plan; from then on the plan's words hold."""
    policies.check_open(locked(recommendation.review))
    recommendation.refresh_from_db()
    check_changeable(recommendation)
    return _said(recommendation, text, finding, addressed_to, agencies)


def check_changeable(recommendation: ReviewRecommendation) -> None:
    if recommendation.planned_at:
        raise NotAllowed(
            f"Recommendation {recommendation.number} went into the action plan on "
            f"{long_date(day_of(recommendation.planned_at))}. It is changed there."
        )


def _said(
    made: ReviewRecommendation,
    text: str,
    finding: Finding | None,
    addressed_to: str,
    agencies: Iterable[Agency],
) -> ReviewRecommendation:
    chosen = list(agencies)
    policies.check_said(text, "Say what is recommended.")
    if addressed_to == AddressedTo.AGENCIES and not chosen:
        raise NotAllowed("Choose the agencies to which it is addressed.")
    made.text, made.finding, made.addressed_to = text.strip(), finding, addressed_to
    made.save()
    made.agencies.set(chosen)
    return made


def _next(rows: QuerySet) -> int:
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1
