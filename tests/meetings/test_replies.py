"""Replies to an invitation and what they say about quorum (P4, P5)."""

import re
from datetime import date, time, timedelta

import pytest

from meetings import daily
from meetings.enums import Answer
from meetings.models import Reply
from meetings.services import planning, replies
from members.models import Leave
from members.services import seats
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests import factories

NOVEMBER = date(2017, 11, 16)
M6 = """
10-19 S01 attending, 10-23 S02 attending S09 attending, 10-26 S12 attending S16 attending S17 apologies,
10-27 S15 attending, 10-30 S07 attending, 11-02 S08 apologies S10 attending S18 attending, 11-06 S04 attending,
11-07 S03 attending S06 attending S11 apologies, 11-15 S12 apologies S16 apologies
"""
AT = moment(date(2017, 10, 19), time(17))


@pytest.fixture
def meeting(group):
    return factories.make_meeting(group, NOVEMBER, number=6)


def answer(meeting, code, what, at=AT, **more):
    seat = factories.seat(meeting.group, code)
    return replies.reply(meeting=meeting, seat=seat, answer=what, by=None, at=at, **more)


def answer_all(meeting, text):
    """`11-02 S08 apologies S10 attending, …`"""
    for line in text.strip().split(","):
        day, *answers = line.split()
        at = moment(date(2017, int(day[:2]), int(day[3:])), time(17))
        for code, what in zip(answers[::2], answers[1::2], strict=True):
            answer(meeting, code, what, at)


def test_P4_forecast_at_the_close_of_the_publishing_day(meeting):
    answer_all(meeting, M6)
    shown = replies.forecast(meeting, moment(date(2017, 11, 9), time(23, 59)))
    assert shown.agencies_yes == ["CCG", "GMP", "HOUSING", "SCC", "SRFT"]
    assert shown.not_answered == ["NPS"]
    assert shown.quorum.state == "certain"


def test_P4_the_latest_answer_counts_and_the_business_unit_does_not(meeting):
    answer_all(meeting, M6)
    shown = replies.forecast(meeting, moment(NOVEMBER, time(9)))
    assert shown.agencies_yes == ["CCG", "SCC", "SRFT"]
    assert shown.quorum.state == "possible"
    assert [call.seat.seat.code for call in shown.to_telephone] == ["S13"]
    assert shown.to_telephone[0].seat.holder.name == "Callum Rushgrove"


def test_P4_a_deputy_says_yes_for_the_agency(meeting):
    answer(meeting, "S16", Answer.DEPUTY)
    assert replies.forecast(meeting, AT).agencies_yes == ["GMP"]


def test_P5_earlier_answers_are_kept_and_the_same_again_adds_none(meeting):
    answer(meeting, "S09", Answer.ATTENDING)
    answer(meeting, "S09", Answer.ATTENDING)
    answer(meeting, "S09", Answer.APOLOGIES, reason="clinic")
    assert list(Reply.objects.values_list("answer", flat=True)) == ["attending", "apologies"]


def test_P5_nobody_replies_for_a_vacant_post(meeting):
    with pytest.raises(NotAllowed, match="Nobody holds the post"):
        answer(meeting, "S05", Answer.ATTENDING)


def test_P5_replies_end_when_the_meeting_is_opened_or_cancelled(meeting):
    meeting.opened_at = moment(NOVEMBER, time(9, 30))
    meeting.save()
    with pytest.raises(NotAllowed, match="has begun"):
        answer(meeting, "S09", Answer.ATTENDING)
    meeting.opened_at = None
    meeting.save()
    planning.cancel(meeting=meeting, reason="snow", by=factories.holder(meeting.group, "S01"), at=AT)
    with pytest.raises(NotAllowed, match="has been cancelled"):
        answer(meeting, "S09", Answer.ATTENDING)


def test_P5_a_deputy_is_one_of_the_seats_or_a_name(meeting):
    stranger = factories.make_person("Ada Stranger")
    with pytest.raises(NotAllowed, match="is not a named deputy"):
        answer(meeting, "S09", Answer.DEPUTY, deputy=stranger)
    assert answer(meeting, "S09", Answer.DEPUTY, deputy_name=" Ada  Stranger ").deputy_name == "Ada Stranger"


def test_P5_two_deputies_and_none_named_is_refused(meeting, group):
    seat = factories.seat(group, "S09")
    seats.name_deputy(seat=seat, person=factories.make_person(), starts_on=date(2017, 6, 1), by=None, at=AT)
    with pytest.raises(NotAllowed, match="Say who will attend"):
        answer(meeting, "S09", Answer.DEPUTY)


def test_P5_the_deputy_gets_the_invitation_and_is_told_when_not_needed(meeting):
    given = answer(meeting, "S09", Answer.DEPUTY)
    named = Message.objects.get(kind="deputy_named")
    assert named.recipient == given.deputy
    assert (named.calendar_method, meeting.uid in named.calendar.replace("\r\n ", "")) == ("REQUEST", True)
    answer(meeting, "S09", Answer.ATTENDING)
    released = Message.objects.get(kind="deputy_released")
    assert (released.recipient, released.calendar_method) == (given.deputy, "CANCEL")


def test_P5_a_reply_that_was_asked_for_is_met_by_answering(meeting):
    planning.call_for_items(meeting=meeting, by=None, at=AT)
    answer(meeting, "S09", Answer.APOLOGIES)
    asked = Deadline.objects.filter(rule="reply")
    assert asked.open().count() == 15
    assert asked.exclude(met_on=None).get().owner_key == str(factories.seat(meeting.group, "S09").pk)
    daily.run(meeting.group, date(2017, 11, 17), moment(date(2017, 11, 17)))
    assert not asked.open().exists()


def test_P5_leave_gives_apologies_once_and_a_later_answer_stands(meeting, group):
    planning.invite(meeting=meeting, by=None, at=AT)
    Leave.objects.create(
        person=factories.holder(group, "S09"),
        group=group,
        starts_on=date(2017, 11, 10),
        ends_on=date(2017, 11, 20),
    )
    today = date(2017, 10, 20)
    assert "M6: apologies given for S09, on leave" in daily.run(group, today, moment(today))
    answer(meeting, "S09", Answer.ATTENDING, moment(date(2017, 10, 23)))
    assert not any("leave" in line for line in daily.run(group, today, moment(date(2017, 10, 24))))
    assert replies.latest(meeting)[factories.seat(group, "S09").pk].answer == Answer.ATTENDING


def test_A1_a_deputy_named_released_and_named_again_gets_a_higher_sequence_each_time(group):
    meeting = planning.agree_plan(
        plan=planning.propose_plan(
            group=group, label="2017-18", start=date(2017, 4, 20), weekday=3, count=1, by=None, at=factories.START
        ),
        by=factories.holder(group, "S01"),
        at=factories.START,
    )[0]  # fmt: skip
    planning.invite(meeting=meeting, by=None, at=factories.START)
    seat, by = factories.seat(group, "S09"), factories.holder(group, "S09")
    for days, answer in enumerate(("deputy", "attending", "deputy"), start=1):
        replies.reply(
            meeting=meeting, seat=seat, answer=answer, by=by, at=factories.START + timedelta(days=days)
        )
    deputy = meeting.replies.first().deputy
    parts = Message.objects.filter(recipient=deputy).exclude(calendar="").order_by("pk")
    told = [
        (message.calendar_method, int(re.search(r"SEQUENCE:(\d+)", message.calendar)[1])) for message in parts
    ]
    assert told == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]
