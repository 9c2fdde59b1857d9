"""What is written many rows at a time stands in the change log as everything else does."""

from datetime import date, time

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from meetings.models import AgendaItem, Attendance, Decision, Guest, PlannedDate, Withholding
from meetings.services import agenda, day, floor, minutes, planning, withholding
from members.services import closures
from subgroup.clock import moment
from subgroup.models import Deadline, DeadlineMove
from tests import factories
from tests.meetings.papers import sent
from tests.meetings.test_planning import MARCH, agreed, propose

pytestmark = pytest.mark.django_db

AT = moment(date(2017, 4, 3), time(9))


@pytest.fixture
def meetings(group, chair):
    return agreed(group, chair)


def entries(model, action=LogEntry.Action.CREATE, field=None):
    rows = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), action=action)
    return [row for row in rows if field is None or field in row.changes]


def hold(group, meeting, chair, present):
    at = moment(meeting.day, time(9, 30))
    day.open_meeting(meeting=meeting, chaired_by_seat=factories.seat(group, "S01"), by=chair, at=at)
    codes = {
        row.seat_id: "P" if present or row.seat.code == "S01" else "A" for row in meeting.attendance.all()
    }
    day.record_all(meeting=meeting, presences=codes, by=chair, at=at)
    day.confirm_attendance(meeting=meeting, by=chair, at=at)
    return at


def test_dates_of_a_plan(group, chair):
    plan = propose(group, by=chair)
    assert len(entries(PlannedDate)) == plan.dates.count() == 9
    planning.set_dates(plan=plan, dates=[date(2017, 4, 20), date(2018, 1, 4)], by=chair, at=MARCH)
    assert [entry.actor for entry in entries(PlannedDate)] == [chair] * 10


def test_attendance_guests_and_a_decision_made_good(group, chair, meetings):
    first, second = meetings[:2]
    hold(group, first, chair, present=False)
    assert len(entries(Attendance)) == first.attendance.count()
    floor.set_guests(meeting=first, guests=[("Jane Visitor", "Board")], by=chair, at=AT)
    assert [entry.actor for entry in entries(Guest)] == [chair]
    bad = minutes.record_decision(meeting=first, item=None, text="Close it", by=chair, at=AT)
    at = hold(group, second, chair, present=True)
    minutes.record_decision(meeting=second, item=None, text="Ratify", ratifies=[bad], by=chair, at=at)
    assert [entry.object_pk for entry in entries(Decision, LogEntry.Action.UPDATE, "ratified_by")] == [
        str(bad.pk)
    ]


def test_places_on_the_agenda_and_withholdings_that_are_carried_over(group, chair, meetings):
    first = meetings[0]
    agenda.prepare(meeting=first, at=MARCH)
    before = dict(first.items.values_list("pk", "position"))
    item = sent(first, at=AT)
    moved = [pk for pk, place in first.items.values_list("pk", "position") if before.get(pk, place) != place]
    assert {int(entry.object_pk) for entry in entries(AgendaItem, LogEntry.Action.UPDATE, "position")} >= set(
        moved
    )
    reader = factories.holder(group, "S16")
    withholding.withhold(item=item, person=reader, reason="An interest", by=chair, at=AT)
    planning.cancel(meeting=first, reason="Too few", by=chair, at=AT)
    assert Withholding.objects.count() == 2
    assert len(entries(Withholding)) == 2


def test_dates_that_a_closed_day_moves(group, chair, meetings):
    closures.close(group=group, days=[date(2017, 4, 6)], reason="Office move", by=chair, at=MARCH)
    moves = DeadlineMove.objects.count()
    assert moves
    assert [entry.actor for entry in entries(DeadlineMove)] == [chair] * moves
    assert len(entries(Deadline, LogEntry.Action.UPDATE, "due_on")) == moves
