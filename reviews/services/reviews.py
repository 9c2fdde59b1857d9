"""A review from its opening to its end (F9, F10): each verb takes one step, and the case's days follow (S4 to S6)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from meetings.locks import lock_group
from members.models import Agency
from reviews import review_policies as policies
from reviews.doors import plan_of
from reviews.enums import REVIEW_OUTCOMES, STATUTORY_REVIEWS, DateKind, ReviewState
from reviews.models import Case, Review, ReviewDocument
from reviews.review_templates import ReviewTemplate
from reviews.services import letters, review_parts, statutory
from reviews.services.reviewing import locked, owe_completion, step
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.arithmetic import add_months
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person, StoredFile, SubGroup


@transaction.atomic
def open_review(
    *,
    group: SubGroup,
    code: str,
    kind: str,
    title: str,
    initiated_on: date,
    by: Person,
    at: datetime,
    case: Case | None = None,
    agencies: Iterable[Agency] = (),
    template: ReviewTemplate | None = None,
) -> Review:
    """A review, empty or with what its template says. Its code never changes and is never used twice."""
    lock_group(group)
    code = code.strip().upper()
    if not policies.CODE.fullmatch(code):
        raise NotAllowed("A code has letters, digits and hyphens, at most 20, as in SCR-K.")
    if Review.objects.filter(group=group, code=code).exists():
        raise NotAllowed(f"There is a review {code} already. Codes are never used twice.")
    policies.check_said(title, "Give the review a title, with a codename and no child’s name.")
    policies.check_not_ahead(initiated_on, day_of(at), "Start")
    if case is not None:
        check_from_case(case, kind)
    months = (
        policies.STATUTORY_MONTHS if kind in STATUTORY_REVIEWS else (template.months if template else None)
    )
    review = Review.objects.create(
        group=group, code=code, kind=kind, title=title.strip(), case=case, initiated_on=initiated_on, opened_at=at,
        opened_by=by, ends_on=add_months(initiated_on, months) if months else None,
        methodology=template.methodology if template else "", terms_of_reference=template.terms if template else "",
    )  # fmt: skip
    review.agencies.set(agencies)
    if template:
        _lay_out(review, template, by=by, at=at)
    statutory.record_day(review, DateKind.INITIATED, initiated_on, by=by, at=at)
    owe_completion(review, at=at)
    return review


def _lay_out(review: Review, template: ReviewTemplate, *, by: Person, at: datetime) -> None:
    for part, roles in (("lead", template.lead), ("panel", template.panel)):
        for role in roles:
            review_parts.add_role(review=review, part=part, role=role, by=by, at=at)
    for title, after in template.milestones:
        review_parts.add_milestone(
            review=review, title=title, planned_on=review.initiated_on + timedelta(days=after), by=by, at=at
        )


def check_from_case(case: Case, kind: str) -> None:
    """A case has a review when its outcome says so, and one of a kind."""
    outcome = case.outcomes.order_by("recorded_at", "pk").last()
    if outcome is None or outcome.kind not in REVIEW_OUTCOMES:
        raise NotAllowed(f"{case} has no outcome that asks for a review. Record its outcome first.")
    if outcome.kind != kind:
        raise NotAllowed(
            f"The outcome of {case} is: {outcome.get_kind_display()}. Open a review of that kind."
        )
    there = case.reviews.filter(kind=kind).first()
    if there:
        raise NotAllowed(f"{case} has a review of that kind already: {there.code}.")


@transaction.atomic
def change(
    *, review: Review, version: int, agencies: Iterable[Agency], by: Person, at: datetime, **values: Any
) -> Review:
    """Changes what is said of it. Raises Conflict when somebody saved after `version`: both texts are kept."""
    policies.check_open(locked(review))
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    wanted = sorted(one.pk for one in agencies)
    had = sorted(review.agencies.values_list("pk", flat=True))
    differ = {name: value for name, value in values.items() if getattr(review, name) != value}
    if review.version != version:
        raise Conflict(
            "Somebody else saved this in between.",
            theirs=_told(review, {name: getattr(review, name) for name in differ}),
            mine=_told(review, differ),
        )
    for name, value in differ.items():
        setattr(review, name, value)
    review.version = version + 1
    review.save()
    if wanted != had:
        review.agencies.set(wanted)
    if "ends_on" in differ:
        owe_completion(review, at=at)
    return review


def _told(review: Review, values: dict[str, Any]) -> str:
    lines = []
    for name, value in values.items():
        label = str(getattr(review._meta.get_field(name), "verbose_name", name)).capitalize()
        lines.append(f"{label}: {long_date(value) if isinstance(value, date) else value or '(empty)'}")
    return "\n".join(lines)


@transaction.atomic
def begin(*, review: Review, by: Person, at: datetime) -> Review:
    """The terms stand; the review is under way."""
    policies.check_begin(locked(review))
    return step(review, ReviewState.UNDER_WAY)


@transaction.atomic
def add_document(
    *, review: Review, stage: str, file: StoredFile, by: Person, at: datetime, note: str = ""
) -> ReviewDocument:
    """Another version of the draft or the final report. None is ever overwritten; the same file again adds none."""
    policies.check_document(locked(review), stage)
    last = review.documents.select_related("file").filter(stage=stage).last()
    if last and last.file.sha256 == file.sha256:
        return last
    number = last.number + 1 if last else 1
    made = ReviewDocument.objects.create(
        review=review, stage=stage, number=number, file=file, note=note.strip(), added_at=at, added_by=by
    )
    becomes = ReviewState.DRAFT if stage == ReviewDocument.Stage.DRAFT else ReviewState.FINAL
    if review.state not in (becomes, ReviewState.PUBLISHED):
        step(review, becomes)
    return made


@transaction.atomic
def complete(*, review: Review, on: date, by: Person, at: datetime, delay_because: str = "") -> Review:
    """The review is complete. Past its six months it says why (S4)."""
    policies.check_complete(locked(review))
    policies.check_not_ahead(on, day_of(at), "Complete")
    policies.check_begun(review, on, "complete")
    row = statutory.completion_clock(review)
    late = policies.check_delay(review, on, row.due_on if row else review.ends_on, delay_because)
    review.completed_on = on
    review.delay_because = delay_because.strip() or review.delay_because
    review.version += 1
    review.save()
    statutory.record_day(review, DateKind.COMPLETED, on, by=by, at=at)
    if late:
        statutory.give_reason(review, review.delay_because, expected_on=on, by=by, at=at)
    ledger.meet(
        group=review.group, rule=statutory.COMPLETE.key, subject_kind=statutory.REVIEW, subject_id=review.pk, on=on, at=at
    )  # fmt: skip
    return review


@transaction.atomic
def record_delay(*, review: Review, because: str, expected_on: date, by: Person, at: datetime) -> Review:
    """The chair says, before or after its day, why the review takes longer, and by when it is expected (S4)."""
    policies.check_delayed(locked(review))
    policies.check_said(because, "Say why the review takes longer than six months.")
    statutory.give_reason(review, because.strip(), expected_on=expected_on, by=by, at=at)
    review.expected_on = expected_on
    review.delay_because = because.strip()
    review.version += 1
    review.save()
    return review


@transaction.atomic
def plan_publication(*, review: Review, on: date, by: Person, at: datetime) -> Review:
    """The day on which the report is to be published. What must be sent ahead of it is owed from now on (S5)."""
    policies.check_plan_publication(locked(review))
    if on < day_of(at):
        raise NotAllowed("The planned day has passed already. Give a day from today on.")
    review.publication_on, review.not_published_because = on, ""
    review.version += 1
    review.save()
    statutory.record_day(review, DateKind.PUBLICATION_PLANNED, on, by=by, at=at)
    letters.follow_publication(review=review, by=by, at=at)
    return review


@transaction.atomic
def publish(*, review: Review, on: date, address: str, by: Person, at: datetime) -> Review:
    """It was published: the day, and where it can be read for at least twelve months (S6)."""
    policies.check_publish(locked(review))
    policies.check_not_ahead(on, day_of(at), "Published")
    policies.check_begun(review, on, "published")
    policies.check_said(address, "Say where the report can be read.")
    was_planned = review.publication_on is not None
    review.published_on, review.published_at_address = on, address.strip()
    review.not_published_because = ""
    step(review, ReviewState.PUBLISHED)
    if not was_planned:  # what had to be sent ahead of it is counted from the day itself
        review.publication_on = on
        review.save()
        statutory.record_day(review, DateKind.PUBLICATION_PLANNED, on, by=by, at=at)
    letters.follow_publication(review=review, by=by, at=at)
    statutory.record_day(review, DateKind.PUBLISHED, on, by=by, at=at)
    return review


@transaction.atomic
def decide_not_to_publish(*, review: Review, because: str, by: Person, at: datetime) -> Review:
    """The reasons are kept, and told to the DfE and the national panel where the review is a statutory one of a case."""
    policies.check_not_publishing(locked(review))
    policies.check_said(because, "Say why the report is not to be published.")
    review.not_published_because = because.strip()
    was = review.publication_on
    review.publication_on = None
    review.version += 1
    review.save()
    if was:
        statutory.record_day(review, DateKind.PUBLICATION_PLANNED, None, by=by, at=at)
    letters.follow_publication(review=review, by=by, at=at)
    return review


@transaction.atomic
def withdraw(*, review: Review, on: date, by: Person, at: datetime) -> Review:
    """The report was taken down, twelve months after it was published at the earliest (S6)."""
    locked(review)
    policies.check_withdraw(review, on, statutory.public_until(review))
    policies.check_not_ahead(on, day_of(at), "Taken down")
    review.withdrawn_on = on
    review.version += 1
    review.save()
    return review


def reasons_against_closing(review: Review, today: date) -> list[str]:
    unplanned = review.recommendations.filter(planned_at=None).count()
    return policies.why_not_simply(review, plan_of(review.group, review.code, today), unplanned)


@transaction.atomic
def close(*, review: Review, by: Person, at: datetime, because: str = "") -> Review:
    """Nothing more comes. With an action open, or without what a review ends with, it needs the chair's reason (F10)."""
    locked(review)
    reasons = reasons_against_closing(review, day_of(at))
    policies.check_close(review, reasons, because)
    review.state, review.closed_at, review.closed_by = ReviewState.CLOSED, at, by
    review.closed_because = because.strip() if reasons else ""
    review.version += 1
    review.save()
    _release_all(review, by, at)
    return review


def _release_all(review: Review, by: Person, at: datetime) -> None:
    reason = f"Review {review.code} was closed on {long_date(day_of(at))}."
    things = [(statutory.REVIEW, [review.pk])]
    things.append((statutory.MILESTONE, list(review.milestones.values_list("pk", flat=True))))
    things.append((statutory.REPORT, list(review.reports.values_list("pk", flat=True))))
    for kind, ids in things:
        for pk in ids:
            ledger.release(group=review.group, subject_kind=kind, subject_id=pk, reason=reason, by=by, at=at)


@transaction.atomic
def reopen(*, review: Review, because: str, by: Person, at: datetime) -> Review:
    """The review goes on from where it was; what was open in it is owed again."""
    policies.check_reopen(locked(review), because)
    stages = set(review.documents.values_list("stage", flat=True))
    review.state = (
        ReviewState.PUBLISHED if review.published_on
        else ReviewState.FINAL if "final" in stages
        else ReviewState.DRAFT if "draft" in stages
        else ReviewState.UNDER_WAY
    )  # fmt: skip
    review.closed_at = review.closed_by = None
    review.closed_because, review.reopened_because = "", because.strip()
    review.version += 1
    review.save()
    owe_completion(review, at=at, again=True)
    review_parts.owe_all_again(review, at=at)
    return review
