"""The update window of a meeting (P8): it opens by itself, asks each agency once, and what is missed at its close is a breach."""

from datetime import date, time

import pytest

from actionplans.models import ActionUpdate, UpdateOwed, Window
from actionplans.services import updates, windows
from meetings.services import planning
from members.services import appointments
from subgroup import breaches
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Breach, Deadline, Message
from tests import factories
from tests.actionplans.plans import (
    CLOSES,
    MADE,
    MEETING,
    OPEN,
    OPENS,
    agency,
    make_action,
    make_lead,
    make_meetings,
    make_plan,
    open_window,
)  # fmt: skip

SAID = moment(date(2017, 3, 31), time(15, 30))
LATE = moment(date(2017, 4, 7), time(11))


@pytest.fixture
def meeting(group):
    return make_meetings(group, MEETING, date(2017, 6, 1))[0]


@pytest.fixture
def lead(group):
    return make_lead(group, "GMP")


@pytest.fixture
def action(group, meeting, lead):
    return make_action(make_plan(group), "GMP")


def say(action, at=SAID, **said):
    said = said or {"colour": "green", "text": "Training is booked"}
    return updates.say(action=action, by=factories.holder(action.group, "S06"), at=at, **said)


def close(group, day=date(2017, 4, 5)):
    at = moment(day, time(0, 5))
    windows.daily(group, day, at)
    return breaches.record(group, on=day, at=at)


def due(group):
    return Deadline.objects.get(group=group, rule="plan_update", owner_key="GMP")


def mails(kind="plan_updates"):
    return Message.objects.filter(kind=kind)


def test_P8_a_meeting_makes_its_window_which_opens_15_working_days_before_and_closes_with_the_items(meeting):
    window = Window.objects.get(meeting=meeting)
    assert (window.opens_on, window.closes_on, window.opened_at) == (OPENS, CLOSES, None)


def test_P8_on_its_day_each_agency_with_an_open_action_owes_an_update_of_each_plan(group, action):
    make_action(make_plan(group, "SCR-D"), "HOUSING")
    make_plan(group, "EMPTY")
    windows.daily(group, date(2017, 3, 27), moment(date(2017, 3, 27), time(0, 5)))
    assert not UpdateOwed.objects.exists()
    window = open_window(group)
    assert [(one.plan.code, one.agency.code) for one in windows.owed_of(window)] == [
        ("SCR-D", "HOUSING"), ("SCR-K", "GMP"),
    ]  # fmt: skip
    row = due(group)
    assert (row.due_on, row.clause, row.label) == (CLOSES, "P8", "SCR-K: GMP update")


def test_P8_one_mail_a_lead_and_window_with_all_of_their_actions_and_no_word_of_a_case(group, action, lead):
    plan = make_plan(group, "SCR-D")
    for _ in range(3):
        make_action(plan, "GMP")
    open_window(group)
    open_window(group, moment(date(2017, 3, 29), time(0, 5)))
    mail = mails().get(recipient=lead)
    assert mail.subject == "4 actions wait for your update, by Tuesday 4 April 2017"
    assert "SCR-D: 3, SCR-K: 1" in mail.text
    for said in (mail.text, mail.html):
        assert "SCR-D/1.3, due Friday 1 September 2017" in said
        assert "Why that day: 10 working days before Thursday 20 April 2017, not counting" in said
    assert "/u/" in mail.text
    assert mail.private
    assert "CANARY" not in mail.subject + mail.text + mail.html
    assert "Plan SCR" not in mail.text


def test_P8_an_agency_without_a_lead_is_asked_by_its_seats_and_one_with_nobody_by_business_support(
    group, meeting
):
    from members.services import seats

    seats.end_holding(seat=factories.seat(group, "S12"), ends_on=date(2017, 3, 20), by=None, at=MADE)
    plan = make_plan(group)
    make_action(plan, "SRFT")
    make_action(plan, "HOUSING")
    open_window(group)
    told = {message.recipient for message in mails()}
    assert factories.holder(group, "S09") in told
    assert factories.holder(group, "S06") in told
    support = mails().get(recipient=factories.holder(group, "S06"))
    assert "/u/" not in support.text, "who stands in for an agency signs in"


def test_P8_who_comes_to_lead_while_the_window_is_open_is_asked_too(group, meeting):
    make_action(make_plan(group), "GMP")
    open_window(group)
    assert factories.holder(group, "S16") in {message.recipient for message in mails()}
    lead = make_lead(group, "GMP")
    open_window(group, moment(date(2017, 3, 30), time(0, 5)))
    assert mails().filter(recipient=lead).count() == 1


def test_P8_a_word_on_every_action_by_the_closing_day_meets_it(group, action):
    second = make_action(action.plan, "GMP")
    open_window(group)
    say(action)
    assert due(group).is_open
    say(second, moment(CLOSES, time(23, 59)))
    assert due(group).met_on == CLOSES
    assert close(group) == []


def test_P8_a_missing_update_at_the_close_is_a_breach_and_made_late_says_so(group, action):
    open_window(group)
    assert close(group, CLOSES) == []
    close(group)
    breach = Breach.objects.get()
    assert (breach.clause, breach.day) == ("P8", date(2017, 4, 5))
    assert breach.sentence == "SCR-K: GMP update late: due 4 April 2017, not yet made"
    say(action, LATE)
    close(group, date(2017, 4, 8))
    breach.refresh_from_db()
    assert breach.sentence == "SCR-K: GMP update late: due 4 April 2017, made 7 April 2017"


def test_P8_what_was_never_made_is_not_made_by_the_next_windows_update(group, action):
    open_window(group)
    close(group)
    day = date(2017, 5, 10)
    windows.daily(group, day, moment(day, time(0, 5)))
    say(action, moment(day, time(12)))
    assert not Deadline.objects.open().filter(rule="plan_update").exists(), "nobody can make it any more"
    breach = Breach.objects.get(clause="P8")
    close(group, day)
    breach.refresh_from_db()
    assert breach.sentence.endswith("released 10 May 2017: it was never made, and M2 asks anew")
    first, second = UpdateOwed.objects.order_by("window__opens_on")
    assert first.made_at is None
    assert second.made_at == moment(day, time(12))


def test_P8_an_action_added_while_it_is_open_is_asked_for_in_the_next_window(group, action):
    open_window(group)
    make_action(action.plan, "GMP", at=SAID)
    say(action)
    assert due(group).met_on == SAID.date()


def test_P8_no_change_is_one_press_and_the_second_in_a_row_asks_why(group, action):
    open_window(group)
    with pytest.raises(NotAllowed, match="Nothing was said of SCR-K/1"):
        say(action, no_change=True)
    say(action)
    made = say(action, moment(date(2017, 4, 1)), no_change=True)
    assert (made.colour, made.text) == ("green", "")
    with pytest.raises(NotAllowed, match="on Saturday 1 April 2017 either"):
        say(action, moment(date(2017, 4, 2)), no_change=True)
    assert say(action, moment(date(2017, 4, 2)), no_change=True, text="The trainer is ill").no_change


def test_P8_a_day_that_has_passed_is_not_expected_and_complete_is_not_said_but_proposed(group, action):
    with pytest.raises(NotAllowed, match="has passed already"):
        say(action, colour="green", text="x", expected_on=date(2017, 3, 1))
    with pytest.raises(NotAllowed, match="reported done"):
        say(action, colour="blue", text="x")
    with pytest.raises(NotAllowed, match="few words"):
        say(action, colour="green", text=" ")


def test_P8_an_update_sent_back_stays_with_its_reason_and_is_owed_again(group, action, lead):
    open_window(group)
    made = updates.say(action=action, colour="green", text="All fine", by=lead, at=SAID)
    assert due(group).met_on
    chair = factories.holder(group, "S01")
    with pytest.raises(NotAllowed, match="Say why"):
        updates.send_back(update=made, reason=" ", by=chair, at=SAID)
    updates.send_back(update=made, reason="It does not say what was done with CANARY", by=chair, at=SAID)
    action.refresh_from_db()
    assert (action.colour, action.last_confirmed_on, due(group).is_open) == ("", None, True)
    assert ActionUpdate.objects.get().text == "All fine"
    mail = mails("update_sent_back").get(recipient=lead)
    assert "CANARY" not in mail.text + mail.html
    say(action, moment(CLOSES))
    assert due(group).met_on == CLOSES
    with pytest.raises(NotAllowed, match="sent back on Friday 31 March 2017 already"):
        updates.send_back(update=made, reason="again", by=chair, at=SAID)


def test_P8_another_word_of_the_window_stands_for_the_one_sent_back(group, action):
    open_window(group)
    first = say(action)
    say(action, moment(date(2017, 4, 1)), colour="amber", text="Slipping")
    updates.send_back(
        update=first, reason="Wrong", by=factories.holder(group, "S01"), at=moment(date(2017, 4, 2))
    )
    action.refresh_from_db()
    assert (action.colour, due(group).is_open) == ("amber", False)


def test_P8_a_moved_meeting_moves_its_window_and_reopens_it(group, meeting, action):
    window = open_window(group)
    close(group)
    planning.move(
        meeting=meeting, to_day=date(2017, 4, 27), reason="Room", by=factories.holder(group, "S06"),
        at=moment(date(2017, 4, 6)),
    )  # fmt: skip
    window.refresh_from_db()
    assert (window.closes_on, window.closed_at) == (date(2017, 4, 11), None)
    assert due(group).due_on == date(2017, 4, 11)
    assert close(group, date(2017, 4, 7)) == []
    assert not breaches.listing(group, on=date(2017, 4, 7))
    assert mails().count() == 1
    say(action, moment(date(2017, 4, 11)))
    assert close(group, date(2017, 4, 12)) == []


def test_P8_a_meeting_moved_forward_over_the_day_makes_nobody_late(group, meeting, action):
    open_window(group)
    planning.move(
        meeting=meeting, to_day=date(2017, 4, 12), reason="Room", by=factories.holder(group, "S06"), at=SAID
    )
    assert close(group, date(2017, 4, 1)) == []


def test_P8_a_cancelled_meeting_keeps_what_was_missed_before_and_releases_the_rest(group, meeting, action):
    open_window(group)
    chair = factories.holder(group, "S01")
    planning.cancel(meeting=meeting, reason="Too few", by=chair, at=SAID)
    assert due(group).release_reason == "M1 was cancelled."
    assert [one.clause for one in close(group)] == []


def test_P8_a_meeting_cancelled_after_the_close_leaves_the_breach(group, meeting, action):
    open_window(group)
    close(group)
    planning.cancel(meeting=meeting, reason="Too few", by=factories.holder(group, "S01"), at=LATE)
    assert "P8" in [one.clause for one in breaches.listing(group, on=LATE.date())]


def test_P8_a_meeting_called_after_its_closing_day_asks_for_nothing(group, action):
    extra = planning.call_extraordinary(
        group=group, day=date(2017, 3, 15), starts_at=time(9), ends_at=time(10), place="Room", reason="One case",
        by=factories.holder(group, "S01"), at=moment(date(2017, 3, 9)),
    )  # fmt: skip
    windows.daily(group, date(2017, 3, 10), moment(date(2017, 3, 10)))
    assert not Window.objects.filter(meeting=extra).exists()


def test_P8_a_missed_run_opens_the_window_later_with_the_same_day(group, action):
    at = moment(date(2017, 4, 3), time(0, 5))
    open_window(group, at)
    assert due(group).due_on == CLOSES
    assert mails().count() == 1
    windows.daily(group, at.date(), at)
    assert (mails().count(), UpdateOwed.objects.count()) == (1, 1)


def test_P8_when_the_last_open_action_is_gone_nothing_is_owed(group, action):
    open_window(group)
    action.withdrawn_at = SAID
    action.save()
    windows.daily(group, SAID.date(), SAID)
    assert due(group).release_reason == windows.NOTHING_OPEN
    assert close(group) == []


def test_P8_a_lead_of_two_agencies_gets_one_mail_with_a_link_for_each(group, action, lead):
    appointments.appoint(
        group=group, person=lead, role="agency_lead", agency=agency(group, "NPS"), starts_on=date(2017, 1, 1),
        by=None, at=MADE,
    )  # fmt: skip
    make_action(action.plan, "NPS")
    open_window(group)
    assert mails().get(recipient=lead).text.count("/u/") == 2


def test_P8_the_window_is_not_of_a_meeting_that_was_held(group, meeting):
    assert moment(MEETING) > OPEN
    meeting.state = "held"
    meeting.save()
    assert open_window_or_none(group) is None


def open_window_or_none(group):
    windows.daily(group, OPENS, OPEN)
    return Window.objects.exclude(opened_at=None).first()
