"""The statutory clocks of a case are rows of the ledger, which follow its days (S1 to S6)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Subquery

from reviews import regimes
from reviews.deadlines import STATUTORY_LETTER
from reviews.enums import Answer, DateKind, Question
from reviews.models import Assessment, Case, ClockException, LimbAnswer, Pinning, StatutoryLetter
from reviews.models.cases import current_dates
from reviews.reading import CASE
from reviews.regimes import Clock, Regime
from reviews.services.cases import locked
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person
from subgroup.reckoning import Reckoner

TAKEN_BACK = "The day it was counted from was taken back."
NOT_NOTIFIABLE = "The incident is not notifiable."
NO_REVIEW = "The Independent Chair did not decide for such a review."
OTHER_GUIDANCE = "The case is under other guidance, which has no such clock."
FROM_DECISION = "The days of the case do not say when the decision was made: it is counted from the day that the decision bears."
NOT_FOR_THIS = "It is owed for one kind of incident alone, and the answer does not say that this is one."
BY_LETTER = "Each letter has a clock of its own."
CASE_CLOSED = "The case was closed."
LIFTED = frozenset(
    {TAKEN_BACK, NOT_NOTIFIABLE, NOT_FOR_THIS, NO_REVIEW, OTHER_GUIDANCE, BY_LETTER, CASE_CLOSED}
)
"""Why the system lifts a clock. One that it lifted runs again by itself; one that somebody waived does not."""


@dataclass(frozen=True)
class Facts:
    """What is known of a case, as far as its clocks ask."""

    days: dict[str, date]
    not_notifiable: bool
    limbs: frozenset[str]
    decided_for: str | None
    letters: dict[str, set[str]]


@transaction.atomic
def follow(*, case: Case, at: datetime, by: Person | None = None) -> None:
    """Makes the case's clocks agree with its days: owed, moved, met, opened again or lifted. Repeating it changes nothing.

    Before that the case comes under the guidance that was in force when the Board was told; for as long as that is not
    known, when the authority became aware, else when the case was opened. Those of a closed case stand still.
    """
    locked(case)
    facts = _facts(case)
    is_moved = _pin(case, facts.days, at, by)
    if case.closed_at:
        return
    regime = regimes.get(case.regime)
    reckoner = Reckoner(case.group)
    if is_moved:
        _take_letters_over(case, regime, reckoner, by, at)
    known = Deadline.objects.filter(group=case.group, rule__in=regimes.clocks())
    rows = {row.rule: row for row in known.about(CASE, case.pk)}
    for clock in regime.clocks.values():
        start, why_not = started(clock, regime, facts)
        if start is None:
            _lift(rows.get(clock.key), why_not, by, at)
        else:
            _run(case, clock, start, facts.days.get(clock.until), rows.get(clock.key), reckoner, by, at)
        if clock.letter:
            _move_letters(case, clock, facts.days, reckoner, by, at)
    for key, row in rows.items():
        if key not in regime.clocks:
            _lift(row, OTHER_GUIDANCE, by, at)


def _facts(case: Case) -> Facts:
    answer = case.assessments.filter(question=Question.NOTIFIABLE).order_by("pk").last()
    decision = case.decisions.order_by("pk").last()
    letters: dict[str, set[str]] = {}
    for kind, addressee in StatutoryLetter.objects.filter(case=case).values_list("kind", "addressee"):
        letters.setdefault(kind, set()).add(addressee)
    return Facts(
        current_dates(case),
        answer is not None and answer.answer == Answer.NO,
        limbs_met(case),
        decision.outcome if decision else None,
        letters,
    )


def limbs_met(case: Case) -> frozenset[str]:
    """The limbs that the answer that holds, to whether the incident is notifiable, finds met."""
    answers = Assessment.objects.filter(case=case, question=Question.NOTIFIABLE).order_by("-pk")
    met = LimbAnswer.objects.filter(assessment=Subquery(answers.values("pk")[:1]), met=Answer.YES)
    return frozenset(met.values_list("limb", flat=True))


def _pin(case: Case, days: dict[str, date], at: datetime, by: Person | None) -> bool:
    """Whether the case came under other guidance."""
    kind, day = pinned_by(case, days)
    wanted = regimes.key_on(day, case.group)
    if wanted == case.regime:
        return False
    because = f"{DateKind(kind).label if kind else 'Opened'}: {long_date(day)}."
    Pinning.objects.create(
        case=case, before=case.regime, regime=wanted, because=because, pinned_at=at, pinned_by=by
    )
    case.regime = wanted
    case.save(update_fields=["regime"])
    return True


def pinned_by(case: Case, days: dict[str, date]) -> tuple[str, date]:
    """The kind of day that says which guidance holds ("" for the opening of the case), and the day."""
    for kind in (DateKind.BOARD_TOLD, DateKind.AWARE):
        if kind in days:
            return kind, days[kind]
    return "", day_of(case.opened_at)


def started(clock: Clock, regime: Regime, facts: Facts) -> tuple[date | None, str]:
    """The day from which a clock runs, or None and why it does not."""
    starts: tuple[str, ...] = clock.starts
    if clock.for_review and facts.decided_for not in regime.statutory_reviews:
        if facts.decided_for is not None:
            return None, NO_REVIEW
        starts = starts[:1]
    if clock.unless == "not_notifiable" and facts.not_notifiable:
        return None, NOT_NOTIFIABLE
    if clock.only_for and clock.only_for not in facts.limbs:
        return None, NOT_FOR_THIS
    if clock.letter and facts.letters.get(clock.letter, set()) >= set(regime.letters.get(clock.letter, ())):
        return None, BY_LETTER
    return next((facts.days[kind] for kind in starts if kind in facts.days), None), TAKEN_BACK


def _run(
    case: Case, clock: Clock, start: date, stop: date | None, row: Deadline | None, reckoner: Reckoner,
    by: Person | None, at: datetime,
) -> None:  # fmt: skip
    owed = ledger.owe(
        group=case.group, rule=clock.key, subject_kind=CASE, subject_id=case.pk, trigger_on=start,
        owner=("role", clock.rule.owner), label=f"{case}: {clock.title}", at=at, by=by, regime=case.regime,
        again=_was_lifted(row), reckoner=reckoner,
    )  # fmt: skip
    if owed.released_at or owed.met_on == stop:
        return
    if owed.met_on:
        kind = DateKind(clock.until).label
        reason = f"{kind} was taken back." if stop is None else f"{kind} is now {long_date(stop)}."
        ledger.reopen(deadline=owed, reason=reason, by=by, at=at)
    if stop:
        ledger.meet(group=case.group, rule=clock.key, subject_kind=CASE, subject_id=case.pk, on=stop, at=at)


def _was_lifted(row: Deadline | None) -> bool:
    return row is not None and row.release_reason in LIFTED


def _lift(row: Deadline | None, reason: str, by: Person | None, at: datetime) -> None:
    """It was never owed, so it is no breach either."""
    if row is None or row.released_at:
        return
    ledger.release(
        group=row.group, rule=row.rule, subject_kind=row.subject_kind, subject_id=row.subject_id, reason=reason,
        by=by, at=at, mistake=True,
    )  # fmt: skip


def _move_letters(
    case: Case,
    clock: Clock,
    days: dict[str, date],
    reckoner: Reckoner,
    by: Person | None,
    at: datetime,
) -> None:
    """What is open for single letters moves with the day that it is counted from.

    Where the days of the case say none, a letter that tells of a decision is owed from the day that the decision bears.
    """
    day = next((days[kind] for kind in clock.starts if kind in days), None)
    letters = StatutoryLetter.objects.filter(case=case, kind=clock.letter).select_related("decision")
    by_id = {str(letter.pk): letter for letter in letters}
    rows = Deadline.objects.filter(group=case.group, rule=clock.key, subject_id__in=by_id)
    for row in rows.exclude(subject_kind=CASE).filter(met_on=None):
        decision = by_id[row.subject_id].decision
        start = day or (decision.decided_on if decision else None)
        if start is None:
            _lift(row, TAKEN_BACK, by, at)
        elif row.released_at is None or _was_lifted(row):
            ledger.owe(
                group=case.group, rule=row.rule, subject_kind=row.subject_kind, subject_id=row.subject_id,
                trigger_on=start, owner=(row.owner_kind, row.owner_key), label=row.label, at=at, by=by,
                regime=case.regime, again=_was_lifted(row), reckoner=reckoner, reason="" if day else FROM_DECISION,
            )  # fmt: skip


def _take_letters_over(
    case: Case, regime: Regime, reckoner: Reckoner, by: Person | None, at: datetime
) -> None:
    """What is open for single letters goes over to the clock that this guidance has for them, else to the system's own day."""
    keys = {clock.letter: clock.key for clock in regime.clocks.values() if clock.letter}
    kinds = dict(StatutoryLetter.objects.filter(case=case).values_list("pk", "kind"))
    rows = Deadline.objects.open().filter(
        group=case.group, rule__in=[*regimes.clocks(), STATUTORY_LETTER.key]
    )
    for row in rows.filter(subject_id__in=map(str, kinds)).exclude(subject_kind=CASE):
        key = keys.get(kinds[int(row.subject_id)], STATUTORY_LETTER.key)
        if key == row.rule:
            continue
        _lift(row, OTHER_GUIDANCE, by, at)
        ledger.owe(
            group=case.group, rule=key, subject_kind=row.subject_kind, subject_id=row.subject_id, trigger_on=row.trigger_on,
            owner=(row.owner_kind, row.owner_key), label=row.label, at=at, by=by, again=True,
            regime=case.regime if key in regime.clocks else "", reckoner=reckoner,
        )  # fmt: skip


@transaction.atomic
def owe_for(
    *, case: Case, rule_key: str, subject_kind: str, subject_id: object, trigger_on: date,
    owner: tuple[str, str], label: str, at: datetime, by: Person | None = None,
) -> Deadline | None:  # fmt: skip
    """Owes a clock of the case's guidance for something of its own, such as a letter; None where it knows no such clock."""
    regime = regimes.get(case.regime)
    clock = regime.clocks.get(rule_key)
    if clock is None:
        return None
    owed = ledger.owe(
        group=case.group, rule=rule_key, subject_kind=subject_kind, subject_id=subject_id, trigger_on=trigger_on,
        owner=owner, label=label, at=at, by=by, regime=case.regime,
    )  # fmt: skip
    if started(clock, regime, _facts(case)) == (None, BY_LETTER):
        _lift(
            Deadline.objects.filter(group=case.group, rule=rule_key).about(CASE, case.pk).first(),
            BY_LETTER,
            by,
            at,
        )
    return owed


@transaction.atomic
def give_reason(
    *,
    case: Case,
    deadline: Deadline,
    because: str,
    by: Person,
    at: datetime,
    expected_on: date | None = None,
    meanwhile: str = "",
) -> ClockException:
    """Why a clock that “normally” runs so long runs longer; the latest reason holds. Raises NotAllowed for other clocks.

    For what is over already no day is expected any more.
    """
    locked(case)
    deadline.refresh_from_db()
    check_reason(case, deadline)
    because, meanwhile = because.strip(), meanwhile.strip()
    if not because:
        raise NotAllowed("Say why it takes longer.")
    expected_on = deadline.met_on or expected_on
    if expected_on is None:
        raise NotAllowed("Say by when it is expected.")
    if not deadline.met_on and expected_on <= deadline.due_on:
        raise NotAllowed(
            f"It is due on {long_date(deadline.due_on)}: the day it is expected by lies after that."
        )
    if not deadline.met_on and expected_on < day_of(at):
        raise NotAllowed(f"{long_date(expected_on)} has passed. Say by when it is expected now.")
    latest = deadline.clock_exceptions.last()
    if latest and (latest.because, latest.expected_on, latest.meanwhile) == (because, expected_on, meanwhile):
        return latest
    return ClockException.objects.create(
        deadline=deadline, case=case, because=because, expected_on=expected_on, meanwhile=meanwhile, made_at=at,
        made_by=by,
    )  # fmt: skip


def check_reason(case: Case, deadline: Deadline) -> None:
    """Raises NotAllowed where no reason can be given."""
    clock = regimes.clocks().get(deadline.rule)
    if clock is None or (deadline.subject_kind, deadline.subject_id) != (CASE, str(case.pk)):
        raise NotAllowed("That is no clock of this case.")
    if not clock.normally:
        raise NotAllowed(
            f"{clock.title} has a fixed limit: to miss it is a breach, and no reason lifts it. What was done about it is written "
            "beside the breach."
        )
    if deadline.released_at:
        raise NotAllowed(f"{clock.title} is not owed: {deadline.release_reason}")
    if deadline.met_on and deadline.met_on <= deadline.due_on:
        raise NotAllowed(f"{clock.title} was in time: no reason is asked for.")
