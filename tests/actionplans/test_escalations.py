"""F14, P8: what goes wrong is found, climbs named rungs on named days, and leaves the list only with a reason."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from actionplans.enums import Cause, Rung
from actionplans.models import ActionUpdate, AgreedLight, Escalation, EscalationStep
from actionplans.services import completion, escalations, extensions, lights, plans
from members.models import Leave
from subgroup import breaches, daily
from subgroup.clock import day_of, moment
from subgroup.errors import NotAllowed
from subgroup.models import Breach, Message
from tests import factories
from tests.actionplans.plans import agency, make_action, make_lead, make_meetings, make_plan, open_window
from tests.subgroup.processes import end, shared_database, start

DUE = date(2017, 6, 5)  # a Monday


def at(day, hour=6):
    return moment(day, time(hour))


def run(group, day, hour=6):
    return escalations.find(group=group, at=at(day, hour))


def every_day(group, first, last):
    for number in range((last - first).days + 1):
        run(group, first + timedelta(days=number))


def told(person=None):
    rows = Message.objects.filter(kind="escalated").order_by("pk")
    return list(rows.filter(recipient=person) if person else rows)


def steps(row):
    return [(step.rung, day_of(step.taken_at)) for step in row.steps.exclude(note__gt="")]


@pytest.fixture
def lead(group):
    return make_lead(group, "GMP")


@pytest.fixture
def action(group, lead):
    return make_action(make_plan(group), "GMP", due_on=DUE)


def test_F14_on_its_due_day_an_action_is_in_time_and_the_day_after_it_stands_in_the_list(group, action, lead):
    run(group, DUE)
    assert not Escalation.objects.exists()
    run(group, DUE + timedelta(days=1))
    row = Escalation.objects.get()
    assert (row.cause, row.rung, row.began_on) == (Cause.OVERDUE, Rung.LEAD, date(2017, 6, 6))
    assert row.sentence == "SCR-K/1.1 (GMP) is overdue: it was due by Monday 5 June 2017."
    (mail,) = told()
    assert mail.recipient == lead
    assert "SCR-K/1.1 (GMP) is overdue" in mail.text
    assert "CANARY" not in mail.text + mail.html + mail.subject


def test_F14_it_climbs_from_the_lead_to_the_board_on_the_working_days_of_the_terms(
    group, action, lead, chair
):
    reader = factories.person_with(group, "cdg_reader")
    member = factories.holder(group, "S16")
    assert factories.seat(group, "S16").agency.code == "GMP"
    every_day(group, DUE, date(2017, 9, 1))
    row = Escalation.objects.get()
    assert steps(row) == [
        ("agency_lead", date(2017, 6, 6)),
        ("board_member", date(2017, 6, 13)),
        ("chair", date(2017, 6, 20)),
        ("cdg", date(2017, 7, 4)),
        ("board", date(2017, 8, 1)),
    ]
    assert [(one.recipient, day_of(one.queued_at)) for one in told()] == [
        (lead, date(2017, 6, 6)),
        (member, date(2017, 6, 13)),
        (chair, date(2017, 6, 20)),
        (reader, date(2017, 7, 4)),
        (reader, date(2017, 8, 1)),
    ]
    assert "Now with: The Coordination and Delivery Group." in told(reader)[0].text


def rows():
    return [
        list(Escalation.objects.order_by("key").values_list("key", "cause", "rung", "began_on", "ended_on", "sentence")),
        list(
            EscalationStep.objects.order_by("escalation__key", "taken_at").values_list(
                "escalation__key", "rung", "taken_at", "taken_by"
            )
        ),
    ]  # fmt: skip


def mailed():
    """Who was told of what on which rung, whatever the mail it stood in."""
    found = []
    for message in told():
        said = re.findall(r"- (.*)\n  Now with: (.*)\n", message.text)
        found += [(message.recipient_id, *one) for one in said]
    return sorted(found)


def test_F14_missed_for_weeks_gives_the_rows_and_the_days_of_a_run_on_every_day(group, action, lead):
    other = make_action(action.plan, "SRFT", due_on=date(2017, 6, 9))
    support = factories.holder(group, "S06")

    def world(days):
        with transaction.atomic():
            for day in days[0]:
                run(group, day)
            completion.propose(action=other, text="Done", by=support, at=at(date(2017, 6, 14), 12))
            for day in days[1]:
                run(group, day)
            result = rows(), mailed()
            transaction.set_rollback(True)
        other.refresh_from_db()
        return result

    first = [DUE + timedelta(days=number) for number in range(10)]
    later = [date(2017, 6, 15) + timedelta(days=number) for number in range(16)]
    undisturbed = world((first, later))
    assert [one[4] for one in undisturbed[0][0]] == [None, date(2017, 6, 14)]
    missed = world(([], [date(2017, 6, 30)]))
    assert missed[0] == undisturbed[0]
    newest = {(who, said): rung for who, said, rung in missed[1]}
    assert set(missed[1]) <= set(undisturbed[1])
    assert {(who, said) for who, said, _ in undisturbed[1]} == set(newest), "nobody is forgotten"


class Killed(BaseException):
    pass


def killed_at(number):
    seen = {"writes": 0, "killed": False}

    def watch(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            seen["writes"] += 1
            if seen["writes"] == number:
                seen["killed"] = True
                raise Killed
        return execute(sql, params, many, context)

    return watch, seen


def test_F14_killed_at_any_write_run_twice_and_repeated_it_equals_the_undisturbed_run(group, action):
    make_action(action.plan, "SRFT", due_on=date(2017, 6, 9))
    day = date(2017, 6, 15)

    def days_of(watch):
        with transaction.atomic():
            if watch:
                try:
                    with connection.execute_wrapper(watch):
                        daily.run(today=day, at=at(day))
                except (Killed, daily.IncompleteError):
                    pass
            daily.run(today=day, at=at(day))
            daily.run(today=day, at=at(day, 9))
            result = rows(), sorted(Message.objects.values_list("key", flat=True))
            transaction.set_rollback(True)
            return result

    undisturbed = days_of(None)
    assert len(undisturbed[0][0]) == 2
    for number in range(1, 200):
        watch, seen = killed_at(number)
        assert days_of(watch) == undisturbed, f"write {number}"
        if not seen["killed"]:
            break
    assert number > 8


def test_F14_leave_of_who_stands_on_the_rung_pauses_the_climb_and_is_not_counted(group, action, lead):
    Leave.objects.create(group=group, person=lead, starts_on=date(2017, 6, 8), ends_on=date(2017, 6, 16))
    every_day(group, DUE, date(2017, 6, 30))
    assert steps(Escalation.objects.get())[1] == ("board_member", date(2017, 6, 22))


def test_F14_leave_of_one_of_two_leads_pauses_nothing(group, action, lead):
    make_lead(group, "GMP", "Second lead")
    Leave.objects.create(group=group, person=lead, starts_on=date(2017, 6, 8), ends_on=date(2017, 6, 16))
    every_day(group, DUE, date(2017, 6, 30))
    assert steps(Escalation.objects.get())[1] == ("board_member", date(2017, 6, 13))


def test_F14_done_late_it_climbs_no_further_and_stands_until_somebody_says_what_was_done(
    group, action, chair
):
    run(group, date(2017, 6, 6))
    completion.propose(action=action, text="Done", by=chair, at=at(date(2017, 6, 8), 12))
    every_day(group, date(2017, 6, 9), date(2017, 7, 30))
    row = Escalation.objects.get()
    assert row.ended_because == "It was reported done on Thursday 8 June 2017."
    assert row.rung == Rung.LEAD
    assert Escalation.objects.standing().get() == row
    with pytest.raises(NotAllowed, match="nothing leaves the exception list without a reason"):
        escalations.address(escalation=row, reason="  ", by=chair, at=at(date(2017, 7, 31)))
    escalations.address(escalation=row, reason="Done three days late.", by=chair, at=at(date(2017, 7, 31)))
    assert not Escalation.objects.standing().exists()
    with pytest.raises(NotAllowed, match="addressed on Monday 31 July 2017"):
        escalations.note(escalation=row, text="More", by=chair, at=at(date(2017, 8, 1)))


def test_F14_the_database_refuses_a_row_that_leaves_without_a_reason(group, action):
    run(group, date(2017, 6, 6))
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.update(addressed_at=at(DUE))


def test_F14_addressed_it_does_not_come_back_until_it_goes_wrong_anew(group, action, chair):
    run(group, date(2017, 6, 6))
    row = Escalation.objects.get()
    escalations.address(escalation=row, reason="A plan is agreed.", by=chair, at=at(date(2017, 6, 7)))
    every_day(group, date(2017, 6, 7), date(2017, 6, 20))
    assert Escalation.objects.count() == 1
    asked = extensions.ask(
        action=action, to_day=date(2017, 7, 3), reason="x", by=chair, at=at(date(2017, 6, 20))
    )
    extensions.decide(extension=asked, granted=True, reason="x", by=chair, at=at(date(2017, 6, 20)))
    every_day(group, date(2017, 6, 21), date(2017, 7, 4))
    assert [one.began_on for one in Escalation.objects.order_by("began_on")] == [
        date(2017, 6, 6), date(2017, 7, 4),
    ]  # fmt: skip


def test_F14_returned_after_its_day_it_is_late_anew_from_the_day_after(group, action, chair):
    completion.propose(action=action, text="Done", by=chair, at=at(DUE))
    run(group, date(2017, 6, 8))
    assert not Escalation.objects.exists()
    completion.return_(action=action, reason="No evidence", by=chair, at=at(date(2017, 6, 8), 12))
    run(group, date(2017, 6, 9))
    assert Escalation.objects.get().began_on == date(2017, 6, 9)


def test_F14_an_old_day_that_comes_in_with_an_import_starts_on_the_lowest_rung(group):
    make_action(make_plan(group), "GMP", due_on=date(2016, 1, 1), at=at(date(2017, 6, 1)))
    run(group, date(2017, 6, 2))
    row = Escalation.objects.get()
    assert (row.rung, row.began_on) == (Rung.LEAD, date(2017, 6, 2))


def test_P8_red_escalates_when_the_group_agreed_it_and_ends_when_it_is_taken_back(group, action, chair):
    AgreedLight.objects.create(
        action=action, colour="red", agreed_at=at(date(2017, 5, 10), 12), agreed_by=chair
    )
    action.agreed_colour = "red"
    action.save()
    run(group, date(2017, 5, 11))
    row = Escalation.objects.get()
    assert (row.cause, row.sentence) == (Cause.RED, "SCR-K/1.1 (GMP) is red since Wednesday 10 May 2017.")
    AgreedLight.objects.create(
        action=action, colour="amber", agreed_at=at(date(2017, 5, 15), 12), agreed_by=chair
    )
    action.agreed_colour = "amber"
    action.save()
    run(group, date(2017, 5, 16))
    row.refresh_from_db()
    assert row.ended_because == "It is no longer red since Monday 15 May 2017."


def test_P8_a_failed_test_stands_in_the_list_whatever_light_is_agreed_after_it(group, action, chair):
    day = date(2017, 5, 10)
    completion.propose(action=action, text="Done", by=chair, at=at(date(2017, 5, 2)))
    completion.sign_off(
        action=action, by=chair, at=at(date(2017, 5, 2)), test_kind="audit", test_due_on=date(2017, 9, 1)
    )
    completion.record_test(
        test=action.tests.get(), result="failed", note="x", held_on=day, by=chair, at=at(day, 12),
        due_on=date(2017, 12, 1),
    )  # fmt: skip
    lights.agree(action=action, colour="amber", reason="A new day is agreed", by=chair, at=at(day, 13))
    run(group, date(2017, 5, 11))
    row = Escalation.objects.get()
    assert (row.cause, row.sentence) == (Cause.RED, "SCR-K/1.1 (GMP) is red since Wednesday 10 May 2017.")
    completion.propose(action=action, text="Done", by=chair, at=at(date(2017, 5, 16)))
    run(group, date(2017, 5, 17))
    row.refresh_from_db()
    assert row.ended_because == "It was reported done on Tuesday 16 May 2017."


def test_F14_the_second_extension_escalates_and_the_first_does_not(group, action, chair):
    for number, day in enumerate((date(2017, 7, 3), date(2017, 8, 1))):
        when = at(date(2017, 6, 1 + number))
        asked = extensions.ask(action=action, to_day=day, reason="x", by=chair, at=when)
        extensions.decide(extension=asked, granted=True, reason="x", by=chair, at=when)
        run(group, date(2017, 6, 1 + number), 23)
        assert Escalation.objects.count() == number
    row = Escalation.objects.get()
    assert row.sentence == "SCR-K/1.1 (GMP) was given more time again, until Tuesday 1 August 2017."
    plans.close(plan=action.plan, by=chair, at=at(date(2017, 6, 6)), because="Overtaken.")
    every_day(group, date(2017, 6, 7), date(2017, 7, 7))
    row.refresh_from_db()
    assert (row.rung, row.ended_because) == (Rung.LEAD, "The plan was closed on Tuesday 6 June 2017.")


def test_P8_a_missed_update_stands_in_the_list_and_addressing_it_addresses_the_breach(group, action, chair):
    make_meetings(group, date(2017, 4, 20))
    window = open_window(group)
    day = window.closes_on + timedelta(days=1)
    daily.run(today=day, at=at(day))
    row = Escalation.objects.get(cause=Cause.MISSED_UPDATE)
    assert (
        row.sentence == f"GMP gave no update on SCR-K by {window.closes_on:%A %-d %B %Y}, for M1 of 2017-18."
    )
    breach = Breach.objects.get(clause="P8")
    escalations.address(escalation=row, reason="The chair spoke to GMP.", by=chair, at=at(day, 12))
    breach.refresh_from_db()
    assert (breach.addressed, breach.addressed_by) == ("The chair spoke to GMP.", chair)
    assert [one.addressed for one in breaches.listing(group, on=day)] == ["The chair spoke to GMP."]


def test_F14_an_action_of_a_plan_that_was_closed_with_it_open_climbs_no_further(group, action, chair):
    run(group, date(2017, 6, 6))
    plans.close(plan=action.plan, by=chair, at=at(date(2017, 6, 7)), because="Overtaken.")
    every_day(group, date(2017, 6, 8), date(2017, 7, 30))
    row = Escalation.objects.get()
    assert (row.rung, row.ended_because) == (Rung.LEAD, "The plan was closed on Wednesday 7 June 2017.")


def test_F14_an_agency_with_no_lead_and_no_holder_is_answered_for_by_business_support(group):
    from members.models import Holding

    Holding.objects.filter(seat__agency__code="GMP").delete()
    make_action(make_plan(group), "GMP", due_on=DUE)
    run(group, date(2017, 6, 6))
    assert [one.recipient for one in told()] == [factories.holder(group, "S06")]


def test_F14_one_mail_lists_all_that_came_to_a_person_that_day(group, lead, chair):
    plan = make_plan(group)
    for _ in range(25):
        make_action(plan, "GMP", due_on=DUE)
    run(group, date(2017, 6, 6))
    (mail,) = told()
    assert mail.subject.startswith("25 exceptions have come to you")
    assert mail.text.count("is overdue") == 20
    assert "and 5 more: http://127.0.0.1:8000/" in mail.text


def test_F14_queries_of_a_run_do_not_grow_with_what_stands(group):
    plan = make_plan(group)

    def queries(more):
        for _ in range(more):
            make_action(plan, "GMP", due_on=DUE)
        run(group, date(2017, 6, 6))
        with CaptureQueriesContext(
            connection,
        ) as counted:
            run(group, date(2017, 6, 7))
        return len(counted)

    few = queries(2)
    assert queries(20) == few


def test_F14_on_a_day_that_is_not_worked_nothing_happens(group, action):
    assert run(group, date(2017, 6, 10)) == []
    assert not Escalation.objects.exists()


def test_F14_an_action_withdrawn_leaves_only_by_a_person(group, action, chair):
    run(group, date(2017, 6, 6))
    action.withdrawn_at = at(date(2017, 6, 7))
    action.save()
    every_day(group, date(2017, 6, 8), date(2017, 7, 1))
    row = Escalation.objects.standing().get()
    assert (row.ended_because, row.rung) == ("The action was taken back.", Rung.LEAD)
    assert (
        escalations.address_ended(
            rows=Escalation.objects.filter(group=group), reason="Checked.", by=chair, at=at(date(2017, 7, 2))
        )
        == 1
    )
    row.refresh_from_db()
    assert row.addressed_because == "The action was taken back. Checked."


def test_F14_a_seat_that_owns_the_action_is_its_member_rung(group):
    seat = factories.seat(group, "S04")
    make_action(make_plan(group), "SCC", due_on=DUE, owner=seat)
    every_day(group, DUE, date(2017, 6, 13))
    assert {one.recipient for one in told()} == {factories.holder(group, "S04")}
    assert agency(group, "SCC").seats.count() > 1


def test_P8_red_that_was_sent_back_is_no_longer_so_and_climbs_no_further(group, action, lead, chair):
    said = ActionUpdate.objects.create(
        action=action, colour="red", text="x", made_at=at(date(2017, 5, 10), 12), made_by=lead
    )
    action.colour = "red"
    action.save()
    run(group, date(2017, 5, 11))
    said.sent_back_at, said.sent_back_because, said.sent_back_by = at(date(2017, 5, 12)), "Not so", chair
    said.save()
    action.colour = ""
    action.save()
    every_day(group, date(2017, 5, 15), date(2017, 6, 1))
    row = Escalation.objects.get()
    assert (row.rung, row.ended_on) == (Rung.LEAD, date(2017, 5, 15))
    assert "sent back" in row.ended_because


TWO = """
from actionplans.services import escalations
from subgroup.models import SubGroup
wait_for(sys.argv[1])
print(len(escalations.find(group=SubGroup.objects.get(), at=world.at(date(2017, 6, 6)))), flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_F14_two_runs_at_once_enter_everything_once_and_tell_everybody_once(tmp_path):
    group = factories.salford()
    plan = make_plan(group)
    make_lead(group, "GMP")
    for _ in range(20):
        make_action(plan, "GMP", due_on=DUE)
        make_action(plan, "SRFT", due_on=DUE)
    with shared_database(tmp_path) as env:
        runs = [start(TWO, env, tmp_path / "go") for _ in range(2)]
        assert [process.stdout.readline() for process in runs] == ["ready\n"] * 2
        (tmp_path / "go").touch()
        assert sorted(int(end(process)) for process in runs) == [0, 42]
    assert Escalation.objects.count() == EscalationStep.objects.count() == 40
    assert len(told()) == 2
