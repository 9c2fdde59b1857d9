"""Reviews and decisions for tests, made by the services that people reach; invented."""

from datetime import date, datetime
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import Agency
from reviews import review_templates
from reviews.doors import decided
from reviews.models import Case, ChairDecision, Outcome, Review, StatutoryLetter
from reviews.services import agency_reports, dates, letters, review_parts, reviews
from subgroup.clock import day_of
from subgroup.files import storage
from subgroup.models import Person, StoredFile, SubGroup
from tests import factories
from tests.reviews.cases import MADE, agency, make_case


def support(group: SubGroup) -> Person:
    return factories.holder(group, "S06")


def chair(group: SubGroup) -> Person:
    return factories.holder(group, "S01")


def file(group: SubGroup, *, at: datetime = MADE, name: str = "report.txt") -> StoredFile:
    return storage.keep(
        group=group,
        name=name,
        kind="txt",
        data=f"What the agency found, {uuid4()}.".encode(),
        by=support(group),
        at=at,
    )


def upload(name: str = "report.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"what,when\nfound,today\n")


def decide(case: Case, outcome: str = "scr", *, on: date | None = None, at: datetime = MADE) -> ChairDecision:
    """The Independent Chair's decision with its outcome, as deciding records it."""
    day = on or day_of(at)
    by = support(case.group)
    decision = ChairDecision.objects.create(
        case=case, outcome=outcome, because="The limbs are met", decided_on=day, decided_by_name="The Independent Chair",
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
    Outcome.objects.create(
        case=case,
        kind=outcome,
        because="As decided",
        returns_on=day if outcome == "deferred" else None,
        decision=decision,
        recorded_on=day,
        recorded_at=at,
        recorded_by=by,
    )
    dates.record(case=case, kind="chair_decided", day=day, by=by, at=at, because="Decided anew")
    for listener in decided:
        listener(decision, at)
    return decision


def make_review(
    group: SubGroup, code: str = "SCR-K", kind: str = "scr", *, case: Case | None = None, at: datetime = MADE,
    start: date | None = None, template: bool = True, agencies: tuple[Agency, ...] = (),
) -> Review:  # fmt: skip
    templates = review_templates.of_kind(kind) if template else []
    return reviews.open_review(
        group=group, code=code, kind=kind, title=f"Learning from {code}", initiated_on=start or day_of(at), case=case,
        agencies=agencies, template=templates[0] if templates else None, by=support(group), at=at,
    )  # fmt: skip


def final(review: Review, *, at: datetime = MADE) -> Review:
    """With its final report, one finding and one recommendation."""
    by = support(review.group)
    reviews.begin(review=review, by=by, at=at)
    reviews.add_document(review=review, stage="final", file=file(review.group, at=at), by=by, at=at)
    found = review_parts.add_finding(
        review=review, number="1", text="Nobody asked", theme="voice", by=by, at=at
    )
    review_parts.add_recommendation(
        review=review, number="1", text="Ask", finding=found, addressed_to="agencies",
        agencies=[agency(review.group, "GMP")], by=by, at=at,
    )  # fmt: skip
    return review


def one_of_each(group: SubGroup, *, at: datetime, start: date) -> Review:
    case = make_case(group, at=at)
    decide(case, at=at, on=start)
    first: StatutoryLetter = case.letters.order_by("pk")[0]
    review = final(make_review(group, "SCR-A1", case=case, at=at, start=start), at=at)
    by = support(group)
    review_parts.appoint(review=review, part="lead", name="A reviewer", on=start, by=by, at=at)
    report = agency_reports.ask(review=review, agency=agency(group, "GMP"), due_on=day_of(at), by=by, at=at)
    agency_reports.hand_in(report=report, file=file(group, at=at), by=by, at=at)
    letters.approve(letter=first, by=chair(group), at=at)
    letters.record_sending(
        letter=first, sent_on=day_of(at), how="By hand", proof=file(group, at=at), by=by, at=at
    )
    return review
