"""What reviews and letters ask of the guidance in force: whom it names, by when a letter is owed, which days it counts from."""

from datetime import date, datetime

from reviews import regimes
from reviews.deadlines import REVIEW_COMPLETE, STATUTORY_LETTER
from reviews.enums import Addressee, DateKind, LetterKind
from reviews.models import Case, Review, StatutoryLetter
from reviews.reading import CASE
from reviews.regimes import Regime
from reviews.services import clocks, dates
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.models import Deadline, Person

LETTER, REVIEW, REPORT, MILESTONE = "statutory_letter", "review", "agency_report", "review_milestone"
COMPLETE = REVIEW_COMPLETE
SENDS, RUNS = ("role", "business_support"), ("role", "business_manager")
"""Who sends letters, and who keeps reviews going."""
S4 = "s4_review_complete"
_CLOCKS = {LetterKind.DECISION: "s3_decision_told", LetterKind.REPORT: "s5_report_sent"}


def regime_of(case: Case) -> Regime:
    return regimes.get(case.regime)


def recipients(case: Case, kind: LetterKind) -> tuple[str, ...]:
    """Whom the case's guidance names for a letter of that kind."""
    return regime_of(case).letters.get(kind, ())


def body_name(case: Case, addressee: str) -> str:
    """As the case's guidance calls the body: there is another national panel from 29 June 2018."""
    return regime_of(case).recipients.get(addressee, str(Addressee(addressee).label))


def owe_letter(letter: StatutoryLetter, *, at: datetime, again: bool = False) -> None:
    """By the day of the guidance for a decision and a report; for the others, which have none, by the system's own."""
    key = _CLOCKS.get(LetterKind(letter.kind), "")
    if again and (row := _rows(letter).first()) and row.released_at:
        _owe_again(letter, row, at)
        return
    owed = clocks.owe_for(
        case=letter.case, rule_key=key, subject_kind=LETTER, subject_id=letter.pk, trigger_on=_trigger(letter),
        owner=SENDS, label=label(letter), at=at,
    )  # fmt: skip
    if owed is None:
        ledger.owe(
            group=letter.case.group, rule=STATUTORY_LETTER.key, subject_kind=LETTER, subject_id=letter.pk,
            trigger_on=_trigger(letter), owner=SENDS, label=label(letter), at=at,
        )  # fmt: skip


def _owe_again(letter: StatutoryLetter, row: Deadline, at: datetime) -> None:
    ledger.owe(
        group=row.group, rule=row.rule, subject_kind=LETTER, subject_id=letter.pk, trigger_on=_trigger(letter),
        owner=SENDS, label=row.label, at=at, again=True, regime=row.regime,
    )  # fmt: skip


def _rows(letter: StatutoryLetter) -> ledger.DeadlineQuerySet:
    return Deadline.objects.filter(group=letter.case.group).about(LETTER, letter.pk)


def label(letter: StatutoryLetter) -> str:
    return f"{letter.get_kind_display()}: letter to {letter.get_addressee_display()}, {letter.case.reference}"


def _trigger(letter: StatutoryLetter) -> date:
    if letter.kind == LetterKind.DECISION and letter.decision:
        return letter.decision.decided_on
    if letter.kind == LetterKind.REPORT and letter.review and letter.review.publication_on:
        return letter.review.publication_on
    return letter.asked_on or day_of(letter.drafted_at)


def meet_letter(letter: StatutoryLetter, *, on: date, at: datetime) -> None:
    for row in _rows(letter).open():
        ledger.meet(group=row.group, rule=row.rule, subject_kind=LETTER, subject_id=letter.pk, on=on, at=at)


def record_day(review: Review, kind: DateKind, day: date | None, *, by: Person, at: datetime) -> None:
    """A day of a statutory review is a day of its case: the case's clocks follow it. Others have no such clock."""
    if review.case is None or not review.is_statutory:
        return
    if day is None and not review.case.dates.filter(kind=kind).exists():
        return
    said = f"Review {review.code}"
    dates.record(
        case=review.case, kind=kind, day=day, source=said, by=by, at=at, because=f"{said} says so now."
    )


def completion_clock(review: Review) -> Deadline | None:
    """The clock that counts to the day on which the review is to be complete: its case's, or its own (S4)."""
    rows = Deadline.objects.filter(group=review.group, released_at=None)
    if review.case_id and review.is_statutory:
        return rows.filter(rule=S4).about(CASE, review.case_id).first()
    return rows.about(REVIEW, review.pk).first()


def give_reason(review: Review, because: str, *, expected_on: date, by: Person, at: datetime) -> None:
    """The case's clock keeps the reason too, where one of a case counts the review's six months."""
    row = completion_clock(review)
    if review.case and row and row.rule == S4:
        clocks.give_reason(
            case=review.case, deadline=row, because=because, expected_on=expected_on, by=by, at=at
        )


def public_until(review: Review) -> date | None:
    """From this day on a published report may be taken down (S6)."""
    if review.published_on is None:
        return None
    key = review.case.regime if review.case else regimes.key_on(review.published_on, review.group)
    for clock in regimes.get(key).clocks.values():
        if DateKind.PUBLISHED in clock.starts and clock.lapses:
            return ledger.preview(review.group, clock.key, review.published_on, regime=key).on
    return None
