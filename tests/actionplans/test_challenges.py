"""F5: the challenge log. Made, answered, judged, taken higher, closed; all of it on the ledger."""

from datetime import date, time, timedelta

import pytest

from actionplans.enums import Direction, Rung
from actionplans.models import Challenge, Escalation
from actionplans.services import challenges, escalations
from subgroup import ledger
from subgroup.clock import day_of, moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.actionplans.plans import agency, make_action, make_lead, make_plan

MADE = date(2017, 6, 5)  # a Monday
DUE = date(2017, 6, 19)


def at(day, hour=10):
    return moment(day, time(hour))


@pytest.fixture
def lead(group):
    return make_lead(group, "GMP")


@pytest.fixture
def challenge(group, chair, lead):
    return make(group, chair)


def make(group, by, code="GMP", day=MADE, **more):
    values = {"issue": "CANARY issue", "question": "CANARY question?"} | more
    return challenges.make(group=group, agency=agency(group, code), by=by, at=at(day), **values)


def owed(challenge):
    return Deadline.objects.get(rule="challenge_answer", subject_id=str(challenge.pk))


def mails(kind, person=None):
    rows = Message.objects.filter(kind=kind).order_by("pk")
    return list(rows.filter(recipient=person) if person else rows)


def find(group, day):
    escalations.find(group=group, at=at(day, 6))


def test_F5_a_challenge_is_numbered_in_its_year_and_owed_by_the_agency_ten_working_days_later(
    challenge, lead
):
    assert str(challenge) == "C1 of 2017-18"
    row = owed(challenge)
    assert (row.due_on, row.owner_kind, row.owner_key, row.label) == (
        DUE, "agency", "GMP", "Answer to challenge C1 of 2017-18",
    )  # fmt: skip
    assert list(ledger.owed_by(lead, challenge.group, on=MADE)) == [row]
    (mail,) = mails("challenge_made")
    assert mail.recipient == lead
    assert "Monday 19 June 2017" in mail.subject
    assert "CANARY" not in mail.subject + mail.text + mail.html


def test_F5_numbers_run_on_within_the_year_and_begin_again_with_the_next(group, chair, challenge):
    assert make(group, chair).reference == "C2 of 2017-18"
    assert make(group, chair, day=date(2018, 4, 3)).reference == "C1 of 2018-19"


def test_F5_an_action_of_another_agency_or_a_day_that_has_passed_is_refused(group, chair):
    action = make_action(make_plan(group), "SRFT")
    with pytest.raises(NotAllowed, match="is an action of Salford Royal NHS FT"):
        make(group, chair, action=action)
    with pytest.raises(NotAllowed, match="has passed already"):
        make(group, chair, answer_due_on=MADE - timedelta(days=1))


def test_F5_an_answer_in_time_stops_the_clock_and_the_chair_is_asked_to_judge_it(challenge, lead, chair):
    challenges.answer(challenge=challenge, text="We did.", by=lead, at=at(DUE, 23))
    assert owed(challenge).met_on == DUE
    assert [one.recipient for one in mails("challenge_answered")] == [chair]
    find(challenge.group, DUE + timedelta(days=1))
    assert not Escalation.objects.exists()
    with pytest.raises(NotAllowed, match="not judged yet"):
        challenges.answer(challenge=challenge, text="And more.", by=lead, at=at(DUE, 23))


def test_F5_F14_not_answered_by_its_day_it_stands_in_the_list_and_climbs(challenge, lead):
    member = factories.holder(challenge.group, "S16")
    for number in range(30):
        find(challenge.group, DUE + timedelta(days=number))
    row = Escalation.objects.get()
    assert row.sentence == "Challenge C1 of 2017-18 to GMP was not answered by Monday 19 June 2017."
    assert [(step.rung, day_of(step.taken_at)) for step in row.steps.all()] == [
        ("agency_lead", date(2017, 6, 20)),
        ("board_member", date(2017, 6, 27)),
        ("chair", date(2017, 7, 4)),
        ("cdg", date(2017, 7, 18)),
    ]
    challenge.refresh_from_db()
    assert challenge.rung == Rung.CDG
    assert len(mails("escalated", lead)) == len(mails("escalated", member)) == 1


def test_F14_a_late_answer_stands_in_the_list_also_when_no_run_came_in_between(challenge, lead):
    challenges.answer(challenge=challenge, text="Late.", by=lead, at=at(DUE + timedelta(days=3)))
    row = Escalation.objects.get()
    assert (row.began_on, row.ended_because) == (
        date(2017, 6, 20), "The answer came on Thursday 22 June 2017.",
    )  # fmt: skip
    find(challenge.group, date(2017, 7, 20))
    row.refresh_from_db()
    assert row.rung == Rung.LEAD
    assert Escalation.objects.count() == 1


def test_F5_an_answer_that_is_not_adequate_is_asked_for_again_a_rung_higher(challenge, lead, chair):
    member = factories.holder(challenge.group, "S16")
    answer = challenges.answer(challenge=challenge, text="No.", by=lead, at=at(date(2017, 6, 12)))
    with pytest.raises(NotAllowed, match="Say why"):
        challenges.judge(answer=answer, adequate=False, because=" ", by=chair, at=at(date(2017, 6, 14)))
    challenges.judge(answer=answer, adequate=False, because="CANARY", by=chair, at=at(date(2017, 6, 14)))
    challenge.refresh_from_db()
    assert (challenge.rung, challenge.answer_due_on) == (Rung.MEMBER, date(2017, 6, 28))
    row = owed(challenge)
    assert (row.is_open, row.due_on) == (True, date(2017, 6, 28))
    assert row.moves.count() == 2
    (told,) = mails("escalated", member)
    assert "the answer of Monday 12 June 2017 was not adequate" in told.text
    assert "CANARY" not in "".join(one.text + one.subject for one in Message.objects.all())
    with pytest.raises(NotAllowed, match="was judged on"):
        challenges.judge(answer=answer, adequate=True, because="x", by=chair, at=at(date(2017, 6, 15)))


def test_F5_the_second_answer_has_its_whole_time_before_it_climbs_further(challenge, lead, chair):
    answer = challenges.answer(challenge=challenge, text="No.", by=lead, at=at(date(2017, 6, 12)))
    challenges.judge(answer=answer, adequate=False, because="x", by=chair, at=at(date(2017, 6, 14)))
    for number in range(40):
        find(challenge.group, date(2017, 6, 15) + timedelta(days=number))
    row = Escalation.objects.get()
    assert [(step.rung, day_of(step.taken_at)) for step in row.steps.all()] == [
        ("board_member", date(2017, 6, 14)),
        ("chair", date(2017, 7, 5)),
        ("cdg", date(2017, 7, 19)),
    ]


def test_F5_an_adequate_answer_takes_it_off_the_list_with_that_reason(challenge, lead, chair):
    find(challenge.group, date(2017, 6, 20))
    answer = challenges.answer(challenge=challenge, text="Yes.", by=lead, at=at(date(2017, 6, 21)))
    challenges.judge(answer=answer, adequate=True, because="Shown.", by=chair, at=at(date(2017, 6, 22)))
    row = Escalation.objects.get()
    assert (row.addressed_by, row.addressed_because) == (
        chair, "The answer of Wednesday 21 June 2017 was judged adequate.",
    )  # fmt: skip


def test_F5_the_chair_takes_it_higher_before_its_time_with_a_reason(challenge, chair):
    reader = factories.person_with(challenge.group, "cdg_reader")
    for rung in (Rung.MEMBER, Rung.CHAIR, Rung.CDG, Rung.BOARD):
        assert challenges.climb(challenge=challenge, because="Urgent.", by=chair, at=at(MADE)) == rung
    assert len(mails("escalated", reader)) == 2
    assert Escalation.objects.get().steps.filter(taken_by=chair, note="Urgent.").count() == 4
    with pytest.raises(NotAllowed, match="no higher rung"):
        challenges.climb(challenge=challenge, because="Urgent.", by=chair, at=at(MADE))


def test_F5_it_is_closed_with_an_outcome_and_what_changed_and_nothing_is_owed_then(challenge, lead, chair):
    challenges.answer(challenge=challenge, text="Yes.", by=lead, at=at(MADE))
    with pytest.raises(NotAllowed, match="Judge it first"):
        challenges.close(challenge=challenge, outcome="x", changed="y", by=chair, at=at(MADE))
    challenges.judge(answer=challenge.answers.get(), adequate=True, because="x", by=chair, at=at(MADE))
    with pytest.raises(NotAllowed, match="Say what came of it"):
        challenges.close(challenge=challenge, outcome="", changed="", by=chair, at=at(MADE))
    challenges.close(challenge=challenge, outcome="Shown", changed="Nothing", by=chair, at=at(MADE))
    assert not owed(challenge).is_open
    with pytest.raises(NotAllowed, match="was closed on Monday 5 June 2017"):
        challenges.answer(challenge=challenge, text="More", by=lead, at=at(DUE))


def test_F5_closed_without_an_answer_it_is_owed_no_more_and_does_not_escalate(challenge, chair):
    challenges.close(challenge=challenge, outcome="Overtaken", changed="", by=chair, at=at(DUE))
    find(challenge.group, date(2017, 7, 20))
    assert not Escalation.objects.exists()


def test_F5_a_challenge_to_the_group_is_owed_by_the_chair_and_begins_on_their_rung(group, lead, chair):
    made = make(group, lead, direction=Direction.TO_GROUP)
    assert (made.rung, owed(made).owner_key) == (Rung.CHAIR, "chair")
    assert [one.recipient for one in mails("challenge_made")] == [chair]
    challenges.answer(challenge=made, text="We did.", by=chair, at=at(MADE))
    assert [one.recipient for one in mails("challenge_answered")] == [lead]
    challenges.judge(answer=made.answers.get(), adequate=False, because="x", by=lead, at=at(MADE))
    made.refresh_from_db()
    assert made.rung == Rung.CDG


def test_F5_about_a_confidential_action_the_mail_goes_to_who_may_open_it(group, lead, chair):
    action = make_action(make_plan(group, confidential=True), "GMP")
    make(group, chair, action=action)
    assert [one.recipient for one in mails("challenge_made")] == [factories.holder(group, "S16")]


def test_F5_repeating_the_hook_raises_one_row_a_challenge(challenge, chair):
    challenges.climb(challenge=challenge, because="Urgent.", by=chair, at=at(MADE))
    find(challenge.group, date(2017, 6, 20))
    find(challenge.group, date(2017, 6, 20))
    assert Escalation.objects.filter(challenge=challenge).count() == 1
    assert Challenge.objects.get().rung == Rung.MEMBER
