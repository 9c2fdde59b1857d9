"""Letters to Ofsted, the DfE and the national panel (F8, S3, S5): drafted from the record, approved, sent by hand, filed with proof."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from meetings.locks import lock_group
from meetings.services import seen as words
from reviews import letter_policies as policies
from reviews.enums import (
    STATUTORY_REVIEWS,
    DateKind,
    LetterKind,
    OutcomeKind,
    StatutoryLetterState,
)
from reviews.models import Case, ChairDecision, Review, ReviewPerson, StatutoryLetter
from reviews.models.cases import current_dates
from reviews.services import statutory
from subgroup import ledger, pdf, registry
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict
from subgroup.files.storage import keep
from subgroup.models import Deadline, Person, StoredFile

SUBJECT = statutory.LETTER
UNSENT = (StatutoryLetterState.DRAFTED, StatutoryLetterState.APPROVED)


@transaction.atomic
def draft_decision(decision: ChairDecision, at: datetime) -> list[StatutoryLetter]:
    """A letter to each body that must have the decision, either way; none of one that only defers it.

    Those of an earlier decision that were not sent fall away.
    """
    case = decision.case
    lock_group(case.group)
    earlier = case.letters.filter(kind=LetterKind.DECISION, state__in=UNSENT).exclude(decision=decision)
    for letter in earlier:
        _set_down(letter, f"A later decision was recorded, of {long_date(decision.decided_on)}.", None, at)
    if decision.outcome == OutcomeKind.DEFERRED:
        return []
    return [
        _draft(case, LetterKind.DECISION, body, at, decision=decision)
        for body in statutory.recipients(case, LetterKind.DECISION)
    ]


@transaction.atomic
def draft_reviewers(*, review: Review, at: datetime) -> list[StatutoryLetter]:
    """Who is proposed to lead a review. A draft that nobody has touched takes in who came since; else there is another letter."""
    case = _case_of(review)
    if case is None:
        return []
    lock_group(case.group)
    made = []
    for body in statutory.recipients(case, LetterKind.REVIEWERS):
        rows = review.letters.filter(kind=LetterKind.REVIEWERS, addressee=body)
        fresh = rows.filter(state=StatutoryLetterState.DRAFTED, version=1).first()
        if fresh is None:
            made.append(_draft(case, LetterKind.REVIEWERS, body, at, review=review))
        else:
            _redraft(fresh, at)
    return made


@transaction.atomic
def follow_publication(*, review: Review, by: Person | None, at: datetime) -> None:
    """Makes the letters about the report agree with what is planned: sent ahead of publication, or the reasons against it."""
    case = _case_of(review)
    if case is None:
        return
    lock_group(case.group)
    plans = review.publication_on is not None and not review.not_published_because
    _follow(review, case, LetterKind.REPORT, plans, "No publication is planned now.", by, at)
    against = bool(review.not_published_because)
    _follow(review, case, LetterKind.NOT_PUBLISHING, against, "The report is to be published.", by, at)


def _follow(
    review: Review, case: Case, kind: LetterKind, wanted: bool, reason: str, by: Person | None, at: datetime
) -> None:
    there = {one.addressee: one for one in review.letters.filter(kind=kind)}
    if not wanted:
        for letter in there.values():
            _set_down(letter, reason, by, at)
        return
    for body in statutory.recipients(case, kind):
        if body not in there:
            _draft(case, kind, body, at, review=review)
            continue
        letter = there[body]
        again = letter.state == StatutoryLetterState.NOT_NEEDED and not letter.not_needed_by_hand
        if again:
            letter.state, letter.not_needed_because = StatutoryLetterState.DRAFTED, ""
            letter.save()
        if letter.state == StatutoryLetterState.DRAFTED and letter.version == 1:
            _redraft(letter, at)
        if letter.state != StatutoryLetterState.NOT_NEEDED:
            _owe(letter, at, again=again)


@transaction.atomic
def draft_information(
    *, case: Case, addressee: str, asked_on: date, asked_for: str, by: Person, at: datetime
) -> StatutoryLetter:
    """A body asked for information about a case: the answer is owed, and its draft waits for what was asked."""
    lock_group(case.group)
    policies.check_request(asked_on, asked_for, day_of(at))
    letter = StatutoryLetter(
        case=case, kind=LetterKind.INFORMATION, addressee=addressee, asked_on=asked_on, drafted_at=at
    )
    letter.text = draft_text(letter, at, asked_for=asked_for.strip())
    drafted = case.letters.filter(kind=LetterKind.INFORMATION, addressee=addressee, asked_on=asked_on)
    if there := drafted.filter(state=StatutoryLetterState.DRAFTED, text=letter.text).first():
        return there
    letter.save()
    _owe(letter, at)
    return letter


def _case_of(review: Review) -> Case | None:
    """The case where the review is one of which these bodies must hear."""
    return review.case if review.kind in STATUTORY_REVIEWS else None


def _draft(case: Case, kind: LetterKind, addressee: str, at: datetime, **about: Any) -> StatutoryLetter:
    """The letter about a decision or a review; that about a decision is there once."""
    if decision := about.get("decision"):
        there = StatutoryLetter.objects.filter(kind=kind, addressee=addressee, decision=decision).first()
        if there:
            return there
    letter = StatutoryLetter(case=case, kind=kind, addressee=addressee, drafted_at=at, **about)
    letter.text = draft_text(letter, at)
    letter.save()
    _owe(letter, at)
    return letter


def _redraft(letter: StatutoryLetter, at: datetime) -> None:
    letter.text = draft_text(letter, at)
    letter.save()


def draft_text(letter: StatutoryLetter, at: datetime, **more: Any) -> str:
    """The letter's first words, from the record: the reference and the review's code, no name of a child."""
    case, review = letter.case, letter.review
    case.refresh_from_db(fields=["regime"])
    group = case.group
    dates = current_dates(case)
    statutory_kinds = statutory.regime_of(case).statutory_reviews
    review_name = OutcomeKind(statutory_kinds[0]).label
    context: dict[str, Any] = {
        "addressee": statutory.body_name(case, letter.addressee),
        "subject": SUBJECTS[LetterKind(letter.kind)].format(review=review_name),
        "review_name": review_name,
        "reference": case.reference,
        "group": group,
        "chair": _chair(case, at),
        "decision": letter.decision,
        "reviewed": letter.decision is not None and letter.decision.outcome in statutory_kinds,
        "aware_on": dates.get(DateKind.AWARE),
        "told_on": dates.get(DateKind.OFSTED_TOLD),
        "review": review,
        "leads": review.people.filter(part=ReviewPerson.Part.LEAD, ended_on=None).exclude(name="") if review else [],
        "asked_on": letter.asked_on,
        **more,
    }  # fmt: skip
    said = render_to_string(f"reviews/letters/{letter.kind}.txt", context)
    return _few_gaps(said.strip().splitlines())


def _few_gaps(lines: Iterable[str]) -> str:
    """One empty line between paragraphs, whatever was left out."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip())
    return "\n".join(kept) + "\n"


SUBJECTS = {
    LetterKind.DECISION: "Decision whether a review is to be held ({review})",
    LetterKind.REVIEWERS: "Proposed reviewers",
    LetterKind.REPORT: "Report of a review, before it is published",
    LetterKind.NOT_PUBLISHING: "Reasons not to publish the report of a review",
    LetterKind.INFORMATION: "Information that you asked for",
}


def _chair(case: Case, at: datetime) -> Person | None:
    owner = ("role", "chair")
    people = registry.people_for(case.group, [owner], on=day_of(at))[owner]
    return people[0] if people else None


def _owe(letter: StatutoryLetter, at: datetime, *, again: bool = False) -> None:
    statutory.owe_letter(letter, at=at, again=again)


def _set_down(
    letter: StatutoryLetter, reason: str, by: Person | None, at: datetime, *, hand: bool = False
) -> None:
    """Not needed. A letter that was sent stays sent."""
    if letter.state not in UNSENT:
        return
    letter.state, letter.approved_at, letter.approved_by = StatutoryLetterState.NOT_NEEDED, None, None
    letter.not_needed_because, letter.not_needed_by_hand, letter.pdf = reason, hand, None
    letter.save()
    ledger.release(
        group=letter.case.group, subject_kind=SUBJECT, subject_id=letter.pk, reason=reason, by=by, at=at,
        mistake=not hand,
    )  # fmt: skip


def _lock(letter: StatutoryLetter) -> None:
    """Always after the group, which whatever drafts letters or sets them down holds already."""
    lock_group(letter.case.group)
    letter.refresh_from_db(from_queryset=StatutoryLetter.objects.select_for_update())


@transaction.atomic
def edit(*, letter: StatutoryLetter, text: str, version: int, by: Person, at: datetime) -> StatutoryLetter:
    """Changes the text of a draft. Raises Conflict when somebody else saved in between: both texts are kept."""
    _lock(letter)
    policies.check_edit(letter)
    text = text.replace("\r\n", "\n")
    if letter.version != version:
        raise Conflict("Somebody else changed the letter in between.", theirs=letter.text, mine=text)
    policies.check_text(text)
    letter.text, letter.version = text, version + 1
    letter.save()
    return letter


@transaction.atomic
def approve(*, letter: StatutoryLetter, by: Person, at: datetime, seen: str | None = None) -> StatutoryLetter:
    """The chair, or the vice chair for the chair, approves what the page showed; it is filed as a PDF, to be sent by hand.

    `seen` is the word of the page that was read; raises Changed for a letter that was changed since. None where no
    page was read.
    """
    _lock(letter)
    policies.check_approve(letter)
    words.check(seen, str(letter.version), what="The letter was", act="approved", things=[letter])
    letter.state, letter.approved_at, letter.approved_by = StatutoryLetterState.APPROVED, at, by
    letter.taken_back_because = ""
    name = f"{letter.case.reference.replace('/', '-')} {letter.get_kind_display()}, {letter.get_addressee_display()}"
    page = {
        "letter": letter,
        "reference": letter.case.reference,
        "marking": "OFFICIAL-SENSITIVE",
        "group": letter.case.group,
    }
    data = pdf.render("reviews/letter_pdf.html", page, title=name)
    letter.pdf = keep(group=letter.case.group, name=f"{name}.pdf", kind="pdf", by=by, at=at, data=data)
    letter.save()
    return letter


@transaction.atomic
def take_back(*, letter: StatutoryLetter, because: str, by: Person, at: datetime) -> StatutoryLetter:
    """An approved letter that was not sent is a draft again. Its PDF is not the letter's any more."""
    _lock(letter)
    policies.check_take_back(letter)
    policies.check_because(because, "Say why the letter is taken back.")
    letter.state, letter.approved_at, letter.approved_by = StatutoryLetterState.DRAFTED, None, None
    letter.taken_back_because, letter.pdf = because.strip(), None
    letter.version += 1
    letter.save()
    return letter


@transaction.atomic
def record_sending(
    *,
    letter: StatutoryLetter,
    sent_on: date,
    how: str,
    by: Person,
    at: datetime,
    proof_note: str = "",
    proof: StoredFile | None = None,
) -> StatutoryLetter:
    """It was sent, by hand and outside the system: the day, the way and the proof. Its clock stops on that day."""
    _lock(letter)
    policies.check_send(letter)
    policies.check_sending(letter, sent_on, how, proof_note, proof, day_of(at))
    letter.state, letter.sent_on, letter.sent_how = StatutoryLetterState.SENT, sent_on, how.strip()
    letter.proof_note, letter.proof = proof_note.strip(), proof
    letter.recorded_at, letter.recorded_by = at, by
    letter.save()
    statutory.meet_letter(letter, on=sent_on, at=at)
    return letter


@transaction.atomic
def not_needed(*, letter: StatutoryLetter, because: str, by: Person, at: datetime) -> StatutoryLetter:
    """Somebody says with a reason that this letter is not to be sent; it is owed no more."""
    _lock(letter)
    policies.check_not_needed(letter)
    policies.check_because(because, "Say why the letter is not needed.")
    _set_down(letter, because.strip(), by, at, hand=True)
    return letter


@transaction.atomic
def need_again(*, letter: StatutoryLetter, by: Person, at: datetime) -> StatutoryLetter:
    """It is to be sent after all: a draft, owed by its first day."""
    _lock(letter)
    policies.check_need_again(letter)
    letter.state, letter.not_needed_because = StatutoryLetterState.DRAFTED, ""
    letter.not_needed_by_hand = False
    letter.save()
    _owe(letter, at, again=True)
    return letter


def unsent_reports(review: Review) -> list[StatutoryLetter]:
    """The bodies that are to have the report before it is published, and have it not."""
    rows = review.letters.filter(kind=LetterKind.REPORT, state__in=UNSENT)
    return list(rows.select_related("case__group"))


def report_due(review: Review) -> date | None:
    """By when the report is to be with them."""
    ids = [str(pk) for pk in review.letters.filter(kind=LetterKind.REPORT).values_list("pk", flat=True)]
    owed = Deadline.objects.open().filter(group=review.group, subject_kind=SUBJECT, subject_id__in=ids)
    return owed.values_list("due_on", flat=True).first()
