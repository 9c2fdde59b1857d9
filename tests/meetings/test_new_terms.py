"""Terms of reference that come mid-year: all that is owed for meetings on and after their first day follows them (M4)."""

from datetime import date, time

import pytest
from django.core.management import call_command

from actionplans.models import Window
from meetings import daily as meetings_daily
from meetings.enums import ItemState
from meetings.services import planning, submission
from meetings.services.owing import SUPPORT
from reports import returns
from subgroup import daily, ledger
from subgroup.clock import moment
from subgroup.models import Deadline, DeadlineMove
from subgroup.terms import loading, parse
from tests import factories
from tests.meetings.papers import sent
from tests.meetings.test_planning import FIRST, MARCH, agreed
from tests.subgroup.oracle import nth_working_day

pytestmark = pytest.mark.django_db

OLD, NEW = (10, 5, 14), (12, 4, 20)
MAY = moment(date(2017, 5, 2), time(9))
SINCE = date(2017, 6, 1)


@pytest.fixture
def meetings(group, chair):
    return agreed(group, chair)


def text(figures=NEW, since=SINCE, **more):
    """The Salford terms as another version, with other figures for items, pack and minutes."""
    edits = {
        'version = "2016"': f'version = "2016-{since}"',
        "in_force_from = 2016-04-01": f"in_force_from = {since}",
        "next_review = 2017-09-30\n": "",
        '"10 working days before"': f'"{figures[0]} working days before"',
        '"5 working days before"': f'"{figures[1]} working days before"',
        '"14 working days after"': f'"{figures[2]} working days after"',
    }
    said = factories.SALFORD.read_text()
    for old, new in {**edits, **more}.items():
        assert old in said
        said = said.replace(old, new)
    return said


def load(*args, at=MAY, **more):
    return loading.load(parse(text(*args, **more)), at=at)


def owed(meeting):
    rows = Deadline.objects.about("meeting", meeting.pk).filter(owner_kind="role")
    return dict(rows.values_list("rule", "due_on"))


def expected(day, figures):
    items, publish, minutes = figures
    return {
        "items": nth_working_day(day, -items),
        "publish": nth_working_day(day, -publish),
        "minutes": nth_working_day(day, minutes),
    }


def test_M4_what_is_owed_for_meetings_from_their_day_on_moves_and_says_why(group, meetings):
    changes = load()

    for meeting in meetings:
        meeting.refresh_from_db()
        figures = NEW if meeting.day >= SINCE else OLD
        assert owed(meeting) == expected(meeting.day, figures)
        assert submission.items_due(meeting).on == owed(meeting)["items"]
        assert meeting.terms == group.terms_on(meeting.day)
        assert set(Deadline.objects.about("meeting", meeting.pk).values_list("terms", flat=True)) == {
            meeting.terms_id
        }
    assert DeadlineMove.objects.filter(deadline__subject_id=str(meetings[0].pk)).count() == 0
    moves = DeadlineMove.objects.filter(
        deadline__subject_id=str(meetings[2].pk), deadline__subject_kind="meeting"
    )
    assert {move.reason for move in moves} == {"The terms of reference changed."}
    assert len(moves) == 3
    assert "Items for M3 of 2017-18: was due Thursday 29 June 2017, now Tuesday 27 June 2017" in changes.lines


def test_M4_the_same_figures_under_another_version_move_nothing(meetings):
    before = list(Deadline.objects.order_by("pk").values_list("pk", "due_on", "met_on", "released_at"))
    changes = load(OLD)

    assert (
        list(Deadline.objects.order_by("pk").values_list("pk", "due_on", "met_on", "released_at")) == before
    )
    assert DeadlineMove.objects.count() == 0
    assert not [line for line in changes.lines if "was due" in line]
    assert Deadline.objects.about("meeting", meetings[2].pk).filter(terms=changes.terms).count() == 3


def test_M4_a_later_run_finds_nothing_left_to_do(group, meetings):
    load()
    moves = DeadlineMove.objects.count()
    daily.run(today=date(2017, 5, 3), at=moment(date(2017, 5, 3), time(0, 5)))
    assert DeadlineMove.objects.count() == moves


def test_M4_what_was_met_stays_met_and_on_its_day(group, meetings):
    m2 = meetings[1]
    at = moment(date(2017, 5, 23), time(11))
    ledger.meet(
        group=group, rule="publish", subject_kind="meeting", subject_id=m2.pk, owner=SUPPORT, on=at.date(), at=at
    )  # fmt: skip
    load(at=moment(date(2017, 5, 24), time(9)))
    row = Deadline.objects.about("meeting", m2.pk).get(rule="publish")
    assert (row.due_on, row.met_on) == (date(2017, 5, 24), date(2017, 5, 23))


def test_M4_A2_a_window_that_had_shut_is_open_again_where_the_new_terms_give_longer(group, meetings):
    m2, later = meetings[1], moment(date(2017, 5, 19), time(9))
    meetings_daily.run(group, later.date(), later)
    assert Deadline.objects.about("meeting", m2.pk).get(rule="items").met_on == date(2017, 5, 17)

    load((6, 3, 14), at=later)
    row = Deadline.objects.about("meeting", m2.pk).get(rule="items")
    assert (row.due_on, row.met_on) == (date(2017, 5, 23), None)
    assert sent(m2, at=moment(date(2017, 5, 23), time(23))).state == ItemState.ON_AGENDA
    assert sent(m2, at=moment(date(2017, 5, 24), time(1))).state == ItemState.LATE


def test_M4_A2_a_window_that_the_new_terms_shut_earlier_is_shut_at_once(meetings):
    m2, today = meetings[1], moment(date(2017, 5, 16), time(9))
    load((15, 4, 20), at=today)
    row = Deadline.objects.about("meeting", m2.pk).get(rule="items")
    assert row.due_on == row.met_on == nth_working_day(m2.day, -15)
    assert sent(m2, at=today).state == ItemState.LATE


def test_M4_a_day_passed_over_at_short_notice_is_owed_when_it_lies_ahead_again(group, chair):
    called = moment(date(2017, 5, 30), time(9))
    extra = planning.call_extraordinary(
        group=group, day=date(2017, 6, 2), starts_at=time(9), ends_at=time(10), place="", reason="One case",
        by=chair, at=called,
    )  # fmt: skip
    assert Deadline.objects.about("meeting", extra.pk).get(rule="publish").mistake
    load((2, 1, 14), at=called)
    row = Deadline.objects.about("meeting", extra.pk).get(rule="publish")
    assert (row.is_open, row.mistake, row.due_on) == (True, False, date(2017, 6, 1))


def test_M4_P8_windows_for_updates_and_P9_returns_follow(group, meetings):
    cdg = returns.add_meeting(group=group, day=date(2017, 6, 14), name="CDG2", by=None, at=MARCH)
    extra = '\n[deadlines.return]\ndue = "3 working days before"\n'
    loading.load(parse(text() + extra), at=MAY)
    window = Window.objects.get(meeting=meetings[2])
    assert window.closes_on == nth_working_day(meetings[2].day, -12)
    assert Window.objects.get(meeting=meetings[0]).closes_on == nth_working_day(FIRST, -10)
    assert Deadline.objects.about("coordinating_meeting", cdg.pk).get().due_on == date(2017, 6, 9)


def test_M4_the_command_prints_what_moves_and_a_dry_run_moves_nothing(meetings, tmp_path, capsys):
    file = tmp_path / "new.toml"
    file.write_text(text())
    said = "Minutes of M3 of 2017-18: was due Wednesday 2 August 2017, now Thursday 10 August 2017"

    call_command("load_terms", str(file), "--dry-run")
    assert said in capsys.readouterr().out
    assert owed(meetings[2]) == expected(meetings[2].day, OLD)
    assert DeadlineMove.objects.count() == 0

    call_command("load_terms", str(file))
    assert said in capsys.readouterr().out
    assert owed(meetings[2]) == expected(meetings[2].day, NEW)
