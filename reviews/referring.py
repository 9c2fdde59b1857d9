"""What a referral asks (F4): the questions by their keys, which of them follow from which answers, and what it takes to send it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reviews.enums import CaseSource
from subgroup.deadlines.wording import long_date

Answers = Mapping[str, Any]
DIED, HARMED, CONCERN, GOOD = "died", "harmed", "concern", "good"
YES, NO, UNKNOWN = "yes", "no", "unknown"
YES_NO = ((YES, "Yes"), (NO, "No"), (UNKNOWN, "Not known"))
DAY, ONE, MANY, LINE, TEXT = "day", "one", "many", "line", "text"


def always(answers: Answers) -> bool:
    return True


def never(answers: Answers) -> bool:
    return False


def serious(answers: Answers) -> bool:
    """The child died or was seriously harmed: the questions of a review and of a notification follow."""
    return answers.get("happened") in (DIED, HARMED)


def died(answers: Answers) -> bool:
    return answers.get("happened") == DIED


def harmed(answers: Answers) -> bool:
    return answers.get("happened") == HARMED


def concern(answers: Answers) -> bool:
    return answers.get("happened") == CONCERN


def good(answers: Answers) -> bool:
    return answers.get("happened") == GOOD


def not_good(answers: Answers) -> bool:
    return not good(answers)


def worked_badly(answers: Answers) -> bool:
    return not_good(answers) and answers.get("working") == YES


def referred(answers: Answers) -> bool:
    """An agency refers it: what only an agency can say is asked."""
    return answers.get("source", CaseSource.REFERRAL) == CaseSource.REFERRAL


def referred_concern(answers: Answers) -> bool:
    return referred(answers) and concern(answers)


def notified(answers: Answers) -> bool:
    return answers.get("source") == CaseSource.NOTIFICATION


def no_lead(answers: Answers) -> bool:
    return referred(answers) and answers.get("lead_consulted") == NO


@dataclass(frozen=True)
class Asked:
    """A question. `when` says whether it follows from the answers so far, `needed` whether it must be answered to send."""

    key: str
    kind: str
    label: str
    missing: str
    choices: tuple[tuple[str, str], ...] = YES_NO
    hint: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    when: Callable[[Answers], bool] = always
    needed: Callable[[Answers], bool] = always


@dataclass(frozen=True)
class Step:
    key: str
    title: str
    purpose: str
    questions: tuple[Asked, ...] = ()


STEPS = (
    Step(
        "happened",
        "What happened",
        "Ten minutes, six short pages. What you type is kept; you can stop and go on later.",
        (
            Asked(
                "happened",
                ONE,
                "What is it about?",
                "Say what it is about",
                (
                    (DIED, "A child died"),
                    (HARMED, "A child was seriously harmed"),
                    (CONCERN, "A concern: neither, but a child was put at risk"),
                    (GOOD, "Good practice from which others can learn"),
                ),
                hints={
                    DIED: "A suspected suicide is among them.",
                    HARMED: "A life-threatening injury, or serious and lasting impairment, also after recovery.",
                    CONCERN: "Something an agency did, or did not do, placed a child at risk.",
                },
            ),
            Asked(
                "incident_on",
                DAY,
                "When did it happen?",
                "Enter the day of the incident",
                hint="The day, or the day it came to light.",
                needed=serious,
            ),
            Asked(
                "aware_on",
                DAY,
                "When did the local authority become aware of it?",
                "",
                hint="The authority’s five working days to tell Ofsted run from here. Leave it empty if you do not know.",
                when=not_good,
                needed=never,
            ),
            Asked(
                "told_on",
                DAY,
                "When did the authority notify the Board?",
                "Enter the day on which the Board was notified",
                hint="It says which guidance the case is under, and the Independent Chair’s month runs from here.",
                when=notified,
            ),
            Asked(
                "asked_for",
                MANY,
                "What do you ask for?",
                "Say what you ask for",
                (
                    ("review", "To be considered for a Serious Case Review"),
                    ("other", "Another review"),
                    ("learning", "Learning to be shared"),
                ),
                when=referred,
            ),
        ),
    ),
    Step(
        "child",
        "The child’s circumstances",
        "What decides whether it must be notified, and how it is screened.",
        (
            Asked(
                "harm",
                MANY,
                "How was the child harmed?",
                "Say how the child was harmed",
                (
                    ("life", "An injury that could have been fatal"),
                    ("impairment", "Serious or lasting impairment of health or development"),
                    ("sexual", "Serious sexual abuse"),
                    ("other", "In another way"),
                ),
                when=harmed,
            ),
            Asked("suicide", ONE, "Is suicide suspected?", "Say whether suicide is suspected", when=died),
            Asked(
                "abuse",
                ONE,
                "Is abuse or neglect known or suspected?",
                "Say whether abuse or neglect is known or suspected",
                when=not_good,
            ),
            Asked(
                "looked_after",
                ONE,
                "Was the child looked after by a local authority?",
                "Say whether the child was looked after",
                when=not_good,
            ),
            Asked(
                "regulated",
                ONE,
                "Was the child in a regulated setting or service?",
                "Say whether the child was in a regulated setting",
                hint="A children’s home, a school, a nursery, a childminder, a hospital.",
                when=not_good,
            ),
            Asked(
                "custody",
                ONE,
                "Was the child in custody?",
                "Say whether the child was in custody",
                hint="Police custody, remand, a young offender institution, a secure training centre or a secure children’s home.",
                when=serious,
            ),
            Asked(
                "detained",
                ONE,
                "Was the child detained under the Mental Health Act 1983?",
                "Say whether the child was detained",
                when=serious,
            ),
            Asked(
                "liberty",
                ONE,
                "Was the child 16 or 17 and deprived of their liberty under the Mental Capacity Act 2005?",
                "Say whether the child was deprived of their liberty",
                when=serious,
            ),
        ),
    ),
    Step(
        "agencies",
        "The agencies",
        "What they did, and what is under way.",
        (
            Asked(
                "working",
                ONE,
                "Is there cause for concern about how agencies worked together?",
                "Say whether there is concern about how agencies worked together",
                when=not_good,
            ),
            Asked(
                "processes",
                MANY,
                "What else is under way?",
                "",
                (
                    ("police", "A police investigation"),
                    ("coroner", "A coroner’s inquest"),
                    ("cdop", "The Child Death Overview Panel"),
                    ("dhr", "A Domestic Homicide Review"),
                    ("sar", "A Safeguarding Adults Review"),
                    ("care", "Care proceedings"),
                    ("internal", "An internal review"),
                    ("other", "Something else"),
                ),
                when=not_good,
                needed=never,
            ),
            Asked(
                "lead_consulted",
                ONE,
                "Was your agency’s safeguarding lead consulted?",
                "Say whether the safeguarding lead was consulted",
                YES_NO[:2],
                when=referred,
            ),
            Asked(
                "escalated",
                ONE,
                "Was it taken up between the agencies first?",
                "Say whether it was taken up between the agencies first",
                hint="Below the threshold for a review, professional challenge and escalation come first.",
                when=referred_concern,
            ),
            Asked(
                "secured",
                ONE,
                "Are the agency’s files secured?",
                "Say whether the files are secured",
                hint="So that nothing can be changed any more.",
                when=serious,
            ),
        ),
    ),
    Step(
        "summary",
        "In your words",
        "No names: “the child”, “the mother”, “the social worker”. Who the child is comes on the next page.",
        (
            Asked(
                "no_lead",
                LINE,
                "Why was the safeguarding lead not consulted?",
                "Say why the safeguarding lead was not consulted",
                when=no_lead,
            ),
            Asked(
                "working_how",
                TEXT,
                "What is the concern about how agencies worked together?",
                "Say what the concern about working together is",
                when=worked_badly,
            ),
            Asked(
                "summary",
                TEXT,
                "What happened, in short?",
                "Write what happened in short",
                hint="Ten lines are enough. Only what matters for the decision.",
            ),
            Asked("learning", TEXT, "What went well?", "Say what went well", when=good),
            Asked(
                "theme",
                LINE,
                "Theme",
                "",
                hint="A few words: neglect, parental mental health, information sharing …",
                needed=never,
            ),
        ),
    ),
    Step(
        "who",
        "Who the child is",
        "Kept apart from the rest: few may open it, each opening is logged. Only what is essential.",
    ),
)
BY_KEY = {step.key: step for step in STEPS}
QUESTIONS = {one.key: one for step in STEPS for one in step.questions}


def asked(step: Step, answers: Answers) -> list[Asked]:
    """The questions of a step that follow from the answers so far."""
    return [one for one in step.questions if one.when(answers)]


def step_after(step: Step) -> Step | None:
    place = STEPS.index(step)
    return STEPS[place + 1] if place + 1 < len(STEPS) else None


def step_before(step: Step) -> Step | None:
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def missing(answers: Answers, people: Sequence[Mapping[str, Any]]) -> list[tuple[Step, str]]:
    """What must still be said before it can be sent, with the page that asks for it."""
    found = [
        (step, one.missing)
        for step in STEPS
        for one in asked(step, answers)
        if one.needed(answers) and not answers.get(one.key)
    ]
    if not_good(answers) and not any(person.get("name") for person in people):
        found.append((BY_KEY["who"], "Enter the name of the child"))
    return found


def relevant(answers: Answers) -> dict[str, Any]:
    """The answers to what is asked: those left from another answer do not go with it."""
    return {
        one.key: answers[one.key] for step in STEPS for one in asked(step, answers) if answers.get(one.key)
    }


def in_words(one: Asked, answers: Answers) -> str:
    """The answer as it is read."""
    value = answers.get(one.key)
    if not value:
        return ""
    words = dict(one.choices)
    match one.kind:
        case "day":
            return long_date(date.fromisoformat(value))
        case "one":
            return str(words.get(value, value))
        case "many":
            return ", ".join(words.get(each, each) for each in value)
    return str(value)


def told(answers: Answers) -> list[tuple[Step, list[tuple[str, str, str]]]]:
    """Each step with its questions by key, in words, and their answers in words."""
    return [
        (step, [(one.key, one.label, in_words(one, answers)) for one in asked(step, answers)])
        for step in STEPS
        if step.questions
    ]
