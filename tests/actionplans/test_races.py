"""Leads, the chair, importers and the daily run at the same moment (F15, P8). Only PostgreSQL lets them race."""

from datetime import date, time, timedelta
from threading import Event
from time import sleep

import pytest
from django.db import transaction

from actionplans.enums import Stage
from actionplans.importing.preview import preview
from actionplans.models import Action, ActionUpdate, TrackerImport, UpdateOwed
from actionplans.services import completion, import_tasks, imports, updates, windows
from actionplans.views import words
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, SubGroup
from tests import factories
from tests.actionplans.imports.trackers import AT as IMPORTED
from tests.actionplans.imports.trackers import ROW, like, start, tracker
from tests.actionplans.plans import (
    CLOSES,
    MEETING,
    make_action,
    make_lead,
    make_meetings,
    make_plan,
    open_window,
)
from tests.races import at_once, raced_board

NOW = moment(date(2017, 3, 30), time(10))


@pytest.fixture
def board(transactional_db) -> SubGroup:
    return raced_board()


@pytest.fixture
def asked(board):
    """Two actions of GMP, its two leads, and the open window."""
    make_meetings(board, MEETING, date(2017, 6, 1))
    plan = make_plan(board)
    actions = [make_action(plan, "GMP"), make_action(plan, "GMP")]
    leads = [make_lead(board, "GMP", "Lead One"), make_lead(board, "GMP", "Lead Two")]
    return actions, leads, open_window(board)


def fresh(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


def problems(results):
    return [one for one in results if isinstance(one, Exception)]


def test_P8_two_leads_who_say_the_last_words_at_once_have_made_the_update(asked):
    (first, second), leads, window = asked
    said = Event()

    def one():
        with transaction.atomic():
            updates.say(action=fresh(first), colour="green", text="One", by=leads[0], at=NOW)
            said.set()
            sleep(0.3)  # not committed yet

    def other():
        said.wait(5)
        updates.say(action=fresh(second), colour="green", text="Two", by=leads[1], at=NOW)

    assert problems(at_once(one, other)) == []
    owed = UpdateOwed.objects.get(window=window)
    assert owed.made_at == NOW
    assert Deadline.objects.get(rule="plan_update", subject_id=str(owed.pk)).met_on == NOW.date()


def test_F15_words_on_one_action_at_once_are_all_kept_and_a_double_press_is_one(asked):
    (first, second), leads, _ = asked

    def say(action, by):
        return lambda: updates.say(action=fresh(action), colour="amber", text=f"By {by}", by=by, at=NOW)

    assert problems(at_once(*[say(first, by) for by in leads], *[say(second, leads[0])] * 2)) == []
    assert sorted(first.updates.values_list("text", flat=True)) == ["By Lead One", "By Lead Two"]
    assert second.updates.count() == 1


def test_F15_two_leads_who_send_the_same_rows_in_another_order_do_not_block_each_other(asked, board):
    actions, leads, window = asked
    lights = board.terms_on(NOW.date()).content.lights

    def send(by, order):
        data = {
            f"a{pk}-{name}": said
            for pk in order
            for name, said in (("colour", "green"), ("text", f"{by} {pk}"))
        }
        form = {"data": data, "may_attach": False}

        def act():
            rows = words.rows_of(
                window, Action.objects.filter(pk__in=order), shows=lambda one: True, lights=lights, form=form
            )
            rows.sort(key=lambda row: order.index(row.action.pk))
            return words.send(rows, window, group=board, by=by, at=NOW)

        return act

    there = [one.pk for one in actions]
    for _ in range(3):
        ActionUpdate.objects.all().delete()
        assert at_once(send(leads[0], there), send(leads[1], there[::-1])) == [2, 2]
        assert ActionUpdate.objects.count() == 4


def test_F15_a_signature_and_a_return_at_once_are_one_of_them(asked, board):
    (action, _), leads, _ = asked
    completion.propose(action=action, text="It is done.", by=leads[0], at=NOW)
    chair, vice = factories.holder(board, "S01"), factories.holder(board, "S02")

    def sign():
        return completion.sign_off(action=fresh(action), no_test_because="Seen.", by=chair, at=NOW)

    def back():
        return completion.return_(action=fresh(action), reason="Not yet.", by=vice, at=NOW)

    assert [type(one) for one in problems(at_once(sign, back))] == [NotAllowed]
    action.refresh_from_db()
    assert action.stage in (Stage.SIGNED_OFF, Stage.OPEN)
    assert (action.signed_off_on is None) == (action.stage == Stage.OPEN)


def test_F15_a_word_said_while_the_chair_signs_is_before_it_or_refused(asked, board):
    (action, _), leads, _ = asked
    completion.propose(action=action, text="It is done.", by=leads[0], at=NOW)
    chair = factories.holder(board, "S01")

    def sign():
        return completion.sign_off(action=fresh(action), no_test_because="Seen.", by=chair, at=NOW)

    def say():
        return updates.say(action=fresh(action), colour="red", text="No.", by=leads[1], at=NOW)

    assert [type(one) for one in problems(at_once(sign, say))] == [NotAllowed]
    action.refresh_from_db()
    assert (action.stage, action.colour) == (Stage.SIGNED_OFF, "blue")


def test_P8_a_word_said_while_the_window_closes_is_in_time_and_no_breach(asked, board):
    actions, leads, window = asked
    late, midnight = moment(CLOSES, time(23, 59)), moment(CLOSES + timedelta(days=1), time(0, 5))
    updates.say(action=actions[0], colour="green", text="One", by=leads[0], at=late)

    def say():
        return updates.say(action=fresh(actions[1]), colour="green", text="Two", by=leads[1], at=late)

    assert problems(at_once(say, lambda: windows.close_due(group=board, at=midnight))) == []
    due = Deadline.objects.get(rule="plan_update")
    assert (due.met_on, due.due_on) == (CLOSES, CLOSES)
    window.refresh_from_db()
    assert window.closed_at == midnight


def test_F15_two_imports_of_one_tracker_confirmed_at_once_write_it_once(board):
    by = factories.holder(board, "S06")
    data = tracker(ROW, like(action_no="1.2", action="Brief all teams"))
    rows = [start(board, by, data), start(board, by, data)]
    results = at_once(
        *[lambda one=one: imports.write(tracker_import=one, by=by, at=IMPORTED) for one in rows]
    )
    assert [type(one) for one in problems(results)] == [NotAllowed]
    assert Action.objects.count() == 2


def test_F15_an_import_confirmed_twice_at_once_is_written_once(board):
    by = factories.holder(board, "S06")
    row = start(board, by, tracker(ROW))
    pk = row.pk

    def confirm():
        return imports.write(tracker_import=type(row).objects.get(pk=pk), by=by, at=IMPORTED)

    assert [type(one) for one in problems(at_once(confirm, confirm))] == [NotAllowed]
    assert Action.objects.count() == 1


def test_two_tasks_at_once_write_a_large_import_once_and_a_second_press_waits_for_neither(board, monkeypatch):
    monkeypatch.setattr(import_tasks, "AT_ONCE", 0)
    monkeypatch.setattr(import_tasks, "_ring", lambda pk: None)
    by, at = factories.holder(board, "S06"), IMPORTED
    row = start(board, by, tracker(ROW, like(action_no="1.2", action="Brief all teams")))
    seen = preview(row, on=at.date()).digest()
    same = TrackerImport.objects.get(pk=row.pk)
    pressed = at_once(
        *(lambda one=one: import_tasks.confirm(tracker_import=one, by=by, at=at, seen=seen) for one in (row, same))
    )  # fmt: skip
    assert [type(one) for one in problems(pressed)] == [NotAllowed]
    assert at_once(*[lambda: import_tasks.carry_out(row.pk, at=at)] * 2) == [None, None]
    assert Action.objects.count() == 2
    assert TrackerImport.objects.get().state == TrackerImport.State.WRITTEN
