"""Files that are read, or cannot be, and the columns chosen by hand."""

from datetime import date, timedelta

import pytest

from actionplans.models import (
    Action,
    TrackerImport,
)
from actionplans.services import imports
from subgroup.errors import NotAllowed
from tests.actionplans.imports.trackers import AT, ROW, like, start, tracker, verdicts, verdicts_or_none
from tests.actionplans.trackers.books import book


def test_a_file_that_is_no_tracker_says_so_and_stays_so(group, by):
    row = start(group, by, b"Dear all,\nplease find nothing here\n", "letter.csv")
    assert (row.state, verdicts_or_none(row)) == (TrackerImport.State.UNREADABLE, [])
    assert "No list of actions was found" in row.refusal
    with pytest.raises(NotAllowed, match="No list of actions"):
        imports.write(tracker_import=row, by=by, at=AT)


def test_columns_chosen_by_hand_are_remembered(group, by):
    same = "Look at the minutes of the last meeting"
    data = book(
        ("Liste", [["A", "B", "C"], ["GMP", date(2018, 3, 1), same], ["SRFT", date(2018, 4, 1), same]])
    )
    row = start(group, by, data)
    assert verdicts(row) == [], "no column says what is to be done"
    mapping = {"A": "agency", "B": "due", "C": "action"}
    with pytest.raises(NotAllowed, match="one column that says what is to be done"):
        imports.map_columns(tracker_import=row, mapping={**mapping, "C": ""}, by=by, at=AT)
    imports.map_columns(tracker_import=row, mapping=mapping, by=by, at=AT)
    assert verdicts(row) == ["new", "new"]
    imports.write(tracker_import=row, by=by, at=AT)
    assert [one.agency.code for one in Action.objects.order_by("pk")] == ["GMP", "SRFT"]
    assert {one["header"]: one["field"] for one in start(group, by, data).reading["columns"]} == mapping


def test_a_large_file_is_read_by_a_task(group, by, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(imports, "READ_AT_ONCE", 10)
    row = start(group, by, tracker(ROW))
    assert row.state == TrackerImport.State.READING
    with django_capture_on_commit_callbacks(execute=True):
        row = start(group, by, tracker(ROW))
    row.refresh_from_db()
    assert verdicts(row) == ["new"]


def test_a_reading_that_was_cut_short_is_resumed_and_given_up_in_the_end(group, by, monkeypatch):
    monkeypatch.setattr(imports, "READ_AT_ONCE", 10)
    row = start(group, by, tracker(ROW))
    other = start(group, by, tracker(ROW))
    imports.resume(at=AT + timedelta(minutes=2))
    row.refresh_from_db()
    assert row.state == TrackerImport.State.READING, "it may still be under way"
    TrackerImport.objects.filter(pk=other.pk).update(read_at=AT - timedelta(hours=1))
    imports.resume(at=AT + timedelta(minutes=4))
    assert [one.state for one in TrackerImport.objects.order_by("pk")] == ["previewed", "unreadable"]


def test_a_tracker_that_is_too_long_is_to_be_split(group, by, monkeypatch):
    monkeypatch.setattr(imports, "MOST_ROWS", 1)
    row = start(group, by, tracker(ROW, like(action_no="1.2", action="Brief all teams")))
    assert "holds 2 actions, and at most 1 are imported at once" in row.refusal
