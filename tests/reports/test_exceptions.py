"""F14, P8: the return carries the exception list, as it stood when it was sent."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Escalation
from actionplans.services import completion, escalations
from reports import document, exceptions, returns
from subgroup.clock import frozen, moment
from tests import factories
from tests.actionplans.plans import make_action, make_plan

SENT = date(2017, 6, 14)


def at(day, hour=12):
    return moment(day, time(hour))


@pytest.fixture
def plan(group):
    return make_plan(group, confidential=True)


def new_return(group, day, chair):
    meeting = returns.add_meeting(group=group, day=day, name=f"CDG {day}", by=chair, at=factories.START)
    made = returns.draft(meeting=meeting, by=chair, at=factories.START)
    return returns.approve(the_return=made, by=chair, at=factories.START)


def said(the_return):
    return document.for_page(the_return.figures)


def test_F14_a_return_carries_what_stands_also_where_no_run_has_found_it_yet(group, plan, chair):
    make_action(plan, "GMP", due_on=date(2017, 6, 5))
    page = said(returns.send(the_return=new_return(group, SENT, chair), by=chair, at=at(SENT)))
    (row,) = page["exceptions"]
    assert row["sentence"] == "SCR-K/1.1 (GMP) is overdue: it was due by Monday 5 June 2017."
    assert (row["began_on"], row["rung"]) == (date(2017, 6, 6), "The agency’s board member")
    assert "CANARY" not in str(page)


def test_P8_what_was_done_and_what_was_addressed_stand_in_the_next_return_once(group, plan, chair):
    action = make_action(plan, "GMP", due_on=date(2017, 6, 5))
    make_action(plan, "SRFT", due_on=date(2017, 6, 5))
    escalations.find(group=group, at=at(date(2017, 6, 6)))
    row = Escalation.objects.get(action=action)
    escalations.note(escalation=row, text="GMP was rung.", by=chair, at=at(date(2017, 6, 7)))
    first = returns.send(the_return=new_return(group, SENT, chair), by=chair, at=at(SENT))
    assert [len(said(first)[part]) for part in ("exceptions", "addressed")] == [2, 0]
    assert said(first)["exceptions"][0]["done"][0]["note"] == "GMP was rung."
    completion.propose(action=action, text="Done", by=chair, at=at(date(2017, 6, 15)))
    escalations.address(escalation=row, reason="Done ten days late.", by=chair, at=at(date(2017, 6, 16)))
    second = returns.send(
        the_return=new_return(group, date(2017, 7, 20), chair), by=chair, at=at(date(2017, 7, 19))
    )
    assert [one["because"] for one in said(second)["addressed"]] == ["Done ten days late."]
    assert [one["agency"] for one in said(second)["exceptions"]] == ["SRFT"]
    third = returns.send(
        the_return=new_return(group, date(2017, 9, 7), chair), by=chair, at=at(date(2017, 9, 7))
    )
    assert said(third)["addressed"] == []


def test_R1_F14_a_sent_return_keeps_the_list_as_it_was(group, plan, chair):
    make_action(plan, "GMP", due_on=date(2017, 6, 5))
    sent = returns.send(the_return=new_return(group, SENT, chair), by=chair, at=at(SENT))
    before = said(sent)
    row = Escalation.objects.get()
    escalations.note(escalation=row, text="Later.", by=chair, at=at(date(2017, 6, 20)))
    escalations.address(escalation=row, reason="Later.", by=chair, at=at(date(2017, 6, 21)))
    sent.refresh_from_db()
    assert said(sent) == before


def test_F14_a_return_sent_before_there_was_a_list_says_nothing_of_it(group, chair):
    sent = returns.send(the_return=new_return(group, SENT, chair), by=chair, at=at(SENT))
    figures = {key: value for key, value in sent.figures.items() if key != "exceptions"}
    assert document.for_page(figures)["has_exceptions"] is False


def test_F14_the_page_and_the_printed_return_show_the_list(group, plan, chair, client_as):
    make_action(plan, "GMP", due_on=date(2017, 6, 5))
    client = client_as("chair")
    meeting = new_return(group, SENT, chair).meeting
    with frozen(at(SENT)):
        escalations.find(group=group, at=at(SENT))
        row = Escalation.objects.get()
        escalations.note(escalation=row, text="GMP was rung.", by=chair, at=at(SENT))
        path = f"/g/{group.slug}/reports/returns/{meeting.pk}/"
        live = client.get(path).content.decode()
        printed = client.get(f"{path}pdf/").content.decode()
    for page in (live, printed):
        assert "SCR-K/1.1 (GMP) is overdue: it was due by Monday 5 June 2017." in page
        assert "GMP was rung." in page
        assert "The agency’s board member" in page
    assert f'href="/g/{group.slug}/actions/exceptions/{row.pk}/"' in live


def test_F14_queries_of_the_list_are_constant(group, plan, chair):
    the_return = new_return(group, SENT, chair)

    def queries(more):
        for _ in range(more):
            make_action(plan, "GMP", due_on=date(2017, 6, 5))
        escalations.find(group=group, at=at(SENT))
        with CaptureQueriesContext(connection) as counted:
            exceptions.carried(the_return, on=SENT)
        return len(counted)

    assert queries(1) == queries(15)
