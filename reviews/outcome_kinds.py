"""The outcomes that a case may have, by the guidance that it is under (F4, F6)."""

from reviews import regimes
from reviews.enums import OutcomeKind
from reviews.models import Case
from subgroup.deadlines.wording import listing
from subgroup.errors import NotAllowed


def of_guidance(case: Case) -> list[tuple[str, str]]:
    """What the case's guidance knows of: a practice review where there are no Serious Case Reviews, and the other way round."""
    known = regimes.get(case.regime).outcomes
    return [pair for pair in OutcomeKind.choices if pair[0] in known]


def chosen(case: Case, kind: str) -> OutcomeKind:
    """Raises NotAllowed for what is no outcome under that guidance."""
    known = dict(of_guidance(case))
    if kind not in known:
        named = OutcomeKind(kind).label if kind in OutcomeKind.values else kind
        may_be = listing([f"“{label}”" for label in known.values()], "or")
        raise NotAllowed(
            f"“{named}” is no outcome under {regimes.get(case.regime).name}. It may be {may_be}."
        )
    return OutcomeKind(kind)
