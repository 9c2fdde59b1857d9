"""What the tracker calls done."""

from datetime import date, time, timedelta

import pytest

from actionplans.lights import voices
from actionplans.models import Action, Escalation, UpdateOwed
from actionplans.services import completion, escalations, extensions, imports, undoing, updates
from subgroup import clock
from subgroup.clock import moment
from subgroup.models import Deadline
from tests.actionplans.imports.trackers import (
    AT,
    HEAD,
    ROW,
    TODAY,
    daily_until,
    like,
    owed,
    see,
    start,
    tracker,
    verdicts,
    write,
)
from tests.actionplans.plans import make_meetings
from tests.actionplans.trackers.books import book


def test_what_the_tracker_calls_done_waits_for_sign_off_and_does_not_fill_the_exception_list(group, by):
    late = date(2017, 3, 1)
    row = write(
        group, by, like(rag="Blue", due_date=late), like(action_no="1.2", action="x y", rag="", due_date="Completed"),
        like(action_no="1.3", action="Brief all teams", due_date=late),
    )  # fmt: skip
    first, second, third = Action.objects.order_by("pk")
    assert [one.stage for one in (first, second, third)] == ["proposed", "proposed", "open"]
    assert "2 actions are reported done as the tracker says, and wait for sign-off." in row.changes["said"]
    assert (first.colour, first.done_on) == ("blue", date(2017, 11, 14))
    word = first.updates.get(done=True)
    assert (word.text, word.from_tracker) == ("The tracker says that it is done.", True)
    assert voices(first, TODAY)[0].colour == "blue"
    assert first.stages.last().reason == "The tracker says that it is done."
    assert not Deadline.objects.filter(rule="action", subject_id=first.pk).exists()
    assert Deadline.objects.get(rule="sign_off", subject_id=first.pk).owner_key == "chair"
    later = moment(date(2017, 11, 21))
    with clock.frozen(later):
        escalations.find(group=group, at=later)
        assert [one.action for one in Escalation.objects.all()] == [third]
        undone = start(group, by, tracker(like(rag="Blue", due_date=late)))
        assert verdicts(undone) == ["unchanged"]
        completion.return_(action=first, reason="Send the protocol", by=by, at=later)
        assert owed(first).due_on == late


def test_an_import_of_what_is_done_is_undone(group, by):
    row = write(group, by, like(rag="Blue"))
    undoing.undo(tracker_import=row, by=by, at=AT)
    assert not Action.objects.exists()
    assert not Deadline.objects.filter(rule="sign_off", released_at=None).exists()


MORE = [*HEAD, "Evidence required", "Evidence supplied", "Completed on"]


def with_proof(asked: str = "", supplied: str = "", completed_on: date | None = None, **changes) -> bytes:
    row = [*like(**changes), asked, supplied, completed_on]
    return book(("Actions", [["Tracker of the sub-group, as at 14 November 2017"], MORE, row]))


@pytest.fixture
def action(group, by) -> Action:
    """SCR-M/1.1, open and due on 1 March 2018, as an earlier tracker brought it."""
    write(group, by, ROW)
    return Action.objects.get()


def again(group, by, data: bytes):
    """What the preview says of the one row, and the import once it is confirmed."""
    row = start(group, by, data)
    (shown,) = see(row).rows
    return shown, row


def test_F15_what_is_open_here_and_done_there_is_reported_done_and_not_signed_off(group, by, action):
    shown, row = again(group, by, with_proof(rag="Blue", completed_on=date(2017, 10, 30)))
    assert shown.verdict == "changed"
    assert shown.reasons == (
        "It is reported done on Monday 30 October 2017, as the tracker says, and waits for sign-off.",
    )
    row = imports.write(tracker_import=row, by=by, at=AT)
    assert "1 action is reported done as the tracker says, and waits for sign-off." in row.changes["said"]
    action.refresh_from_db()
    assert (action.stage, action.done_on, action.signed_off_on) == ("proposed", date(2017, 10, 30), None)
    word = action.updates.get(done=True)
    assert word.text == "The tracker says that it is done.\nCompleted on Monday 30 October 2017."
    assert (word.from_tracker, word.colour, word.window) == (True, "blue", None)
    assert owed(action).met_on == date(2017, 10, 30)
    answer = Deadline.objects.get(rule="sign_off", subject_id=str(action.pk))
    assert (answer.owner_key, answer.met_on) == ("chair", None)
    assert voices(action, TODAY)[0].colour == "blue"


def test_F15_the_evidence_words_of_the_tracker_come_with_the_proposal(group, by, action):
    shown, row = again(
        group, by, with_proof(rag="Blue", asked="Audit of 20 files", supplied="Audit report, shared drive")
    )
    assert shown.verdict == "changed"
    assert "Evidence is added: “Audit report, shared drive”." in shown.reasons
    imports.write(tracker_import=row, by=by, at=AT)
    action.refresh_from_db()
    assert action.stage == "proposed"
    proof = action.evidence.get()
    assert (proof.told, proof.title, proof.agency) == (
        "Audit report, shared drive", "As the tracker says", action.agency
    )  # fmt: skip


def test_F10_without_the_evidence_asked_for_it_stays_open_and_the_preview_says_why(group, by, action):
    shown, row = again(group, by, with_proof(rag="Blue", asked="Audit of 20 files"))
    assert shown.verdict == "changed"
    assert any(
        "It stays open: it asks for evidence (Audit of 20 files), and the tracker names none" in reason
        for reason in shown.reasons
    )
    imports.write(tracker_import=row, by=by, at=AT)
    action.refresh_from_db()
    assert (action.stage, action.colour, action.evidence_required) == ("open", "amber", "Audit of 20 files")
    assert action.updates.latest("pk").text == "The tracker says that it is done."
    assert verdicts(start(group, by, with_proof(rag="Blue", asked="Audit of 20 files"))) == ["unchanged"]


def test_F15_evidence_that_a_tracker_names_of_an_open_action_is_taken_over_once(group, by, action):
    data = with_proof(supplied="Minute 7 of the team meeting")
    shown, row = again(group, by, data)
    assert (shown.verdict, shown.reasons) == (
        "changed", ("Evidence is added: “Minute 7 of the team meeting”.",)
    )  # fmt: skip
    imports.write(tracker_import=row, by=by, at=AT)
    assert action.evidence.get().told == "Minute 7 of the team meeting"
    assert verdicts(start(group, by, data)) == ["unchanged"]


@pytest.mark.parametrize("word", ["N", "None", "Not yet", "tbc"])
def test_F10_a_word_that_there_is_no_evidence_is_none(group, by, action, word):
    shown, _ = again(group, by, with_proof(rag="Blue", asked="Audit of 20 files", supplied=word))
    assert not shown.evidence
    assert not shown.is_done


def test_F15_what_the_chair_returned_the_same_tracker_does_not_report_done_again(group, by, action):
    _, row = again(group, by, tracker(like(rag="Blue")))
    imports.write(tracker_import=row, by=by, at=AT)
    completion.return_(action=action, reason="Send the protocol", by=by, at=AT)
    shown, _ = again(group, by, tracker(like(rag="Blue")))
    assert shown.verdict == "unchanged"
    assert "That was taken over before, and the action is open again" in shown.reasons[0]
    shown, row = again(group, by, with_proof(rag="Blue", completed_on=date(2017, 11, 13)))
    assert shown.is_done, "it says something new"
    imports.write(tracker_import=row, by=by, at=AT + timedelta(hours=1))
    action.refresh_from_db()
    assert (action.done_on, action.colour) == (date(2017, 11, 13), "blue")
    assert voices(action, TODAY)[0].colour == "blue"


def test_F15_a_newer_word_of_the_register_stands_before_an_older_tracker(group, by, action):
    updates.update(action=action, text="It slips", by=by, at=AT)
    shown, _ = again(group, by, tracker(like(rag="Blue")))
    assert "the register has a newer word, of Monday 20 November 2017" in shown.reasons[0]
    assert not shown.is_done


def test_what_an_import_reported_done_is_open_again_once_it_is_undone(group, by, action):
    extension = extensions.ask(
        action=action, to_day=date(2018, 6, 1), reason="The author is away", by=by, at=AT - timedelta(days=8)
    )
    before = Action.objects.filter(pk=action.pk).values().get()
    shown, row = again(group, by, with_proof(rag="Blue", supplied="Protocol, version 2"))
    assert "More time was asked for; that needs no decision any more." in shown.reasons
    row = imports.write(tracker_import=row, by=by, at=AT)
    extension.refresh_from_db()
    assert extension.granted is False
    undoing.undo(tracker_import=row, by=by, at=AT)
    after = Action.objects.filter(pk=action.pk).values().get()
    assert {**after, "version": 0} == {**before, "version": 0}
    extension.refresh_from_db()
    assert (extension.granted, extension.decided_at, extension.decided_because) == (None, None, "")
    assert not action.evidence.exists()
    assert not action.updates.filter(done=True).exists()
    assert [one.stage for one in action.stages.all()] == ["open"]
    assert owed(action).met_on is None
    assert not Deadline.objects.open().filter(rule="sign_off").exists()
    assert Deadline.objects.open().filter(rule="extension", subject_id=str(extension.pk)).exists()


def test_P8_in_an_open_window_what_the_import_answered_is_owed_again_once_it_is_undone(group, by, action):
    make_meetings(group, date(2017, 12, 14), at=AT)
    daily_until(group, date(2017, 11, 28))
    due = UpdateOwed.objects.get()
    at = moment(date(2017, 11, 28), time(9))
    with clock.frozen(at):
        row = start(group, by, tracker(like(rag="Blue")))
        imports.write(tracker_import=row, by=by, at=at)
        due.refresh_from_db()
        assert due.made_at == at
        undoing.undo(tracker_import=row, by=by, at=at)
    due.refresh_from_db()
    assert due.made_at is None
    assert Deadline.objects.open().filter(rule="plan_update", subject_id=str(due.pk)).exists()
