"""From which rating on a risk is amber or red (P8)."""

from dataclasses import dataclass
from typing import Any

from subgroup.terms.reader import Table

WORST = 25
"""Five times five."""


@dataclass(frozen=True)
class RiskTerms:
    """Of likelihood times impact, each from 1 to 5."""

    red_from: int = 15
    amber_from: int = 8

    def colour(self, likelihood: int, impact: int) -> str:
        score = likelihood * impact
        return "red" if score >= self.red_from else "amber" if score >= self.amber_from else "green"

    def to_json(self) -> dict[str, Any]:
        return dict(vars(self))


def read_risks(top: Table) -> RiskTerms:
    """The section; where it or a part of it is missing, the system's own."""
    table = top.table("risks", required=False)
    if table is None:
        return RiskTerms()
    terms = RiskTerms(
        red_from=table.whole("red_from", 2, WORST, default=RiskTerms.red_from),
        amber_from=table.whole("amber_from", 1, WORST, default=RiskTerms.amber_from),
    )
    table.finish()
    if terms.amber_from >= terms.red_from:
        where = "amber_from" if "amber_from" in table.data else "red_from"
        table.wrong(
            where,
            f"Amber begins at {terms.amber_from}, and red at {terms.red_from}: amber has to begin below red.",
        )
    return terms
