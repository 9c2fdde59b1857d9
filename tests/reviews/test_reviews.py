"""F9, F10, S4 to S6: a review from its opening to its end."""

from datetime import date, time

import pytest

from actionplans.models import Plan
from actionplans.services import plans
from reviews.enums import REVIEW_TRANSITIONS, ReviewState
from reviews.models import Outcome, ReviewPerson
from reviews.models.cases import current_dates
from reviews.services import agency_reports, review_parts, review_plans, reviews
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Message
from tests.actionplans.plans import make_lead
from tests.reviews.cases import MADE, agency, make_case
from tests.reviews.reviewed import chair, decide, file, final, make_review, support

TODAY = MADE.date()
LATER = moment(date(2017, 10, 2), time(9))


def owed(kind, thing) -> Deadline:
    return Deadline.objects.get(subject_kind=kind, subject_id=str(thing.pk))


def outcome(case, kind):
    return Outcome.objects.create(
        case=case,
        kind=kind,
        because="As agreed",
        recorded_on=TODAY,
        recorded_at=MADE,
        recorded_by=support(case.group),
    )


# opening


def test_F9_a_concise_review_starts_from_its_template_with_terms_questions_steps_and_places(group):
    review = make_review(group, "CR-1", "concise_review", agencies=(agency(group, "GMP"),))
    assert review.ends_on == date(2017, 6, 1)
    assert "1. What did each agency know" in review.terms_of_reference
    steps = list(review.milestones.all())
    assert (steps[0].planned_on, steps[-1].planned_on) == (date(2017, 3, 8), date(2017, 5, 24))
    assert {owed("review_milestone", one).due_on for one in steps} == {one.planned_on for one in steps}
    assert review.people.filter(name="").count() == 4
    assert owed("review", review).due_on == date(2017, 6, 1)


def test_F9_every_template_is_read_and_is_for_a_kind_of_review(group):
    for kind in ("scr", "single_agency", "concise_review", "practice_review"):
        assert make_review(group, f"T-{kind[:4]}".replace("_", ""), kind).milestones.exists()


def test_F9_a_code_is_used_once_and_says_what_it_may_hold(group):
    make_review(group)
    with pytest.raises(NotAllowed, match="never used twice"):
        make_review(group, "scr-k")
    with pytest.raises(NotAllowed, match="letters, digits and hyphens"):
        make_review(group, "SCR K")


def test_F9_a_case_gets_the_review_that_its_outcome_asks_for_and_one_of_a_kind(group):
    case = make_case(group)
    with pytest.raises(NotAllowed, match="no outcome that asks for a review"):
        make_review(group, case=case)
    outcome(case, "concise_review")
    with pytest.raises(NotAllowed, match="Open a review of that kind"):
        make_review(group, case=case)
    make_review(group, "CR-1", "concise_review", case=case)
    with pytest.raises(NotAllowed, match="has a review of that kind already: CR-1"):
        make_review(group, "CR-2", "concise_review", case=case)


def test_S4_the_days_of_an_scr_are_days_of_its_case_and_those_of_a_concise_review_are_not(group):
    case = make_case(group)
    decide(case)
    review = final(make_review(group, case=case))
    reviews.plan_publication(review=review, on=date(2017, 4, 20), by=support(group), at=MADE)
    reviews.complete(review=review, on=TODAY, by=support(group), at=MADE)
    days = current_dates(case)
    assert days["initiated"] == days["completed"] == TODAY
    assert days["publication_planned"] == date(2017, 4, 20)
    other = make_case(group)
    outcome(other, "concise_review")
    make_review(group, "CR-1", "concise_review", case=other)
    assert "initiated" not in current_dates(other)


def test_S4_a_review_without_a_case_carries_its_own_six_months(group):
    review = make_review(group, start=date(2017, 2, 28))
    row = owed("review", review)
    assert (review.ends_on, row.due_on, row.rule) == (date(2017, 8, 28), date(2017, 8, 28), "review_complete")


# steps


def test_the_table_of_reviews_covers_every_state():
    assert set(REVIEW_TRANSITIONS) == set(ReviewState)


def test_F9_a_review_begins_with_its_terms_and_a_final_report_comes_before_its_end(group):
    review = make_review(group, template=False)
    with pytest.raises(NotAllowed, match="terms of reference first"):
        reviews.begin(review=review, by=support(group), at=MADE)
    with pytest.raises(NotAllowed, match="being set up"):
        reviews.add_document(review=review, stage="draft", file=file(group), by=support(group), at=MADE)
    with pytest.raises(NotAllowed, match="no final report yet"):
        reviews.complete(review=review, on=TODAY, by=support(group), at=MADE)


def test_F9_versions_of_a_report_are_numbered_and_none_is_overwritten(group):
    review = make_review(group)
    reviews.begin(review=review, by=support(group), at=MADE)
    made = [
        reviews.add_document(review=review, stage=stage, file=file(group), by=support(group), at=MADE)
        for stage in ("draft", "draft", "final", "draft", "final")
    ]
    assert [(one.stage, one.number) for one in made] == [
        ("draft", 1), ("draft", 2), ("final", 1), ("draft", 3), ("final", 2),
    ]  # fmt: skip
    assert len({one.file_id for one in review.documents.all()}) == 5
    assert review.state == "final"


def test_F9_a_double_press_adds_one_version_one_step_and_one_person(group):
    review = make_review(group)
    by = support(group)
    reviews.begin(review=review, by=by, at=MADE)
    sent = file(group)
    for _ in range(2):
        reviews.add_document(review=review, stage="draft", file=sent, by=by, at=MADE)
    assert review.documents.count() == 1
    step = {"review": review, "title": "A step", "planned_on": TODAY, "by": by, "at": MADE}
    review_parts.add_milestone(**step)
    with pytest.raises(NotAllowed, match="in the timeline already"):
        review_parts.add_milestone(**step)
    person = {"review": review, "part": "lead", "name": "A. Reviewer", "on": TODAY, "by": by, "at": MADE}
    review_parts.appoint(**person)
    with pytest.raises(NotAllowed, match="is on SCR-K already"):
        review_parts.appoint(**person)


def test_F9_two_people_change_a_review_and_both_texts_are_kept(group):
    review = make_review(group)
    reviews.change(review=review, version=1, agencies=[], learning="Theirs", by=support(group), at=MADE)
    with pytest.raises(Conflict) as conflict:
        reviews.change(review=review, version=1, agencies=[], learning="Mine", by=chair(group), at=MADE)
    assert "Theirs" in conflict.value.theirs
    assert "Mine" in conflict.value.mine


def test_S4_past_six_months_a_review_is_complete_only_with_a_reason(group):
    review = final(make_review(group), at=MADE)
    by = support(group)
    with pytest.raises(NotAllowed, match="Say why it took longer"):
        reviews.complete(review=review, on=date(2017, 9, 2), by=by, at=LATER)
    reviews.record_delay(
        review=review,
        because="A trial was under way",
        expected_on=date(2017, 11, 1),
        by=chair(group),
        at=LATER,
    )
    reviews.complete(review=review, on=date(2017, 9, 2), by=by, at=LATER)
    assert owed("review", review).met_on == date(2017, 9, 2)
    assert review.delay_because == "A trial was under way"


def test_S4_the_reason_stands_at_the_clock_of_the_case_too(group):
    case = make_case(group)
    decide(case)
    review = final(make_review(group, case=case))
    row = Deadline.objects.get(rule="s4_review_complete")
    assert row.due_on == date(2017, 9, 1)
    reviews.complete(review=review, on=date(2017, 9, 8), delay_because="A trial", by=support(group), at=LATER)
    row.refresh_from_db()
    assert row.met_on == date(2017, 9, 8)
    assert row.clock_exceptions.get().because == "A trial"


def test_S4_on_its_last_day_no_reason_is_asked_for(group):
    review = final(make_review(group))
    reviews.complete(review=review, on=date(2017, 9, 1), by=support(group), at=LATER)
    assert review.completed_on == date(2017, 9, 1)


# people, steps and reports


def test_F9_an_empty_place_is_filled_once_and_who_leaves_sees_the_review_no_more(group):
    review = make_review(group)
    place = review.people.filter(part="panel").first()
    reviewer = chair(group)
    values = {"part": "panel", "on": TODAY, "by": support(group), "at": MADE}
    made = review_parts.appoint(review=review, name=reviewer.name, person=reviewer, place=place, **values)
    assert (made.pk, made.role) == (place.pk, place.role)
    with pytest.raises(NotAllowed, match="was named for that already"):
        review_parts.appoint(review=review, name="B. Other", place=place, **values)
    with pytest.raises(NotAllowed, match="already"):
        review_parts.appoint(review=review, name=reviewer.name, person=reviewer, **values)
    review_parts.end(row=made, on=TODAY, by=support(group), at=MADE)
    assert made.ended_on == TODAY
    empty = review.people.filter(name="").first()
    review_parts.end(row=empty, on=TODAY, by=support(group), at=MADE)
    assert not ReviewPerson.objects.filter(pk=empty.pk).exists()


def test_F9_a_step_that_moves_is_owed_by_its_new_day_is_met_when_done_and_owed_again_when_that_is_taken_back(
    group,
):
    review = make_review(group)
    step = review.milestones.first()
    said = {"title": step.title, "planned_on": date(2017, 3, 20), "by": support(group)}
    review_parts.change_milestone(milestone=step, at=MADE, **said)
    assert owed("review_milestone", step).due_on == date(2017, 3, 20)
    review_parts.change_milestone(milestone=step, done_on=TODAY, at=MADE, **said)
    assert owed("review_milestone", step).met_on == TODAY
    with pytest.raises(NotAllowed, match="was done on"):
        review_parts.remove_milestone(milestone=step, by=support(group), at=MADE)
    review_parts.change_milestone(milestone=step, at=MADE, **said)
    assert owed("review_milestone", step).is_open


def test_F9_an_agency_owes_its_report_by_a_day_is_told_by_code_alone_and_hands_it_in(group):
    lead = make_lead(group, "GMP")
    case = make_case(group)
    outcome(case, "concise_review")
    review = make_review(group, "CR-1", "concise_review", case=case)
    report = agency_reports.ask(
        review=review, agency=agency(group, "GMP"), due_on=date(2017, 3, 31), by=support(group), at=MADE
    )
    row = owed("agency_report", report)
    assert (row.due_on, row.owner_kind, row.owner_key) == (date(2017, 3, 31), "agency", "GMP")
    assert case.codename not in row.label
    told = Message.objects.filter(kind="review_report_asked")
    assert lead.email in {one.to for one in told}
    assert all(case.codename not in f"{one.subject}{one.text}{one.html}" for one in told)
    agency_reports.ask(
        review=review, agency=agency(group, "GMP"), due_on=date(2017, 4, 3), by=support(group), at=MADE
    )
    assert (review.reports.count(), told.count()) == (1, len(told))
    report.refresh_from_db()
    agency_reports.hand_in(report=report, file=file(group), by=lead, at=MADE)
    assert owed("agency_report", report).met_on == TODAY
    with pytest.raises(NotAllowed, match="was handed in on"):
        agency_reports.hand_in(report=report, file=file(group), by=lead, at=MADE)
    agency_reports.send_back(
        report=report, because="No analysis", due_on=date(2017, 4, 7), by=support(group), at=MADE
    )
    row = owed("agency_report", report)
    assert (row.is_open, row.due_on) == (True, date(2017, 4, 7))


# publication


def published(group, *, on=TODAY, at=MADE):
    review = final(make_review(group), at=at)
    return reviews.publish(
        review=review, on=on, address="https://example.org/scr-k", by=support(group), at=at
    )


def test_S6_a_report_stays_published_for_twelve_months(group):
    review = published(group)
    at = moment(date(2018, 4, 1))
    with pytest.raises(NotAllowed, match="can be taken down from Thursday 1 March 2018"):
        reviews.withdraw(review=review, on=date(2018, 2, 28), by=support(group), at=at)
    reviews.withdraw(review=review, on=date(2018, 3, 1), by=support(group), at=at)
    assert review.withdrawn_on == date(2018, 3, 1)


def test_S6_only_a_final_report_is_published_with_its_address_and_not_ahead_of_its_day(group):
    review = make_review(group)
    reviews.begin(review=review, by=support(group), at=MADE)
    with pytest.raises(NotAllowed, match="no final report"):
        reviews.publish(review=review, on=TODAY, address="x", by=support(group), at=MADE)
    reviews.add_document(review=review, stage="final", file=file(group), by=support(group), at=MADE)
    with pytest.raises(NotAllowed, match="lies in the future"):
        reviews.publish(review=review, on=date(2017, 3, 2), address="x", by=support(group), at=MADE)
    with pytest.raises(NotAllowed, match="where the report can be read"):
        reviews.publish(review=review, on=TODAY, address=" ", by=support(group), at=MADE)


# the action plan and the end


def test_F10_recommendations_become_the_plan_of_the_review_each_once(group):
    review = final(make_review(group))
    link = review_plans.into_plan(review=review, by=support(group), at=MADE)
    plan = Plan.objects.get(code="SCR-K")
    assert (link.code, plan.kind, plan.source_reference, plan.theme, plan.confidential) == (
        "SCR-K", "scr", "SCR-K", "voice", False,
    )  # fmt: skip
    (row,) = plan.recommendations.all()
    assert (row.finding, row.text, [one.code for one in row.agencies.all()]) == (
        "Nobody asked",
        "Ask",
        ["GMP"],
    )
    with pytest.raises(NotAllowed, match="in the action plan already"):
        review_plans.into_plan(review=review, by=support(group), at=MADE)
    with pytest.raises(NotAllowed, match="It is changed there"):
        review_parts.change_recommendation(
            recommendation=review.recommendations.get(), text="x", by=support(group), at=MADE
        )
    review_parts.add_recommendation(review=review, number="2", text="Listen", by=support(group), at=MADE)
    review_plans.into_plan(review=review, by=support(group), at=MADE)
    assert plan.recommendations.count() == 2


def test_F10_the_plan_of_a_restricted_case_is_confidential(group):
    case = make_case(group)
    outcome(case, "concise_review")
    case.restricted_at, case.restricted_because = MADE, "A member is involved"
    case.save()
    review = final(make_review(group, "CR-1", "concise_review", case=case))
    review_plans.into_plan(review=review, by=support(group), at=MADE)
    assert Plan.objects.get(code="CR-1").confidential


def test_F10_a_review_with_an_action_open_is_closed_only_with_the_chairs_reason(group):
    review = final(make_review(group))
    review_plans.into_plan(review=review, by=support(group), at=MADE)
    plan = Plan.objects.get(code="SCR-K")
    plans.add_action(
        recommendation=plan.recommendations.get(), text="Train", agency=agency(group, "GMP"), by=support(group), at=MADE,
        due_on=date(2017, 2, 1),
    )  # fmt: skip
    with pytest.raises(NotAllowed, match=r"1 action is open in plan SCR-K, 1 of them late\. The chair"):
        reviews.close(review=review, by=support(group), at=MADE)
    reviews.close(review=review, because="The agency is dissolved", by=chair(group), at=MADE)
    assert (review.state, review.closed_because) == ("closed", "The agency is dissolved")
    assert not Deadline.objects.open().filter(subject_kind__in=("review", "review_milestone")).exists()


def test_F10_without_a_plan_for_its_recommendations_a_review_says_so_and_with_nothing_open_it_just_closes(
    group,
):
    review = final(make_review(group))
    with pytest.raises(NotAllowed, match="1 recommendation is in no action plan"):
        reviews.close(review=review, by=support(group), at=MADE)
    review_plans.into_plan(review=review, by=support(group), at=MADE)
    with pytest.raises(NotAllowed, match="Plan SCR-K has no action yet"):
        reviews.close(review=review, by=support(group), at=MADE)
    bare = reviews.begin(review=make_review(group, "SCR-L"), by=support(group), at=MADE)
    reviews.add_document(review=bare, stage="final", file=file(group), by=support(group), at=MADE)
    with pytest.raises(NotAllowed, match=r"its six months run on \(S4\)"):
        reviews.close(review=bare, by=support(group), at=MADE)
    reviews.complete(review=bare, on=TODAY, by=support(group), at=MADE)
    reviews.close(review=bare, by=support(group), at=MADE)
    assert bare.closed_because == ""


def test_F9_a_closed_review_is_opened_again_where_it_was_and_owes_what_was_open(group):
    review = make_review(group)
    reviews.close(review=review, because="Taken over by another Board", by=chair(group), at=MADE)
    with pytest.raises(NotAllowed, match="was closed on"):
        review_parts.add_finding(review=review, number="1", text="x", by=support(group), at=MADE)
    reviews.reopen(review=review, because="It came back", by=chair(group), at=MADE)
    assert review.state == "under_way"
    assert owed("review", review).is_open
    assert all(owed("review_milestone", one).is_open for one in review.milestones.all())
