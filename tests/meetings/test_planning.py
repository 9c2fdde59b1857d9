"""The year plan, and a meeting's date after it: agreed, moved, cancelled, called at short notice (A1, A2, P3)."""

from datetime import date, time, timedelta

import pytest

from meetings import daily
from meetings.enums import Answer, MeetingState
from meetings.models import BlockedPeriod, Meeting, MeetingChange, YearPlan
from meetings.plan_table import plan_rows, rows_of
from meetings.services import planning, replies
from meetings.services.planning import preview_move
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Breach, Deadline, Message
from tests import factories, snapshots

MARCH = moment(date(2017, 3, 16), time(11, 20))
FIRST = date(2017, 4, 20)


def propose(group, **more):
    values = {
        "label": "2017-18", "start": FIRST, "weekday": 3, "count": 9, "place": "Committee Room 1",
        "starts_at": time(9, 30), "ends_at": time(12), "by": None, "at": MARCH,
    }  # fmt: skip
    return planning.propose_plan(group=group, **{**values, **more})


def days(plan):
    return list(plan.dates.values_list("day", flat=True))


def owed(meeting):
    return dict(
        Deadline.objects.about("meeting", meeting.pk).filter(owner_kind="role").values_list("rule", "due_on")
    )


def agreed(group, chair):
    """The meetings of the year 2017-18, as it was agreed on 16 March 2017."""
    return snapshots.grown(
        "agreed in March", lambda: planning.agree_plan(plan=propose(group), by=chair, at=MARCH)
    )


@pytest.fixture
def meetings(group, chair):
    return agreed(group, chair)


def test_A1_proposes_the_six_weekly_year(group):
    assert days(propose(group)) == [FIRST + timedelta(weeks=6 * n) for n in range(9)]


def test_A1_without_a_count_it_proposes_until_the_reporting_year_ends(group):
    assert days(propose(group, count=None))[-1] == date(2018, 3, 22)


def test_A1_moves_a_date_off_a_bank_holiday_and_says_why(group):
    plan = propose(group, start=date(2017, 4, 17), weekday=0, count=2)
    assert days(plan)[0] == date(2017, 4, 24)
    assert "Easter Monday" in plan.dates.first().note


def test_A1_avoids_another_groups_meeting_and_school_holidays_only_when_asked(group):
    BlockedPeriod.objects.create(
        group=group, kind="other_group", name="Learning group", first_day=FIRST, last_day=FIRST
    )
    BlockedPeriod.objects.create(
        group=group,
        kind="school_holiday",
        name="Half term",
        first_day=date(2017, 5, 29),
        last_day=date(2017, 6, 2),
    )
    assert days(propose(group, count=2)) == [date(2017, 4, 27), date(2017, 6, 1)]
    assert days(propose(group, count=2, avoid_school_holidays=True)) == [date(2017, 4, 27), date(2017, 6, 8)]


def test_A1_meetings_of_other_groups_here_are_avoided_and_warned_of_unless_cancelled(group):
    board = factories.make_group(factories.ROOT / "tests" / "data" / "terms-other-board.toml")
    for day, fields in (
        (FIRST, {}),
        (date(2017, 6, 1), {"state": "cancelled", "cancelled_at": MARCH, "cancel_reason": "x"}),
    ):
        factories.make_meeting(board, day, **fields)
    assert days(propose(group, count=2)) == [date(2017, 4, 27), date(2017, 6, 1)]
    taken, free = plan_rows(group, [FIRST, date(2017, 6, 1)])
    assert f"A meeting of {board.name} is on that day." in taken.warnings
    assert not any(board.name in said for said in free.warnings)


def test_A1_shows_every_date_that_follows_and_what_speaks_against_it(group):
    rows = {row.number: row for row in plan_rows(group, days(propose(group)))}
    assert (rows[1].items.on, rows[1].publish.on, rows[1].minutes.on) == (
        date(2017, 4, 4), date(2017, 4, 11), date(2017, 5, 11),
    )  # fmt: skip
    assert any("Christmas" in said for said in rows[7].warnings)
    assert any("Spring Bank Holiday" in said for said in rows[2].warnings)
    assert rows[3].warnings == ()


def test_A1_warns_when_minutes_fall_due_after_the_next_meetings_items(group):
    rows = plan_rows(group, [date(2017, 6, 8), date(2017, 6, 29)])
    assert "after items for Thursday 29 June 2017 close" in rows[0].warnings[0]


def test_A1_a_date_set_by_hand_must_be_a_working_day_and_stand_once(group):
    plan = propose(group)
    with pytest.raises(NotAllowed, match="Good Friday"):
        planning.set_dates(plan=plan, dates=[date(2017, 4, 14)], by=None, at=MARCH)
    with pytest.raises(NotAllowed, match="twice"):
        planning.set_dates(plan=plan, dates=[FIRST, FIRST], by=None, at=MARCH)
    planning.set_dates(plan=plan, dates=[FIRST, date(2018, 1, 4)], by=None, at=MARCH)
    assert days(plan) == [FIRST, date(2018, 1, 4)]


def test_P3_agreeing_makes_the_meetings_and_freezes_what_planned_means(group, chair):
    plan = propose(group)
    made = planning.agree_plan(plan=plan, by=chair, at=MARCH)
    assert [(m.code, m.year, m.planned_day) for m in made][::8] == [
        ("M1", "2017-18", FIRST), ("M9", "2017-18", date(2018, 3, 22)),
    ]  # fmt: skip
    assert owed(made[7]) == {
        "items": date(2018, 1, 25),
        "publish": date(2018, 2, 1),
        "minutes": date(2018, 2, 28),
    }
    with pytest.raises(NotAllowed, match="was agreed on Thursday 16 March 2017"):
        planning.agree_plan(plan=plan, by=chair, at=MARCH)
    with pytest.raises(NotAllowed, match="was agreed"):
        propose(group)
    with pytest.raises(NotAllowed, match="was agreed"):
        planning.set_dates(plan=plan, dates=[FIRST], by=chair, at=MARCH)
    assert Meeting.objects.count() == 9


def test_A1_a_plan_with_a_day_that_has_passed_is_not_agreed(group, chair):
    plan = propose(group)
    with pytest.raises(NotAllowed, match="has passed"):
        planning.agree_plan(plan=plan, by=chair, at=moment(date(2017, 5, 1)))
    assert not Meeting.objects.exists()
    assert not YearPlan.objects.get().agreed_at


def test_M4_each_meeting_has_the_terms_in_force_on_its_day(meetings, group):
    assert {meeting.terms for meeting in meetings} == {group.terms_on(FIRST)}


def test_A1_a_move_keeps_number_and_planned_day_and_moves_what_is_owed(meetings, chair):
    moved = planning.move(
        meeting=meetings[1], to_day=date(2017, 6, 8), reason="Room lost", by=chair, at=MARCH
    )
    assert (moved.code, moved.day, moved.planned_day) == ("M2", date(2017, 6, 8), date(2017, 6, 1))
    assert owed(moved) == {
        "items": date(2017, 5, 24),
        "publish": date(2017, 6, 1),
        "minutes": date(2017, 6, 28),
    }
    assert MeetingChange.objects.get().reason == "Room lost"
    assert (
        Deadline.objects.get(rule="items", subject_id=str(moved.pk)).moves.get().reason
        == "M2 was moved: Room lost"
    )


def window(meeting) -> Deadline:
    return Deadline.objects.about("meeting", meeting.pk).get(rule="items")


def test_A2_a_move_that_opens_the_window_again_makes_its_row_open_with_its_history_kept(
    meetings, chair, group
):
    meeting, shut = meetings[1], date(2017, 5, 17)
    daily.run(group, date(2017, 5, 18), moment(date(2017, 5, 18)))
    assert window(meeting).met_on == shut
    planning.move(
        meeting=meeting, to_day=date(2017, 6, 15), reason="Room lost", by=chair, at=moment(date(2017, 5, 19))
    )
    row = window(meeting)
    assert row.is_open
    assert row.due_on == date(2017, 6, 1)
    assert [move.reason for move in row.moves.all()] == [
        "M2 was moved: Room lost", "M2 was moved: Room lost It had been met on Wednesday 17 May 2017.",
    ]  # fmt: skip
    reminded = daily.run(group, date(2017, 5, 31), moment(date(2017, 5, 31)))
    assert any("reminded that items close on Thursday 1 June 2017" in line for line in reminded)
    daily.run(group, date(2017, 6, 2), moment(date(2017, 6, 2)))
    assert window(meeting).met_on == date(2017, 6, 1)


@pytest.mark.parametrize(
    ("by_way_of", "to_day"),
    [
        (date(2017, 6, 15), date(2017, 5, 25)),
        (date(2017, 5, 25), date(2017, 6, 15)),
        (date(2017, 6, 15), date(2017, 6, 22)),
        (date(2017, 5, 24), date(2017, 5, 25)),
    ],
)
def test_A1_moving_twice_leaves_the_window_as_moving_once_would(meetings, chair, group, by_way_of, to_day):
    twice, at = meetings[1], moment(date(2017, 5, 19))
    daily.run(group, date(2017, 5, 18), moment(date(2017, 5, 18)))
    stands = []
    for days in ([to_day], [date(2017, 6, 1)], [by_way_of, to_day]):
        for day in days:
            planning.move(meeting=twice, to_day=day, reason="Room", by=chair, at=at)
        row = window(twice)
        stands.append((row.trigger_on, row.due_on, row.met_on, row.is_open, row.is_late(date(2017, 5, 19))))
    assert stands[0] == stands[2]
    assert stands[0] != stands[1]
    assert stands[1][2] == date(2017, 5, 17)


def test_A1_a_meeting_moved_to_the_day_of_a_cancelled_one_stands_beside_it_in_the_plan(
    meetings, chair, group
):
    at = moment(date(2017, 4, 3), time(9))
    planning.cancel(meeting=meetings[3], reason="August leave", by=chair, at=at)
    planning.move(meeting=meetings[4], to_day=meetings[3].day, reason="Room", by=chair, at=at)
    rows = rows_of(group, Meeting.objects.filter(plan=meetings[0].plan))
    assert [row.meeting.code for row in rows] == [f"M{number}" for number in range(1, 10)]
    assert rows[4].items.on == owed(meetings[4])["items"]


def test_A1_moving_twice_ends_where_moving_once_would(meetings, chair):
    once, twice = meetings[1], meetings[2]
    planning.move(meeting=twice, to_day=date(2017, 7, 20), reason="A", by=chair, at=MARCH)
    planning.move(meeting=twice, to_day=date(2017, 6, 15), reason="B", by=chair, at=MARCH)
    planning.move(meeting=twice, to_day=date(2017, 7, 20), reason="C", by=chair, at=MARCH)
    ended = owed(twice)
    planning.move(meeting=once, to_day=date(2017, 7, 27), reason="A", by=chair, at=MARCH)
    planning.move(meeting=twice, to_day=date(2017, 7, 26), reason="out of the way", by=chair, at=MARCH)
    planning.move(meeting=once, to_day=date(2017, 7, 20), reason="once more", by=chair, at=MARCH)
    assert owed(once) == ended


@pytest.mark.parametrize(
    ("to_day", "why"),
    [
        (date(2017, 3, 15), "has passed"),
        (date(2017, 6, 4), "not a working day: Sunday"),
        (date(2017, 7, 13), "meets on Thursday 13 July 2017 already"),
        (date(2017, 6, 1), "is on Thursday 1 June 2017 already"),
    ],
)
def test_A1_a_day_that_cannot_be_is_refused_with_the_reason(meetings, chair, to_day, why):
    with pytest.raises(NotAllowed, match=why):
        planning.move(meeting=meetings[1], to_day=to_day, reason="x", by=chair, at=MARCH)
    assert meetings[1].day == date(2017, 6, 1)


def test_A1_a_move_shows_first_what_changes_and_who_is_told(meetings, chair):
    meeting = planning.invite(meeting=meetings[1], by=chair, at=MARCH)
    soon = moment(date(2017, 5, 30), time(12))
    shown = preview_move(meeting, date(2017, 6, 15), soon)
    assert [(change.title, change.from_due, change.to_due) for change in shown.dates][1:] == [
        ("Agenda and papers published", date(2017, 5, 24), date(2017, 6, 8)),
        ("Minutes circulated", date(2017, 6, 21), date(2017, 7, 5)),
        ("Updates of action plans are asked for", date(2017, 5, 10), date(2017, 5, 24)),
        ("Updates of action plans", date(2017, 5, 17), date(2017, 6, 1)),
    ]
    assert shown.dates[-1].effect == "They are in time again."
    assert shown.dates[1].effect == "Is in time again."
    assert shown.items == ("Items can be sent again until the end of Thursday 1 June 2017.",)
    assert len(shown.told) == 16
    earlier = preview_move(meetings[2], date(2017, 6, 5), soon)
    titles = {change.title: change for change in earlier.dates}
    assert titles["Agenda and papers published"].effect == "Becomes late: that day has passed."
    assert titles["Updates of action plans"].effect.endswith("what nobody has said yet is owed no more.")
    call = titles["Call for items"]
    assert (call.from_due, call.to_due) == (date(2017, 6, 15), date(2017, 5, 5))
    planning.call_for_items(meeting=meetings[2], by=chair, at=moment(date(2017, 6, 15), time(9)))
    later = {change.title: change for change in preview_move(meetings[2], date(2017, 7, 20), soon).dates}
    assert "Call for items" not in later
    assert later["Replies to the invitation"].to_due == date(2017, 7, 13)
    assert meeting.day == date(2017, 6, 1)


def test_A2_marks_given_to_items_stay_when_the_meeting_moves(meetings, chair, group):
    from meetings.services import submission

    meeting, sent = meetings[1], moment(date(2017, 5, 19), time(12))
    seat = factories.seat(group, "S12")
    item = submission.submit(
        meeting=meeting, seat=seat, by=factories.holder(group, "S12"), at=sent, title="Housing note"
    )
    shown = preview_move(meeting, date(2017, 6, 15), sent)
    assert any("marked late would be in time" in said for said in shown.items)
    planning.move(meeting=meeting, to_day=date(2017, 6, 15), reason="Room", by=chair, at=sent)
    item.refresh_from_db()
    assert (item.late, item.due_on) == (True, date(2017, 5, 17))


def test_P3_cancelling_releases_what_is_owed_and_is_a_breach_with_its_reason(meetings, chair):
    at = moment(date(2017, 8, 16), time(11))
    cancelled = planning.cancel(
        meeting=meetings[3], reason="only three agencies; August leave", by=chair, at=at
    )
    assert cancelled.state == MeetingState.CANCELLED
    rows = {row.rule: row for row in Deadline.objects.about("meeting", cancelled.pk)}
    assert rows["publish"].released_on == rows["minutes"].released_on == date(2017, 8, 16)
    assert "only three agencies" in rows["minutes"].release_reason
    breach = Breach.objects.get(clause="P3")
    assert (breach.day, breach.key) == (date(2017, 8, 16), f"P3:{cancelled.pk}")
    assert breach.sentence == "M4 of 24 August 2017 was cancelled: only three agencies; August leave"
    with pytest.raises(NotAllowed, match="has been cancelled"):
        planning.cancel(meeting=meetings[3], reason="again", by=chair, at=at)
    with pytest.raises(NotAllowed, match="has been cancelled"):
        planning.move(meeting=meetings[3], to_day=date(2017, 8, 31), reason="x", by=chair, at=at)


def test_P3_a_meeting_is_not_cancelled_without_a_reason(meetings, chair):
    with pytest.raises(NotAllowed, match="reason"):
        planning.cancel(meeting=meetings[3], reason="  ", by=chair, at=MARCH)


def test_P10_what_was_late_before_the_cancellation_stays_late(meetings, chair):
    at = moment(date(2017, 8, 22))
    planning.cancel(meeting=meetings[3], reason="leave", by=chair, at=at)
    publish = Deadline.objects.get(rule="publish", subject_id=str(meetings[3].pk))
    minutes = Deadline.objects.get(rule="minutes", subject_id=str(meetings[3].pk))
    assert publish.is_late(date(2017, 8, 22))
    assert not minutes.is_late(date(2018, 1, 1))


def test_P3_an_extraordinary_meeting_is_no_planned_one_and_owes_only_what_is_possible(meetings, chair, group):
    at = moment(date(2017, 9, 4), time(10))
    meeting = planning.call_extraordinary(
        group=group, day=date(2017, 9, 14), starts_at=time(14), ends_at=time(16), place="Room 2",
        reason="A decision cannot wait", by=chair, at=at,
    )  # fmt: skip
    assert (meeting.code, meeting.plan, meeting.year) == ("X1", None, "2017-18")
    rows = {row.rule: row for row in Deadline.objects.about("meeting", meeting.pk).filter(owner_kind="role")}
    assert "short notice" in rows["items"].release_reason
    assert rows["publish"].is_open
    assert rows["publish"].due_on == date(2017, 9, 7)
    assert not rows["items"].is_late(date(2017, 12, 1))
    assert meeting.invited_at == at
    planning.cancel(meeting=meeting, reason="no longer needed", by=chair, at=at)
    assert not Breach.objects.filter(clause="P3").exists()


def test_P3_an_extraordinary_meeting_takes_no_number_of_a_planned_one(chair, group):
    for number, day in enumerate((date(2017, 4, 26), date(2017, 5, 3)), start=1):
        extra = planning.call_extraordinary(
            group=group,
            day=day,
            starts_at=time(14),
            ends_at=time(16),
            place="",
            reason="x",
            by=chair,
            at=MARCH,
        )
        assert extra.code == f"X{number}"
    made = planning.agree_plan(plan=propose(group), by=chair, at=MARCH)
    assert [meeting.code for meeting in made] == [f"M{number}" for number in range(1, 10)]


def test_P3_a_second_meeting_on_the_same_day_is_refused(meetings, chair, group):
    with pytest.raises(NotAllowed, match="already"):
        planning.call_extraordinary(
            group=group,
            day=FIRST,
            starts_at=time(14),
            ends_at=time(16),
            place="",
            reason="x",
            by=chair,
            at=MARCH,
        )


def test_A2_the_call_goes_to_every_holder_once_and_asks_for_replies(meetings, chair, group):
    at = moment(date(2017, 3, 20), time(9))
    replies.reply(
        meeting=meetings[0], seat=factories.seat(group, "S11"), answer=Answer.ATTENDING, by=None, at=at
    )
    planning.call_for_items(meeting=meetings[0], by=chair, at=at)
    calls = Message.objects.filter(kind="call_for_items")
    assert calls.count() == 16
    assert "Tuesday 4 April 2017" in calls.first().subject
    for text in (calls.first().text, calls.first().html):
        assert "10 working days before Thursday 20 April 2017, not counting 2 weekends" in text
        assert "Good Friday (Friday 14 April 2017)" in text
    asked = Deadline.objects.filter(rule="reply", subject_id=str(meetings[0].pk))
    assert asked.count() == 15
    with pytest.raises(NotAllowed, match="went out on Monday 20 March 2017"):
        planning.call_for_items(meeting=meetings[0], by=chair, at=at)


def test_A2_the_daily_run_calls_reminds_and_closes_and_repeats_nothing(meetings, group):
    from meetings import daily

    def run(day):
        return daily.run(group, day, moment(day, time(6)))

    assert run(date(2017, 3, 17)) == []
    assert run(date(2017, 3, 23)) == ["M1: call for items sent"]
    assert run(date(2017, 3, 23)) == []
    assert run(date(2017, 3, 30)) == ["M1: 16 members reminded that items close on Tuesday 4 April 2017"]
    assert run(date(2017, 4, 3)) == ["M1: 16 members reminded that items close on Tuesday 4 April 2017"]
    assert run(date(2017, 4, 4)) == []
    assert run(date(2017, 4, 5)) == ["Items for M1 of 2017-18: closed on Tuesday 4 April 2017"]
    row = Deadline.objects.get(rule="items", subject_id=str(meetings[0].pk))
    assert (row.met_on, row.is_late(date(2017, 5, 1))) == (date(2017, 4, 4), False)


def test_A2_after_an_outage_one_reminder_is_sent_and_not_two(meetings, group):
    from meetings import daily

    daily.run(group, date(2017, 4, 3), moment(date(2017, 4, 3)))
    sent = Message.objects.filter(kind="items_closing")
    assert sent.count() == 16
    assert "Why that day: 10 working days before Thursday 20 April 2017" in sent.first().text


def test_A1_invitations_to_a_plan_that_is_not_agreed_say_so(group, chair):
    plan = propose(group)
    with pytest.raises(NotAllowed, match="2017-18 is not agreed yet"):
        planning.invite_to_plan(plan=plan, by=chair, at=MARCH)
    planning.agree_plan(plan=plan, by=chair, at=MARCH)
    plan.refresh_from_db()
    planning.invite_to_plan(plan=plan, by=chair, at=MARCH)
    with pytest.raises(NotAllowed, match="have been sent"):
        planning.invite_to_plan(plan=plan, by=chair, at=MARCH)
