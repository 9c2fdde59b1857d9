"""The two questions of a case, answered limb by limb; an answer never replaces an earlier one (F6, F7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from reviews import regimes
from reviews.criteria import Said, problems
from reviews.enums import Answer, CaseState, Question
from reviews.models import Assessment, Case, LimbAnswer
from reviews.services import clocks
from reviews.services.cases import locked
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person


def latest(case: Case, question: str) -> Assessment | None:
    """The answer that holds."""
    return case.assessments.filter(question=question).order_by("pk").last()


@transaction.atomic
def answer(
    *, case: Case, question: str, answer: str, because: str, limbs: Mapping[str, Said], decided_on: date,
    decided_by_name: str, by: Person, at: datetime, seen: int | None = None,
) -> Assessment:  # fmt: skip
    """Records an answer under the case's guidance; the clocks follow it at once (F7).

    `seen` is the id of the answer that the page showed, 0 for none: where another one came since, Conflict. The same
    said twice is one answer. Raises NotAllowed where the answer and its limbs do not agree.
    """
    locked(case)
    check(case)
    question, answer = Question(question), Answer(answer)
    criteria = regimes.get(case.regime).questions[question]
    limbs = {
        limb.key: _trimmed(limbs[limb.key])
        for limb in criteria.limbs
        if limb.key in limbs and limbs[limb.key].met
    }
    because, decided_by_name = because.strip(), decided_by_name.strip()
    held = latest(case, question)
    if held and _same(held, answer, because, decided_on, limbs):
        return held
    if seen is not None and seen != (held.pk if held else 0):
        raise _conflict(held, because)
    for problem in problems(criteria, answer, limbs):
        raise NotAllowed(problem.sentence)
    _check_words(answer, because, decided_by_name, decided_on, day_of(at))
    made = Assessment.objects.create(
        case=case, question=question, regime=case.regime, answer=answer, because=because, decided_on=decided_on,
        decided_by_name=decided_by_name, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    LimbAnswer.objects.bulk_create(
        LimbAnswer(assessment=made, limb=key, met=one.met, evidence=one.evidence, against=one.against)
        for key, one in limbs.items()
    )
    clocks.follow(case=case, at=at, by=by)
    return made


def check(case: Case) -> None:
    """Raises NotAllowed once the case is closed."""
    if case.state == CaseState.CLOSED:
        raise NotAllowed(f"{case} is closed. Its questions are answered again once it is taken up again.")


def _trimmed(said: Said) -> Said:
    return replace(said, evidence=said.evidence.strip(), against=said.against.strip())


def _check_words(answer: str, because: str, who: str, day: date, today: date) -> None:
    if not because:
        raise NotAllowed("Say what is missing." if answer == Answer.NOT_YET else "Say why.")
    if not who:
        raise NotAllowed("Say who decided it.")
    if day > today:
        raise NotAllowed(f"{long_date(day)} lies in the future: an answer is recorded once it is decided.")


def _same(held: Assessment, answer: str, because: str, day: date, limbs: Mapping[str, Said]) -> bool:
    known = {row.limb: Said(row.met, row.evidence, row.against) for row in held.limbs.all()}
    return (held.answer, held.because, held.decided_on, known) == (answer, because, day, dict(limbs))


def _conflict(held: Assessment | None, mine: str) -> Conflict:
    if held is None:
        return Conflict("The answer that the page showed is gone.", theirs="", mine=mine)
    who, when = held.recorded_by, long_date(day_of(held.recorded_at))
    return Conflict(
        f"{who} answered “{held.get_answer_display()}” on {when}, after you opened this page. Read it, then send yours again if it "
        "is still right.",
        theirs=held.because,
        mine=mine,
    )
