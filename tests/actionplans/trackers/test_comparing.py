"""A row of a tracker against what the register holds."""

from dataclasses import replace
from datetime import date

from actionplans.trackers import Known, Remark, Row, compare, find

ROW = Row(
    sheet="Plan", row=8, review="SCR Child K", rec_no="1", action_no="1.1", action="Revise the protocol",
    agency_codes=("CCG",), lead_officer="Dr Wexcombe", due_suggested=date(2018, 2, 28), rag="G",
)  # fmt: skip
HELD = Known(
    key=7, review="SCR Child K", rec_no="1", action_no="1.1", action="Revise the protocol.", agency_codes=("CCG",),
    lead_officer="Dr Wexcombe", due_suggested=date(2018, 2, 28), rag="G",
)  # fmt: skip


def test_without_an_action_in_the_register_the_verdict_stands():
    assert compare(ROW, None).verdict == "new"
    assert compare(replace(ROW, verdict="unclear"), None).verdict == "unclear"


def test_the_same_but_for_a_full_stop_is_unchanged():
    assert compare(ROW, HELD).verdict == "unchanged"


def test_what_changed_is_said_field_by_field():
    found = compare(replace(ROW, rag="R", due_suggested=date(2018, 3, 30)), HELD)
    assert found.verdict == "changed"
    assert [change.sentence for change in found.changes] == [
        "The due date is now “Friday 30 March 2018”. It was “Wednesday 28 February 2018”.",
        "The traffic light is now “R”. It was “G”.",
    ]


def test_an_empty_cell_changes_nothing():
    assert compare(replace(ROW, rag="", lead_officer="", due_suggested=None), HELD).verdict == "unchanged"


def test_a_change_that_is_unclear_stays_unclear_and_another_does_not():
    asked = (Remark("due_suggested", "“Mar 2018” is a month."),)
    unclear = replace(ROW, verdict="unclear", remarks=asked)
    assert compare(replace(unclear, due_suggested=date(2018, 3, 31)), HELD).verdict == "unclear"
    assert compare(replace(unclear, rag="A"), HELD).verdict == "changed"
    assert compare(unclear, HELD).verdict == "unchanged"


def test_a_wrong_row_changes_nothing():
    assert compare(replace(ROW, verdict="wrong", rag="R"), HELD).changes == ()


def test_an_action_is_found_by_review_and_reference_and_else_by_its_words():
    others = [
        replace(HELD, key=8, review="SCR Baby T"),
        HELD,
        replace(HELD, key=9, action_no="1.2", action="Brief teams"),
    ]
    assert find(ROW, others) == HELD
    assert find(replace(ROW, action_no="", action="brief teams"), others).key == 9
    assert find(replace(ROW, action_no="9.9", action="Something else"), others) is None
    assert find(ROW, [HELD, replace(HELD, key=10)]) is None
