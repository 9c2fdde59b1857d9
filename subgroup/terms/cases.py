"""How cases come in (F4): whether a referral passes its agency's representative on the sub-group first."""

from dataclasses import dataclass
from typing import Any

from subgroup.terms.reader import Table


@dataclass(frozen=True)
class CaseTerms:
    referral_checked_by_representative: bool = False

    def to_json(self) -> dict[str, Any]:
        return dict(vars(self))


def read_cases(top: Table) -> CaseTerms:
    """The section of the file, with the system's own defaults for all that it does not say."""
    table = top.table("cases", required=False)
    if table is None:
        return CaseTerms()
    checked = table.flag("referral_checked_by_representative", False)
    table.finish()
    return CaseTerms(checked)
