"""A tracker that comes in again, against what the register holds."""

import io
from datetime import date, time

import openpyxl

from actionplans import register
from actionplans.lights.voices import voices
from actionplans.models import Action, Plan, UpdateOwed
from actionplans.owed import unsaid_in
from actionplans.services import imports, plans, undoing, updates
from subgroup import clock, daily
from subgroup.clock import moment
from tests.actionplans.imports.trackers import (
    AT,
    HEAD,
    ROW,
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
from tests.actionplans.trackers import books
from tests.actionplans.trackers.books import book


def test_a_later_tracker_changes_what_it_says_and_adds_only_new_words(group, by):
    write(group, by, ROW)
    action = Action.objects.get()
    later = like(
        due_date=date(2018, 5, 1), progress="12/9/2017: first draft sent\n16/11/2017: with the lawyers"
    )
    row = start(group, by, tracker(later))
    (one,) = see(row).rows
    assert one.verdict == "changed"
    assert "The due date is now “Tuesday 1 May 2018”. It was “Thursday 1 March 2018”." in one.reasons
    imports.write(tracker_import=row, by=by, at=AT)
    action.refresh_from_db()
    assert (action.first_due_on, action.due_on) == (date(2018, 3, 1), date(2018, 5, 1))
    assert owed(action).due_on == date(2018, 5, 1)
    assert [one.text for one in action.updates.all()].count("first draft sent") == 1
    assert action.updates.filter(text="with the lawyers").exists()

    undoing.undo(tracker_import=row, by=by, at=AT)
    action.refresh_from_db()
    assert (action.due_on, action.due_changes.count()) == (date(2018, 3, 1), 1)
    assert owed(action).due_on == date(2018, 3, 1)
    assert not action.updates.filter(text="with the lawyers").exists()


def test_an_older_tracker_does_not_overwrite_a_newer_word(group, by):
    write(group, by, ROW)
    action = Action.objects.get()
    updates.say(action=action, text="Done by Friday", colour="green", by=by, at=AT)
    row = start(group, by, tracker(like(rag="Red")))
    assert verdicts(row) == ["unchanged"]


def test_a_revised_day_keeps_the_first(group, by):
    head = [*HEAD[:7], "Original target", "Revised target", *HEAD[8:]]
    cells = [*ROW[:7], date(2017, 6, 1), date(2018, 3, 1), *ROW[8:]]
    row = start(group, by, book(("Actions", [head, cells])))
    imports.write(tracker_import=row, by=by, at=AT)
    action = Action.objects.get()
    assert (action.first_due_on, action.due_on) == (date(2017, 6, 1), date(2018, 3, 1))
    assert [one.due_on for one in action.due_changes.all()] == [date(2017, 6, 1), date(2018, 3, 1)]


def test_what_is_signed_off_or_closed_no_tracker_changes(group, by):
    write(group, by, ROW)
    plans.close(plan=Plan.objects.get(), because="The review was withdrawn", by=by, at=AT)
    (one,) = see(start(group, by, tracker(like(due_date=date(2019, 1, 1))))).rows
    assert one.verdict == "unchanged"
    assert "SCR-M was closed on Monday 20 November 2017" in one.reasons[0]


def test_P8_words_of_a_tracker_answer_no_window(group, by):
    write(group, by, ROW)
    make_meetings(group, date(2017, 12, 14), at=AT)
    daily_until(group, date(2017, 11, 28))
    owed_now, at = UpdateOwed.objects.get(), moment(date(2017, 11, 29), time(9))
    with clock.frozen(at):
        row = start(group, by, tracker(like(rag="Red", progress="28/11/2017: nothing was done")))
        imports.write(tracker_import=row, by=by, at=at)
        assert Action.objects.get().updates.filter(text="nothing was done").exists()
        daily.run(today=at.date(), at=at)
        owed_now.refresh_from_db()
        assert owed_now.made_at is None
        assert unsaid_in(owed_now.window).exists()


def test_P7_as_it_was_before_an_import_knows_nothing_of_its_words(group, by):
    write(group, by, ROW)
    action, day = Action.objects.get(), date(2017, 11, 25)
    updates.say(action=action, text="Going on", colour="green", by=by, at=moment(date(2017, 11, 22)))
    at = moment(date(2017, 11, 29), time(9))
    with clock.frozen(at):
        row = start(group, by, book(("Actions", [["As at 24 November 2017"], HEAD, like(rag="Red")])))
        imports.write(tracker_import=row, by=by, at=at)
    assert action.updates.latest("made_at").made_at < moment(day)
    then = voices(Action.objects.get(), day)[0]
    assert (then.colour, then.since) == ("green", date(2017, 11, 22))
    assert voices(Action.objects.get(), date(2017, 11, 29))[0].colour == "red"
    (past,) = register.at(Action.objects.all(), day, today=date(2017, 11, 29))
    (now,) = register.at(Action.objects.all(), date(2017, 11, 29), today=date(2017, 11, 29))
    assert (past.at_colour, past.at_confirmed_on) == ("green", date(2017, 11, 22))
    assert now.at_colour == "red"


def test_F15_an_older_word_that_a_tracker_brought_is_a_change_of_the_day_it_came(group, by):
    write(group, by, ROW)
    at = moment(date(2017, 11, 29), time(9))
    with clock.frozen(at):
        row = start(group, by, tracker(like(progress="1/11/2017: with the lawyers")))
        imports.write(tracker_import=row, by=by, at=at)
    today = date(2017, 11, 29)
    rows = register.at(Action.objects.all(), today, today=today)
    assert rows.filter(register.changed_since(moment(date(2017, 11, 28)))).count() == 1


def test_F15_the_register_that_was_saved_as_a_workbook_comes_in_again_as_what_it_is(group, by, client_as):
    write(group, by, ROW)
    action = Action.objects.get()
    with clock.frozen(AT):
        saved = client_as("business_support").get(f"/g/{group.slug}/actions/?format=xlsx")
    data = b"".join(saved.streaming_content) if saved.streaming else saved.content
    saved.close()
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    sheet = workbook.active
    line = next(cells for cells in sheet.iter_rows() if cells[0].value == action.reference)
    line[1].value, line[3].value = "Write the protocol and send it", date(2018, 5, 1)
    row = start(group, by, books.saved(workbook))
    (one,) = see(row).rows
    assert (one.verdict, one.action, one.choice.plan) == ("changed", action, action.recommendation.plan)
    assert {"action", "due_suggested"} <= {change.field for change in one.changes}
