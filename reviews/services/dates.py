"""The days of a case, each as it was recorded: a day is never overwritten, and its clocks follow at once (S1 to S6)."""

from datetime import date, datetime

from django.db import transaction

from reviews.enums import STATUTORY_REVIEWS, DateKind, OutcomeKind
from reviews.models import Case, CaseDate
from reviews.models.cases import current_dates
from reviews.services import clocks
from reviews.services.cases import locked
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person


@transaction.atomic
def record(
    *,
    case: Case,
    kind: str,
    day: date | None,
    by: Person | None,
    at: datetime,
    source: str = "",
    because: str = "",
) -> CaseDate:
    """Adds a row for a day of the case; without a day it takes the recorded one back. The case's clocks follow.

    Repeating what stands already adds nothing. Raises NotAllowed for a day to come (but for a planned publication), and
    for a change or a taking back without its reason.
    """
    locked(case)
    kind = DateKind(kind)
    latest = case.dates.filter(kind=kind).order_by("pk").last()
    held = latest.day if latest else None
    source, because = source.strip(), because.strip()
    if latest and day == held and source in ("", latest.source):
        return latest
    _check(kind, held, day, because, day_of(at))
    row = CaseDate.objects.create(
        case=case, kind=kind, day=day, source=source, because=because, recorded_at=at, recorded_by=by
    )
    clocks.follow(case=case, at=at, by=by)
    return row


@transaction.atomic
def record_by_hand(
    *, case: Case, kind: str, day: date | None, by: Person, at: datetime, source: str = "", because: str = ""
) -> CaseDate:  # fmt: skip
    """As `record`, but for a day that is part of another record: that one is corrected, and this day follows it."""
    locked(case)
    if day != current_dates(case).get(kind):
        check_by_hand(case, DateKind(kind))
    return record(case=case, kind=kind, day=day, by=by, at=at, source=source, because=because)


def check_by_hand(case: Case, kind: DateKind) -> None:
    """Raises NotAllowed with where the day is corrected instead."""
    if kind == DateKind.CHAIR_DECIDED:
        rows = case.decisions.standing().exclude(outcome=OutcomeKind.DEFERRED)
        if decision := rows.order_by("-recorded_at", "-pk").first():
            raise NotAllowed(
                f"This is the day of the decision of {long_date(decision.decided_on)}. Replace that record and say what was wrong: "
                "the day follows it."
            )
    if kind == DateKind.PUBLICATION_PLANNED:
        review = case.reviews.filter(kind__in=STATUTORY_REVIEWS).exclude(publication_on=None).first()
        if review:
            raise NotAllowed(
                f"The publication is planned on the page of review {review.code}. Change it there: the day follows it."
            )


def _check(kind: DateKind, held: date | None, day: date | None, because: str, today: date) -> None:
    if day is None and held is None:
        raise NotAllowed(f"{kind.label}: no day is recorded that could be taken back.")
    if day and day > today and kind != DateKind.PUBLICATION_PLANNED:
        raise NotAllowed(
            f"{kind.label}: {long_date(day)} lies in the future. Record the day once it has come."
        )
    if held and day != held and not because:
        raise NotAllowed(f"{kind.label} is recorded as {long_date(held)}. Say why that is changed.")
