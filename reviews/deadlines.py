"""What the ledger knows of cases and reviews. Each rule stands with the word for keeping it. Statutory clocks: reviews/regimes/."""

from reviews import regimes
from subgroup.deadlines.rules import Rule

OWN_DEFAULT = "Not in the terms of reference: the system's own default"

RULES: list[tuple[Rule, str]] = [
    *((clock.rule, clock.done) for clock in regimes.clocks().values()),
]
