"""The daily run: missed, repeated, killed anywhere or run twice at once, it tells everybody everything once."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from subgroup import clock, daily, delivery, ledger, registry, tasks
from subgroup.models import Breach, DailyRun, Deadline, Message, Reminder
from tests import factories
from tests.subgroup import ledger_world as world
from tests.subgroup.ledger_world import at
from tests.subgroup.processes import end, mails_sent, shared_database, start

M2 = date(2017, 6, 1)
DUE = date(2017, 6, 21)  # a Wednesday


@pytest.fixture(autouse=True)
def _rules():
    with world.registered():
        yield


@pytest.fixture
def group(db):
    return world.board()


@pytest.fixture
def support(group):
    return factories.person_with(group, "business_support")


@pytest.fixture
def chair(group):
    return factories.person_with(group, "chair")


def run(day, hour=6):
    return daily.run(today=day, at=at(day, hour))


def digests(person=None):
    rows = Message.objects.filter(kind="digest").order_by("pk")
    return list(rows.filter(recipient=person) if person else rows)


def test_nothing_to_say_nothing_sent(group):
    world.minutes(group, M2)
    run(date(2017, 6, 13))
    assert digests() == []


def test_a_reminder_goes_on_its_day_to_who_answers_and_says_when_and_why(group, support):
    deadline = world.minutes(group, M2)
    assert run(date(2017, 6, 14)) == [f"{group}: told {support} of 1 thing"]
    (digest,) = digests()
    assert digest.recipient == support
    assert digest.subject == f"1 due soon: {group}"
    for text in (digest.text, digest.html):
        assert "Minutes of M2" in text
        assert "by Wednesday 21 June 2017" in text
        assert "in 5 working days" in text
        assert (
            "Why then (P10): 14 working days after Thursday 1 June 2017, not counting 3 weekends (6 days)"
            in text
        )
        assert "(6 days); no bank holiday." in text
        assert f"http://127.0.0.1:8000/g/{group.slug}/deadlines/{deadline.pk}/" in text
        assert "recorded as a breach" in text


def test_run_again_the_same_day_and_the_next_tells_nothing_twice(group):
    world.minutes(group, M2)
    for day, hour in [(14, 0), (14, 6), (14, 12), (15, 0), (16, 6)]:
        run(date(2017, 6, day), hour)
    assert len(digests()) == 1


def test_every_step_is_told_once_over_the_weeks(group, support, chair):
    world.minutes(group, M2)
    days = [date(2017, 6, 1) + timedelta(days=n) for n in range(60)]
    told = {day: sum(f"told {support}" in line for line in run(day)) for day in days}
    assert [day for day, count in told.items() if count] == [
        date(2017, 6, 14), date(2017, 6, 20), date(2017, 6, 21), date(2017, 6, 22),
    ]  # fmt: skip
    assert [message.queued_at.date() for message in digests(chair)] == [date(2017, 6, 22)]


def test_missed_for_ten_days_gives_one_digest_with_the_newest_step_of_each(group, support):
    world.minutes(group, M2)
    world.minutes(group, M2 + timedelta(days=7), name="M3")
    run(date(2017, 6, 13))
    run(date(2017, 6, 23))
    (digest,) = digests(support)
    assert digest.text.count("Minutes of M2") == digest.text.count("Minutes of M3") == 1
    assert "2 working days late" in digest.text
    steps = Reminder.objects.filter(recipient=support, deadline__subject_id="M2")
    assert sorted(steps.values_list("step", flat=True)) == [-5, -1, 0, 1]
    run(date(2017, 6, 26))
    assert len(digests(support)) == 1


def test_a_moved_deadline_is_told_of_anew_and_the_old_date_no_more(group, support):
    world.minutes(group, M2)
    run(date(2017, 6, 14))
    world.minutes(group, M2 + timedelta(days=7), day=date(2017, 6, 15))
    run(date(2017, 6, 20))
    assert len(digests(support)) == 1
    run(date(2017, 6, 21))
    assert "Wednesday 28 June 2017" in digests(support)[1].text


def test_overdue_comes_first_and_twenty_lines_are_shown_with_a_link_to_the_rest(group, support):
    world.minutes(group, M2 + timedelta(days=5), name="LATER")
    for number in range(22):
        world.minutes(group, M2, name=f"N{number:02d}")
    run(date(2017, 6, 22))
    (digest,) = digests(support)
    assert digest.subject.startswith("22 overdue and 1 due soon")
    assert digest.text.count("Minutes of N") == 20
    assert "and 3 more: http://127.0.0.1:8000/" in digest.text
    assert Reminder.objects.filter(recipient=support, step=1).count() == 22


def test_no_digest_on_a_day_that_is_not_worked_and_it_goes_the_next(group, support):
    world.task(group, support, date(2017, 6, 20), "T")  # told from Friday 16 June
    for day in (17, 18):
        run(date(2017, 6, day))
    assert digests() == []
    run(date(2017, 6, 19))
    assert len(digests(support)) == 1


def test_what_is_late_goes_to_the_chair_under_a_heading_of_its_own(group, support, chair):
    world.minutes(group, M2)
    world.task(group, chair, date(2017, 6, 23), "own")
    run(date(2017, 6, 22))
    (digest,) = digests(chair)
    own, escalated = digest.text.split("Late with others, and told to you as chair:")
    assert "Task own" in own
    assert "Minutes of M2 (Business support" in escalated
    assert "told to you as chair" not in digests(support)[0].text


def test_a_chair_who_owes_it_is_told_once_as_its_owner(group, chair):
    world.minutes(group, M2, owner=("role", "chair"))
    run(date(2017, 6, 22))
    (digest,) = digests(chair)
    assert "Late with others" not in digest.text


def test_what_was_met_or_released_or_called_off_reminds_nobody(group, support):
    for name in ("M1", "M2", "M3"):
        world.minutes(group, M2, name=name)
    world.circulated(group, date(2017, 6, 12), name="M1")
    ledger.release(
        group=group, subject_kind="test", subject_id="M2", reason="x", by=None, at=at(date(2017, 6, 12))
    )
    off = registry.Subject("test", lambda ids: {}, lambda ids: {}, lambda ids: set(ids) - {"M3"})
    registry.subjects.add("test", off)
    try:
        run(date(2017, 6, 14))
    finally:
        registry.subjects.remove("test")
    assert digests() == []


def test_a_new_holder_is_told_what_the_seat_owes(group, support):
    from members.models import Holding

    world.minutes(group, M2)
    run(date(2017, 6, 14))
    seat = Holding.objects.get(person=support).seat
    Holding.objects.filter(person=support).update(ends_on=date(2017, 6, 14))
    newcomer = factories.make_person("Newcomer")
    Holding.objects.create(seat=seat, person=newcomer, starts_on=date(2017, 6, 15))
    run(date(2017, 6, 15))
    assert [message.recipient for message in digests()] == [support, newcomer]


def test_a_person_whose_account_ended_is_told_nothing_and_their_stand_in_is(group, support):
    support.is_active = False
    support.save()
    world.minutes(group, M2)
    run(date(2017, 6, 14))
    assert [message.recipient for message in digests()] == [factories.holder(group, "S07")]


def test_a_digest_whose_things_are_all_done_before_it_goes_does_not_go(group):
    world.minutes(group, M2)
    run(date(2017, 6, 14))
    world.circulated(group, date(2017, 6, 14))
    delivery.deliver_due(at(date(2017, 6, 14), 7))
    assert Message.objects.get().state == "dropped"


@pytest.mark.parametrize("change", [date(2017, 3, 26), date(2017, 10, 29)])
def test_over_both_clock_changes_each_day_is_done_once(group, support, change):
    """Each hour of UTC from the Friday before to the Tuesday after the clocks change."""
    start_at = at(change - timedelta(days=2), 0)
    world.task(group, support, change + timedelta(days=3), "T")  # told from the Monday after
    moments = [start_at + timedelta(hours=n) for n in range(110)]
    for moment in moments:
        daily.run(today=clock.day_of(moment), at=moment)
    (digest,) = digests()
    assert clock.day_of(digest.queued_at) == change + timedelta(days=1)
    assert DailyRun.objects.count() == len({clock.day_of(moment) for moment in moments})


def test_P10_midnight_turns_what_is_owed_into_a_breach_with_nobody_there(group):
    world.minutes(group, M2)
    for moment in (clock.moment(DUE, clock.time(23, 59)), clock.moment(DUE + timedelta(days=1))):
        with clock.frozen(moment):
            tasks.sweep()
        expected = 0 if moment.hour else 1
        assert Breach.objects.count() == expected
    assert Breach.objects.get().day == date(2017, 6, 22)


def test_the_sweep_runs_the_day_once_and_delivers(group, support):
    from django.core import mail

    world.minutes(group, M2)
    for minute in range(3):
        with clock.frozen(at(date(2017, 6, 14)) + timedelta(minutes=minute)):
            tasks.sweep()
    assert [sent.to for sent in mail.outbox] == [[support.email]]
    assert DailyRun.objects.get().lines == [f"{group}: told {support} of 1 thing"]


def letters(group, today, at_):
    """A hook as upper apps have them: each day until 20 June it owes a letter, once."""
    if today > date(2017, 6, 20) or Deadline.objects.filter(subject_id=f"letter-{today}").exists():
        return []
    world.minutes(group, M2, name=f"letter-{today}", day=today)
    return [f"letter {today}"]


def dump() -> dict[str, list]:
    return {
        "deadlines": sorted(Deadline.objects.values_list("subject_id", "due_on", "met_on")),
        "breaches": sorted(Breach.objects.values_list("deadline__subject_id", "sentence", "withdrawn_at")),
        "reminders": sorted(
            Reminder.objects.values_list("deadline__subject_id", "step", "recipient", "message__key")
        ),
        "messages": sorted(
            (key, re.sub(r"/deadlines/\d+/", "/", text))
            for key, text in Message.objects.values_list("key", "text")
        ),
        "days": list(DailyRun.objects.order_by("day").values_list("day", flat=True)),
    }


class Killed(BaseException):
    pass


def killed_at(number: int):
    """Stops at the number-th write, as a kill would; `.done` says whether there were so many."""
    seen = {"writes": 0, "killed": False}

    def watch(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            seen["writes"] += 1
            if seen["writes"] == number:
                seen["killed"] = True
                raise Killed
        return execute(sql, params, many, context)

    return watch, seen


@pytest.mark.parametrize("error", [Killed, RuntimeError])
def test_killed_or_failing_at_any_write_and_repeated_it_equals_the_undisturbed_run(group, error, monkeypatch):
    world.minutes(group, M2)
    registry.daily.add("letters", letters)
    days = [date(2017, 6, 14), date(2017, 6, 22)]

    def days_of(day):
        with transaction.atomic():
            run(days[0])
            if day is not None:
                try:
                    with connection.execute_wrapper(day[0]):
                        run(days[1])
                except (Killed, daily.IncompleteError):
                    pass
            run(days[1])
            result = dump()
            transaction.set_rollback(True)
            return result

    undisturbed = days_of(None)
    assert len(undisturbed["messages"]) == 3
    assert len(undisturbed["breaches"]) == 2
    monkeypatch.setattr("tests.subgroup.test_daily_run.Killed", error)
    for number in range(1, 100):
        watch, seen = killed_at(number)
        assert days_of((watch,)) == undisturbed, f"write {number}"
        if not seen["killed"]:
            break
    assert number > 8


def test_a_failing_part_is_loud_and_leaves_the_day_unfinished(group, capsys):
    def fails(group, today, at_):
        raise ZeroDivisionError

    world.minutes(group, M2)
    registry.daily.add("fails", fails)
    with pytest.raises(CommandError, match="not complete"):
        call_command("daily_run", "--today", "2017-06-14")
    assert not DailyRun.objects.exists()
    registry.daily.remove("fails")
    call_command("daily_run", "--today", "2017-06-14")
    assert "told Holder of S06 of 1 thing" in capsys.readouterr().out
    call_command("daily_run", "--today", "2017-06-14")
    assert capsys.readouterr().out == "Nothing to do.\n"


TWO = """
with world.registered():
    wait_for(sys.argv[1])
    day = date(2017, 6, 22)
    print(len(daily.run(today=day, at=world.at(day))), flush=True)
    while delivery.deliver_due(world.at(day)): pass
"""


@pytest.mark.django_db(transaction=True)
def test_two_daily_runs_at_once_tell_everybody_once(tmp_path):
    """Two processes on one database, whichever the tests run on."""
    group = world.board()
    for number in range(40):
        world.minutes(group, M2, name=f"N{number}")
        world.task(group, factories.make_person(), date(2017, 6, 23), f"T{number}")
    with shared_database(tmp_path) as env:
        runs = [start(TWO, env, tmp_path / "go") for _ in range(2)]
        assert [process.stdout.readline() for process in runs] == ["ready\n"] * 2
        (tmp_path / "go").touch()
        for process in runs:
            end(process)
    sent = mails_sent(tmp_path)
    assert len(sent) == len(set(sent)) == 42
    assert Breach.objects.count() == 40
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert not Reminder.objects.filter(message=None).exists()
