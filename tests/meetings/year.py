"""The attendance of the year 2017-18, meeting by meeting: P present, D deputy, A apologies, N absent without."""

from datetime import date, time

from meetings.models import Meeting
from meetings.services import day
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests import factories, snapshots

MEETINGS = {
    1: (date(2017, 4, 20), "S01", "P P P P - P P P P A P A P - P P P D"),
    2: (date(2017, 6, 1), "S01", "P P A D - P P A P P P D N - P P P P"),
    3: (date(2017, 7, 13), "S02", "A P P P - P P A P A D A P - P D P P"),
    4: (date(2017, 8, 24), "", ""),
    5: (date(2017, 10, 5), "S01", "P P A P - P P P P A P P P - D P P P"),
    6: (date(2017, 11, 16), "S01", "P P P P - P P A P P A A N - P A A P"),
    7: (date(2018, 1, 4), "S02", "A P P P - D P D P P A P P - P P P P"),
    8: (date(2018, 2, 8), "S01", "P P D N - P P P A P P P A - P P N A"),
    9: (date(2018, 3, 22), "S01", "P A P P - P P P P P P D A - P P P P"),
}


def codes(number: int) -> dict[str, str]:
    row = MEETINGS[number][2].split()
    return {f"S{at:02d}": code for at, code in enumerate(row, start=1) if code != "-"}


def hold(group: SubGroup, number: int, *, changed: dict[str, str] | None = None) -> Meeting:
    """Makes the meeting, opens it, takes and confirms its attendance."""
    key = "held", number, tuple(sorted((changed or {}).items()))
    return snapshots.grown(key, lambda: [_hold(group, number, changed or {})])[0]


def _hold(group: SubGroup, number: int, changed: dict[str, str]) -> Meeting:
    on, chair, _ = MEETINGS[number]
    at = moment(on, time(9, 30))
    meeting = factories.make_meeting(group, on, number=number)
    support = factories.holder(group, "S06")
    day.open_meeting(meeting=meeting, chaired_by_seat=factories.seat(group, chair), by=support, at=at)
    taken = codes(number) | changed
    presences = {factories.seat(group, code).pk: presence for code, presence in taken.items()}
    day.record_all(meeting=meeting, presences=presences, by=support, at=at)
    day.confirm_attendance(meeting=meeting, by=support, at=at)
    return meeting


def cancel(group: SubGroup, number: int) -> Meeting:
    on = MEETINGS[number][0]
    fields = {"state": "cancelled", "cancelled_at": moment(on), "cancel_reason": "Too few replies"}
    return factories.make_meeting(group, on, number=number, **fields)
