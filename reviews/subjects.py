"""What deadlines, breaches, mails and agenda items are about. What is hidden of a case is hidden of all that belongs to it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from reviews import death_subjects, reading, review_reading
from reviews.models import (
    AgencyReport,
    Bulletin,
    Case,
    InformationRequest,
    LearningPoint,
    Milestone,
    Panel,
    Referral,
    Review,
    StatutoryLetter,
)
from reviews.services.passing_on import SUBJECT as BULLETIN
from reviews.services.requests import SUBJECT as REQUEST
from subgroup import access, clock
from subgroup.models import Person, SubGroup
from subgroup.once import once
from subgroup.registry import Hider, Subject
from subgroup.views.base import GroupRequest

Exactly = Callable[[Person, SubGroup, Collection[str], date], Collection[str]]


def hidden_by(model: Any, case: str, exactly: Exactly | None = None) -> Hider:
    """For things of a case, `case` being the lookup that leads to its id: those whose case is not there for the person.

    `exactly` answers for one person where that is not all, as for what an agency itself was asked.
    """

    def among(cases: frozenset[str], ids: Collection[str] | None) -> Collection[str]:
        rows = model.objects.filter(**{f"{case}__in": cases})
        rows = rows if ids is None else rows.filter(pk__in=ids)
        return {str(pk) for pk in rows.order_by().values_list("pk", flat=True)}

    def left(group: SubGroup, one: str, on: date) -> Sequence[Person]:
        found = model.objects.filter(pk=one).values_list(case, flat=True).first()
        return reading.named(group, found, on=on) if found else ()

    return Hider(hidden_cases, among, left, exactly)


def hidden_cases(person: Person | None, group: SubGroup, on: date) -> frozenset[str]:
    """The roots of all hiders of cases and of what hangs on them: asked once a page."""
    return once(
        ("hidden cases", person and person.pk, group.pk, on),
        lambda: reading.hidden_cases(person, group, clock.now()),
    )


def _there(rows: Callable[..., QuerySet[Any]]) -> Callable[[GroupRequest, Collection[str]], Collection[str]]:
    """Of some ids those that a function of reading.py has for the reader."""

    def theirs(request: GroupRequest, ids: Collection[str]) -> Collection[str]:
        found = rows(request.user, request.group, request.permissions, at=clock.now()).filter(pk__in=ids)
        return {str(pk) for pk in found.order_by().values_list("pk", flat=True)}

    return theirs


def _left(group: SubGroup, one: str, on: date) -> Sequence[Person]:
    return reading.named(group, int(one), on=on)


def _of_them(cases: frozenset[str], ids: Collection[str] | None) -> Collection[str]:
    return cases if ids is None else cases & set(ids)


def _cases(ids: Collection[str]) -> Mapping[str, str]:
    return {
        str(pk): f"case {codename}"
        for pk, codename in Case.objects.filter(pk__in=ids).values_list("pk", "codename")
    }


CASE_SUBJECT = Subject(
    noun="case",
    labels=_cases,
    page="reviews:case",
    opened_by=("view_cases",),
    theirs=_there(reading.visible),
    hidden=Hider(hidden_cases, _of_them, _left),
)


def _said(model: Any, *related: str) -> Callable[[Collection[str]], Mapping[str, str]]:
    return lambda ids: {
        str(one.pk): str(one) for one in model.objects.filter(pk__in=ids).select_related(*related)
    }


LETTER_SUBJECT = Subject(
    noun="letter",
    labels=_said(StatutoryLetter, "case"),
    page="reviews:letter",
    opened_by=review_reading.READS_LETTERS,
    theirs=_there(review_reading.letters),
    hidden=hidden_by(StatutoryLetter, "case"),
)
REVIEW_SUBJECT = Subject(
    noun="review",
    labels=lambda ids: {
        str(pk): f"review {code}" for pk, code in Review.objects.filter(pk__in=ids).values_list("pk", "code")
    },
    page="reviews:review",
    opened_by=("view_cases",),
    theirs=_there(reading.reviews),
    hidden=hidden_by(Review, "case"),
)
MILESTONE_SUBJECT = Subject(
    noun="step of a review",
    labels=lambda ids: {
        str(pk): f"a step of review {code}"
        for pk, code in Milestone.objects.filter(pk__in=ids).values_list("pk", "review__code")
    },
    page="reviews:milestone",
    opened_by=("manage_cases",),
    told_to=("view_all_cases",),
    hidden=hidden_by(Milestone, "review__case"),
)
REPORT_SUBJECT = Subject(
    noun="report to a review",
    labels=_said(AgencyReport, "review", "agency"),
    page="reviews:review_report",
    opened_by=("answer_requests", "manage_cases"),
    theirs=_there(review_reading.reports),
    hidden=hidden_by(AgencyReport, "review__case", review_reading.hidden_reports),
)


def _requests(ids: Collection[str]) -> Mapping[str, str]:
    rows = InformationRequest.objects.filter(pk__in=ids).select_related("case", "agency")
    return {str(one.pk): f"what {one.agency.code} was asked about {one.case}" for one in rows}


def _requests_hidden(person: Person, group: SubGroup, ids: Collection[str], on: date) -> Collection[str]:
    """All but what the person's own agencies were asked, and those of the cases that they manage."""
    permissions = access.permissions(person, group, on=on)
    there = reading.requests(person, group, permissions, at=clock.now()).filter(pk__in=ids)
    return set(ids) - {str(pk) for pk in there.values_list("pk", flat=True)}


REQUEST_SUBJECT = Subject(
    noun="request to an agency",
    labels=_requests,
    page="reviews:request",
    opened_by=("answer_requests", "manage_cases"),
    theirs=_there(reading.requests),
    hidden=hidden_by(InformationRequest, "case", _requests_hidden),
)


def _panels(ids: Collection[str]) -> Mapping[str, str]:
    rows = Panel.objects.filter(pk__in=ids).select_related("case")
    return {str(one.pk): f"screening panel for {one.case}" for one in rows}


PANEL_SUBJECT = Subject(
    noun="screening panel",
    labels=_panels,
    page="reviews:panel",
    opened_by=("view_cases",),
    theirs=_there(reading.panels),
    hidden=hidden_by(Panel, "case_id"),
)

REFERRAL_SUBJECT = Subject(
    noun="referral",
    labels=_said(Referral),
    page="reviews:referral",
    opened_by=("refer_cases",),
    theirs=_there(reading.referrals),
    hidden=hidden_by(Referral, "case"),
)

BULLETIN_SUBJECT = Subject(
    noun="bulletin",
    labels=lambda ids: {
        str(one.pk): f"bulletin {one.reference}" for one in Bulletin.objects.filter(pk__in=ids).defer("said")
    },
    page="learning:bulletin",
    opened_by=("view_learning",),
)

LEARNING_SUBJECT = Subject(
    noun="learning point",
    labels=lambda ids: {
        str(one.pk): f"learning point {one.reference}" for one in LearningPoint.objects.filter(pk__in=ids)
    },
    page="learning:point",
    opened_by=("view_learning",),
)

SUBJECTS: dict[str, Subject] = {
    reading.CASE: CASE_SUBJECT,
    "referral": REFERRAL_SUBJECT,
    "statutory_letter": LETTER_SUBJECT,
    "review": REVIEW_SUBJECT,
    "review_milestone": MILESTONE_SUBJECT,
    "agency_report": REPORT_SUBJECT,
    REQUEST: REQUEST_SUBJECT,
    "screening_panel": PANEL_SUBJECT,
    BULLETIN: BULLETIN_SUBJECT,
    "learning_point": LEARNING_SUBJECT,
    **death_subjects.SUBJECTS,
}
