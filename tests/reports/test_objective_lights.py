"""P7: who leads an objective owes a light and a comment before each meeting, and is reminded of it."""

from datetime import date, time

import pytest
from django.urls import reverse

from actionplans.models import Window
from meetings.enums import MeetingState
from meetings.services import planning
from reports import lights
from reports.measures.definitions import all_measures
from reports.measures.facts import gather, year_labelled
from subgroup import breaches, clock, daily, ledger, objectives
from subgroup.clock import moment
from subgroup.models import Deadline, Message
from subgroup.objectives import OBJECTIVES
from tests import factories

OPENS, DAY = date(2017, 3, 30), date(2017, 4, 20)


def at(day: date):
    return moment(day, time(9))


def run(group, day: date):
    return daily.run(today=day, at=at(day))


def owed(objective=None):
    rows = Deadline.objects.filter(rule="objective_light").order_by("pk")
    return list(rows.filter(subject_id__startswith=f"{objective.pk}.") if objective else rows)


@pytest.fixture
def objective(group, chair):
    return objectives.add(
        group=group, year="2017-18", priority="Learning", title="Every action is closed", measure="x", target="90%",
        owner=("seat", str(factories.seat(group, "S09").pk)), due_on=date(2017, 9, 29), by=chair, at=factories.START,
    )  # fmt: skip


@pytest.fixture
def meeting(group, objective):
    """M1, whose window for updates is open."""
    found = factories.make_meeting(group, DAY)
    run(group, OPENS)
    assert Window.objects.get(meeting=found).opened_at
    return found


def test_P7_a_light_is_owed_by_who_leads_the_objective_by_the_close_before_the_meeting(
    group, objective, meeting
):
    (row,) = owed()
    assert row.label == "Light of objective 1 of 2017-18 for M1"
    assert (row.due_on, row.clause) == (Window.objects.get(meeting=meeting).closes_on, "P7")
    assert row.due_on < DAY
    lead = factories.holder(group, "S09")
    assert row in ledger.owed_by(lead, group, on=OPENS)
    run(group, OPENS)
    assert len(owed()) == 1


def test_P7_the_lead_finds_it_on_the_home_page_and_says_it_and_it_is_owed_no_more(
    group, objective, meeting, client_as
):
    lead = factories.holder(group, "S09")
    client = client_as(lead)
    address = reverse("reports:objective_light", args=[group.slug, objective.pk])
    with clock.frozen(at(OPENS)):
        home = client.get(reverse("group_home", args=[group.slug])).content.decode()
        assert "Light of objective 1 of 2017-18 for M1" in home
        page = client.get(reverse("reports:objective", args=[group.slug, objective.pk])).content.decode()
        assert address in page
        said = {"meeting": str(meeting.pk), "colour": "green", "comment": "On its way."}
        assert client.post(address, said).status_code == 302
        other = client_as(factories.holder(group, "S04")).post(address, said)
    assert other.status_code == 403
    assert objective.lights.get().said_by == lead
    assert owed()[0].met_on == OPENS


def test_P7_it_is_reminded_of_and_overdue_and_counted_once_by_the_measure_and_as_no_breach(
    group, objective, meeting
):
    (row,) = owed()
    run(group, row.due_on)
    lead = factories.holder(group, "S09")
    assert Message.objects.filter(recipient=lead, text__contains="Light of objective 1").exists()
    after = date(2017, 4, 18)
    run(group, after)
    assert row in Deadline.objects.overdue(on=after)
    assert not [one for one in breaches.listing(group, on=after) if one.clause == "P7"]
    meeting.state, meeting.attendance_confirmed_at = MeetingState.HELD, at(DAY)
    meeting.save()
    facts = gather(group, year_labelled(group, "2017-18"), on=date(2017, 4, 21))
    assert [(one.label, one.kept) for one in all_measures(facts)["P7"].records] == [
        ("Objective 1 for M1", False)
    ]


def test_P7_what_was_said_already_is_not_asked_for_and_what_is_added_later_is(group, chair, objective):
    meeting = factories.make_meeting(group, DAY)
    objectives.say(
        objective=objective, meeting_key=str(meeting.pk), colour="green", comment="Done.", by=chair, at=at(date(2017, 3, 20))
    )  # fmt: skip
    run(group, OPENS)
    assert owed() == []
    objectives.add(
        group=group, year="2017-18", priority="Learning", title="Later", measure="x", target="y", by=chair,
        owner=objective.owner, due_on=date(2017, 9, 29), at=at(OPENS),
    )  # fmt: skip
    lights.daily(group, OPENS, at(OPENS))
    assert [row.label for row in owed()] == ["Light of objective 2 of 2017-18 for M1"]


def test_P7_it_goes_with_the_objective_to_its_new_lead_and_ends_with_it(group, chair, objective, meeting):
    other = ("seat", str(factories.seat(group, "S04").pk))
    objectives.change(
        objective=objective, priority="Learning", title="Same", measure="x", target="y", owner=other,
        due_on=objective.due_on, reason="Handed over.", seen=1, by=chair, at=at(OPENS),
    )  # fmt: skip
    assert [(row.owner_key, row.is_open) for row in owed()] == [
        (str(factories.seat(group, "S09").pk), False), (other[1], True),
    ]  # fmt: skip
    OBJECTIVES.drop(objective, reason="The Board does it.", by=chair, at=at(OPENS))
    lights.daily(group, OPENS, at(OPENS))
    assert not any(row.is_open for row in owed())
    OBJECTIVES.reopen(objective, reason="It does not.", by=chair, at=at(OPENS))
    lights.daily(group, OPENS, at(OPENS))
    assert [row.is_open for row in owed()] == [False, True]


def test_P7_what_somebody_waived_is_not_asked_for_again(group, chair, objective, meeting):
    (row,) = owed()
    ledger.release_one(deadline=row, reason="The lead is ill.", by=chair, at=at(OPENS))
    lights.daily(group, OPENS, at(OPENS))
    assert not owed()[0].is_open


def test_P7_it_moves_with_the_meeting_and_ends_with_one_that_is_cancelled(group, chair, objective, meeting):
    before = owed()[0].due_on
    planning.move(meeting=meeting, to_day=date(2017, 5, 4), reason="The room.", by=chair, at=at(OPENS))
    assert owed()[0].due_on > before
    planning.cancel(meeting=meeting, reason="No room.", by=chair, at=at(OPENS))
    assert owed()[0].release_reason == "M1 was cancelled."


def test_P7_what_was_never_said_is_asked_for_no_more_once_the_next_meeting_asks(group, objective, meeting):
    second = factories.make_meeting(group, date(2017, 6, 1), number=2)
    meeting.state = MeetingState.HELD
    meeting.save()
    lights_of_second = date(2017, 5, 12)
    run(group, lights_of_second)
    assert Window.objects.get(meeting=second).opened_at
    assert [(row.is_open, row.release_reason) for row in owed()] == [
        (False, "Nothing was said, and M2 asks anew."), (True, ""),
    ]  # fmt: skip
