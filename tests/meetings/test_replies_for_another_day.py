"""Replies to a day that a meeting had before are kept, confirmed or changed; apologies of leave stand for their day (P4, P5)."""

from datetime import date

import pytest

from meetings import daily
from meetings.enums import Answer
from meetings.models import Reply
from meetings.services import day, planning, replies
from members.models import Leave
from subgroup import clock
from subgroup.models import Deadline
from tests import factories
from tests.meetings.test_meeting_pages import text
from tests.meetings.test_planning import MARCH, agreed
from tests.meetings.test_postponing import DAY, at, move, postpone

GIVEN, MOVED, THEN, NEW = date(2017, 5, 4), date(2017, 5, 8), date(2017, 5, 9), date(2017, 6, 15)


@pytest.fixture
def meeting(group, chair):
    """M2 of 1 June 2017: invited to, and called for."""
    invited = planning.invite(meeting=agreed(group, chair)[1], by=None, at=MARCH)
    return planning.call_for_items(meeting=invited, by=None, at=at(date(2017, 5, 3)))


def answer(meeting, what: Answer, on: date, code: str = "S09") -> Reply:
    seat, by = factories.seat(meeting.group, code), factories.holder(meeting.group, code)
    return replies.reply(meeting=meeting, seat=seat, answer=what, by=by, at=at(on))


def latest(meeting, code: str = "S09") -> Reply | None:
    return replies.latest(meeting).get(factories.seat(meeting.group, code).pk)


def away(group, first: date, last: date, code: str = "S09") -> None:
    Leave.objects.create(person=factories.holder(group, code), group=group, starts_on=first, ends_on=last)


def asked(meeting, code: str = "S09") -> Deadline:
    seat = factories.seat(meeting.group, code)
    return Deadline.objects.about("meeting", meeting.pk).get(rule="reply", owner_key=str(seat.pk))


def test_P5_the_same_answer_after_a_move_confirms_it(meeting):
    first = answer(meeting, Answer.APOLOGIES, GIVEN)
    move(meeting, MOVED, NEW)
    stood = latest(meeting)
    assert (stood, stood.for_other_day) == (first, True)
    confirmed = answer(meeting, Answer.APOLOGIES, THEN)
    assert (latest(meeting), latest(meeting).for_other_day) == (confirmed, False)
    assert answer(meeting, Answer.APOLOGIES, THEN) == confirmed
    assert Reply.objects.count() == 2


def test_P4_the_forecast_of_a_past_moment_knows_no_later_move(meeting):
    answer(meeting, Answer.ATTENDING, GIVEN)
    move(meeting, MOVED, NEW)
    assert replies.forecast(meeting, at(THEN)).for_other_day == 1
    assert replies.forecast(meeting, at(date(2017, 5, 5))).for_other_day == 0


def test_P5_a_reply_to_the_day_that_it_has_again_holds(meeting):
    answer(meeting, Answer.ATTENDING, GIVEN)
    postpone(meeting, MOVED)
    move(meeting, THEN, DAY)
    assert latest(meeting).for_other_day is False


def test_P5_apologies_of_leave_do_not_stand_for_a_day_on_which_nobody_is_away(meeting, group):
    away(group, date(2017, 5, 29), date(2017, 6, 9))
    daily.run(group, GIVEN, at(GIVEN))
    assert (latest(meeting).answer, asked(meeting).is_open) == (Answer.APOLOGIES, False)
    move(meeting, MOVED, NEW)
    assert latest(meeting) is None
    assert (asked(meeting).is_open, asked(meeting).due_on) == (True, date(2017, 6, 8))
    assert factories.seat(group, "S09").pk not in day.suggestions(meeting)
    daily.run(group, THEN, at(THEN))
    assert latest(meeting) is None
    answer(meeting, Answer.ATTENDING, THEN)
    assert not asked(meeting).is_open


def test_P5_who_is_away_on_the_new_day_too_has_apologies_for_it_once(meeting, group):
    away(group, date(2017, 5, 29), date(2017, 6, 20))
    daily.run(group, GIVEN, at(GIVEN))
    move(meeting, MOVED, NEW)
    for on in (THEN, date(2017, 5, 10)):
        daily.run(group, on, at(on))
    assert (latest(meeting).answer, latest(meeting).for_other_day) == (Answer.APOLOGIES, False)
    assert not asked(meeting).is_open
    assert Reply.objects.count() == 2


def test_P5_what_the_member_said_before_leave_stands_again_for_the_new_day(meeting, group):
    said = answer(meeting, Answer.ATTENDING, date(2017, 5, 3))
    away(group, date(2017, 5, 29), date(2017, 6, 9))
    daily.run(group, GIVEN, at(GIVEN))
    assert latest(meeting).answer == Answer.APOLOGIES
    move(meeting, MOVED, NEW)
    assert (latest(meeting), latest(meeting).for_other_day) == (said, True)


def test_P5_apologies_that_a_person_gave_stand_whatever_their_reason(meeting):
    seat, by = factories.seat(meeting.group, "S09"), factories.holder(meeting.group, "S09")
    given = replies.reply(
        meeting=meeting, seat=seat, answer=Answer.APOLOGIES, reason="On leave", by=by, at=at(GIVEN)
    )
    move(meeting, MOVED, NEW)
    assert latest(meeting) == given


@pytest.mark.either
def test_P4_pages_say_that_replies_were_for_another_day_and_ask_to_confirm(client_as, meeting, group):
    for code in ("S09", "S12"):
        answer(meeting, Answer.ATTENDING, GIVEN, code)
    move(meeting, MOVED, NEW)
    page = f"/g/{group.slug}/meetings/{meeting.pk}/"
    with clock.frozen(at(THEN)):
        member = client_as(factories.holder(group, "S09"))
        shown = text(member.get(page))
        assert "2 replies were given for another day, before the date changed, and are counted until" in shown
        assert f'href="{page}reply/"' in shown, "the main button asks for the reply"
        assert "Confirm or change" in shown
        home = text(member.get(f"/g/{group.slug}/"))
        assert "Attending, given for another day" in home
        member.post(f"{page}reply/", {"answer": "attending"})
        shown = text(member.get(page))
        assert "1 reply was given for another day" in shown
        assert "given for another day" not in text(member.get(f"/g/{group.slug}/"))
        assert "2 of 16 posts have replied, 1 of them for another day" in text(
            client_as("chair").get(f"/g/{group.slug}/")
        )
