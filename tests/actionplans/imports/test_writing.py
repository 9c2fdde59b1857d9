"""The import is written whole and once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import (
    Action,
    Plan,
    TrackerImport,
)
from actionplans.services import imports, undoing
from subgroup.errors import NotAllowed
from tests import factories
from tests.actionplans.imports.trackers import AT, ROW, like, see, start, tracker


def test_of_two_who_confirm_at_once_one_is_refused(group, by):
    row = start(group, by, tracker(ROW))
    same = TrackerImport.objects.get(pk=row.pk)
    imports.write(tracker_import=row, by=by, at=AT)
    with pytest.raises(NotAllowed, match=f"{by} imported this tracker on Monday 20 November 2017 already"):
        imports.write(tracker_import=same, by=factories.holder(group, "S01"), at=AT)
    assert Action.objects.count() == 1


def test_the_same_tracker_confirmed_twice_is_not_written_twice(group, by):
    first, second = start(group, by, tracker(ROW)), start(group, by, tracker(ROW))
    shown = see(second).digest()
    imports.write(tracker_import=first, by=by, at=AT)
    with pytest.raises(NotAllowed, match="changed after you opened this page"):
        imports.write(tracker_import=second, by=by, at=AT, seen=shown)
    with pytest.raises(NotAllowed, match="nothing to write"):
        imports.write(tracker_import=second, by=by, at=AT)
    assert Action.objects.count() == 1


def test_all_or_none_is_written(group, by, monkeypatch):
    row = start(group, by, tracker(ROW, like(action_no="1.2", action="Brief all teams")))
    shown = see(row)
    shown.rows[1].kept.pk = None  # what cannot be kept stops the whole
    monkeypatch.setattr(imports, "preview", lambda *args, **kwargs: shown)
    with pytest.raises(ValueError, match="primary key"):
        imports.write(tracker_import=row, by=by, at=AT)
    assert not Action.objects.exists()
    assert not Plan.objects.exists()
    assert TrackerImport.objects.get().is_previewed


def test_new_actions_are_written_and_undone_in_as_many_statements_however_many_they_are(group, by):
    asked = []
    for rows in (2, 3, 12):  # the first fills what is kept in the process
        review = f"Audit {rows}"
        few = [like(review=review, action_no=f"1.{n}", action=f"Brief team {n}") for n in range(1, rows + 1)]
        row = start(group, by, tracker(*few))
        numbers = []
        for act in (imports.write, undoing.undo):
            with CaptureQueriesContext(connection) as queries:
                act(tracker_import=row, by=by, at=AT)
            numbers.append(len(queries))
        asked.append(numbers)
    assert asked[1] == asked[2]
