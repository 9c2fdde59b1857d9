"""F1, F2, F6, S7: child deaths by reference, what agencies owe for them, and what comes of category 1."""

from datetime import date, timedelta

import pytest

from actionplans.models import Plan
from members.services import appointments
from reviews import doors, reading
from reviews.enums import CaseSource, DeathState, RequestState
from reviews.models import Case, ChildDeath, DeathRequest
from reviews.services import death_chasing, death_days, death_requests, deaths
from subgroup import calendar, daily, ledger, registry
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Message, Reminder
from tests import factories
from tests.reviews.cases import make_case
from tests.reviews.deaths import MADE, answer, ask, at, make_death

ASKED = date(2017, 3, 1)
DUE = date(2017, 3, 22)


def owed(request: DeathRequest) -> Deadline:
    return Deadline.objects.get(subject_kind="death_request", subject_id=str(request.pk))


def lead_of(group, code="GMP"):
    person = factories.make_person("Lee Lead")
    appointments.appoint(
        group=group, person=person, role="agency_lead", agency=group.agencies.get(code=code), starts_on=date(2017, 1, 1),
        by=None, at=MADE,
    )  # fmt: skip
    return person


def test_F1_several_agencies_are_asked_at_once_and_each_owes_by_the_local_day(group):
    death = make_death(group)
    made = ask(death, "GMP", "SRFT")
    assert {(one.agency.code, one.due_on, one.form) for one in made} == {
        ("GMP", DUE, "Form B"),
        ("SRFT", DUE, "Form B"),
    }
    row = owed(made[0])
    assert (row.rule, row.owner_kind, row.owner_key, row.clause) == ("cdop_return", "agency", "GMP", "F1")
    assert "local" in row.explanation
    assert "confirmed" in row.explanation
    assert row.label == "Form B for BSW/2017/001 (GMP)"
    death.refresh_from_db()
    assert death.state == DeathState.GATHERING


def test_F1_the_local_day_is_no_rule_whose_breach_is_a_breach_of_the_terms():
    assert "cdop_return" not in registry.rules.breaching()


def test_F1_the_terms_may_set_the_local_day(db, tmp_path):
    own = '[deadlines.cdop_return]\ndue = "10 working days after"\nclause = "the panel’s protocol"\nreminders = [-1]\n\n[quorum]'
    file = tmp_path / "terms.toml"
    file.write_text(factories.SALFORD.read_text().replace("[quorum]", own, 1))
    group = factories.make_group(file)
    row = ledger.preview(group, "cdop_return", ASKED)
    assert row.on == date(2017, 3, 15)
    assert "the panel’s protocol" in row.explain()
    assert row.rule.reminders == (-1,)


def test_F1_a_request_twice_is_refused_and_another_form_is_not(group):
    death = make_death(group)
    ask(death, "GMP")
    with pytest.raises(
        NotAllowed, match=r"asked for already: Greater Manchester Police\. Nothing was recorded"
    ):
        ask(death, "SRFT", "GMP")
    assert death.requests.count() == 1
    ask(death, "GMP", form="Analysis form")
    assert death.requests.count() == 2


def test_F1_a_return_stops_the_clock_on_its_own_day(group):
    (one,) = ask(make_death(group), "GMP")
    answer(one, date(2017, 3, 10))
    assert owed(one).met_on == date(2017, 3, 10)
    with pytest.raises(
        NotAllowed, match="Greater Manchester Police answered on Friday 10 March 2017: returned"
    ):
        answer(one, date(2017, 3, 11))


def test_F1_declining_needs_a_reason_and_is_no_return(group):
    (one,) = ask(make_death(group), "GMP")
    with pytest.raises(NotAllowed, match="Say why"):
        answer(one, date(2017, 3, 10), RequestState.DECLINED)
    answer(one, date(2017, 3, 10), RequestState.DECLINED, because="No consent")
    assert owed(one).released_at is not None
    assert owed(one).met_on is None


def test_F1_an_answer_before_the_question_or_tomorrow_is_refused(group, support):
    (one,) = ask(make_death(group), "GMP")
    with pytest.raises(NotAllowed, match="before"):
        death_requests.answer(
            request=one, state=RequestState.NIL, on=date(2017, 2, 1), by=support, at=at(ASKED)
        )
    with pytest.raises(NotAllowed, match="still to come"):
        death_requests.answer(
            request=one, state=RequestState.NIL, on=date(2017, 3, 2), by=support, at=at(ASKED)
        )


def test_F1_asked_again_is_owed_again_with_the_reason_and_the_first_day_stays(group, support):
    (one,) = ask(make_death(group), "GMP")
    answer(one, date(2017, 3, 10))
    death_requests.ask_again(request=one, because="The wrong form", by=support, at=at(date(2017, 3, 13)))
    row = owed(one)
    assert (one.state, one.requested_on, one.due_on) == ("asked", ASKED, date(2017, 4, 3))
    assert (row.met_on, row.due_on) == (None, date(2017, 4, 3))
    assert one.notes.get().because == "The wrong form"
    answer(one, date(2017, 3, 30), RequestState.DECLINED, because="No consent")
    death_requests.ask_again(request=one, because="Consent came", by=support, at=at(date(2017, 4, 3)))
    assert owed(one).released_at is None


def test_F1_taken_back_is_owed_by_nobody_and_the_agency_can_be_asked_anew(group, support):
    death = make_death(group)
    (one,) = ask(death, "GMP")
    with pytest.raises(NotAllowed, match="Say why"):
        death_requests.withdraw(request=one, because=" ", by=support, at=MADE)
    death_requests.withdraw(request=one, because="Asked by mistake", by=support, at=MADE)
    assert owed(one).released_at
    assert [row.pk for row in ask(death, "GMP")] != [one.pk]


@pytest.mark.either
def test_F1_reminders_go_once_and_a_nil_return_stops_the_chase(group):
    """Three simulated months, every day run twice."""
    lead_of(group)
    death = make_death(group)
    (nil,) = ask(death, "GMP")
    (slow,) = ask(make_death(group, "BSW/2017/002"), "GMP")
    day = ASKED
    while day <= date(2017, 5, 31):
        for _ in range(2):
            daily.run(today=day, at=at(day))
        if day == date(2017, 3, 16):
            answer(nil, day, RequestState.NIL)
        day += timedelta(days=1)
    steps = Reminder.objects.filter(recipient__name="Lee Lead")
    assert list(steps.filter(deadline=owed(nil)).values_list("step", flat=True)) == [-5]
    told = steps.filter(deadline=owed(slow)).order_by("step")
    assert list(told.values_list("step", flat=True)) == [-5, -1, 0, 3]
    chair = Reminder.objects.filter(deadline=owed(slow), recipient=factories.holder(group, "S01"))
    assert list(chair.values_list("step", flat=True)) == [5]


def test_F1_what_a_closure_moves_on_the_ledger_moves_on_the_board_too(group, support):
    (one,) = ask(make_death(group), "GMP")
    calendar.add_closure(group=group, day=date(2017, 3, 20), reason="Moving house", by=support, at=MADE)
    ledger.recalculate(group, at=MADE, by=support, reason="A closure was entered.")
    for _ in range(2):
        death_days.keep(group, ASKED, MADE)
    one.refresh_from_db()
    assert one.due_on == date(2017, 3, 23)


def test_F1_an_agency_sees_and_answers_only_what_it_was_asked(group):
    lead = lead_of(group)
    mine, other = ask(make_death(group), "GMP", "SRFT")
    assert list(reading.deaths_to_answer(lead, group, on=ASKED)) == [mine]
    assert other not in reading.deaths_to_answer(lead, group, on=ASKED)


def test_F1_chasing_mails_each_person_once_a_day_with_references_and_a_link_alone(group, support):
    lead = lead_of(group)
    late = date(2017, 3, 23)
    ask(make_death(group, area="Salford"), "GMP")
    ask(make_death(group, "BSW/2017/002"), "GMP")
    rows = list(death_chasing.late(group, late))
    sent = death_chasing.chase(group=group, requests=rows, by=support, at=at(late))
    (mail,) = [one for one in sent if one.recipient == lead]
    assert "BSW/2017/001" in mail.text
    assert "BSW/2017/002" in mail.text
    assert "/cases/deaths/asked/" in mail.text
    assert "Salford, " not in mail.text
    with pytest.raises(NotAllowed, match="chased today already"):
        death_chasing.chase(group=group, requests=rows, by=support, at=at(late))
    death_chasing.chase(group=group, requests=rows, by=support, at=at(late + timedelta(days=1)))
    assert Message.objects.filter(kind="cdop_chase", recipient=lead).count() == 2
    assert all(row.notes.count() == 2 for row in rows)


def test_F1_chasing_what_changed_since_it_was_shown_sends_nothing(group, support):
    lead_of(group)
    first, _ = ask(make_death(group), "GMP", "SRFT")
    late = date(2017, 3, 23)
    rows = list(death_chasing.late(group, late))
    shown = death_chasing.plan(group, rows, today=late).digest()
    answer(first, late, RequestState.NIL)
    with pytest.raises(NotAllowed, match="changed after you opened"):
        death_chasing.chase(group=group, requests=rows, by=support, at=at(late), shown=shown)
    assert not Message.objects.filter(kind="cdop_chase").exists()


def test_F1_a_death_goes_only_the_ways_of_its_table(group, support):
    death = make_death(group)
    with pytest.raises(NotAllowed, match="cannot become “Reviewed”"):
        deaths.move(death=death, state=DeathState.REVIEWED, by=support, at=MADE)
    for state in (DeathState.READY, DeathState.REVIEWED):
        deaths.move(death=death, state=state, by=support, at=MADE)
    with pytest.raises(NotAllowed, match="agencies are asked before that"):
        ask(death, "GMP")


def test_F1_two_people_change_a_death_and_the_second_is_told(group, support):
    death = make_death(group)
    said = {
        "reference": death.reference,
        "notified_on": ASKED,
        "area": "Salford",
        "expected": False,
        "category_one": None,
    }
    deaths.change(death=death, version=1, by=support, at=MADE, **said)
    with pytest.raises(Conflict) as told:
        deaths.change(death=death, version=1, by=support, at=MADE, **said | {"area": "Bolton"})
    assert "Salford" in told.value.theirs
    with pytest.raises(NotAllowed, match="already"):
        make_death(group, "bsw/2017/001")


def screening(death: ChildDeath) -> Deadline:
    return Deadline.objects.get(rule="category_one", subject_id=str(death.pk))


def test_F6_a_category_1_death_is_owed_a_case_or_a_reason_by_the_chair(group, support):
    death = make_death(group, category_one=True)
    row = screening(death)
    assert (row.owner_kind, row.owner_key, row.due_on) == ("role", "chair", date(2017, 3, 8))
    case = deaths.open_case(death=death, by=support, at=MADE)
    assert (case.source, case.summary, death.case) == (CaseSource.CDOP, "", case)
    assert screening(death).met_on == ASKED
    with pytest.raises(NotAllowed, match="referred for screening already"):
        deaths.open_case(death=death, by=support, at=MADE)
    assert Case.objects.count() == 1


def test_F6_a_reason_settles_it_and_a_case_can_still_follow(group, support):
    death = make_death(group, category_one=True)
    with pytest.raises(NotAllowed, match="Say why"):
        deaths.not_screened(death=death, because=" ", by=support, at=MADE)
    deaths.not_screened(death=death, because="Screened elsewhere", by=support, at=MADE)
    assert screening(death).met_on
    deaths.link_case(death=death, case=make_case(group), by=support, at=MADE)
    assert (death.screening_because, death.screened_by) == ("", support)


def test_F6_category_1_taken_back_lifts_what_is_owed_and_the_daily_run_forgets_none(group, support):
    death = make_death(group, category_one=True)
    said = {"reference": death.reference, "notified_on": ASKED, "area": "", "expected": None}
    deaths.change(death=death, version=1, category_one=None, by=support, at=MADE, **said)
    assert screening(death).released_at
    deaths.change(death=death, version=2, category_one=True, by=support, at=MADE, **said)
    assert screening(death).released_at is None
    Deadline.objects.filter(rule="category_one").delete()
    lines = [death_days.keep(group, ASKED, MADE) for _ in range(2)]
    assert lines == [["Screening of BSW/2017/001 is owed."], []]


def test_F6_a_screening_that_somebody_waived_is_not_owed_again_by_the_daily_run(group, support, chair):
    death = make_death(group, category_one=True)
    ledger.release_one(deadline=screening(death), reason="Screened by the other Board", by=chair, at=MADE)
    assert death_days.keep(group, ASKED, MADE) == []
    assert screening(death).release_reason == "Screened by the other Board"


def test_F2_recommendations_of_reviewed_deaths_become_a_plan_that_names_them(group, support):
    first, second = make_death(group), make_death(group, "BSW/2017/002")
    rows = [doors.Recommended("1", "Look at safer sleeping", addressed_to="board")]
    values = {
        "title": "Safer sleeping",
        "theme": "safer sleeping",
        "recommendations": rows,
        "by": support,
        "at": MADE,
    }
    with pytest.raises(NotAllowed, match="the panel recommends once it reviewed it"):
        deaths.recommend(deaths=[first], **values)
    for death in (first, second):
        for state in (DeathState.READY, DeathState.REVIEWED):
            deaths.move(death=death, state=state, by=support, at=MADE)
    link = deaths.recommend(deaths=[first, second], **values)
    plan = Plan.objects.get(code=link.code)
    assert (plan.code, plan.kind, plan.source_reference) == (
        "CDOP-BSW-2017-001",
        "cdop",
        "BSW/2017/001, BSW/2017/002",
    )
    assert plan.recommendations.get().text == "Look at safer sleeping"
    more = [doors.Recommended("2", "Train", addressed_to="board")]
    assert deaths.recommend(deaths=[second], **values | {"recommendations": more}).code == link.code
    assert plan.recommendations.count() == 2
