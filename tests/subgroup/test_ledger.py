"""The ledger's verbs: what is owed, moved, met and released, and what of it is kept."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from subgroup import ledger
from subgroup.calendar import add_closure, calendar_for
from subgroup.models import Deadline, DeadlineMove
from tests import factories
from tests.subgroup import ledger_world as world
from tests.subgroup.ledger_world import at
from tests.subgroup.processes import end, shared_database, start

M2 = date(2017, 6, 1)
DUE = date(2017, 6, 21)


@pytest.fixture(autouse=True)
def _rules():
    with world.registered():
        yield


@pytest.fixture
def group(db):
    return world.board()


def test_P10_owing_works_out_the_date_and_says_why(group):
    deadline = world.minutes(group, M2)
    assert deadline.due_on == DUE
    assert deadline.because == "14 working days after Thursday 1 June 2017"
    assert deadline.explanation.startswith("Minutes are due by Wednesday 21 June 2017: 14 working days after")
    assert {"date": "2017-06-03", "why": "Saturday"} in deadline.skipped
    assert deadline.terms == group.terms_on(M2)


def test_owing_the_same_again_changes_nothing(group):
    world.minutes(group, M2)
    world.minutes(group, M2)
    assert Deadline.objects.filter(rule=world.MINUTES.key).count() == 1
    assert not DeadlineMove.objects.exists()


def test_a_move_keeps_the_old_date_and_the_reason(group):
    world.minutes(group, M2)
    chair = factories.person_with(group, "chair")
    moved = world.minutes(group, date(2017, 6, 8), by=chair, reason="Election day", day=date(2017, 5, 2))
    move = DeadlineMove.objects.get()
    assert (move.from_due, move.to_due) == (DUE, moved.due_on) == (DUE, date(2017, 6, 28))
    assert (move.reason, move.moved_by) == ("Election day", chair)


def test_preview_shows_the_date_and_writes_nothing(group):
    assert ledger.preview(group, world.MINUTES.key, M2).on == DUE
    assert not Deadline.objects.filter(rule=world.MINUTES.key).exists()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 700), min_size=1, max_size=3), met_after=st.none() | st.integers(0, 2))
def test_moving_twice_ends_where_moving_once_would(group, days, met_after):
    dates = [M2 + timedelta(days=n) for n in days]
    once, often = (f"once-{days}-{met_after}", f"often-{days}-{met_after}")
    world.minutes(group, dates[-1], name=once)
    for number, day in enumerate(dates):
        world.minutes(group, day, name=often)
        if number == met_after:
            world.circulated(group, M2, name=often)
    rows = [Deadline.objects.get(subject_id=name) for name in (once, often)]
    assert len({(row.trigger_on, row.due_on, row.because, row.explanation) for row in rows}) == 1


def test_the_first_meeting_counts_and_is_never_overwritten(group):
    world.minutes(group, M2)
    assert len(world.circulated(group, date(2017, 6, 20))) == 1
    assert world.circulated(group, date(2017, 7, 20)) == []
    assert Deadline.objects.get(subject_id="M2").met_on == date(2017, 6, 20)


def test_a_move_reopens_nothing_that_was_met(group):
    world.minutes(group, M2)
    world.circulated(group, date(2017, 6, 20))
    moved = world.minutes(group, date(2017, 6, 8))
    assert (moved.met_on, moved.due_on) == (date(2017, 6, 20), date(2017, 6, 28))
    assert not moved.is_open


def test_released_stays_released_until_owed_again(group):
    world.minutes(group, M2)
    chair = factories.person_with(group, "chair")
    ledger.release(
        group=group,
        subject_kind="test",
        subject_id="M2",
        reason="Cancelled",
        by=chair,
        at=at(date(2017, 5, 2)),
    )
    assert world.minutes(group, date(2017, 6, 8)).released_on == date(2017, 5, 2)
    assert world.minutes(group, date(2017, 6, 8)).due_on == DUE
    again = world.minutes(group, date(2017, 6, 8), again=True, reason="Called after all.")
    assert again.is_open
    assert again.due_on == date(2017, 6, 28)
    assert (
        DeadlineMove.objects.get().reason
        == "Called after all. Owed again; released before, because: Cancelled"
    )


def test_a_release_needs_a_reason_and_leaves_what_was_met(group):
    world.minutes(group, M2)
    values = {
        "group": group,
        "subject_kind": "test",
        "subject_id": "M2",
        "by": None,
        "at": at(date(2017, 7, 1)),
    }
    with pytest.raises(ValueError, match="reason"):
        ledger.release(reason=" ", **values)
    world.circulated(group, DUE)
    assert ledger.release(reason="Cancelled", **values) == []
    assert len(ledger.release(reason="Wrong meeting", mistake=True, **values)) == 1


def test_midnight_the_release_counts_on_the_london_day(group):
    """23:30 UTC on 21 June is 22 June in London: the due day had closed."""
    deadline = world.minutes(group, M2)
    late = at(date(2017, 6, 22), 0)
    ledger.release_one(deadline=deadline, reason="Waived", by=factories.person_with(group, "chair"), at=late)
    deadline.refresh_from_db()
    assert deadline.released_on == date(2017, 6, 22)
    assert deadline.is_late(date(2017, 6, 23))


def test_row_and_query_agree_on_what_is_broken(group):
    days = [None, date(2017, 6, 21), date(2017, 6, 22)]
    for number, (met, released, mistake) in enumerate(product(days, days, [False, True])):
        deadline = world.minutes(group, M2, name=f"{number}")
        if met:
            world.circulated(group, met, name=f"{number}")
        if released:
            values = {"group": group, "subject_kind": "test", "subject_id": f"{number}", "by": None}
            ledger.release(reason="x", at=at(released), mistake=mistake, **values)
        deadline.refresh_from_db()
        for on in (date(2017, 6, 21), date(2017, 6, 22), date(2017, 7, 30)):
            broken = Deadline.objects.broken(on=on).filter(pk=deadline.pk).exists()
            assert broken == deadline.is_late(on), (met, released, mistake, on)


def test_a_closure_shows_what_would_move_and_moves_it_only_when_asked(group):
    deadline = world.minutes(group, M2)
    met = world.minutes(group, M2, name="M1")
    world.circulated(group, date(2017, 6, 5), name="M1")
    day = date(2017, 6, 12)
    would = ledger.affected(
        group, on=date(2017, 5, 1), calendar=calendar_for(group).with_closures({day: "flood"})
    )
    assert [(change.deadline.pk, change.due.on) for change in would] == [(deadline.pk, date(2017, 6, 22))]
    assert ledger.affected(group, on=date(2017, 5, 1)) == []
    add_closure(group=group, day=day, reason="flood", by=None, at=at(date(2017, 5, 1)))
    deadline.refresh_from_db()
    assert deadline.due_on == DUE
    moves = ledger.recalculate(
        group, at=at(date(2017, 5, 1)), by=None, reason="The office closes on 12 June."
    )
    deadline.refresh_from_db()
    met.refresh_from_db()
    assert [move.to_due for move in moves] == [deadline.due_on] == [date(2017, 6, 22)]
    assert "flood" in deadline.explanation
    assert met.due_on == DUE
    assert ledger.recalculate(group, at=at(date(2017, 5, 2)), by=None, reason="again") == []
    add_closure(group=group, day=date(2017, 6, 14), reason="heat", by=None, at=at(date(2017, 6, 26)))
    assert ledger.recalculate(group, at=at(date(2017, 6, 26)), by=None) == [], "late before and late after"


def test_what_would_move_is_found_without_working_out_each_row(group, django_assert_num_queries):
    """Of five thousand rows those of the day that moves, and they are as if each had been worked out alone."""
    for number in range(3):
        world.minutes(group, M2, name=f"M{number}")
    other = world.minutes(group, date(2017, 9, 7), name="M9")
    many = [
        Deadline(**{**{f.attname: getattr(other, f.attname) for f in Deadline._meta.concrete_fields}, "id": None, "subject_id": f"X{n}"})
        for n in range(5_000)
    ]  # fmt: skip
    Deadline.objects.bulk_create(many)
    calendar = calendar_for(group).with_closures({date(2017, 6, 12): "flood"})
    with django_assert_num_queries(3) as asked:
        would = ledger.affected(group, on=M2, calendar=calendar)
    assert [(change.deadline.subject_id, change.due.on) for change in would] == [
        (f"M{number}", date(2017, 6, 22)) for number in range(3)
    ]
    assert "2017-09-07" not in asked.captured_queries[-1]["sql"], "rows of another day are not read"


def test_your_tasks_are_those_of_your_roles_and_your_own_in_constant_queries(
    group, django_assert_max_num_queries
):
    support, member = (factories.person_with(group, role) for role in ("business_support", "member"))
    for number in range(30):
        world.minutes(group, M2, name=f"M{number}")
        world.task(group, member, date(2017, 6, number % 28 + 1), f"T{number}")
    with django_assert_max_num_queries(8):
        owed = list(ledger.owed_by(support, group, on=M2))
    assert {row.rule for row in owed} == {world.MINUTES.key}
    assert [row.due_on for row in ledger.owed_by(member, group, on=M2)] == sorted(
        date(2017, 6, number % 28 + 1) for number in range(30)
    )


def test_a_vacant_chair_leaves_the_vice_chair_to_answer(group):
    from members.models import Holding

    world.minutes(group, M2, owner=("role", "chair"))
    vice = factories.person_with(group, "vice_chair")
    assert not ledger.owed_by(vice, group, on=M2).exists()
    Holding.objects.filter(seat__group=group, seat__role="chair").update(ends_on=date(2017, 5, 1))
    assert ledger.owed_by(vice, group, on=M2).count() == 1


def test_the_calendar_takes_both_its_ends(group):
    world.minutes(group, M2)
    assert ledger.calendar(group, DUE, DUE).count() == 1
    assert not ledger.calendar(group, DUE + timedelta(days=1), DUE + timedelta(days=9)).exists()


AT_ONCE = """
from subgroup.models import SubGroup
with world.registered():
    group = SubGroup.objects.get()
    wait_for(sys.argv[1])
    for number in range(30):
        world.minutes(group, date.fromisoformat(sys.argv[2]), name=f"N{number}")
        world.circulated(group, date.fromisoformat(sys.argv[3]), name=f"N{number}")
"""


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_owe_and_meet_the_same_leave_one_row_and_one_meeting(tmp_path):
    world.board()
    with shared_database(tmp_path) as env:
        both = [
            start(AT_ONCE, env, tmp_path / "go", *days)
            for days in (("2017-06-01", "2017-06-20"), ("2017-06-08", "2017-06-19"))
        ]
        assert [process.stdout.readline() for process in both] == ["ready\n"] * 2
        (tmp_path / "go").touch()
        for process in both:
            end(process)
    rows = Deadline.objects.filter(rule=world.MINUTES.key)
    assert rows.count() == 30
    for row in rows.prefetch_related("moves"):
        assert row.met_on in {date(2017, 6, 20), date(2017, 6, 19)}
        (move,) = row.moves.all()
        assert move.to_due == row.due_on
