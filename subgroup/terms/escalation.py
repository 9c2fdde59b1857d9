"""How what goes wrong climbs (F5, F14, P8): the names of the rungs, and how long it stays on each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from subgroup.terms.reader import Table

RUNG_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "agency_lead": "The agency’s lead",
        "board_member": "The agency’s board member",
        "chair": "The chair of the sub-group",
        "cdg": "The Coordination and Delivery Group",
        "board": "The Board",
    }
)
"""The rungs, lowest first, by the application's own names of them."""

DAYS: tuple[int, ...] = (5, 5, 10, 20)
CAUSES = ("overdue", "missed_update", "red", "second_extension", "unanswered", "risk")
ANSWER_WITHIN = 10


@dataclass(frozen=True)
class EscalationTerms:
    """Working days from each rung to the next, for each cause; and how many a challenge leaves for its answer."""

    rungs: Mapping[str, str] = field(default_factory=lambda: dict(RUNG_NAMES))
    days: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: dict.fromkeys(CAUSES, DAYS))
    answer_within: int = ANSWER_WITHIN

    def to_json(self) -> dict[str, Any]:
        return {
            "answer_within": self.answer_within,
            "rungs": dict(self.rungs),
            "days": {cause: list(days) for cause, days in self.days.items()},
        }


def read_escalation(top: Table) -> EscalationTerms:
    """The section of the file, with the system's own defaults for all that it does not say."""
    table = top.table("escalation", required=False)
    if table is None:
        return EscalationTerms()
    answer_within = table.whole("answer_within", 1, 60, default=ANSWER_WITHIN)
    rungs, days = dict(RUNG_NAMES), dict.fromkeys(CAUSES, DAYS)
    if names := table.table("rungs", required=False):
        rungs = {key: names.text(key, name, longest=100) or name for key, name in RUNG_NAMES.items()}
        names.finish()
    if steps := table.table("days", required=False):
        days = {cause: steps.counts(cause, 1, 250, len(DAYS)) or DAYS for cause in CAUSES}
        steps.finish()
    table.finish()
    return EscalationTerms(rungs, days, answer_within)
