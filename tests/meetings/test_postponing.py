"""A meeting that is put off with no new day yet, until one is named or it is cancelled (A1, A2, P3, P5, P7, P8)."""

from datetime import date, time

import pytest

from actionplans.services import windows
from meetings import daily
from meetings.enums import Answer, ItemState, MeetingState
from meetings.models import AgendaItem, Meeting, MeetingChange
from meetings.plan_table import plan_rows, rows_of
from meetings.policies.agenda import check_publish
from meetings.services import agenda, day, planning, postponing, replies, submission
from meetings.services.planning import preview_move
from reports import lights
from subgroup import breaches
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Breach, Deadline, Message
from tests import factories
from tests.actionplans.plans import make_action, make_plan
from tests.meetings.papers import sent
from tests.meetings.test_ical import part
from tests.meetings.test_planning import MARCH, agreed

SNOW = "Snow: the Civic Centre is shut"
DAY, NEXT = date(2017, 6, 1), date(2017, 7, 13)
"""Of M2, which is postponed here, and of M3. Items for M2 close on 17 May, its window for updates too; its pack is due on 24 May."""


@pytest.fixture
def meetings(group, chair):
    return agreed(group, chair)


@pytest.fixture
def meeting(meetings):
    return planning.invite(meeting=meetings[1], by=None, at=MARCH)


def at(on: date):
    return moment(on, time(11))


def postpone(meeting, on: date, reason=SNOW):
    by = factories.holder(meeting.group, "S06")
    return postponing.postpone(meeting=meeting, reason=reason, by=by, at=at(on))


def move(meeting, on: date, to_day: date):
    by = factories.holder(meeting.group, "S06")
    return planning.move(meeting=meeting, to_day=to_day, reason="The room is free", by=by, at=at(on))


def call_off(meeting, on: date):
    by = factories.holder(meeting.group, "S06")
    return planning.cancel(meeting=meeting, reason=SNOW, by=by, at=at(on))


def night(group, on: date):
    """What the daily run does for meetings and what hangs on them."""
    for part_of in (daily.run, agenda.daily, windows.daily, lights.daily):
        part_of(group, on, moment(on, time(0, 5)))
    breaches.record(group, on=on, at=moment(on, time(0, 5)))


def row(meeting, rule: str) -> Deadline:
    return Deadline.objects.about("meeting", meeting.pk).get(rule=rule)


def told(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind))


def test_P3_postponing_lifts_what_is_owed_and_keeps_the_rest(meeting, meetings):
    item = sent(meeting, at=at(date(2017, 5, 2)))
    postponed = postpone(meeting, date(2017, 5, 10))
    assert (postponed.state, postponed.code, postponed.planned_day) == (MeetingState.POSTPONED, "M2", DAY)
    for rule in ("items", "publish", "minutes"):
        assert row(meeting, rule).release_reason == f"M2 was postponed: {SNOW}"
    change = MeetingChange.objects.get()
    assert (change.from_day, change.to_day, change.reason, change.changed_by.name) == (
        DAY, None, SNOW, factories.holder(meeting.group, "S06").name,
    )  # fmt: skip
    item.refresh_from_db()
    assert (item.meeting_id, item.state) == (meeting.pk, ItemState.ON_AGENDA)
    assert not Breach.objects.exists()
    night(meeting.group, date(2017, 6, 2))
    assert not Breach.objects.filter(subject_id=str(meeting.pk)).exists()
    assert not meetings[2].items.filter(carried_from__isnull=False).exists()


def test_A1_the_calendars_are_told_that_it_is_off_and_then_of_its_new_day(meeting, chair):
    postpone(meeting, date(2017, 5, 30))
    move(meeting, date(2017, 6, 2), date(2017, 6, 15))
    mine = (
        Message.objects.filter(recipient=chair, about_id=str(meeting.pk)).exclude(calendar="").order_by("pk")
    )
    events = [part(message) for message in mine]
    assert [(str(calendar["method"]), event["sequence"], str(event["status"])) for calendar, event in events] == [
        ("REQUEST", 0, "CONFIRMED"), ("CANCEL", 1, "CANCELLED"), ("REQUEST", 2, "CONFIRMED"),
    ]  # fmt: skip
    assert {str(event["uid"]) for _, event in events} == {meeting.uid}
    (postponed,), (moved,) = (
        [one for one in told(kind) if one.recipient == chair]
        for kind in ("meeting_postponed", "meeting_moved")
    )
    assert "A new day will follow" in postponed.text
    assert "which was postponed from Thursday 1 June 2017, has a new day" in moved.text
    assert "new day, Thursday 15 June 2017" in moved.subject
    assert SNOW not in postponed.text + moved.text


def test_A1_who_left_while_it_was_postponed_hears_no_second_time_and_who_came_is_invited(meeting, group):
    gone = factories.holder(group, "S09")
    postpone(meeting, date(2017, 5, 30))
    factories.seat(group, "S09").holdings.update(ends_on=date(2017, 6, 5))
    move(meeting, date(2017, 6, 6), date(2017, 6, 29))
    night(group, date(2017, 6, 7))
    assert not [one for one in told("invitation_ended") if one.recipient == gone]
    assert gone not in [one.recipient for one in told("meeting_moved")]


@pytest.mark.parametrize("kind", ["meeting_postponed", "meeting_cancelled"])
def test_A1_who_left_a_post_that_morning_hears_that_it_is_off(meeting, group, kind):
    gone = factories.holder(group, "S09")
    factories.seat(group, "S09").holdings.update(ends_on=date(2017, 5, 25))
    if kind == "meeting_postponed":
        postpone(meeting, date(2017, 5, 25))
    else:
        by = factories.holder(group, "S06")
        planning.cancel(meeting=meeting, reason=SNOW, by=by, at=at(date(2017, 5, 25)))
    (told_gone,) = [one for one in told(kind) if one.recipient == gone]
    assert str(part(told_gone)[1]["status"]) == "CANCELLED"


def test_A1_nobody_is_mailed_of_a_meeting_to_which_nobody_was_invited(meetings):
    postponed = postpone(meetings[1], date(2017, 5, 10))
    move(postponed, date(2017, 5, 10), date(2017, 6, 15))
    assert (postponed.sequence, told("meeting_postponed"), told("meeting_moved")) == (0, [], [])


def test_P3_it_is_postponed_once_and_with_a_reason(meeting, chair):
    with pytest.raises(NotAllowed, match="Give the reason"):
        postpone(meeting, date(2017, 5, 10), "  ")
    postpone(meeting, date(2017, 5, 10))
    with pytest.raises(NotAllowed, match=r"postponed on Wednesday 10 May 2017 already.*name its new day"):
        postpone(meeting, date(2017, 5, 11))
    assert MeetingChange.objects.count() == 1
    assert len(told("meeting_postponed")) == 16


def test_P3_one_that_was_held_or_cancelled_is_not_postponed(meetings, group, chair):
    first, second = meetings[:2]
    opened = {"chaired_by_seat": factories.seat(group, "S01"), "by": chair, "at": at(first.day)}
    day.open_meeting(meeting=first, **opened)
    planning.cancel(meeting=second, reason="Leave", by=chair, at=MARCH)
    for one, why in ((first, "has been held"), (second, "has been cancelled")):
        with pytest.raises(NotAllowed, match=why):
            postpone(one, first.day)


def test_A2_while_it_is_postponed_nothing_is_done_for_it(meeting, group, chair):
    agenda.approve(meeting=meeting, by=chair, at=at(date(2017, 5, 9)))
    postpone(meeting, date(2017, 5, 10))
    seat, by = factories.seat(group, "S12"), factories.holder(group, "S12")
    now = at(date(2017, 5, 11))
    for act in (
        lambda: submission.submit(meeting=meeting, seat=seat, by=by, at=now, title="Housing note"),
        lambda: replies.reply(meeting=meeting, seat=seat, answer=Answer.ATTENDING, by=by, at=now),
        lambda: planning.call_for_items(meeting=meeting, by=chair, at=now),
        lambda: planning.change_details(meeting=meeting, place="Room 9", by=chair, at=now),
        lambda: agenda.add_item(meeting=meeting, title="One more", by=chair, at=now),
        lambda: day.open_meeting(
            meeting=meeting, chaired_by_seat=factories.seat(group, "S01"), by=chair, at=at(DAY)
        ),
        lambda: check_publish(meeting, version=1, change_note=""),
    ):
        with pytest.raises(
            NotAllowed, match=r"is postponed.* Business support or the chair can name its new day"
        ):
            act()


def test_A2_nobody_is_called_or_reminded_while_it_is_postponed(meeting, group):
    postpone(meeting, date(2017, 4, 12))
    before = Message.objects.latest("pk").pk
    for on in (date(2017, 4, 19), date(2017, 5, 10), date(2017, 5, 16), date(2017, 5, 25), date(2017, 6, 2)):
        night(group, on)
    about = Message.objects.filter(pk__gt=before, about_id=str(meeting.pk), about_kind="meeting")
    assert not about.exists()
    assert Meeting.objects.get(pk=meeting.pk).called_at is None


def test_A1_its_old_day_is_free_for_another_and_for_itself(meeting, meetings, group):
    postpone(meeting, date(2017, 5, 10))
    assert not any("already" in said for said in plan_rows(group, [DAY])[0].warnings)
    again = move(meeting, date(2017, 5, 11), DAY)
    assert (again.state, again.day) == (MeetingState.PLANNED, DAY)
    postpone(meeting, date(2017, 5, 12))
    move(meetings[2], date(2017, 5, 12), DAY)
    with pytest.raises(NotAllowed, match="meets on Thursday 1 June 2017 already"):
        move(meeting, date(2017, 5, 12), DAY)


def warned(group, plan) -> dict[str, tuple[str, ...]]:
    rows = rows_of(group, Meeting.objects.filter(plan=plan))
    return {row.meeting.code: row.warnings for row in rows if row.meeting}


@pytest.mark.parametrize("off", [postpone, call_off])
def test_A1_the_plan_warns_of_no_clash_with_a_day_that_is_free(meetings, group, off):
    """M2 stands beside a bank holiday; its minutes would be due after the items for M1 moved behind it close."""
    meeting = meetings[1]
    move(meetings[0], MARCH.date(), date(2017, 6, 15))
    said = warned(group, meeting.plan)
    assert any("Spring Bank Holiday" in one for one in said["M2"])
    assert any("after items for Thursday 15 June 2017 close" in one for one in said["M2"])
    off(meeting, date(2017, 5, 10))
    assert warned(group, meeting.plan)["M2"] == ()
    move(meetings[0], date(2017, 5, 10), date(2017, 5, 25))
    assert not any("1 June" in one for one in warned(group, meeting.plan)["M1"])


def test_P5_replies_that_had_not_come_are_asked_for_again_with_the_new_day(meeting, group):
    planning.call_for_items(meeting=meeting, by=None, at=at(date(2017, 5, 3)))
    seat = factories.seat(group, "S12")
    given = replies.reply(
        meeting=meeting,
        seat=seat,
        answer=Answer.ATTENDING,
        by=factories.holder(group, "S12"),
        at=at(date(2017, 5, 4)),
    )
    asked = Deadline.objects.about("meeting", meeting.pk).filter(rule="reply")
    postpone(meeting, date(2017, 5, 10))
    assert not asked.open().exists()
    move(meeting, date(2017, 6, 12), date(2017, 6, 29))
    assert asked.open().count() == 15
    assert set(asked.open().values_list("due_on", flat=True)) == {date(2017, 6, 22)}
    assert replies.latest(meeting) == {seat.pk: given}


@pytest.mark.parametrize("was_postponed", [True, False])
def test_P5_replies_to_a_day_that_went_by_are_asked_for_again_with_the_new_day(meeting, group, was_postponed):
    planning.call_for_items(meeting=meeting, by=None, at=at(date(2017, 5, 3)))
    night(group, date(2017, 6, 2))
    asked = Deadline.objects.about("meeting", meeting.pk).filter(rule="reply")
    assert not asked.open().exists(), "let go: the day had come"
    if was_postponed:
        postpone(meeting, date(2017, 6, 5))
    shown = preview_move(meeting, date(2017, 6, 29), at(date(2017, 6, 5)))
    assert "Replies to the invitation" in [change.title for change in shown.dates]
    move(meeting, date(2017, 6, 5), date(2017, 6, 29))
    assert asked.open().count() == 16
    assert set(asked.open().values_list("due_on", flat=True)) == {date(2017, 6, 22)}


def test_P5_a_meeting_called_at_short_notice_asks_for_replies_once_its_new_day_leaves_time(
    meetings, group, chair
):
    called = planning.call_extraordinary(
        group=group, day=date(2017, 5, 11), starts_at=time(9), ends_at=time(10), place="", reason="A child died",
        by=chair, at=at(date(2017, 5, 8)),
    )  # fmt: skip
    asked = Deadline.objects.about("meeting", called.pk).filter(rule="reply")
    assert not asked.exists()
    postpone(called, date(2017, 5, 10))
    move(called, date(2017, 5, 10), date(2017, 6, 22))
    assert asked.open().count() == 16


def test_P3_cancelled_after_all_it_hands_its_items_on(meeting, meetings, chair):
    item = sent(meeting, at=at(date(2017, 5, 2)))
    postpone(meeting, date(2017, 5, 10))
    planning.cancel(meeting=meeting, reason="No day was found", by=chair, at=at(date(2017, 6, 20)))
    item.refresh_from_db()
    assert item.state == ItemState.CARRIED_OVER
    assert AgendaItem.objects.get(carried_from=item).meeting == meetings[2]
    breach = Breach.objects.get(clause="P3")
    assert breach.sentence == "M2 of 1 June 2017 was cancelled: No day was found"
    assert "was postponed, and is cancelled now" in told("meeting_cancelled")[0].text
    with pytest.raises(NotAllowed, match="has been cancelled"):
        move(meeting, date(2017, 6, 20), date(2017, 6, 29))


def test_P3_its_items_go_to_the_meeting_that_took_its_day_or_comes_before_it(meeting, meetings, chair):
    item = sent(meeting, at=at(date(2017, 5, 2)))
    postpone(meeting, date(2017, 5, 10))
    move(meetings[2], date(2017, 5, 10), DAY)
    planning.cancel(meeting=meeting, reason="M3 takes its place", by=chair, at=at(date(2017, 5, 11)))
    assert AgendaItem.objects.get(carried_from=item).meeting == meetings[2]


def test_P3_a_year_that_ends_without_it_is_a_breach_until_it_has_a_day(meetings, group, chair):
    last = meetings[8]
    postpone(last, date(2018, 3, 20))
    night(group, date(2018, 3, 31))
    of_meeting = Breach.objects.filter(clause="P3", subject_id=str(last.pk))
    assert not of_meeting.exists()
    for on in (date(2018, 4, 3), date(2018, 4, 4)):
        postponing.year_over(group, on, at(on))
    breach = of_meeting.get()
    assert (breach.day, breach.withdrawn_at) == (date(2018, 4, 1), None)
    assert breach.sentence == f"M9 of 22 March 2018 was postponed and not held in 2017-18: {SNOW}"
    move(last, date(2018, 4, 5), date(2018, 4, 26))
    breach.refresh_from_db()
    assert breach.withdrawn_reason == "M9 was given a new day, 26 April 2018."
    postpone(last, date(2018, 4, 20), "The chair is ill")
    postponing.year_over(group, date(2018, 4, 21), at(date(2018, 4, 21)))
    assert of_meeting.get().withdrawn_at is None
    planning.cancel(meeting=last, reason="No day was found", by=chair, at=at(date(2018, 5, 1)))
    assert of_meeting.get().sentence.endswith("was cancelled: No day was found")


def test_A3_what_was_missed_before_stays_missed_until_it_has_a_new_day(meeting, group):
    night(group, date(2017, 5, 26))
    postpone(meeting, date(2017, 5, 26))
    night(group, date(2017, 6, 20))
    missed = Breach.objects.get(clause="A3", subject_id=str(meeting.pk))
    assert missed.sentence.endswith(f"released 26 May 2017: M2 was postponed: {SNOW}")
    move(meeting, date(2017, 6, 20), date(2017, 7, 20))
    night(group, date(2017, 6, 21))
    missed.refresh_from_db()
    assert missed.withdrawn_at
    assert not row(meeting, "publish").is_late(date(2017, 6, 21))


def test_A1_what_naming_the_new_day_changes_is_shown_first(meeting, group):
    planning.call_for_items(meeting=meeting, by=None, at=at(date(2017, 5, 3)))
    make_action(make_plan(group), "GMP")
    night(group, date(2017, 5, 12))
    postpone(meeting, date(2017, 5, 15))
    now = at(date(2017, 6, 5))
    shown = preview_move(meeting, date(2017, 6, 29), now)
    assert [(change.title, change.from_due, change.to_due, change.effect) for change in shown.dates] == [
        ("Items and papers", date(2017, 5, 17), date(2017, 6, 15), ""),
        ("Agenda and papers published", date(2017, 5, 24), date(2017, 6, 22), ""),
        ("Minutes circulated", date(2017, 6, 21), date(2017, 7, 19), ""),
        ("Replies to the invitation", date(2017, 5, 24), date(2017, 6, 22), ""),
        ("Updates of action plans", date(2017, 5, 17), date(2017, 6, 15), ""),
    ]
    assert shown.items == ("Items can be sent again until the end of Thursday 15 June 2017.",)
    soon = {change.title: change.effect for change in preview_move(meeting, date(2017, 6, 8), now).dates}
    assert soon["Agenda and papers published"] == "Becomes late: that day has passed."
    assert soon["Updates of action plans"].endswith("what nobody has said yet is owed no more.")
