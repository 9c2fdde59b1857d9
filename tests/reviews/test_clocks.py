"""S1 to S6: each clock in a table that a safeguarding lead can read, and what happens when its days are corrected."""

from datetime import date, time

import pytest

from reviews.enums import DateKind, LetterKind, OutcomeKind
from reviews.models import ChairDecision, StatutoryLetter
from reviews.services import cases, clocks, dates
from subgroup import breaches, ledger
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, DeadlineMove
from tests.reviews.cases import make_case

pytestmark = pytest.mark.either

D = DateKind
LATER = moment(date(2026, 1, 5), time(10))


def record(case, by, **days):
    """Records days of a case: `aware="2017-01-03"`."""
    for kind, day in days.items():
        dates.record(case=case, kind=kind, day=date.fromisoformat(day), by=by, at=LATER, because="Corrected")


def decided(case, by, outcome, day):
    """The Independent Chair's decision as a record, and its day."""
    ChairDecision.objects.create(
        case=case, outcome=outcome, because="As the panel found.", decided_on=date.fromisoformat(day),
        decided_by_name="The Independent Chair", recorded_at=LATER, recorded_by=by,
    )  # fmt: skip
    record(case, by, chair_decided=day)


def row(case, rule):
    return Deadline.objects.about("case", case.pk).filter(rule=rule).first()


WORKING_TOGETHER_2015 = [
    # S, clock, days of the case, due
    ("S1", "s1_ofsted_told", {"aware": "2017-01-03"}, "2017-01-10"),
    ("S1", "s1_board_told", {"aware": "2017-01-03"}, "2017-01-10"),
    ("S1 over Easter", "s1_ofsted_told", {"aware": "2017-04-12"}, "2017-04-21"),
    ("S2", "s2_chair_decides", {"board_told": "2017-01-10"}, "2017-02-10"),
    ("S2 from the last of a month", "s2_chair_decides", {"board_told": "2017-01-31"}, "2017-02-28"),
    ("S2 into a leap year", "s2_chair_decides", {"board_told": "2016-01-31"}, "2016-02-29"),
    ("S3", "s3_decision_told", {"chair_decided": "2017-02-10"}, "2017-02-17"),
    ("S4 from its start", "s4_review_complete", {"initiated": "2017-02-20"}, "2017-08-20"),
    ("S4 from the end of August", "s4_review_complete", {"initiated": "2016-08-31"}, "2017-02-28"),
    ("S5 counted back", "s5_report_sent", {"publication_planned": "2017-09-01"}, "2017-08-22"),
    ("S6", "s6_report_available", {"published": "2017-09-01"}, "2018-09-01"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "rule", "days", "due"), WORKING_TOGETHER_2015)
def test_S1_to_S6_each_clock_runs_from_its_own_day_in_its_own_unit(group, support, what, rule, days, due):
    case = make_case(group)
    record(case, support, **days)
    owed = row(case, rule)
    assert owed.due_on == date.fromisoformat(due), what
    assert owed.is_open
    assert owed.label.startswith(f"Case {case.codename}: ")
    assert owed.clause == what[:2]
    assert owed.regime == "wt2015"
    assert "Working Together 2015" in owed.explanation


STOPS = [
    ("S1", "s1_ofsted_told", {"aware": "2017-01-03"}, {"ofsted_told": "2017-01-05"}),
    ("S1", "s1_board_told", {"aware": "2017-01-03"}, {"board_told": "2017-01-05"}),
    ("S2", "s2_chair_decides", {"board_told": "2017-01-05"}, {"chair_decided": "2017-02-01"}),
    ("S4", "s4_review_complete", {"initiated": "2017-02-01"}, {"completed": "2017-07-01"}),
]


@pytest.mark.parametrize(("clause", "rule", "start", "stop"), STOPS)
def test_S1_S2_S4_each_clock_stops_at_its_own_day(group, support, clause, rule, start, stop):
    case = make_case(group)
    record(case, support, **start)
    record(case, support, **stop)
    owed = row(case, rule)
    assert str(owed.met_on) == next(iter(stop.values()))
    assert not owed.is_late(LATER.date())


def test_S1_says_that_the_duty_is_the_authoritys_and_the_sub_group_checks_it(group, support):
    case = make_case(group)
    record(case, support, aware="2017-01-03")
    said = row(case, "s1_ofsted_told").explanation
    assert said.startswith(
        "The local authority is to have notified Ofsted by Tuesday 10 January 2017; the sub-group checks"
    )
    assert "5 working days after Tuesday 3 January 2017, not counting 1 weekend (2 days)" in said


def test_S1_a_missed_fixed_limit_is_a_breach_by_itself_and_S2_is_none(group, support):
    case = make_case(group)
    record(case, support, aware="2017-01-03", board_told="2017-01-10")
    breaches.record(group, on=date(2017, 6, 1), at=LATER)
    found = {breach.clause for breach in group.breaches.filter(subject_kind="case")}
    assert found == {"S1"}
    said = group.breaches.get(clause="S1").sentence
    assert said == (
        f"Case {case.codename}: The authority’s notification to Ofsted late: due 10 January 2017, not yet sent"
    )


def test_S2_a_day_taken_back_lifts_its_clock_and_recorded_again_it_runs_again(group, support):
    case = make_case(group)
    record(case, support, board_told="2017-01-10", chair_decided="2017-02-01")
    dates.record(case=case, kind=D.BOARD_TOLD, day=None, by=support, at=LATER, because="A wrong letter")
    lifted = row(case, "s2_chair_decides")
    assert (lifted.mistake, lifted.release_reason) == (True, clocks.TAKEN_BACK)
    record(case, support, board_told="2017-01-12")
    again = row(case, "s2_chair_decides")
    assert (again.due_on, again.met_on, again.released_at) == (date(2017, 2, 12), date(2017, 2, 1), None)


def test_S2_a_corrected_decision_day_opens_the_clock_and_meets_it_anew_with_its_history(group, support):
    case = make_case(group)
    record(case, support, board_told="2017-01-10", chair_decided="2017-02-01")
    record(case, support, chair_decided="2017-02-20")
    owed = row(case, "s2_chair_decides")
    assert owed.met_on == date(2017, 2, 20)
    assert owed.is_late(LATER.date())
    assert "It had been met on Wednesday 1 February 2017" in DeadlineMove.objects.get(deadline=owed).reason


def test_S4_runs_from_the_chairs_decision_for_a_review_unless_another_start_is_recorded(group, support):
    case = make_case(group)
    decided(case, support, OutcomeKind.SCR, "2017-02-10")
    assert row(case, "s4_review_complete").due_on == date(2017, 8, 10)
    record(case, support, initiated="2017-02-20")
    assert row(case, "s4_review_complete").due_on == date(2017, 8, 20)


@pytest.mark.parametrize("outcome", [OutcomeKind.CONCISE, OutcomeKind.LEARNING_NOTED])
def test_S4_is_the_clock_of_a_serious_case_review_alone(group, support, outcome):
    case = make_case(group)
    decided(case, support, outcome, "2017-02-10")
    record(case, support, initiated="2017-02-20")
    assert row(case, "s4_review_complete") is None
    decided(case, support, OutcomeKind.SCR, "2017-03-10")
    assert row(case, "s4_review_complete").is_open
    decided(case, support, outcome, "2017-04-10")
    assert row(case, "s4_review_complete").release_reason == clocks.NO_REVIEW


def letter(case, kind, addressee):
    return StatutoryLetter.objects.create(
        case=case, kind=kind, addressee=addressee, text="…", drafted_at=LATER
    )


def test_S3_once_each_body_has_its_letter_the_letters_have_the_clock(group, support):
    case = make_case(group)
    record(case, support, board_told="2017-01-10", chair_decided="2017-02-10")
    assert row(case, "s3_decision_told").is_open
    for body in ("ofsted", "dfe", "panel"):
        made = letter(case, LetterKind.DECISION, body)
        owed = clocks.owe_for(
            case=case, rule_key="s3_decision_told", subject_kind="letter", subject_id=made.pk,
            trigger_on=date(2017, 2, 10), owner=("role", "business_support"), label=f"{case}: to {body}", at=LATER,
        )  # fmt: skip
        assert (owed.due_on, owed.regime) == (date(2017, 2, 17), "wt2015")
    assert row(case, "s3_decision_told").release_reason == clocks.BY_LETTER
    record(case, support, chair_decided="2017-02-13")
    moved = Deadline.objects.filter(subject_kind="letter")
    assert {str(one.due_on) for one in moved} == {"2017-02-20"}


def test_S5_the_letters_move_with_the_planned_publication(group, support):
    case = make_case(group)
    record(case, support, publication_planned="2027-09-01")
    made = letter(case, LetterKind.REPORT, "ofsted")
    clocks.owe_for(
        case=case, rule_key="s5_report_sent", subject_kind="letter", subject_id=made.pk,
        trigger_on=date(2027, 9, 1), owner=("role", "business_support"), label=f"{case}: to Ofsted", at=LATER,
    )  # fmt: skip
    record(case, support, publication_planned="2027-10-01")
    assert Deadline.objects.get(subject_kind="letter").due_on == date(2027, 9, 22)
    assert row(case, "s5_report_sent").due_on == date(2027, 9, 22)


def test_S5_guidance_without_the_clock_owes_nothing_for_a_letter(group, support):
    case = make_case(group, at=moment(date(2020, 1, 6), time(9)))
    assert case.regime == "wt2018"
    owed = clocks.owe_for(
        case=case, rule_key="s3_decision_told", subject_kind="letter", subject_id=1, trigger_on=date(2020, 2, 3),
        owner=("role", "chair"), label="…", at=LATER,
    )  # fmt: skip
    assert owed is None


def test_S6_the_clock_of_a_published_report_is_over_by_itself_and_is_no_breach(group, support):
    case = make_case(group)
    record(case, support, published="2017-09-01")
    assert not Deadline.objects.broken(on=date(2019, 1, 1)).exclude(rule="s6_report_available").exists()
    assert breaches.record(group, on=date(2019, 1, 1), at=LATER) == []


def test_S1_what_somebody_waived_stays_waived(group, support):
    case = make_case(group)
    record(case, support, aware="2017-01-03")
    ledger.release_one(deadline=row(case, "s1_ofsted_told"), reason="Agreed", by=support, at=LATER)
    record(case, support, aware="2017-01-04")
    assert row(case, "s1_ofsted_told").release_reason == "Agreed"


# Regimes side by side


def test_a_case_notified_on_28_June_2018_and_one_on_29_June_follow_different_rules(group, support):
    """The same review, other recipients: and both run beside each other."""
    before, after = make_case(group), make_case(group)
    record(before, support, aware="2018-06-26", board_told="2018-06-28")
    record(after, support, aware="2018-06-26", board_told="2018-06-29")
    assert (before.regime, after.regime) == ("wt2015", "wt2015_from_2018")
    assert row(before, "s1_ofsted_told").due_on == date(2018, 7, 3)
    assert row(before, "s1_panel_told") is None
    assert row(after, "s1_panel_told").due_on == date(2018, 7, 3)
    assert row(after, "s1_ofsted_told").release_reason == clocks.OTHER_GUIDANCE
    assert row(before, "s2_chair_decides").due_on == date(2018, 7, 28)
    assert row(after, "s2_chair_decides").due_on == date(2018, 7, 29)


PINNED = [
    # what is known, and the guidance that holds
    ({}, "2018-06-28", "wt2015"),
    ({}, "2018-06-29", "wt2015_from_2018"),
    ({"aware": "2018-06-28"}, "2018-07-20", "wt2015"),
    ({"aware": "2018-06-28", "board_told": "2018-06-29"}, "2018-07-20", "wt2015_from_2018"),
    ({"board_told": "2019-03-31"}, "2019-05-01", "wt2015_from_2018"),
    ({"board_told": "2019-04-01"}, "2019-05-01", "wt2018"),
    ({"board_told": "2023-12-14"}, "2024-01-08", "wt2018"),
    ({"board_told": "2023-12-15"}, "2024-01-08", "wt2023"),
]


@pytest.mark.parametrize(("days", "opened", "regime"), PINNED)
def test_a_case_is_pinned_to_the_guidance_at_its_trigger(group, support, days, opened, regime):
    case = cases.open_case(group=group, by=support, at=moment(date.fromisoformat(opened), time(9)))
    record(case, support, **days)
    assert case.regime == regime


def test_an_area_that_did_not_begin_early_begins_on_the_last_day(group, support):
    group.board = "Another Safeguarding Children Board"
    group.save()
    for opened, regime in (("2019-09-28", "wt2015_from_2018"), ("2019-09-29", "wt2018")):
        at = moment(date.fromisoformat(opened), time(9))
        assert cases.open_case(group=group, by=support, at=at).regime == regime


def test_a_case_that_comes_under_other_guidance_says_why_and_keeps_what_was_before(group, support):
    case = make_case(group)
    record(case, support, aware="2018-06-26", board_told="2018-06-28")
    record(case, support, board_told="2018-06-29")
    pinning = case.pinnings.get()
    assert (pinning.before, pinning.regime) == ("wt2015", "wt2015_from_2018")
    assert pinning.because == "Board told: Friday 29 June 2018."
    record(case, support, board_told="2018-06-28")
    assert (case.regime, case.pinnings.count()) == ("wt2015", 2)
    assert row(case, "s1_ofsted_told").is_open
    assert row(case, "s1_panel_told").mistake


def test_rapid_review_is_expected_fifteen_working_days_after_the_notification(group, support):
    case = make_case(group)
    record(case, support, aware="2019-11-28", national_panel_told="2019-12-02", board_told="2019-12-02")
    owed = row(case, "rapid_review")
    assert owed.due_on == date(2019, 12, 23)
    assert (
        row(case, "s2_chair_decides").release_reason == clocks.OTHER_GUIDANCE
        if row(case, "s2_chair_decides")
        else True
    )
    assert breaches.record(group, on=date(2020, 3, 1), at=LATER) == [], "an expectation is no breach"
    record(case, support, rapid_review_done="2019-12-20")
    assert row(case, "rapid_review").met_on == date(2019, 12, 20)


# The days themselves


def test_a_day_to_come_is_refused_but_for_a_planned_publication(group, support):
    case, at = make_case(group), moment(date(2017, 3, 1), time(9))
    with pytest.raises(NotAllowed, match="Ofsted told: Thursday 2 March 2017 lies in the future"):
        dates.record(case=case, kind=D.OFSTED_TOLD, day=date(2017, 3, 2), by=support, at=at)
    dates.record(case=case, kind=D.PUBLICATION_PLANNED, day=date(2017, 9, 1), by=support, at=at)


def test_a_change_asks_for_its_reason_and_keeps_the_earlier_day(group, support):
    case = make_case(group)
    asked = {"case": case, "kind": D.AWARE, "by": support, "at": LATER}
    dates.record(day=date(2017, 1, 3), source="A call", **asked)
    for day in (date(2017, 1, 4), None):
        with pytest.raises(NotAllowed, match="recorded as Tuesday 3 January 2017"):
            dates.record(day=day, **asked)
    dates.record(day=date(2017, 1, 4), because="The log says so", **asked)
    assert [str(one.day) for one in case.dates.filter(kind=D.AWARE)] == ["2017-01-03", "2017-01-04"]


def test_the_same_day_pressed_twice_is_one_row_and_nothing_can_be_taken_back_that_is_not_there(
    group, support
):
    case = make_case(group)
    asked = {"case": case, "kind": D.AWARE, "by": support, "at": LATER}
    first = dates.record(day=date(2017, 1, 3), source="A call", **asked)
    assert dates.record(day=date(2017, 1, 3), source="A call", **asked) == first
    with pytest.raises(NotAllowed, match="no day is recorded"):
        dates.record(case=case, kind=D.INCIDENT, day=None, by=support, at=LATER, because="x")


# What “normally” means


def test_S2_a_late_decision_asks_for_a_reason_and_S1_takes_none(group, support, chair):
    case = make_case(group)
    record(case, support, aware="2017-01-03", board_told="2017-01-10")
    said = {"because": "The inquest", "expected_on": date(2026, 3, 2), "by": chair, "at": LATER}
    with pytest.raises(NotAllowed, match="has a fixed limit"):
        clocks.give_reason(case=case, deadline=row(case, "s1_ofsted_told"), **said)
    made = clocks.give_reason(
        case=case, deadline=row(case, "s2_chair_decides"), meanwhile="A briefing", **said
    )
    assert (made.because, made.meanwhile) == ("The inquest", "A briefing")
    assert (
        clocks.give_reason(case=case, deadline=row(case, "s2_chair_decides"), meanwhile="A briefing", **said)
        == made
    )


REFUSED_REASONS = [
    ({"because": " "}, "Say why it takes longer"),
    ({"expected_on": date(2017, 2, 10)}, "lies after that"),
    ({"expected_on": date(2025, 1, 1)}, "has passed"),
]


@pytest.mark.parametrize(("said", "sentence"), REFUSED_REASONS)
def test_S2_a_reason_says_why_and_by_when(group, support, chair, said, sentence):
    case = make_case(group)
    record(case, support, board_told="2017-01-10")
    asked = {"because": "The inquest", "expected_on": date(2026, 3, 2), "by": chair, "at": LATER} | said
    with pytest.raises(NotAllowed, match=sentence):
        clocks.give_reason(case=case, deadline=row(case, "s2_chair_decides"), **asked)


def test_S2_no_reason_for_what_was_in_time_or_is_another_case(group, support, chair):
    case, other = make_case(group), make_case(group)
    record(case, support, board_told="2017-01-10", chair_decided="2017-02-10")
    said = {"because": "x", "expected_on": date(2026, 3, 2), "by": chair, "at": LATER}
    with pytest.raises(NotAllowed, match="was in time"):
        clocks.give_reason(case=case, deadline=row(case, "s2_chair_decides"), **said)
    with pytest.raises(NotAllowed, match="no clock of this case"):
        clocks.give_reason(case=other, deadline=row(case, "s2_chair_decides"), **said)
