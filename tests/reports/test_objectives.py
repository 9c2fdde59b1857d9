"""A4, P7: the year's objectives, each with a light and a comment for each meeting, and their place in the return."""

import json
from datetime import date, time

import pytest
from django.urls import reverse

from meetings.models import Meeting
from reports import returns
from reports.measures.definitions import all_measures, not_measured
from reports.measures.facts import gather, year_labelled
from reports.objectives import standing
from subgroup import clock, ledger, objectives
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import date_data
from subgroup.models import Deadline, Objective
from subgroup.objectives import OBJECTIVES
from tests import factories
from tests.reports import built

MADE = factories.START
DUE = date(2017, 9, 29)


def at(day: date):
    return moment(day, time(9))


def make(group, by, title="Every action is closed with evidence", **more) -> Objective:
    said = {
        "year": "2017-18", "priority": "Learning", "measure": "Actions signed off", "target": "90%", "due_on": DUE,
        "owner": ("seat", str(factories.seat(group, "S09").pk)), "at": MADE,
    }  # fmt: skip
    return objectives.add(group=group, title=title, by=by, **said | more)


@pytest.fixture
def objective(group, chair):
    return make(group, chair)


@pytest.fixture
def held(group):
    """Two meetings that were held, and one to come."""
    return [
        factories.make_meeting(group, day, **fields)
        for day, fields in (
            (date(2017, 4, 20), {"state": "held", "attendance_confirmed_at": at(date(2017, 4, 20))}),
            (date(2017, 6, 1), {"state": "held", "attendance_confirmed_at": at(date(2017, 6, 1))}),
            (date(2017, 7, 13), {}),
        )
    ]


def say(objective, meeting, colour, comment, by, day):
    return objectives.say(
        objective=objective, meeting_key=str(meeting.pk), colour=colour, comment=comment, by=by, at=at(day)
    )


def facts(group, on):
    return gather(group, year_labelled(group, "2017-18"), on=on)


def test_A4_an_objective_is_owed_by_its_lead_on_its_day(group, objective):
    row = Deadline.objects.about("objective", objective.pk).get()
    assert (row.due_on, row.label) == (DUE, "Objective 1 of 2017-18")
    assert row in ledger.owed_by(factories.holder(group, "S09"), group, on=MADE.date())


def test_P7_each_meeting_wants_a_light_and_a_comment_of_each_objective_by_its_day(
    group, chair, objective, held
):
    second = make(group, chair, "Neglect is seen early")
    say(objective, held[0], "green", "All is on the way.", chair, date(2017, 4, 18))
    say(objective, held[1], "amber", "Two are late.", chair, date(2017, 6, 1))
    say(second, held[0], "green", "Agreed.", chair, date(2017, 4, 21))
    measure = all_measures(facts(group, date(2017, 6, 2)))["P7"]
    assert [(one.label, one.kept) for one in measure.records] == [
        ("Objective 1 for M1", True), ("Objective 2 for M1", False), ("Objective 1 for M2", True), ("Objective 2 for M2", False),
    ]  # fmt: skip
    assert measure.value.startswith("2 of 4")


def test_P7_an_objective_counts_from_the_day_it_was_set_to_the_day_it_was_reached_or_dropped(
    group, chair, objective, held
):
    OBJECTIVES.finish(objective, on=date(2017, 5, 2), note="All closed.", at=at(date(2017, 5, 2)))
    make(group, chair, "Set later", at=at(date(2017, 5, 2)))
    labels = [one.label for one in all_measures(facts(group, date(2017, 6, 2)))["P7"].records]
    assert labels == ["Objective 1 for M1", "Objective 2 for M2"]


def test_P7_without_objectives_it_says_that_none_are_set(group, held):
    found = facts(group, date(2017, 6, 2))
    assert not_measured(found) == {"P7": "No objectives are set for the year."}
    assert "P7" not in all_measures(found)


def test_P7_what_was_said_is_never_overwritten_and_said_twice_it_is_said_once(group, chair, objective, held):
    for _ in range(2):
        say(objective, held[0], "green", "On its way.", chair, date(2017, 4, 3))
    say(objective, held[0], "red", "It is not.", chair, date(2017, 4, 5))
    assert [(one.colour, one.comment) for one in objective.lights.all()] == [
        ("green", "On its way."), ("red", "It is not."),
    ]  # fmt: skip
    for day, word in ((date(2017, 4, 4), "On track"), (date(2017, 4, 6), "Overdue or failing")):
        assert standing(group, "2017-18", on=day)[0]["word"] == word


@pytest.mark.parametrize(("colour", "comment"), [("grey", "x"), ("pink", "x"), ("green", "  ")])
def test_P7_a_light_is_one_of_the_terms_colours_with_its_reason(objective, held, chair, colour, comment):
    with pytest.raises(NotAllowed):
        say(objective, held[0], colour, comment, chair, date(2017, 4, 3))
    assert not objective.lights.exists()


def test_A4_a_changed_day_needs_its_reason_and_two_who_change_at_once_lose_nothing(group, chair, objective):
    said = {
        "priority": "Learning", "title": "Other", "measure": "x", "target": "y", "owner": objective.owner, "by": chair, "at": MADE,
    }  # fmt: skip
    with pytest.raises(NotAllowed, match="Say why"):
        objectives.change(objective=objective, due_on=date(2017, 12, 1), reason="", seen=1, **said)
    objectives.change(objective=objective, due_on=date(2017, 12, 1), reason="Ofsted came.", seen=1, **said)
    assert Deadline.objects.about("objective", objective.pk).get().due_on == date(2017, 12, 1)
    with pytest.raises(Conflict):
        objectives.change(objective=objective, due_on=date(2017, 12, 1), reason="", seen=1, **said)


def test_A4_a_year_is_started_from_the_last_once(group, chair, objective):
    make(group, chair, "Reached", due_on=date(2017, 3, 1))
    done = Objective.objects.get(title="Reached")
    OBJECTIVES.finish(done, on=date(2017, 3, 1), note="", at=MADE)
    for _ in range(2):
        objectives.carry(group=group, year="2018-19", objectives=[objective], by=chair, at=MADE)
    (row,) = Objective.objects.filter(year="2018-19")
    assert (row.number, row.title, row.due_on) == (1, objective.title, date(2018, 9, 29))


def test_R1_the_return_says_how_each_objective_stands_and_stood_before(group, chair, objective, client_as):
    built.small_year(group)
    first, second = Meeting.objects.filter(group=group, year="2017-18").order_by("day")[:2]
    say(objective, first, "green", "On its way.", chair, first.day)
    say(objective, second, "red", "Two agencies sent nothing.", chair, second.day)
    meeting = group.coordinating_meetings.get(name="CDG3")
    client = client_as("chair")
    with clock.frozen(built.NOW):
        page = client.get(reverse("reports:return", args=[group.slug, meeting.pk])).content.decode()
    assert "Two agencies sent nothing." in page
    assert "before: On track" in page
    row = returns.draft(meeting=meeting, by=None, at=built.NOW)
    frozen = returns.frozen(row, [], on=built.NOW.date())
    json.dumps(frozen)
    assert [(one["word"], one["before"]) for one in frozen["objectives"]] == [
        ("Overdue or failing", "On track")
    ]


def test_P7_the_pages_say_a_light_and_keep_what_was_typed_where_something_lacks(
    group, chair, objective, held, client_as
):
    client = client_as(chair)
    address = reverse("reports:objective_light", args=[group.slug, objective.pk])
    answer = client.post(address, {"meeting": str(held[0].pk), "comment": "Two are late."})
    assert answer.status_code == 422
    assert "Choose a light" in answer.content.decode()
    assert "Two are late." in answer.content.decode()
    answer = client.post(
        address, {"meeting": str(held[0].pk), "colour": "amber", "comment": "Two are late."}, follow=True
    )
    page = answer.content.decode()
    assert "Some slippage" in page
    assert "M1" in page
    listed = client.get(reverse("reports:objectives", args=[group.slug]) + "?year=2017-18").content.decode()
    assert "Two are late." in listed
    table = client.get(
        reverse("reports:objectives", args=[group.slug]) + "?year=2017-18&format=csv"
    ).content.decode()
    assert "Every action is closed with evidence" in table


def test_A4_an_objective_is_added_on_its_page(group, chair, client_as):
    address = reverse("reports:objective_add", args=[group.slug, "2017-18"])
    said = {
        "priority": "Neglect", "title": "One tool", "measure": "Audit", "target": "30 cases",
        "owner": f"seat:{factories.seat(group, 'S04').pk}", **date_data("due_on", DUE),
    }  # fmt: skip
    client_as(chair).post(address, said)
    row = Objective.objects.get()
    assert (row.number, row.priority, row.due_on, row.set_on) == (1, "Neglect", DUE, MADE.date())
