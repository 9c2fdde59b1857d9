"""The actions that the plots count: those open on a day, or set in the two years before it, as they stood on that day.

They are rows of register.at(), and only what is open to every reader: a picture is the same for all who may see it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from actionplans import reading, register
from actionplans.enums import OPEN_STAGES
from reports.measures.measure import Record
from subgroup.clock import moment
from subgroup.models import SubGroup
from subgroup.templatetags.ui import shortdate

Rows = Sequence[Any]
BACK = timedelta(weeks=104)
FIELDS = (
    "pk", "reference", "opened_at", "first_due_on", "at_agency_code", "at_asked", "at_stage", "at_due_on", "at_done_on",
    "at_extensions", "at_agreed", "at_evidence", "at_failed",
)  # fmt: skip
COUNTED = "Counted are actions that every reader may see: confidential ones are not."


def gathered(group: SubGroup, on: date, *, today: date) -> list[Any]:
    """One query for the rows, however many there are."""
    rows = register.at(reading.open_to_all(group, on=today), on, today=today)
    counted = Q(at_stage__in=OPEN_STAGES) | Q(opened_at__gte=moment(on - BACK))
    return list(rows.filter(counted).order_by("opened_at", "pk").values_list(*FIELDS, named=True))


def record_of(row: Any, kept: bool = True, why: str = "") -> Record:
    """By reference, owner and day alone."""
    due = f"due {shortdate(row.at_due_on)}" if row.at_due_on else "no day"
    return Record(row.reference, kept, why or f"{row.at_agency_code}, {due}", "action", row.pk, row.at_due_on)


def is_open(row: Any) -> bool:
    return row.at_stage in OPEN_STAGES
