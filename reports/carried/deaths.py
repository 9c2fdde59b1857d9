"""What agencies contributed to the Child Death Overview Panel in the year, counted as reviews/death_figures.py does (F1)."""

from datetime import date
from typing import Any

from reports.carried.table import Row, table
from reports.measures.facts import Year
from reviews import death_figures
from reviews.models import DeathRequest
from subgroup.models import SubGroup
from subgroup.templatetags.ui import shortdate

FIGURES = {
    "asked": "Asked", "in_time": "Returned in time", "judged": "Answered, or due by now", "outstanding": "Outstanding",
    "late": "Late", "nil": "No involvement", "declined": "Declined",
}  # fmt: skip


def table_of(group: SubGroup, year: Year, on: date) -> dict[str, Any]:
    """By agency, of the requests of the year up to `on`. A query for each figure."""
    rows = death_figures.counted(group).filter(requested_on__range=(year.first, min(year.last, on)))
    every = rows.select_related("agency", "death").order_by("agency__name", "requested_on", "pk")
    kept = {key: set(death_figures.behind(rows, key, on).values_list("pk", flat=True)) for key in FIGURES}
    found = list(every)
    return table(
        {row.agency.code: row.agency.name for row in found},
        {key: (label, [_row(row) for row in found if row.pk in kept[key]]) for key, label in FIGURES.items()},
    )


def _row(row: DeathRequest) -> Row:
    why = f"{row.form}, asked {shortdate(row.requested_on)}, due {shortdate(row.due_on)}: {row.get_state_display().lower()}"
    return Row(row.agency.code, "death_request", row.pk, row.death.reference, why)
