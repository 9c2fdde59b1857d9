"""The published rules by which days and evidence compute a light. The first that holds counts.

Each stands twice, side by side: of one action's facts, and of rows of the register, so that a list of any length is
filtered by the light in the one query that fetches it. A test holds the two against each other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Case, CharField, F, Q, Value, When

from actionplans.enums import OPEN_STAGES, Stage
from subgroup.terms.lights import LightTerms

FINISHED = (Stage.DONE, Stage.SIGNED_OFF, Stage.TESTED, Stage.SUSTAINED)


class Facts(NamedTuple):
    """What is known of an action on a day. `failed`: an impact test failed. The names in rows are register.AT's."""

    stage: str
    due_on: date | None
    first_due_on: date | None
    done_on: date | None
    extensions: int
    evidence: bool
    evidence_asked: bool
    failed: bool


@dataclass(frozen=True)
class Rule:
    key: str
    colour: str
    sentence: str
    """With {soon} for the terms' days."""
    holds: Callable[[Facts, date, LightTerms], bool]
    where: Callable[[date, LightTerms], Q]

    def says(self, terms: LightTerms) -> str:
        return self.sentence.format(soon=terms.soon)


def _slipped(facts: Facts) -> bool:
    moved = facts.due_on and facts.first_due_on and facts.due_on > facts.first_due_on
    return facts.extensions > 0 or bool(moved)


RULES: tuple[Rule, ...] = (
    Rule(
        "complete", "blue", "It is done or signed off, with the evidence that was asked for.",
        lambda it, on, terms: it.stage in FINISHED and (it.evidence or not it.evidence_asked),
        lambda on, terms: Q(at_stage__in=FINISHED) & (Q(at_evidence_required="") | Q(at_evidence=True)),
    ),
    Rule(
        "without_evidence", "amber", "It is done or signed off, and the evidence that was asked for is not there, or holds no longer.",
        lambda it, on, terms: it.stage in FINISHED,
        lambda on, terms: Q(at_stage__in=FINISHED),
    ),
    Rule(
        "failed", "red", "An impact test failed, and it has not been reported done again.",
        lambda it, on, terms: it.stage == Stage.OPEN and it.failed,
        lambda on, terms: Q(at_stage=Stage.OPEN, at_failed=True),
    ),
    Rule(
        "overdue", "red", "Its day has passed, and it is not reported done.",
        lambda it, on, terms: it.stage == Stage.OPEN and it.due_on is not None and it.due_on < on,
        lambda on, terms: Q(at_stage=Stage.OPEN, at_due_on__lt=on),
    ),
    Rule(
        "late", "amber", "It was reported done after its day, and waits for sign-off.",
        lambda it, on, terms: bool(it.done_on and it.due_on and it.done_on > it.due_on),
        lambda on, terms: Q(at_done_on__gt=F("at_due_on")),
    ),
    Rule(
        "slipped", "amber", "Its day was moved to a later one.",
        lambda it, on, terms: _slipped(it),
        lambda on, terms: Q(at_extensions__gt=0) | Q(at_due_on__gt=F("first_due_on")),
    ),
    Rule(
        "no_day", "amber", "It has no day by which it is due.",
        lambda it, on, terms: it.stage == Stage.OPEN and it.due_on is None,
        lambda on, terms: Q(at_stage=Stage.OPEN, at_due_on=None),
    ),
    Rule(
        "green", "green", "Something has been shown, and its day has not moved.",
        lambda it, on, terms: it.evidence,
        lambda on, terms: Q(at_evidence=True),
    ),
    Rule(
        "soon", "amber", "It is due within {soon} days, and nothing has been shown.",
        lambda it, on, terms: it.stage == Stage.OPEN
        and it.due_on is not None
        and it.due_on <= on + timedelta(days=terms.soon),
        lambda on, terms: Q(at_stage=Stage.OPEN, at_due_on__lte=on + timedelta(days=terms.soon)),
    ),
    Rule(
        "nothing_shown", "grey", "Nothing has been shown yet.",
        lambda it, on, terms: True,
        lambda on, terms: Q(),
    ),
)  # fmt: skip


class Verdict(NamedTuple):
    colour: str
    because: str


def rule_for(facts: Facts, on: date, terms: LightTerms) -> Rule:
    for rule in RULES[:-1]:
        if rule.holds(facts, on, terms):
            return rule
    return RULES[-1]


def computed(facts: Facts, on: date, terms: LightTerms) -> Verdict:
    """The light of an action on a day, and why."""
    rule = rule_for(facts, on, terms)
    return Verdict(rule.colour, rule.says(terms))


def computed_colour(on: date, terms: LightTerms) -> Case:
    """The same colour in the database, of rows with the names of register.at()."""
    *before, last = RULES
    whens = [When(rule.where(on, terms), then=Value(rule.colour)) for rule in before]
    return Case(*whens, default=Value(last.colour), output_field=CharField())


def faded_since(
    confirmed_on: date | None, on: date, terms: LightTerms, *, stage: str = Stage.OPEN
) -> date | None:
    """The day from which a status has been unconfirmed for a cycle; None while it is fresh, or once the action is done."""
    if confirmed_on is None or stage not in OPEN_STAGES:
        return None
    since = confirmed_on + timedelta(days=terms.fades_after)
    return since if since <= on else None
