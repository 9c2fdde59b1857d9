"""Whether an answer to one of the two questions agrees with its limbs (F6, F7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reviews import regimes
from reviews.enums import Answer
from reviews.models import Assessment, LimbAnswer
from reviews.regimes import Criteria, Limb

ANSWER = "answer"


@dataclass(frozen=True)
class Said:
    """What was answered to a limb; `against` is the definitive evidence that a presumption asks for."""

    met: str = ""
    evidence: str = ""
    against: str = ""


@dataclass(frozen=True)
class Problem:
    """`field` is “answer”, or “met”, “evidence” or “against” of the limb."""

    limb: str
    field: str
    sentence: str


@dataclass(frozen=True)
class Way:
    """Limbs that decide together: mostly one."""

    limbs: tuple[Limb, ...]
    value: Answer

    @property
    def named(self) -> str:
        return " with ".join(named(limb) for limb in self.limbs)


def named(limb: Limb) -> str:
    """“Limb 3, a looked-after child has died”."""
    return f"{limb.number}, {limb.title[0].lower()}{limb.title[1:]}"


def in_words(assessment: Assessment) -> list[tuple[str, LimbAnswer]]:
    """Each limb that was answered, in the words of the guidance it was answered under; by its key where no file has it now."""
    known = {one.key: one for one in regimes.every()}
    regime = known.get(assessment.regime)
    criteria = regime.questions.get(assessment.question) if regime else None
    found = []
    for answer in assessment.limbs.all():
        limb = criteria.limb(answer.limb) if criteria else None
        found.append((named(limb) if limb else answer.limb.replace("_", " "), answer))
    return found


def ways(criteria: Criteria, said: Mapping[str, Said]) -> list[Way]:
    """Each limb that can decide, with what counts only together with it, and what they come to."""
    found = []
    for limb in criteria.limbs:
        if not limb.only_with:
            group = (limb, *(other for other in criteria.limbs if other.only_with == limb.key))
            found.append(Way(group, _together([_met(said, one) for one in group])))
    return found


def _met(said: Mapping[str, Said], limb: Limb) -> str:
    return said[limb.key].met if limb.key in said else ""


def _together(answers: list[str]) -> Answer:
    if Answer.NO in answers:
        return Answer.NO
    return Answer.YES if set(answers) == {Answer.YES} else Answer.NOT_YET


def follows(criteria: Criteria, said: Mapping[str, Said]) -> Answer:
    """What the limbs come to: yes where one is met, no where none can be, else not yet known."""
    values = [way.value for way in ways(criteria, said)]
    if Answer.YES in values:
        return Answer.YES
    return Answer.NOT_YET if Answer.NOT_YET in values else Answer.NO


def problems(criteria: Criteria, answer: str, said: Mapping[str, Said]) -> Iterator[Problem]:
    """All that keeps the answer from being recorded, limb by limb, then what contradicts it."""
    found = [problem for limb in criteria.limbs for problem in _of_limb(criteria, limb, said)]
    yield from found
    if not found and (sentence := contradiction(criteria, answer, said)):
        yield Problem("", ANSWER, sentence)


def _of_limb(criteria: Criteria, limb: Limb, said: Mapping[str, Said]) -> Iterator[Problem]:
    one = said.get(limb.key, Said())
    carried = criteria.limb(limb.only_with)
    idle = carried is not None and _met(said, carried) == Answer.NO
    if not one.met:
        if not idle:
            yield Problem(limb.key, "met", f"Answer {named(limb)}.")
        return
    if one.met == Answer.YES and not one.evidence:
        yield Problem(limb.key, "evidence", f"Say what shows it: {named(limb)}.")
    if one.met == Answer.NOT_YET and not one.evidence and not idle:
        yield Problem(limb.key, "evidence", f"Say what is missing to know it: {named(limb)}.")
    if limb.presumed and one.met == Answer.NO and not idle and not one.against:
        yield Problem(
            limb.key,
            "against",
            f"It is presumed to be so: {named(limb)}. It is answered with no only once the definitive evidence against it is written down.",
        )


def contradiction(criteria: Criteria, answer: str, said: Mapping[str, Said]) -> str:
    """Which limb speaks against the answer, in a sentence; empty where they agree."""
    met = next((way for way in ways(criteria, said) if way.value == Answer.YES), None)
    open_ = next((way for way in ways(criteria, said) if way.value == Answer.NOT_YET), None)
    if met and answer != Answer.YES:
        if criteria.discretion and answer == Answer.NO:
            return ""
        always = " That alone decides, whatever the others say." if met.limbs[0].always else ""
        return f"The answer cannot be “{Answer(answer).label}”, because this is met: {met.named}.{always}"
    if answer == Answer.YES and not met:
        return "The answer cannot be “Yes”, because none of them is met."
    if answer == Answer.NO and open_:
        return f"The answer cannot be “No” yet, because this is not known: {open_.named}."
    if answer == Answer.NOT_YET and not open_:
        return "The answer cannot be “Not yet known”, because each of them is answered with no: the answer is “No”."
    return ""
