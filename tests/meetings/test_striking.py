"""A decision or an action caught by mistake is struck out of the minutes, and put back (P10, P4, F15)."""

from datetime import date, time

import pytest
from django.urls import reverse

from actionplans.models import Action
from actionplans.services import updates as actions
from meetings.enums import ItemKind, ItemState
from meetings.models import ActionLine, AgendaItem, Decision, Meeting
from meetings.services import agenda, minutes, minutes_document, minutes_mail, striking
from reports.measures import facts
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.meetings import year

AT = moment(date(2017, 6, 1), time(11))
LATER = moment(date(2017, 6, 20), time(10))
DUE = date(2017, 7, 6)


@pytest.fixture
def meeting(group) -> Meeting:
    return year.hold(group, 2)


@pytest.fixture
def item(meeting) -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting, state=ItemState.ON_AGENDA, position=10, title="Audit of neglect"
    )


def decide(meeting, item, by, text="Agreed by mistake", **more):
    return minutes.record_decision(meeting=meeting, item=item, text=text, by=by, at=AT, **more)


def act(meeting, item, by, text="Done by mistake"):
    owner = factories.seat(meeting.group, "S09")
    return minutes.record_action(meeting=meeting, item=item, owner=owner, text=text, due_on=DUE, by=by, at=AT)


def strike(line, by, reason="Caught under the wrong item", at=LATER):
    striking.strike(line=line, reason=reason, by=by, at=at)


def test_P10_a_struck_line_is_in_no_minutes_register_or_mail_and_keeps_its_row(
    client_as, group, meeting, item, support
):
    decision, line = decide(meeting, item, support), act(meeting, item, support)
    strike(decision, support)
    strike(line, support)
    said = minutes_document.snapshot(meeting, confidential=True)
    assert "mistake" not in str(said)
    assert minutes_mail.own_actions(meeting, factories.holder(group, "S09"), LATER) == []
    register = client_as("chair").get(reverse("meetings:decisions", args=[group.slug])).content.decode()
    assert "Agreed by mistake" not in register
    for kept in (Decision.objects.get(), ActionLine.objects.get()):
        assert (kept.struck_by, kept.struck_at, kept.struck_reason) == (
            support, LATER, "Caught under the wrong item",
        )  # fmt: skip


def test_P10_the_number_of_a_struck_line_is_not_given_again(meeting, item, support):
    strike(decide(meeting, item, support), support)
    strike(act(meeting, item, support), support)
    assert decide(meeting, item, support, "Another").code == "D2"
    assert act(meeting, item, support, "Another").code == "A2"


def test_P10_the_same_words_can_be_caught_again_after_they_were_struck(meeting, item, support):
    strike(decide(meeting, item, support, once=True), support)
    assert decide(meeting, item, support, once=True).code == "D2"


def test_F15_the_action_of_a_struck_line_leaves_the_log_and_nothing_is_owed(
    client_as, group, meeting, item, support
):
    line = act(meeting, item, support)
    action = Action.objects.get()
    strike(line, support, "CANARY")
    owed = Deadline.objects.get(rule="action")
    assert not owed.is_open
    assert not owed.is_late(date(2018, 1, 1))
    assert "CANARY" not in owed.release_reason
    log = reverse("actionplans:list", args=[group.slug])
    assert "Done by mistake" not in client_as("chair").get(log).content.decode()
    measured = facts.gather(group, facts.year_labelled(group, "2017-18"), on=date(2018, 4, 1))
    assert measured.actions == []
    assert Message.objects.get(kind="action_withdrawn").recipient == factories.holder(group, "S09")
    action.refresh_from_db()
    with pytest.raises(
        NotAllowed, match="A1 of 2017-18 was removed from the minutes on Tuesday 20 June 2017"
    ):
        actions.complete(action=action, by=support, at=LATER)
    page = reverse("actionplans:detail", args=[group.slug, action.pk])
    shown = client_as("chair").get(page).content.decode()
    assert "Nothing is owed." in shown
    assert "Removed" in shown


def test_F15_a_line_put_back_is_owed_again_with_what_was_reported_since(group, meeting, item, support):
    line = act(meeting, item, support)
    actions.update(action=Action.objects.get(), text="Half done", by=support, at=AT)
    strike(line, support)
    striking.restore(line=line, by=support, at=LATER)
    owed = Deadline.objects.get(rule="action")
    assert owed.is_open
    assert owed.due_on == DUE
    action = Action.objects.standing().get()
    assert action.updates.get().text == "Half done"
    assert Message.objects.filter(kind="action_assigned").count() == 2
    assert "Done by mistake" in str(minutes_document.snapshot(meeting, confidential=False))


def test_P10_once_approved_a_line_is_frozen_and_the_refusal_says_what_to_do(meeting, item, support, chair):
    decision, line = decide(meeting, item, support), act(meeting, item, support)
    struck = decide(meeting, item, support, "Another")
    strike(struck, support)
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    for one in (decision, line):
        with pytest.raises(NotAllowed, match="The chair or the vice chair can give the minutes back"):
            strike(one, support)
    with pytest.raises(NotAllowed, match="D2 was agreed"):
        striking.restore(line=struck, by=support, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    with pytest.raises(NotAllowed, match="the next meeting corrects them when it agrees them"):
        strike(decision, support)


def test_P10_a_line_is_struck_with_a_reason_and_once(meeting, item, support, chair):
    decision = decide(meeting, item, support)
    with pytest.raises(NotAllowed, match="Say why D1 is removed"):
        strike(decision, support, " ")
    strike(decision, support)
    with pytest.raises(NotAllowed, match="D1 was removed already"):
        strike(decision, chair)
    with pytest.raises(NotAllowed, match="Put it back first"):
        minutes.change_decision(decision=decision, text="Other", by=support, at=LATER)
    striking.restore(line=decision, by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="stands in the minutes already"):
        striking.restore(line=decision, by=chair, at=LATER)


def test_P4_a_struck_decision_waits_for_no_ratification_and_one_that_ratified_ratifies_no_more(
    group, meeting, item, support
):
    sixth, coming = year.hold(group, 6), factories.make_meeting(group, date(2018, 1, 4), number=7)
    first = decide(sixth, None, support, "Not quorate one")
    assert not first.quorate
    agenda.prepare(meeting=coming, at=LATER)
    to_ratify = coming.items.filter(kind=ItemKind.RATIFICATION)
    assert first.code in to_ratify.get().recommendation
    strike(first, support)
    assert not to_ratify.exists()
    striking.restore(line=first, by=support, at=LATER)
    assert first.code in to_ratify.get().recommendation

    made_good = decide(meeting, None, support, "Ratified", ratifies=[first])
    agenda.prepare(meeting=coming, at=LATER)
    assert not to_ratify.exists()
    strike(made_good, support)
    assert first.code in to_ratify.get().recommendation
    assert list(Decision.objects.to_ratify()) == [first]


def test_the_writer_removes_a_line_with_a_reason_and_puts_it_back_by_the_same_place(
    client_as, group, meeting, item, support
):
    decision = decide(meeting, item, support)
    place = reverse("meetings:decision_strike", args=[group.slug, meeting.pk, decision.pk])
    writing = reverse("meetings:minutes", args=[group.slug, meeting.pk])
    with clock.frozen(LATER):
        client = client_as("business_support")
        assert place in client.get(writing).content.decode()
        assert client.post(place, {"reason": ""}).status_code == 422
        page = client.post(place, {"reason": "CANARY wrong item"}, follow=True).content.decode()
        assert "<del>" in page
        assert "CANARY wrong item" in page
        assert "Put back" in page
        assert client.post(place, {"reason": "again"}).status_code == 409
        assert "Put decision D1 back?" in client.get(place).content.decode()
        assert "CANARY" not in client.get(f"{writing}?read=1").content.decode()
        page = client.post(place, {"restore": "1"}, follow=True).content.decode()
        assert "D1 stands in the minutes again." in page
        assert "<del>" not in page
        minutes.send_to_chair(meeting=Meeting.objects.get(pk=meeting.pk), by=support, at=LATER)
        refused = client.post(place, {"reason": "late"})
        assert "The minutes are with the chair" in refused.content.decode()
