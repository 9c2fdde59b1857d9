"""Whether what a panel recommends, and what is recorded without a decision, agrees with the answered criteria (F6)."""

from reviews import regimes
from reviews.enums import Answer, OutcomeKind, Question
from reviews.models import Case
from reviews.services import questions
from subgroup.errors import NotAllowed

PUT_OFF = (OutcomeKind.DEFERRED, OutcomeKind.ELSEWHERE)
"""What says nothing about whether there is to be a review here."""


def is_met(case: Case) -> bool:
    """The criteria for a review are answered with yes."""
    held = questions.latest(case, Question.REVIEW)
    return held is not None and held.answer == Answer.YES


def check_answered(case: Case) -> None:
    """Raises NotAllowed until the criteria have an answer under the guidance that the case is under now."""
    held = questions.latest(case, Question.REVIEW)
    if held is None:
        raise NotAllowed(
            "The criteria for a review have no answer yet. Record it first, limb by limb with the evidence."
        )
    regime = regimes.get(case.regime)
    before = next((one for one in regimes.every() if one.key == held.regime), None)
    if before is None or before.questions[Question.REVIEW] != regime.questions[Question.REVIEW]:
        raise NotAllowed(
            f"The case is under {regime.name} now, and the criteria for a review were answered under other guidance. "
            "Answer them again first."
        )


def check_recommended(case: Case, outcome: OutcomeKind) -> None:
    """Raises NotAllowed where the panel would recommend what its own answer speaks against. The Independent Chair may differ."""
    held, regime = questions.latest(case, Question.REVIEW), regimes.get(case.regime)
    if held is None or outcome in PUT_OFF:
        return
    said = f"The criteria for a review are answered “{held.get_answer_display()}”"
    is_review = outcome in regime.statutory_reviews
    if is_review and held.answer != Answer.YES:
        raise NotAllowed(f"{said}. Answer them again before the panel recommends “{outcome.label}”.")
    if not is_review and held.answer == Answer.NOT_YET:
        raise NotAllowed(
            f"{said}. Answer them before the panel recommends “{outcome.label}”, or recommend to defer the case."
        )
    if not is_review and held.answer == Answer.YES and not regime.questions[Question.REVIEW].discretion:
        must = OutcomeKind(regime.statutory_reviews[0]).label
        raise NotAllowed(
            f"{said}: there is always a “{must}” then. If that is wrong, answer them again first."
        )
