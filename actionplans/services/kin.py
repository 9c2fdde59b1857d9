"""Recommendations that ask for what earlier reviews asked for: proposed by likeness, confirmed or refused by a person."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from actionplans.models import Kinship, Plan, Recommendation
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person

ALIKE = 0.45
"""From here on two recommendations are proposed as kin; 1 is the same words."""
MOST_SHOWN = 5
_COMMON = frozenset({
    "a", "all", "an", "and", "any", "are", "as", "assured", "at", "be", "been", "board", "by", "do", "each", "ensure", "ensured",
    "ensures", "for", "from", "has", "have", "in", "is", "it", "its", "make", "must", "of", "on", "or", "partner", "partners",
    "agency", "agencies", "safeguarding", "should", "so", "sure", "that", "the", "their", "them", "there", "they", "this", "to",
    "was", "when", "where", "which", "who", "will", "with", "within",
})  # fmt: skip
_ORDINALS = (
    "",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
)


@dataclass(frozen=True)
class Proposal:
    recommendation: Recommendation
    earlier: Recommendation
    likeness: float

    @property
    def percent(self) -> int:
        return round(self.likeness * 100)


def trigrams(text: str) -> frozenset[str]:
    """Of the words that say something: “Bruises” and “bruising” share most of theirs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _COMMON]
    return frozenset(f"  {word} "[at : at + 3] for word in words for at in range(len(word) + 1))


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1 (Dice, of trigrams)."""
    mine, theirs = trigrams(one), trigrams(other)
    both = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / both if both else 0.0


def propose(rows: Iterable[Recommendation], *, of: Plan | None = None) -> list[Proposal]:
    """The pairs of different plans that are alike and that nobody decided on, the likest first; with `of` that plan's alone.

    The sets are held as bits of whole numbers: 900 recommendations against each other in under a second.
    """
    found = sorted(rows, key=lambda one: (_day(one.plan), one.plan_id, one.pk))
    bits: dict[str, int] = {}
    shapes: list[tuple[int, int]] = []
    for row in found:
        shape = 0
        for gram in trigrams(row.text):
            shape |= 1 << bits.setdefault(gram, len(bits))
        shapes.append((shape, shape.bit_count()))
    decided = set(Kinship.objects.values_list("recommendation", "earlier"))
    proposals, wanted = [], of.pk if of else None
    for at, row in enumerate(found):
        shape, size = shapes[at]
        plan, mine = row.plan_id, wanted in (None, row.plan_id)
        least = ALIKE / 2 * size
        for before, (other_shape, other_size) in enumerate(shapes[:at]):
            # What both share is at most the smaller of them: most pairs need no comparing.
            needed = least + ALIKE / 2 * other_size
            if other_size < needed or size < needed or not size:
                continue
            shared = (shape & other_shape).bit_count()
            if shared < needed:
                continue
            other = found[before]
            if (
                other.plan_id == plan
                or (row.pk, other.pk) in decided
                or not (mine or other.plan_id == wanted)
            ):
                continue
            proposals.append(Proposal(row, other, 2 * shared / (size + other_size)))
    return sorted(proposals, key=lambda one: (-one.likeness, one.recommendation.pk, one.earlier.pk))


def alike(recommendation: Recommendation, plans: QuerySet[Plan]) -> list[Proposal]:
    """What earlier reviews asked for alike and nobody decided on, the likest first; only of plans that the reader may see."""
    mine, when = trigrams(recommendation.text), (_day(recommendation.plan), recommendation.plan_id)
    rows = Recommendation.objects.filter(plan__in=plans).exclude(plan=recommendation.plan_id)
    rows = rows.exclude(later_kin__recommendation=recommendation)
    found = []
    for other in rows.select_related("plan"):
        theirs = trigrams(other.text)
        both = len(mine) + len(theirs)
        likeness = 2 * len(mine & theirs) / both if both else 0.0
        if likeness >= ALIKE and (_day(other.plan), other.plan_id) < when:
            found.append(Proposal(recommendation, other, likeness))
    return sorted(found, key=lambda one: (-one.likeness, one.earlier.pk))[:MOST_SHOWN]


def _day(plan: Plan) -> date:
    return plan.agreed_on or day_of(plan.opened_at)


@transaction.atomic
def decide(
    *, recommendation: Recommendation, earlier: Recommendation, is_kin: bool, by: Person, at: datetime
) -> Kinship:
    """A person says whether they ask for the same; a later word replaces an earlier one."""
    if recommendation.plan_id == earlier.plan_id:
        raise NotAllowed("Both are of one plan: kin are recommendations of different reviews.")
    if (_day(recommendation.plan), recommendation.plan_id) < (_day(earlier.plan), earlier.plan_id):
        recommendation, earlier = earlier, recommendation
    row, _ = Kinship.objects.update_or_create(
        recommendation=recommendation, earlier=earlier,
        defaults={
            "is_kin": is_kin, "decided_at": at, "decided_by": by, "likeness": likeness(recommendation.text, earlier.text),
        },
    )  # fmt: skip
    return row


def family(recommendation: Recommendation, plans: QuerySet[Plan]) -> list[Recommendation]:
    """All that are kin to it, directly or by others between, oldest first; only of plans that the reader may see."""
    near: dict[int, set[int]] = defaultdict(set)
    for later, earlier in Kinship.objects.filter(is_kin=True).values_list("recommendation", "earlier"):
        near[later].add(earlier)
        near[earlier].add(later)
    met, waiting = {recommendation.pk}, [recommendation.pk]
    while waiting:
        fresh = near[waiting.pop()] - met
        met |= fresh
        waiting += fresh
    rows = Recommendation.objects.filter(pk__in=met - {recommendation.pk}, plan__in=plans)
    return sorted(rows.select_related("plan__group"), key=lambda one: (_day(one.plan), one.plan_id, one.pk))


def sentence(recommendation: Recommendation, kin: Sequence[Recommendation]) -> str:
    """“Fourth review to ask for this.” Empty where it is the first."""
    mine = (_day(recommendation.plan), recommendation.plan_id)
    earlier = {one.plan_id for one in kin if (_day(one.plan), one.plan_id) < mine}
    if not earlier:
        return ""
    number = len(earlier) + 1
    word = _ORDINALS[number] if number < len(_ORDINALS) else f"{number}th"
    return f"{word} review to ask for this."


def decided(plans: QuerySet[Plan]) -> QuerySet[Kinship]:
    """What was confirmed or refused between plans that the reader may see, newest first."""
    rows = Kinship.objects.filter(Q(recommendation__plan__in=plans) & Q(earlier__plan__in=plans))
    return rows.select_related("recommendation__plan__group", "earlier__plan__group", "decided_by").order_by(
        "-decided_at", "-pk"
    )
