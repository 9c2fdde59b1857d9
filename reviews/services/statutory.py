"""What reviews and letters ask of the guidance in force: whom it names, by when a letter is owed, which days it counts from."""

from datetime import date, datetime

from reviews.deadlines import REVIEW_COMPLETE, S3_DECISION_TOLD, S5_REPORT_SENT, STATUTORY_LETTER
from reviews.enums import Addressee, DateKind, LetterKind
from reviews.models import Case, CaseDate, Review, StatutoryLetter
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.models import Deadline, Person

LETTER, REVIEW, REPORT, MILESTONE = "statutory_letter", "review", "agency_report", "review_milestone"
COMPLETE = REVIEW_COMPLETE
OWNER = ("role", "business_manager")
NEW_PANEL_FROM = date(2018, 6, 29)
_RULES = {LetterKind.DECISION: S3_DECISION_TOLD, LetterKind.REPORT: S5_REPORT_SENT}


def recipients(case: Case, kind: LetterKind, on: date) -> list[str]:
    """Who must have a letter of that kind."""
    match kind:
        case LetterKind.REVIEWERS:
            return [Addressee.PANEL]
        case LetterKind.NOT_PUBLISHING:
            return [Addressee.DFE, Addressee.PANEL]
    return [Addressee.OFSTED, Addressee.DFE, Addressee.PANEL]


def panel_name(on: date) -> str:
    if on >= NEW_PANEL_FROM:
        return "Child Safeguarding Practice Review Panel"
    return "National Panel of Independent Experts on Serious Case Reviews"


def owe_letter(letter: StatutoryLetter, *, at: datetime, again: bool = False) -> Deadline:
    """By the law's day for a decision and a report; for the others, which have none, by the system's own."""
    rule = _RULES.get(LetterKind(letter.kind), STATUTORY_LETTER)
    return ledger.owe(
        group=letter.case.group, rule=rule.key, subject_kind=LETTER, subject_id=letter.pk,
        trigger_on=_trigger(letter), owner=OWNER, label=label(letter), at=at, again=again,
    )  # fmt: skip


def label(letter: StatutoryLetter) -> str:
    return f"{letter.get_kind_display()}: letter to {letter.get_addressee_display()}, {letter.case.reference}"


def _trigger(letter: StatutoryLetter) -> date:
    if letter.kind == LetterKind.DECISION and letter.decision:
        return letter.decision.decided_on
    if letter.kind == LetterKind.REPORT and letter.review and letter.review.publication_on:
        return letter.review.publication_on
    return letter.asked_on or day_of(letter.drafted_at)


def meet_letter(letter: StatutoryLetter, *, on: date, at: datetime) -> None:
    rule = _RULES.get(LetterKind(letter.kind), STATUTORY_LETTER)
    ledger.meet(
        group=letter.case.group, rule=rule.key, subject_kind=LETTER, subject_id=letter.pk, on=on, at=at
    )


def record_day(
    review: Review, kind: DateKind, day: date | None, *, by: Person, at: datetime, because: str = ""
) -> None:
    """A day of a statutory review is a day of its case: the case's clocks follow it. Others have no such clock."""
    if review.case is None or not review.is_statutory:
        return
    latest = review.case.dates.filter(kind=kind).last()
    if (latest.day if latest else None) == day:
        return
    CaseDate.objects.create(
        case=review.case, kind=kind, day=day, source=f"Review {review.code}", because=because, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
