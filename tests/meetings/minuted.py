"""The second meeting of the year 2017-18 as it was held, with an item on it, for tests of minutes."""

from datetime import date, time

from meetings.enums import ItemState
from meetings.models import AgendaItem, Meeting
from meetings.services import minutes
from subgroup import ledger
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests.meetings import year

AT = moment(date(2017, 6, 1), time(11))
LATER = moment(date(2017, 6, 20), time(10))


def hold(group: SubGroup) -> Meeting:
    """Its minutes are owed."""
    made = year.hold(group, 2)
    ledger.owe(
        group=group, rule="minutes", subject_kind="meeting", subject_id=made.pk, trigger_on=made.day,
        owner=("role", "business_support"), label="Minutes of M2", at=AT,
    )  # fmt: skip
    return made


def audit(meeting: Meeting) -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting,
        state=ItemState.ON_AGENDA,
        position=10,
        title="Audit of neglect",
        recommendation="Agree the scope",
    )


def save(meeting, item, text, version, by, **more):
    return minutes.save_text(meeting=meeting, item=item, text=text, version=version, by=by, at=AT, **more)
