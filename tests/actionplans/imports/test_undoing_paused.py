"""An import is undone while a meeting is postponed and its window for updates pauses: with the new day all is as if it had not (P8)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction

from actionplans.models import Action, TrackerImport, UpdateOwed, Window
from actionplans.services import imports, undoing, updates, windows
from meetings.models import Meeting
from meetings.services import planning, postponing
from subgroup import breaches, clock
from subgroup.clock import moment
from subgroup.models import Breach, Deadline
from tests.actionplans.imports.trackers import AT, ROW, like, start, tracker, write
from tests.actionplans.plans import make_meetings

OPEN, OFF, UNDONE, NAMED, NEXT = (date(2017, 11, 27) + timedelta(days=n) for n in range(5))
DAY, NEW = date(2017, 12, 14), date(2018, 1, 25)

pytestmark = pytest.mark.either


def nights(group, after: date, last: date) -> None:
    """What the daily runs after a day and until another do for windows."""
    for passed in range((last - after).days):
        night = moment(after + timedelta(days=passed + 1), time(0, 5))
        with clock.frozen(night):
            windows.daily(group, night.date(), night)
            breaches.record(group, on=night.date(), at=night)


def bring(group, by, on: date, *rows) -> TrackerImport:
    at = moment(on, time(9))
    with clock.frozen(at):
        row = start(group, by, tracker(*rows))
        return imports.write(tracker_import=row, by=by, at=at)


def reported_done(group, by) -> TrackerImport:
    write(group, by, ROW)
    nights(group, AT.date(), OPEN)
    return bring(group, by, OPEN, like(rag="Blue"))


def given_to_another(group, by) -> TrackerImport:
    write(group, by, ROW)
    nights(group, AT.date(), OPEN)
    return bring(group, by, OPEN, like(lead_agency="SRFT"))


def added_and_asked_for(group, by) -> TrackerImport:
    write(group, by, ROW)
    row = bring(
        group, by, AT.date(), ROW, like(action_no="1.2", action="Brief the wards", lead_agency="SRFT")
    )
    nights(group, AT.date(), OPEN)
    return row


def kept_waiting(group, by) -> TrackerImport:
    """Of two actions the old one had its word: the imported one alone is waited for."""
    write(group, by, ROW)
    row = bring(group, by, AT.date(), ROW, like(action_no="1.2", action="Brief the crews"))
    nights(group, AT.date(), OPEN)
    at = moment(OPEN, time(9))
    with clock.frozen(at):
        updates.update(action=Action.objects.get(reference="SCR-M/1.1"), text="On its way", by=by, at=at)
    return row


def stands(group, on: date) -> dict[str, object]:
    window = Window.objects.get()
    return {
        "window": (window.opens_on, window.closes_on, bool(window.opened_at), bool(window.closed_at)),
        "owed": sorted((one.agency.code, one.made_at) for one in UpdateOwed.objects.select_related("agency")),
        "rows": sorted(
            (one.owner_key, one.is_open, str(one.met_on), one.mistake, one.is_late(on), one.is_open and one.due_on)
            for one in Deadline.objects.filter(group=group, rule="plan_update")
        ),
        "breaches": sorted(Breach.objects.filter(clause="P8", withdrawn_at=None).values_list("sentence", flat=True)),
    }  # fmt: skip


def ended(group, by, row: TrackerImport, *, postponed: bool) -> dict[str, object]:
    """How the updates stand on the morning after the new day was named; then it is taken back."""

    def postpone(at: datetime) -> None:
        postponing.postpone(meeting=Meeting.objects.get(), reason="Snow", by=by, at=at)

    def undo(at: datetime) -> None:
        undoing.undo(tracker_import=TrackerImport.objects.get(pk=row.pk), by=by, at=at)
        assert Deadline.objects.open().filter(rule="plan_update").exists() <= (not postponed)

    def move(at: datetime) -> None:
        planning.move(meeting=Meeting.objects.get(), to_day=NEW, reason="Room", by=by, at=at)

    acts = [*([(OFF, postpone)] if postponed else []), (UNDONE, undo), (NAMED, move)]
    with transaction.atomic():
        last = OPEN
        for on, act in acts:
            nights(group, last, on)
            with clock.frozen(moment(on, time(9))):
                act(moment(on, time(9)))
            last = on
        nights(group, last, NEXT)
        found = stands(group, NEXT)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("begin", [reported_done, given_to_another, added_and_asked_for, kept_waiting])
def test_P8_undone_while_it_is_postponed_ends_where_undoing_and_moving_would(group, by, begin):
    make_meetings(group, DAY, at=AT)
    row = begin(group, by)
    without = ended(group, by, row, postponed=False)
    assert ended(group, by, row, postponed=True) == without
