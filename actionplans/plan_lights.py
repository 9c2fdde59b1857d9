"""The light of a plan: worked out from the lights of its actions by published rules, or given by the chair with a reason (P7)."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from actionplans import register
from actionplans.enums import Stage
from actionplans.models import Action, PlanLight
from subgroup.clock import moment
from subgroup.terms.lights import LightTerms


@dataclass(frozen=True)
class Rule:
    colour: str
    sentence: str
    holds: Callable[[Mapping[str, int]], bool]


RULES = (
    Rule("grey", "It has no action.", lambda has: not any(has.values())),
    Rule("red", "An action of it is red.", lambda has: bool(has["red"])),
    Rule("amber", "None of its actions is red, and one is amber.", lambda has: bool(has["amber"])),
    Rule("blue", "Every action of it is complete.", lambda has: not (has["green"] or has["grey"])),
    Rule("green", "None of its actions is red or amber, and something has been shown.", lambda has: bool(has["green"] or has["blue"])),
    Rule("grey", "Nothing has been shown yet.", lambda has: True),
)  # fmt: skip
"""The first that holds counts. Actions with which a plan was closed are not counted."""


@dataclass(frozen=True)
class Light:
    """`given` are the lights that the chair gave up to that day, the newest first."""

    computed: str
    because: str
    terms: LightTerms
    given: tuple[PlanLight, ...] = field(default=())

    @property
    def chairs(self) -> PlanLight | None:
        """The chair's light that holds."""
        return self.given[0] if self.given and self.given[0].colour else None

    @property
    def colour(self) -> str:
        return self.chairs.colour if self.chairs else self.computed

    @property
    def word(self) -> str:
        return self.terms.word(self.colour)

    @property
    def computed_word(self) -> str:
        return self.terms.word(self.computed)

    @property
    def before(self) -> list[tuple[PlanLight, str]]:
        """What the chair gave before, with its word."""
        return [
            (one, self.terms.word(one.colour) or "As its actions say")
            for one in self.given[bool(self.chairs) :]
        ]


def of_counts(counts: Mapping[str, int]) -> tuple[str, str]:
    """The colour and why, from how many actions have each colour."""
    has = Counter(counts)
    rule = next(one for one in RULES if one.holds(has))
    return rule.colour, rule.sentence


def of_plans(
    plans: Collection[int], actions: QuerySet[Action], on: date, *, today: date, terms: LightTerms
) -> dict[int, Light]:
    """By the plans' ids, as they were at the end of a day. `actions` are those that the reader may see. Two queries."""
    counts: dict[int, Counter[str]] = {pk: Counter() for pk in plans}
    rows: Any = register.at(actions.filter(recommendation__plan__in=plans), on, today=today)
    rows = rows.exclude(at_stage=Stage.ENDED).annotate(at_light=register.shown_light(on, terms))
    told = rows.order_by().values_list("recommendation__plan", "at_light").annotate(number=Count("pk"))
    for pk, colour, number in told:
        counts[pk][colour] += number
    given: dict[int, list[PlanLight]] = {pk: [] for pk in plans}
    ends = moment(on + timedelta(days=1))
    for one in PlanLight.objects.filter(plan__in=plans, given_at__lt=ends).select_related("given_by"):
        given[one.plan_id].insert(0, one)
    return {pk: Light(*of_counts(counts[pk]), terms, tuple(given[pk])) for pk in plans}
