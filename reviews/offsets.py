"""How far a statutory clock runs for a trigger day: as its guidance says, or as a national relaxation of it does."""

from dataclasses import replace
from datetime import date

from reviews import regimes
from reviews.models import Relaxation
from subgroup.deadlines.rules import Offset
from subgroup.deadlines.wording import long_date
from subgroup.models import SubGroup
from subgroup.terms.parsing import parse_offset


def offset(group: SubGroup, regime: str, rule: str, trigger_on: date) -> Offset:
    """Raises KeyError for guidance that no file holds, and for a clock that it does not know."""
    own = regimes.get(regime).offset(rule)
    relaxed = Relaxation.objects.filter(
        group=group,
        regime=regime,
        clock=rule,
        starts_on__lte=trigger_on,
        ends_on__gte=trigger_on,
        ended_at=None,
    ).first()
    if relaxed is None:
        return own
    period = f"from {long_date(relaxed.starts_on)} to {long_date(relaxed.ends_on)}"
    said = f"{own.source}; relaxed from “{own.text}” for what began {period}: {relaxed.because}"
    return replace(parse_offset(relaxed.offset), source=said.rstrip("."))
