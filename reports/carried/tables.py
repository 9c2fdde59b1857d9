"""The figures of a return that count rows, each kept with the rows behind it, by reference and with no detail (R1)."""

from datetime import date, datetime
from typing import Any

from reports.carried import actions, attendance, cases, deaths
from reports.measures.facts import Year
from subgroup.clock import day_of, moment
from subgroup.models import SubGroup

NAMES = {
    "actions": "Plans and actions", "cases": "Cases", "reviews": "Reviews", "clocks": "Statutory clocks",
    "cdop": "Contributions to the Child Death Overview Panel", "attendance": "Apologies and quorum",
}  # fmt: skip


def standing(group: SubGroup, year: Year, *, since: datetime | None, on: date) -> dict[str, Any]:
    """`since` is when the last return was sent; where there is none, what moved is counted from the year's first day."""
    begun = since or moment(year.first)
    return {
        "since": day_of(begun).isoformat(),
        "since_return": since is not None,
        "actions": actions.table_of(group, begun, on),
        "cases": cases.table_of(group, begun, on),
        "reviews": cases.reviews_of(group, begun, on),
        "clocks": cases.clocks_of(group, begun, on),
        "cdop": deaths.table_of(group, year, on),
        "attendance": attendance.table_of(group, year, on),
    }
