"""Who was there, by agency, at the meetings that were held in the year (P4, P5)."""

from datetime import date
from typing import Any

from meetings.enums import MeetingState, Presence
from meetings.models import Attendance
from meetings.quorum import THERE
from reports.carried.table import Row, table
from reports.measures.facts import Year
from subgroup.models import SubGroup


def table_of(group: SubGroup, year: Year, on: date) -> dict[str, Any]:
    held = Attendance.objects.filter(
        meeting__group=group, meeting__year=year.label, meeting__state=MeetingState.HELD, meeting__day__lte=on,
        meeting__attendance_confirmed_at__isnull=False,
    ).exclude(presence="")  # fmt: skip
    found = list(
        held.select_related("agency", "seat", "meeting").order_by(
            "agency__name", "meeting__day", "seat__number"
        )
    )
    return table(
        {row.agency.code: row.agency.name for row in found},
        {
            "there": ("Represented", [_row(row) for row in found if row.presence in THERE]),
            "apologies": ("Apologies", [_row(row) for row in found if row.presence == Presence.APOLOGIES]),
            "absent": ("Absent without", [_row(row) for row in found if row.presence == Presence.ABSENT]),
        },
    )


def _row(row: Attendance) -> Row:
    label = f"{row.seat.code} at {row.meeting.code}"
    return Row(row.agency.code, "meeting", row.meeting_id, label, Presence(row.presence).label)
