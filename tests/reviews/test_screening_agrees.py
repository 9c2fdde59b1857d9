"""F6: what a panel recommends, and what is recorded without a decision, agrees with the answered criteria."""

from datetime import date, time

import pytest

from reviews.models import Outcome
from reviews.services import dates, deciding, outcomes
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from tests import factories
from tests.reviews.cases import make_case
from tests.reviews.screening import ASKED, assess, call, make_independent_chair, recommend

pytestmark = pytest.mark.either

BELOW = ["concise_review", "single_agency", "audit", "learning_event", "learning_noted"]
PUT_OFF = ["deferred", "elsewhere"]
DECIDED = moment(date(2017, 3, 20), time(11))
YES, NO, NOT_YET = "yes", "no", "not_yet"


@pytest.fixture
def chair(group):
    return factories.holder(group, "S01")


def record(case, by, kind, at=ASKED, **more):
    said = {"elsewhere": "Another Board", "returns_on": date(2017, 6, 1)}
    return outcomes.record(case=case, kind=kind, because="As said", by=by, at=at, **said, **more)


def decide(case, by, outcome, **more):
    return deciding.decide(
        case=case, outcome=outcome, because="As said", decided_on=date(2017, 3, 20), decided_by_name="Invented Chair",
        differs_because="Otherwise", by=by, at=DECIDED, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "outcome", "sentence"),
    [
        *[(YES, kind, "there is always a “Serious Case Review” then") for kind in BELOW],
        (YES, "scr", ""), (YES, "deferred", ""), (YES, "elsewhere", ""),
        (NO, "scr", "Answer them again before the panel recommends"),
        *[(NO, kind, "") for kind in (*BELOW, *PUT_OFF)],
        (NOT_YET, "scr", "Answer them again before the panel recommends"),
        *[(NOT_YET, kind, "or recommend to defer the case") for kind in BELOW],
        *[(NOT_YET, kind, "") for kind in PUT_OFF],
    ],
)  # fmt: skip
def test_F6_a_panel_recommends_what_agrees_with_its_own_answer(group, answer, outcome, sentence):
    case = make_case(group)
    assess(case, answer=answer)
    panel = call(case)
    if sentence:
        with pytest.raises(NotAllowed, match=sentence):
            recommend(panel, outcome=outcome)
    else:
        assert recommend(panel, outcome=outcome).outcome == outcome


@pytest.mark.parametrize(("answer", "outcome"), [(YES, "audit"), (YES, "practice_review"), (NO, "audit")])
def test_F6_from_the_partners_arrangements_on_a_review_is_a_discretion(group, answer, outcome):
    at = moment(date(2020, 1, 6), time(9))
    case = make_case(group, at=at)
    assess(case, answer=answer, at=at)
    assert recommend(call(case, at=at, days=0), outcome=outcome, at=at).outcome == outcome


def test_F6_criteria_answered_under_other_guidance_are_answered_again_before_a_recommendation(group):
    at = moment(date(2019, 5, 20), time(9))
    case = make_case(group, at=at)
    assess(case, at=at)
    panel = call(case, at=at, days=0)
    support = factories.holder(group, "S06")
    dates.record(case=case, kind="board_told", day=date(2019, 3, 28), by=support, at=at)
    with pytest.raises(NotAllowed, match="were answered under other guidance"):
        recommend(panel, at=at)
    case.refresh_from_db()
    assess(case, at=at)
    assert recommend(panel, at=at)


@pytest.mark.parametrize("kind", BELOW)
def test_F6_where_the_criteria_are_met_no_outcome_goes_round_the_independent_chair(
    group, chair, client_as, kind
):
    case = make_case(group)
    assess(case)
    with pytest.raises(NotAllowed, match="the Board’s Independent Chair decides what follows"):
        record(case, chair, kind)
    page = client_as(chair).get(f"/g/{group.slug}/cases/{case.pk}/outcome/").content.decode()
    assert "the Board’s Independent Chair decides what follows" in page
    assert f'value="{kind}"' not in page


@pytest.mark.parametrize("kind", PUT_OFF)
def test_F6_where_the_criteria_are_met_a_case_can_still_wait_or_go_elsewhere(group, chair, kind):
    case = make_case(group)
    assess(case)
    assert record(case, chair, kind).kind == kind


def test_F6_after_a_deferral_by_the_independent_chair_they_still_decide(group, chair):
    case = make_case(group)
    assess(case)
    recommend(call(case))
    decide(case, make_independent_chair(group), "deferred")
    record(case, chair, "deferred", at=DECIDED)
    outcomes.bring_back(case=case, by=chair, at=moment(date(2017, 6, 1), time(9)))
    with pytest.raises(NotAllowed, match="the Board’s Independent Chair decides what follows"):
        record(case, chair, "learning_noted", at=moment(date(2017, 6, 1), time(10)))


def test_S2_what_waits_for_the_independent_chair_is_on_their_home_by_its_day_also_a_second_time(
    group, chair, client_as
):
    judge, again = make_independent_chair(group), moment(date(2017, 6, 1), time(9))
    case = make_case(group)
    dates.record(case=case, kind="board_told", day=date(2017, 2, 27), by=chair, at=ASKED)
    assess(case)
    recommend(call(case))
    decide(case, judge, "deferred")
    record(case, chair, "deferred", at=DECIDED)
    outcomes.bring_back(case=case, by=chair, at=again)
    assess(case, at=again)
    recommend(call(case, at=again))
    with clock.frozen(moment(date(2017, 6, 20))):
        page = client_as(judge).get(f"/g/{group.slug}/").content.decode()
    assert f"Decide on {case}" in page
    assert "by 27 Mar 2017" in page


def test_F6_no_later_outcome_takes_the_place_of_a_review_that_the_independent_chair_decided(group, chair):
    case = make_case(group)
    assess(case)
    recommend(call(case))
    decide(case, make_independent_chair(group), "scr")
    record(case, chair, "scr", at=DECIDED)
    with pytest.raises(NotAllowed, match="replace it first"):
        record(case, chair, "learning_noted", at=DECIDED)


def test_F6_the_independent_chair_may_decide_against_the_criteria_and_the_outcome_follows(group, chair):
    case = make_case(group)
    assess(case)
    recommend(call(case))
    decide(case, make_independent_chair(group), "audit")
    assert record(case, chair, "audit", at=DECIDED).kind == "audit"


def test_F4_an_outcome_sent_twice_is_one_and_another_persons_is_not_written_over_unseen(
    group, chair, client_as
):
    case = make_case(group)
    url, client = f"/g/{group.slug}/cases/{case.pk}/outcome/", client_as(chair)
    said = {"kind": "audit", "because": "Below the threshold", "version": "0"}
    for _ in range(2):
        assert client.post(url, said).status_code == 302
    assert Outcome.objects.count() == 1
    page = client.post(url, {**said, "kind": "learning_noted", "because": "Nothing new"})
    assert page.status_code == 409
    assert "Nothing new" in page.content.decode()
    assert "Audit: Below the threshold" in page.content.decode()
    with pytest.raises(Conflict):
        record(case, chair, "learning_noted", seen=0)
