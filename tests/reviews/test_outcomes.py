"""F4, F6: what came of a case: as the Independent Chair decided, or as the sub-group agreed; a deferred case comes back by itself."""

from datetime import date, time

import pytest

from reviews import doors
from reviews.enums import CaseState
from reviews.models import ChairDecision, Outcome, PanelRecommendation
from reviews.services import outcomes, restricting
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.reviews.cases import make_case
from tests.reviews.screening import (
    ASKED,
    DECIDED,
    assess,
    call,
    decide,
    make_independent_chair,
    recommend,
    recommended,
)


@pytest.fixture
def case(group):
    return make_case(group)


@pytest.fixture
def judge(group):
    return make_independent_chair(group)


def path(group, rest):
    return f"/g/{group.slug}/cases/{rest}"


def text(response):
    return response.content.decode()


def test_F6_the_outcome_follows_the_decision_and_opens_the_door_for_a_review(
    group, judge, support, monkeypatch
):
    heard = []
    monkeypatch.setattr(doors, "outcome_recorded", [lambda outcome, at: heard.append(outcome)])
    case = recommended(group)
    with pytest.raises(NotAllowed, match="follows their decision"):
        outcomes.record(case=case, kind="scr", because="x", by=support, at=DECIDED)
    decision = decide(case, judge)
    with pytest.raises(NotAllowed, match="the outcome is that one"):
        outcomes.record(case=case, kind="audit", because="x", by=support, at=DECIDED)
    made = outcomes.record(
        case=case, kind="scr", because="As decided", next_steps="Find a reviewer", by=support, at=DECIDED
    )
    assert (made.decision, heard) == (decision, [made])
    case.refresh_from_db()
    assert case.state == CaseState.DECIDED


@pytest.mark.parametrize(
    "kind", ["concise_review", "single_agency", "audit", "learning_event", "learning_noted"]
)
def test_F4_a_case_of_concern_below_the_threshold_needs_no_panel(case, chair, kind):
    made = outcomes.record(
        case=case,
        kind=kind,
        because="Below the threshold",
        learning="Ask about the father",
        by=chair,
        at=ASKED,
    )
    case.refresh_from_db()
    assert (case.state, made.decision, made.learning) == (CaseState.DECIDED, None, "Ask about the father")


def test_F6_a_review_of_the_board_is_for_its_independent_chair_to_decide(case, chair):
    with pytest.raises(NotAllowed, match="decided by the Board’s Independent Chair"):
        outcomes.record(case=case, kind="scr", because="x", by=chair, at=ASKED)


@pytest.mark.parametrize(
    ("kind", "named"),
    [("practice_review", "Local child safeguarding practice review"), ("prayer", "prayer"), ("", "")],
)
def test_F4_F6_what_the_guidance_of_the_case_does_not_know_is_no_outcome(
    group, case, chair, judge, kind, named
):
    refused = f"“{named}” is no outcome under Working Together 2015. It may be “Serious Case Review”, .* or “Referred"
    with pytest.raises(NotAllowed, match=refused):
        outcomes.record(case=case, kind=kind, because="x", by=chair, at=ASKED)
    assess(case)
    panel = call(case)
    with pytest.raises(NotAllowed, match=refused):
        recommend(panel, outcome=kind)
    recommend(panel)
    case.refresh_from_db()
    with pytest.raises(NotAllowed, match=refused):
        decide(case, judge, outcome=kind, differs_because="x")
    assert not Outcome.objects.exists()
    assert not ChairDecision.objects.exists()
    assert PanelRecommendation.objects.count() == 1


def test_F4_referred_elsewhere_says_to_whom_and_deferred_until_when(case, chair):
    with pytest.raises(NotAllowed, match="Say to whom"):
        outcomes.record(case=case, kind="elsewhere", because="x", by=chair, at=ASKED)
    with pytest.raises(NotAllowed, match="Give a day ahead"):
        outcomes.record(case=case, kind="deferred", because="x", by=chair, at=ASKED)
    made = outcomes.record(
        case=case, kind="elsewhere", because="x", elsewhere="The adults’ board", by=chair, at=ASKED
    )
    assert made.elsewhere == "The adults’ board"


def deferred(case, chair, until=date(2017, 4, 10), at=ASKED):
    return outcomes.record(case=case, kind="deferred", because="Inquest", returns_on=until, by=chair, at=at)


def test_F4_a_deferred_case_comes_back_by_itself_onto_the_next_agenda(case, chair, support):
    factories.make_meeting(case.group, date(2017, 4, 6))
    meeting = factories.make_meeting(case.group, date(2017, 5, 4))
    deferred(case, chair)
    row = Deadline.objects.get(rule="case_returns")
    assert (row.due_on, row.owner_key, row.label) == (
        date(2017, 4, 10),
        "business_support",
        f"{case} comes back",
    )
    for day in (9, 10, 11):
        at = moment(date(2017, 4, day), time(6))
        outcomes.daily(case.group, at.date(), at)
        case.refresh_from_db()
        assert (case.state == CaseState.DEFERRED) == (day == 9)
    (item,) = meeting.items.filter(subject_kind="case")
    assert (item.title, item.subject_id) == (str(case), str(case.pk))
    row.refresh_from_db()
    assert row.met_on == date(2017, 4, 10)
    (mail,) = Message.objects.filter(kind="case_returned")
    assert mail.recipient == support


def test_F4_brought_back_early_and_deferred_to_the_same_day_again_it_is_told_again(case, chair, support):
    deferred(case, chair)
    outcomes.bring_back(case=case, by=support, at=moment(date(2017, 4, 3)))
    deferred(case, chair, at=moment(date(2017, 4, 4)))
    outcomes.daily(case.group, date(2017, 4, 10), moment(date(2017, 4, 10)))
    assert Message.objects.filter(kind="case_returned", recipient=support).count() == 2


def test_F4_a_restricted_case_that_comes_back_is_told_to_who_is_named(case, chair):
    deferred(case, chair)
    restricting.restrict(case=case, people=[], because="Somebody is suspected", by=chair, at=ASKED)
    outcomes.daily(case.group, date(2017, 4, 10), moment(date(2017, 4, 10)))
    (mail,) = Message.objects.filter(kind="case_returned")
    assert mail.recipient == chair


def test_F4_deferred_twice_it_comes_back_twice(case, chair):
    deferred(case, chair)
    outcomes.daily(case.group, date(2017, 4, 10), moment(date(2017, 4, 10)))
    case.refresh_from_db()
    deferred(case, chair, date(2017, 6, 1), moment(date(2017, 4, 12)))
    row = Deadline.objects.get(rule="case_returns")
    assert (row.due_on, row.met_on) == (date(2017, 6, 1), None)
    outcomes.daily(case.group, date(2017, 6, 1), moment(date(2017, 6, 1)))
    case.refresh_from_db()
    assert (case.state, case.returns_on) == (CaseState.SCREENING, None)
    assert Outcome.objects.count() == 2


def test_F4_support_writes_down_what_a_meeting_agreed_and_the_chair_anything(group, case, client_as):
    said = {"kind": "audit", "because": "Agreed"}
    page = path(group, f"{case.pk}/outcome/")
    refused = client_as("business_support").post(page, said)
    assert refused.status_code == 422
    assert "Name the meeting at which the case was considered" in text(refused)
    assert client_as("chair").post(page, said).status_code == 302
    shown = text(client_as("business_support").get(path(group, f"{case.pk}/")))
    assert "<strong>Audit</strong>" in shown


def test_F4_a_form_for_a_deferral_without_a_day_says_so_beside_it(group, case, client_as):
    refused = client_as("chair").post(
        path(group, f"{case.pk}/outcome/"), {"kind": "deferred", "because": "Inquest"}
    )
    assert refused.status_code == 422
    assert "Enter the day on which the case comes back" in text(refused)
    assert "Inquest" in text(refused)
