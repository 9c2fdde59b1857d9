"""An import is undone in one step."""

from datetime import date, time, timedelta

import pytest

from actionplans.models import (
    Action,
    ActionUpdate,
    Escalation,
    Plan,
    UpdateOwed,
)
from actionplans.services import escalations, imports, plans, undoing, updates
from members.models import Agency
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Breach, Deadline
from tests.actionplans.imports.trackers import AT, ROW, daily_until, like, start, tracker, write
from tests.actionplans.plans import make_meetings


def test_undoing_is_refused_with_what_changed_since(group, by):
    row = write(group, by, ROW, like(action_no="1.2", action="Brief all teams"))
    action = Action.objects.get(reference="SCR-M/1.2")
    with clock.frozen(moment(date(2017, 11, 22))):
        updates.say(action=action, text="Half of them", colour="amber", by=by, at=clock.now())
        with pytest.raises(NotAllowed) as refusal:
            undoing.undo(tracker_import=row, by=by, at=clock.now())
    assert "SCR-M/1.2 was changed on Wednesday 22 November 2017" in str(refusal.value)
    assert "SCR-M/1.1" not in str(refusal.value)
    assert Action.objects.count() == 2
    assert ActionUpdate.objects.filter(text="first draft sent").exists()


def test_undoing_is_refused_when_somebody_built_on_a_plan_that_it_opened(group, by):
    row = write(group, by, ROW)
    plans.add_recommendation(plan=Plan.objects.get(), number="2", text="And more", by=by, at=AT)
    with pytest.raises(NotAllowed, match="SCR-M has a recommendation that came later"):
        undoing.undo(tracker_import=row, by=by, at=AT)


def test_what_the_daily_run_found_by_itself_leaves_the_exception_list_with_the_import(group, by):
    row = write(group, by, like(due_date=date(2017, 3, 1)), like(action_no="1.2", action="Brief all teams"))
    later = moment(date(2017, 11, 21))
    with clock.frozen(later):
        escalations.find(group=group, at=later)
        found = Escalation.objects.get()
        undoing.undo(tracker_import=row, by=by, at=later)
    found.refresh_from_db()
    assert (found.action, found.addressed_because) == (None, "The import that brought it was undone.")
    assert not Action.objects.exists()


def test_undoing_is_refused_when_somebody_acted_on_what_the_daily_run_found(group, by):
    row = write(group, by, like(due_date=date(2017, 3, 1)))
    later = moment(date(2017, 11, 21))
    with clock.frozen(later):
        escalations.find(group=group, at=later)
        escalations.note(escalation=Escalation.objects.get(), text="Rang the agency", by=by, at=later)
        with pytest.raises(NotAllowed, match=r"SCR-M/1\.1 has an escalation that came later"):
            undoing.undo(tracker_import=row, by=by, at=later)


def test_an_import_is_undone_after_a_window_opened_and_closed_by_itself(group, by):
    make_meetings(group, date(2017, 12, 14), at=AT)
    late = date(2017, 3, 1)
    new = like(action_no="1.2", action="Send the crews", lead_agency="NWAS", due_date=late)
    row = start(group, by, tracker(like(due_date=late), new))
    imports.settle_names(tracker_import=row, plans={}, agencies={"code:NWAS": "+"}, by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    assert Agency.objects.filter(code="NWAS").exists()
    daily_until(group, date(2017, 12, 8))
    assert UpdateOwed.objects.filter(made_at=None).exists()
    assert Escalation.objects.filter(cause="missed_update").exists()
    at = moment(date(2017, 12, 8), time(9))
    with clock.frozen(at):
        undoing.undo(tracker_import=row, by=by, at=at)
    assert not UpdateOwed.objects.exists()
    assert not Plan.objects.exists()
    assert not Agency.objects.filter(code="NWAS").exists()
    assert not Escalation.objects.standing().exists()
    assert not Deadline.objects.filter(rule="plan_update", mistake=False).exists()
    assert not Deadline.objects.broken(on=date(2017, 12, 8)).filter(rule="plan_update").exists()
    daily_until(group, date(2017, 12, 9))


def test_an_import_is_not_undone_once_somebody_acted_on_an_update_that_was_missed(group, by):
    make_meetings(group, date(2017, 12, 14), at=AT)
    row = write(group, by, ROW)
    daily_until(group, date(2017, 12, 8))
    at = moment(date(2017, 12, 8), time(9))
    with clock.frozen(at):
        missed = Escalation.objects.get(cause="missed_update")
        escalations.note(escalation=missed, text="Rang the agency", by=by, at=at)
        with pytest.raises(NotAllowed, match="SCR-M has an update owed that came later"):
            undoing.undo(tracker_import=row, by=by, at=at)


def broken(group, on):
    return Deadline.objects.broken(on=on).filter(group=group, rule="plan_update")


@pytest.mark.either
def test_P8_no_breach_stays_of_an_update_that_only_an_undone_import_asked_for(group, by):
    """Also where the next window asked anew, and the plan and its agency were there before."""
    make_meetings(group, date(2017, 12, 14), date(2018, 1, 25), at=AT)
    write(group, by, ROW)
    new = like(action_no="1.2", action="Brief the wards", lead_agency="SRFT")
    row = imports.write(tracker_import=start(group, by, tracker(ROW, new)), by=by, at=AT)
    last = date(2018, 1, 8)
    daily_until(group, last)
    assert {one.owner_key for one in broken(group, last)} == {"GMP", "SRFT"}
    at = moment(last, time(9))
    with clock.frozen(at):
        undoing.undo(tracker_import=row, by=by, at=at)
    daily_until(group, last + timedelta(days=1))
    assert {one.owner_key for one in broken(group, last)} == {"GMP"}, "GMP had an action before"
    assert {one.agency.code for one in UpdateOwed.objects.all()} == {"GMP"}
    stands = Breach.objects.filter(deadline__rule="plan_update", withdrawn_at=None)
    assert {one.deadline.owner_key for one in stands} == {"GMP"}
    assert {one.agency.code for one in Escalation.objects.standing()} == {"GMP"}


def test_P8_an_update_that_only_the_imported_action_kept_waiting_is_made_once_it_is_undone(group, by):
    make_meetings(group, date(2017, 12, 14), at=AT)
    write(group, by, ROW)
    row = imports.write(
        tracker_import=start(group, by, tracker(ROW, like(action_no="1.2", action="Brief the crews"))),
        by=by,
        at=AT,
    )
    daily_until(group, date(2017, 11, 28))
    said = moment(date(2017, 11, 28), time(9))
    with clock.frozen(said):
        updates.update(action=Action.objects.get(reference="SCR-M/1.1"), text="On its way", by=by, at=said)
    daily_until(group, date(2017, 12, 8))
    assert broken(group, date(2017, 12, 8)).count() == 1
    at = moment(date(2017, 12, 8), time(9))
    with clock.frozen(at):
        undoing.undo(tracker_import=row, by=by, at=at)
    assert UpdateOwed.objects.get().made_at == said
    assert not broken(group, date(2017, 12, 8)).exists()


def test_P8_an_action_that_goes_back_to_its_agency_takes_the_others_breach_with_it(group, by):
    make_meetings(group, date(2017, 12, 14), at=AT)
    write(group, by, ROW)
    row = write(group, by, like(lead_agency="SRFT"))
    daily_until(group, date(2017, 12, 8))
    assert [one.owner_key for one in broken(group, date(2017, 12, 8))] == ["SRFT"]
    at = moment(date(2017, 12, 8), time(9))
    with clock.frozen(at):
        undoing.undo(tracker_import=row, by=by, at=at)
    assert not broken(group, date(2017, 12, 8)).exists()
    assert not Escalation.objects.standing().filter(cause="missed_update").exists()


def test_F14_what_was_overdue_by_the_imported_day_alone_leaves_the_exception_list(group, by):
    write(group, by, ROW)
    row = write(group, by, like(due_date=date(2017, 11, 22)))
    daily_until(group, date(2017, 11, 24))
    assert Escalation.objects.standing().get().cause == "overdue"
    at = moment(date(2017, 11, 24), time(9))
    with clock.frozen(at):
        undoing.undo(tracker_import=row, by=by, at=at)
    assert not Escalation.objects.standing().exists()
    assert Escalation.objects.get().addressed_because == "The import that brought it was undone."
    daily_until(group, date(2017, 11, 27))
    assert not Escalation.objects.standing().exists()
