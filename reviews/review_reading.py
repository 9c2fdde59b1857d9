"""How much of a review somebody sees, and which reports and letters are there for them. The rows begin in reading.py."""

from collections.abc import Collection
from datetime import date, datetime
from enum import IntEnum

from django.db.models import Q, QuerySet

from reviews import reading
from reviews.models import AgencyReport, Case, Review, ReviewPerson, ShutOut, StatutoryLetter
from subgroup import clock
from subgroup.models import Person, SubGroup

READS_LETTERS = ("view_all_cases", "decide_reviews")


class Sight(IntEnum):
    """PUBLISHED: that it was, when and where. OUTCOME: also its final report and what it found. ALL: also how it works."""

    PUBLISHED = 1
    OUTCOME = 2
    ALL = 3


def sight(review: Review, person: Person, permissions: frozenset[str], *, at: datetime) -> Sight:
    """Of a review that is there for this person (reading.reviews). Of a published one whose case is not, the public fact alone."""
    if review.case_id is not None:
        cases = reading.visible(person, review.group, permissions, at=at)
        if not cases.filter(pk=review.case_id).exists():
            return Sight.PUBLISHED
    if "view_all_cases" in permissions:
        return Sight.ALL
    on_it = ReviewPerson.objects.filter(review=review, person=person, ended_on=None).exists()
    return Sight.ALL if on_it else Sight.OUTCOME


def reports(
    person: Person, group: SubGroup, permissions: frozenset[str], *, at: datetime
) -> QuerySet[AgencyReport]:
    """The reports to the reviews that who manages cases may see; else those that the person's own agencies owe.

    A restricted case does not keep an agency from what it was asked; being shut out of it does.
    """
    rows = AgencyReport.objects.filter(review__group=group)
    if "manage_cases" in permissions:
        seen = reading.reviews(person, group, permissions, at=at)
        known = Q(review__case=None) | Q(review__case__in=reading.visible(person, group, permissions, at=at))
        return rows.filter(known, review__in=seen)
    if "answer_requests" not in permissions:
        return rows.none()
    return _not_shut(rows, person).filter(
        agency_id__in=reading.agencies_of(person, group, on=clock.day_of(at))
    )


def _not_shut(rows: QuerySet[AgencyReport], person: Person) -> QuerySet[AgencyReport]:
    shut = ShutOut.objects.filter(person=person, lifted_at=None).values("case_id")
    return rows.exclude(review__case__isnull=False, review__case__in=shut)


def hidden_reports(person: Person, group: SubGroup, ids: Collection[str], on: date) -> Collection[str]:
    """Those to a review whose case is not there for the person, but for what their own agency was asked."""
    rows = AgencyReport.objects.filter(pk__in=ids).exclude(review__case=None)
    case_of = {
        str(pk): (str(case), agency) for pk, case, agency in rows.values_list("pk", "review__case", "agency")
    }
    if not case_of:
        return set()
    gone = reading.hidden(person, group, sorted({case for case, _ in case_of.values()}), clock.now())
    mine = reading.agencies_of(person, group, on=on) if gone else set()
    shut = (
        set(ShutOut.objects.filter(person=person, lifted_at=None).values_list("case_id", flat=True))
        if gone
        else set()
    )
    return {
        pk
        for pk, (case, agency) in case_of.items()
        if case in gone and (agency not in mine or int(case) in shut)
    }


def letters(
    person: Person, group: SubGroup, permissions: frozenset[str], *, at: datetime
) -> QuerySet[StatutoryLetter]:
    """Of the cases that are there for the person, where they open every case or decide as the Independent Chair."""
    if not any(name in permissions for name in READS_LETTERS):
        return StatutoryLetter.objects.none()
    cases: QuerySet[Case] = reading.visible(person, group, permissions, at=at)
    return StatutoryLetter.objects.filter(case__in=cases)
