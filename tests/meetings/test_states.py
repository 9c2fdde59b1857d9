"""What the tables of states say is what the services do."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.core.management import call_command
from django.db import transaction

from meetings.enums import (
    AGENDA_TRANSITIONS,
    MINUTES_TRANSITIONS,
    TRANSITIONS,
    AgendaState,
    MeetingState,
    MinutesState,
)
from meetings.models import Meeting
from meetings.services import agenda, minutes, packs
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from tests import factories
from tests.meetings import year

AT = moment(date(2017, 4, 10), time(10))
AFTER = moment(date(2017, 7, 20), time(10))


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_table_covers_every_state_and_names_only_states(name):
    table = TRANSITIONS[name]
    states = set(type(next(iter(table))))
    assert set(table) == states
    assert set().union(*table.values()) <= states


def test_the_tables_are_printed_as_diagrams_in_words(capsys):
    call_command("states")
    shown = capsys.readouterr().out
    assert shown.count("stateDiagram-v2") == len(TRANSITIONS)
    assert 'state "Approved by the chair" as approved' in shown
    assert "    approved --> circulated\n" in shown


def ends_in(meeting: Meeting, act: Callable[[], object], field: str) -> str | None:
    """The state after the act, which is taken back; None where it was refused."""
    with transaction.atomic():
        try:
            act()
            return Meeting.objects.values_list(field, flat=True).get(pk=meeting.pk)
        except NotAllowed:
            return None
        finally:
            transaction.set_rollback(True)


def test_the_agenda_moves_as_its_table_says(group):
    meeting = factories.make_meeting(group, date(2017, 4, 20))
    chair = factories.holder(group, "S01")
    acts = {
        AgendaState.WITH_CHAIR: lambda one: agenda.send_to_chair(meeting=one, by=chair, at=AT),
        AgendaState.OPEN: lambda one: agenda.return_to_desk(meeting=one, reason="x", by=chair, at=AT),
        AgendaState.APPROVED: lambda one: agenda.approve(meeting=one, by=chair, at=AT),
        AgendaState.PUBLISHED: lambda one: packs.publish(meeting=one, change_note="x", by=chair, at=AT),
    }
    for state, following in AGENDA_TRANSITIONS.items():
        decided = {"agenda_approved_at": AT, "agenda_approved_by": chair}
        is_decided = state in (AgendaState.APPROVED, AgendaState.PUBLISHED)
        Meeting.objects.update(agenda_state=state, **(decided if is_decided else dict.fromkeys(decided)))
        for to, act in acts.items():
            fresh = Meeting.objects.get(pk=meeting.pk)
            done = ends_in(fresh, lambda act=act, fresh=fresh: act(fresh), "agenda_state")
            assert done == (to if to in following else None), f"{state} → {to}"


def test_the_minutes_move_as_their_table_says(group):
    meeting, later = year.hold(group, 1), year.hold(group, 2)
    chair = factories.holder(group, "S01")
    acts = {
        MinutesState.WITH_CHAIR: lambda one: minutes.send_to_chair(meeting=one, by=chair, at=AFTER),
        MinutesState.DRAFT: lambda one: minutes.return_to_support(
            meeting=one, reason="x", by=chair, at=AFTER
        ),
        MinutesState.APPROVED: lambda one: minutes.approve(meeting=one, by=chair, at=AFTER),
        MinutesState.CIRCULATED: lambda one: minutes.circulate(meeting=one, by=chair, at=AFTER),
        MinutesState.AGREED: lambda one: minutes.agree(meeting=one, agreed_at=later, by=chair, at=AFTER),
    }
    for state, following in MINUTES_TRANSITIONS.items():
        begun = state != MinutesState.NOT_STARTED
        Meeting.objects.filter(pk=meeting.pk).update(
            minutes_state=state, state=MeetingState.HELD if begun else MeetingState.PLANNED
        )
        for to, act in acts.items():
            fresh = Meeting.objects.get(pk=meeting.pk)
            done = ends_in(fresh, lambda act=act, fresh=fresh: act(fresh), "minutes_state")
            wanted = (
                to if begun and to in following else None
            )  # opening the meeting begins them, and nothing else
            assert done == wanted, f"{state} → {to}"
    assert later.minutes_state == MinutesState.DRAFT
