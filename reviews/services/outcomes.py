"""What came of a case, and why (F4): after a decision, or as the sub-group agreed. A deferred case comes back by itself."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from meetings.locks import locked as locked_meeting
from meetings.models import AgendaItem
from meetings.notices import mail_people
from reviews import doors, outcome_kinds, reading
from reviews.deadlines import CASE_RETURNS
from reviews.enums import CaseState, OutcomeKind
from reviews.models import Case, ChairDecision, Outcome
from reviews.services import agreeing, cases, considering, deciding, panels
from subgroup import ledger, registry
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Person, SubGroup

BY_THE_CHAIR = (OutcomeKind.SCR, OutcomeKind.PRACTICE_REVIEW)
"""What only the Board's Independent Chair decides, on a panel's recommendation (F6)."""
FOR_THE_CHAIR = (
    "The criteria for a review are answered “Yes”: the Board’s Independent Chair decides what follows, on the recommendation of "
    "a screening panel."
)
BACK_TO = ("role", "business_support")


def to_record(case: Case) -> ChairDecision | None:
    """The decision whose outcome has not been recorded."""
    last = deciding.standing(case)
    return None if last is None or Outcome.objects.filter(decision=last).exists() else last


def possible(case: Case) -> list[str]:
    """What can be recorded now: what the Independent Chair decided; without that, what is not for them alone."""
    last = deciding.standing(case)
    if last and (last.outcome in BY_THE_CHAIR or to_record(case)):
        return [last.outcome]
    kinds = [kind for kind, _ in outcome_kinds.of_guidance(case) if kind not in BY_THE_CHAIR]
    return [kind for kind in kinds if kind in agreeing.PUT_OFF] if for_the_chair(case) else kinds


def for_the_chair(case: Case) -> bool:
    """The criteria for a review are met, and the Independent Chair has not decided."""
    last = deciding.standing(case)
    return agreeing.is_met(case) and (last is None or last.outcome == OutcomeKind.DEFERRED)


def check_kind(case: Case, kind: OutcomeKind) -> None:
    """Raises NotAllowed for what is the Independent Chair's to decide, or what they decided otherwise."""
    if kind in possible(case):
        return
    last = deciding.standing(case)
    if last and last.outcome in BY_THE_CHAIR:
        raise NotAllowed(
            f"The Independent Chair decided “{last.get_outcome_display()}” on {long_date(last.decided_on)}: the outcome is that one. "
            "If the record is wrong, replace it first."
        )
    if kind not in BY_THE_CHAIR and for_the_chair(case):
        raise NotAllowed(FOR_THE_CHAIR)
    raise NotAllowed(
        f"A “{kind.label}” is decided by the Board’s Independent Chair, on the recommendation of a screening panel."
    )


def check_record(case: Case) -> None:
    if case.state not in (CaseState.SCREENING, CaseState.FOR_DECISION, CaseState.DECIDED):
        raise NotAllowed(
            f"{case} is “{case.get_state_display()}”. An outcome is recorded once it is being screened."
        )
    if case.state == CaseState.FOR_DECISION and to_record(case) is None:
        raise NotAllowed(
            "The panel’s recommendation is with the Board’s Independent Chair. The outcome follows their decision."
        )


@transaction.atomic
def record(
    *, case: Case, kind: str, because: str, by: Person, at: datetime, next_steps: str = "", learning: str = "",
    elsewhere: str = "", returns_on: date | None = None, item: AgendaItem | None = None, seen: int | None = None,
) -> Outcome:  # fmt: skip
    """The latest outcome of a case holds; earlier ones are kept. The same said twice is one outcome.

    `seen` is the id of the outcome that the page showed, 0 for none: where another one came since, Conflict.
    """
    cases.locked(case)
    last = case.outcomes.order_by("pk").last()
    if seen is not None and seen != (last.pk if last else 0):
        if last and _says(last) == (
            kind,
            because.strip(),
            next_steps.strip(),
            learning.strip(),
            returns_on,
            item,
        ):
            return last
        raise _conflict(last, because)
    check_record(case)
    decision = to_record(case)
    chosen = OutcomeKind(kind) if decision and kind == decision.outcome else outcome_kinds.chosen(case, kind)
    _check(case, chosen, decision, because, elsewhere, returns_on, item, at)
    outcome = Outcome.objects.create(
        case=case, kind=chosen, because=because.strip(), next_steps=next_steps.strip(), learning=learning.strip(),
        elsewhere=elsewhere.strip() if chosen == OutcomeKind.ELSEWHERE else "",
        returns_on=returns_on if chosen == OutcomeKind.DEFERRED else None,
        item=item, decision=decision, recorded_on=day_of(at), recorded_at=at, recorded_by=by,
    )  # fmt: skip
    state = CaseState.DEFERRED if chosen == OutcomeKind.DEFERRED else CaseState.DECIDED
    if case.state != state:
        _through_screening(case, state)
    else:
        case.version += 1
    case.returns_on = outcome.returns_on
    case.save()
    panels.none_meets(case, at=at)
    if outcome.returns_on:
        _owe_return(case, at, by)
    for listener in doors.outcome_recorded:
        listener(outcome, at)
    return outcome


def _says(last: Outcome) -> tuple[object, ...]:
    return last.kind, last.because, last.next_steps, last.learning, last.returns_on, last.item


def _conflict(last: Outcome | None, mine: str) -> Conflict:
    if last is None:
        return Conflict("The outcome that the page showed is gone.", theirs="", mine=mine)
    return Conflict(
        f"{last.recorded_by} recorded an outcome after you opened this page.",
        theirs=f"{last.get_kind_display()}: {last.because}", mine=mine,
    )  # fmt: skip


def _through_screening(case: Case, state: CaseState) -> None:
    """An outcome that is put right from "decided" to "deferred" goes back to the screening first."""
    if case.state == CaseState.DECIDED:
        cases.move(case, CaseState.SCREENING)
    cases.move(case, state)


def _check(
    case: Case, kind: OutcomeKind, decision: ChairDecision | None, because: str, elsewhere: str, returns_on: date | None,
    item: AgendaItem | None, at: datetime,
) -> None:  # fmt: skip
    if not because.strip():
        raise NotAllowed("An outcome has its reasons.")
    if decision and decision.outcome != kind:
        raise NotAllowed(
            f"The Independent Chair decided “{decision.get_outcome_display()}”: the outcome is that one."
        )
    check_kind(case, kind)
    if kind == OutcomeKind.ELSEWHERE and not elsewhere.strip():
        raise NotAllowed("Say to whom the case was referred.")
    if kind == OutcomeKind.DEFERRED and (returns_on is None or returns_on <= day_of(at)):
        raise NotAllowed("Give a day ahead on which the deferred case comes back.")
    if item is not None and item.meeting.day > day_of(at):
        raise NotAllowed(
            f"The meeting of {long_date(item.meeting.day)} lies ahead. Record what it agrees after it."
        )
    if item is not None and not considering.may_have_decided(case, on=day_of(at)).filter(pk=item.pk).exists():
        raise NotAllowed(f"{case} was not considered at that meeting.")


def _owe_return(case: Case, at: datetime, by: Person) -> None:
    assert case.returns_on is not None  # noqa: S101 - a deferred case has its day
    for row in Deadline.objects.filter(group=case.group, rule=CASE_RETURNS.key).about(reading.CASE, case.pk):
        ledger.reopen(deadline=row, reason="The case was deferred again.", by=by, at=at)
    ledger.owe(
        group=case.group, rule=CASE_RETURNS.key, subject_kind=reading.CASE, subject_id=case.pk,
        trigger_on=case.returns_on, owner=BACK_TO, label=f"{case} comes back", at=at, by=by, again=True,
    )  # fmt: skip


@transaction.atomic
def bring_back(*, case: Case, by: Person | None, at: datetime) -> AgendaItem | None:
    """A deferred case is screened again, and stands on the next agenda that can still take it. Answers its item."""
    meeting = considering.meetings_ahead(case.group, on=day_of(at)).first()
    if meeting is not None:
        locked_meeting(meeting)
    cases.locked(case)
    if case.state != CaseState.DEFERRED:
        raise NotAllowed(f"{case} is “{case.get_state_display()}”, not deferred.")
    until = case.returns_on
    cases.move(case, CaseState.SCREENING)
    case.returns_on = None
    case.save()
    ledger.meet(
        group=case.group, rule=CASE_RETURNS.key, subject_kind=reading.CASE, subject_id=case.pk, on=day_of(at), at=at
    )  # fmt: skip
    item = considering.put_on_agenda(case=case, meeting=meeting, by=by, at=at) if meeting else None
    mail_people(
        _told(case, at), kind="case_returned", group=case.group, key=f"case_returned:{case.pk}:{until}:{day_of(at)}",
        context={
            "case": case, "until": until, "meeting": meeting, "path": reverse("reviews:case", args=[case.group.slug, case.pk]),
        },
        why="you support this sub-group, or are named for this case.", about=(reading.CASE, str(case.pk)), at=at,
    )  # fmt: skip
    return item


def _told(case: Case, at: datetime) -> list[Person]:
    """Business support; where a restricted case is open to none of them, who is named for it."""
    people = registry.people_for(case.group, [BACK_TO], on=day_of(at))[BACK_TO]
    return panels.open_to(people, case, at) or reading.named(case.group, case.pk, on=day_of(at))


def daily(group: SubGroup, today: date, at: datetime) -> list[str]:
    """A part of the daily run: cases whose day has come are screened again."""
    due = Case.objects.filter(group=group, state=CaseState.DEFERRED, returns_on__lte=today)
    lines = []
    for case in due.select_related("group"):
        bring_back(case=case, by=None, at=at)
        lines.append(f"{group}: {case.reference} has come back")
    return lines
