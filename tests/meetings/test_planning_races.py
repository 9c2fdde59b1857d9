"""Two people press the same button at the same moment (A1, P3). Only PostgreSQL lets them."""

from datetime import date, time
from threading import Event

import pytest
from django.db import transaction

from meetings.models import Meeting, MeetingChange
from meetings.services import day, planning, postponing
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Breach, Message, SubGroup
from tests import factories
from tests.races import at_once, raced_board

AT = moment(date(2017, 3, 16), time(11))


@pytest.fixture
def board(transactional_db) -> SubGroup:
    return raced_board()


@pytest.fixture
def plan(board):
    return planning.propose_plan(
        group=board, label="2017-18", start=date(2017, 4, 20), weekday=3, count=3, by=None, at=AT
    )


def test_A1_two_who_agree_at_once_make_one_set_of_meetings(board, plan):
    chair = factories.holder(board, "S01")
    results = at_once(*[lambda: planning.agree_plan(plan=plan, by=chair, at=AT)] * 2)
    assert [type(one) for one in results if isinstance(one, Exception)] == [NotAllowed]
    assert Meeting.objects.count() == 3


def test_A1_two_who_invite_and_cancel_at_once_send_each_mail_once(board, plan):
    chair = factories.holder(board, "S01")
    meeting = planning.agree_plan(plan=plan, by=chair, at=AT)[0]
    fresh = [Meeting.objects.get(pk=meeting.pk) for _ in range(4)]
    at_once(*[lambda one=one: planning.invite(meeting=one, by=chair, at=AT) for one in fresh[:2]])
    at_once(
        *[lambda one=one: planning.cancel(meeting=one, reason="leave", by=chair, at=AT) for one in fresh[2:]]
    )
    assert Message.objects.filter(kind="meeting_invited").count() == 16
    assert Message.objects.filter(kind="meeting_cancelled").count() == 16
    assert Meeting.objects.get(pk=meeting.pk).sequence == 1


def test_A1_two_meetings_moved_at_once_do_not_land_on_one_day(board, plan):
    chair = factories.holder(board, "S01")
    first, second, _ = planning.agree_plan(plan=plan, by=chair, at=AT)
    to_day = date(2017, 5, 11)
    acts = [
        lambda one=one: planning.move(meeting=one, to_day=to_day, reason="room", by=chair, at=AT)
        for one in (first, second)
    ]
    results = at_once(*acts)
    assert [type(one) for one in results if isinstance(one, Exception)] == [NotAllowed]
    assert (Meeting.objects.filter(day=to_day).count(), MeetingChange.objects.count()) == (1, 1)


def test_P3_two_extraordinary_meetings_at_once_are_one(board):
    def call() -> object:
        return planning.call_extraordinary(
            group=SubGroup.objects.get(pk=board.pk), day=date(2017, 5, 11), starts_at=time(9), ends_at=time(10), place="",
            reason="cannot wait", by=None, at=AT,
        )  # fmt: skip

    results = at_once(call, call)
    assert [type(one) for one in results if isinstance(one, Exception)] == [NotAllowed]
    assert Meeting.objects.get().code == "X1"


def test_P3_two_who_postpone_at_once_do_it_once(board, plan):
    chair = factories.holder(board, "S01")
    meeting = planning.invite(meeting=planning.agree_plan(plan=plan, by=chair, at=AT)[0], by=chair, at=AT)
    fresh = [Meeting.objects.get(pk=meeting.pk) for _ in range(2)]
    results = at_once(
        *[lambda one=one: postponing.postpone(meeting=one, reason="snow", by=chair, at=AT) for one in fresh]
    )
    assert [type(one) for one in results if isinstance(one, Exception)] == [NotAllowed]
    assert (MeetingChange.objects.count(), Meeting.objects.get(pk=meeting.pk).sequence) == (1, 1)
    assert Message.objects.filter(kind="meeting_postponed").count() == 16


def test_P3_a_meeting_is_postponed_or_opened_and_not_both(board, plan):
    chair = factories.holder(board, "S01")
    meeting = planning.agree_plan(plan=plan, by=chair, at=AT)[0]
    one, other = (Meeting.objects.get(pk=meeting.pk) for _ in range(2))
    at = moment(meeting.day, time(9, 30))
    seat = factories.seat(board, "S01")
    results = at_once(
        lambda: postponing.postpone(meeting=one, reason="snow", by=chair, at=at),
        lambda: day.open_meeting(meeting=other, chaired_by_seat=seat, by=chair, at=at),
    )
    assert [type(result) for result in results if isinstance(result, Exception)] == [NotAllowed]
    ended = Meeting.objects.get(pk=meeting.pk)
    assert (ended.is_postponed, bool(ended.opened_at)) in {(True, False), (False, True)}


def test_P3_no_breach_stays_of_a_meeting_that_is_given_its_day_while_its_year_is_ended(board, plan):
    chair = factories.holder(board, "S01")
    meeting = planning.agree_plan(plan=plan, by=chair, at=AT)[0]
    postponing.postpone(meeting=meeting, reason="snow", by=chair, at=AT)
    at = moment(date(2018, 4, 3), time(0, 5))
    moved, ended = Event(), Event()

    def move() -> None:
        with transaction.atomic():
            one = Meeting.objects.get(pk=meeting.pk)
            planning.move(meeting=one, to_day=date(2018, 4, 26), reason="room", by=chair, at=at)
            moved.set()
            ended.wait(timeout=0.5)

    def end_year() -> None:
        moved.wait(timeout=5)
        with transaction.atomic():
            postponing.year_over(SubGroup.objects.get(pk=board.pk), at.date(), at)
        ended.set()

    assert at_once(move, end_year) == [None, None]
    assert not Meeting.objects.get(pk=meeting.pk).is_postponed
    assert not Breach.objects.filter(clause="P3", withdrawn_at=None).exists()


@pytest.mark.parametrize("call_off", [postponing.postpone, planning.cancel])
def test_A1_a_meeting_is_moved_or_called_off_from_pages_that_told_its_day_and_not_both(board, plan, call_off):
    chair = factories.holder(board, "S01")
    meeting = planning.agree_plan(plan=plan, by=chair, at=AT)[0]
    planning.call_for_items(meeting=meeting, by=chair, at=AT)
    one, other = (Meeting.objects.get(pk=meeting.pk) for _ in range(2))
    read, to_day = meeting.day.isoformat(), date(2017, 5, 11)
    results = at_once(
        lambda: planning.move(meeting=one, to_day=to_day, reason="room", by=chair, at=AT, read=read),
        lambda: call_off(meeting=other, reason="snow", by=chair, at=AT, read=read),
    )
    assert [type(result) for result in results if isinstance(result, Exception)] == [NotAllowed]
    kinds = ("meeting_moved", "meeting_postponed", "meeting_cancelled")
    assert Message.objects.filter(kind__in=kinds).count() == 16
