"""What the rows of a tracker become."""

from datetime import date

import pytest
from auditlog.models import LogEntry

from actionplans.importing.names import code_for
from actionplans.lights.voices import voices
from actionplans.models import (
    Action,
    ActionUpdate,
    Plan,
    Recommendation,
)
from actionplans.services import imports, undoing
from members.models import Agency
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests.actionplans.imports.trackers import (
    AT,
    GIVEN,
    ROW,
    TODAY,
    confirmed,
    like,
    owed,
    see,
    start,
    tracker,
    verdicts,
    write,
)
from tests.actionplans.plans import make_plan


@pytest.mark.parametrize(("name", "actions", "plans_made", "no_day"), [("a", 90, 4, 23), ("b", 48, 3, 0)])
def test_the_trackers_that_were_given_come_in_whole_and_come_in_again_unchanged(
    group, by, name, actions, plans_made, no_day
):
    agencies = Agency.objects.filter(group=group).count()
    data = (GIVEN / f"action-tracker-{name}.xlsx").read_bytes()
    row = start(group, by, data)
    assert not Action.objects.exists(), "nothing is written before it is confirmed"
    imports.settle_names(tracker_import=row, plans={}, agencies={"code:NWAS": "+"}, by=by, at=AT)
    imports.answer(tracker_import=row, answers=confirmed(see(row)), by=by, at=AT)
    assert verdicts(row) == ["new"] * actions
    imports.write(tracker_import=row, by=by, at=AT)

    made = Action.objects.filter(group=group)
    assert made.count() == actions
    assert Plan.objects.filter(group=group).count() == plans_made
    assert made.filter(due_on=None).count() == no_day
    assert Agency.objects.filter(group=group).count() == agencies + 1, (
        "the ambulance service, and no agency doubled"
    )
    for action in made.exclude(due_on=None).filter(stage="open"):
        assert owed(action).due_on == action.due_on
    logged = LogEntry.objects.filter(content_type__app_label="actionplans", action=LogEntry.Action.CREATE)
    assert logged.filter(content_type__model="action").count() == actions
    assert logged.filter(content_type__model="actionupdate").count() == ActionUpdate.objects.count()
    assert set(verdicts(start(group, by, data))) == {"unchanged"}

    undoing.undo(tracker_import=row, by=by, at=AT)
    for model in (Action, Plan, Recommendation, ActionUpdate):
        assert not model.objects.exists()
    assert Agency.objects.filter(group=group).count() == agencies
    assert not Deadline.objects.filter(rule="action", released_at=None).exists()
    assert "new" in verdicts(start(group, by, data)), "after undoing, the tracker comes in afresh"


def test_a_row_becomes_an_action_with_its_plan_its_words_and_its_light_as_the_agencys_voice(group, by):
    write(group, by, ROW)
    action = Action.objects.get()
    assert (action.reference, action.agency.code, action.officer) == (
        "SCR-M/1.1",
        "GMP",
        "Detective Inspector",
    )
    assert (action.plan.title, action.plan.kind, action.recommendation.text) == (
        "SCR Child M",
        "scr",
        "Bruises are seen by a doctor",
    )
    first, last = action.updates.all()
    assert (first.text, clock.day_of(first.made_at)) == ("first draft sent", date(2017, 9, 12))
    assert (last.colour, clock.day_of(last.made_at)) == ("amber", date(2017, 11, 14)), (
        "of the tracker’s own day"
    )
    assert (action.colour, action.last_confirmed_on) == ("amber", date(2017, 11, 14))
    assert (first.from_tracker, last.from_tracker) == (True, True)
    assert voices(action, TODAY)[0].by == "in an imported tracker"
    assert not Message.objects.exists()


def test_a_month_is_a_proposal_that_a_person_confirms(group, by):
    row = start(group, by, tracker(like(due_date="March 2018")))
    assert verdicts(row) == ["unclear"]
    with pytest.raises(NotAllowed, match="nothing to write"):
        imports.write(tracker_import=row, by=by, at=AT)
    (one,) = see(row).rows
    assert one.row.due_suggested == date(2018, 3, 31)
    imports.answer(tracker_import=row, answers={one.kept.pk: {"ok": True, "due": "2018-03-15"}}, by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    action = Action.objects.get()
    assert (action.due_on, action.due_as_written) == (date(2018, 3, 15), "March 2018")
    assert verdicts(start(group, by, tracker(like(due_date="March 2018")))) == ["unchanged"], "asked once"


def test_no_day_stays_no_day(group, by):
    row = start(group, by, tracker(like(due_date="ongoing")))
    imports.answer(tracker_import=row, answers=confirmed(see(row)), by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    action = Action.objects.get()
    assert (action.due_on, action.due_as_written) == (None, "ongoing")
    assert not Deadline.objects.filter(rule="action").exists()


def test_a_part_of_an_agency_is_that_agency_and_is_named_with_the_officer(group, by):
    write(group, by, like(lead_agency="Education", lead_officer="Head of Inclusion"))
    action = Action.objects.get()
    assert (action.agency.code, action.officer) == ("SCC", "Education, Head of Inclusion")


def test_a_stranger_is_asked_about_once_and_remembered_for_the_next_file(group, by):
    rows = [like(lead_agency="NWAS"), like(lead_agency="N.W.A.S.", action_no="1.2", action="Brief the crews")]
    row = start(group, by, tracker(*rows))
    (question,) = see(row).questions
    assert (question.words, question.rows, verdicts(row)) == (
        "North West Ambulance Service",
        2,
        ["unclear", "unclear"],
    )
    imports.settle_names(tracker_import=row, plans={}, agencies={question.key: "SRFT"}, by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    assert {action.agency.code for action in Action.objects.all()} == {"SRFT"}
    assert verdicts(start(group, by, tracker(*rows))) == ["unchanged", "unchanged"]


def test_all_agencies_ask_for_the_lead(group, by):
    row = start(group, by, tracker(like(lead_agency="All agencies")))
    (one,) = see(row).rows
    assert one.verdict == "unclear"
    imports.answer(tracker_import=row, answers={one.kept.pk: {"ok": True, "agency": "SSCB"}}, by=by, at=AT)
    imports.write(tracker_import=row, by=by, at=AT)
    assert Action.objects.get().agency.code == "SSCB"


def test_an_answer_that_names_an_agency_that_is_gone_is_asked_again(group, by):
    row = start(group, by, tracker(like(lead_agency="NWAS")))
    imports.settle_names(tracker_import=row, plans={}, agencies={"code:NWAS": "GONE"}, by=by, at=AT)
    assert verdicts(row) == ["unclear"]


@pytest.mark.parametrize("word", ["Withdrawn", "Superseded", "No longer required", "Deferred to 2018"])
def test_what_is_followed_up_no_more_is_asked_about(group, by, word):
    (one,) = see(start(group, by, tracker(like(rag=word)))).rows
    assert one.verdict == "unclear"
    assert any(f"It is said to be “{word}”: leave the row out" in reason for reason in one.reasons)


@pytest.mark.parametrize(
    ("review", "code"),
    [
        ("SCR Child K", "SCR-K"), ("Child M SCR", "SCR-M"), ("Serious Case Review: Child M", "SCR-M"),
        ("Multi-agency Concise Review Family B", "CR-B"), ("Neglect audit 2016", "NEGLECT-AUDIT-2016"),
        ("Child Death Overview Panel 2017", "CDOP-2017"),
    ],
)  # fmt: skip
def test_F3_a_review_is_known_by_its_short_code_however_the_tracker_puts_it(review, code):
    assert code_for(review, ()) == code


def test_F3_a_review_whose_plan_is_there_comes_into_that_plan(group, by):
    there = make_plan(group, "SCR-M", at=AT)
    (one,) = see(start(group, by, tracker(like(review="Serious Case Review Child M")))).rows
    assert one.choice.plan == there


def test_an_action_that_begins_with_being_no_longer_needed_is_asked_about(group, by):
    (one,) = see(start(group, by, tracker(like(action="No longer needed: merged with action 2")))).rows
    assert one.verdict == "unclear"
