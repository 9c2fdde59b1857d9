"""S1 to S6: what the clocks do when a decision only defers, a record is corrected, or the case comes under other guidance."""

from datetime import date, time

import pytest
from django.urls import reverse

from reviews.models import CaseDate
from reviews.services import closing, dates, deciding, letters
from subgroup import breaches
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.forms import date_data
from subgroup.models import Deadline
from tests import factories
from tests.reviews import reviewed
from tests.reviews.cases import MADE, make_case
from tests.reviews.screening import ASKED, make_independent_chair, recommended

DECIDED = moment(date(2017, 3, 20), time(11))


@pytest.fixture
def support(group):
    return factories.holder(group, "S06")


def decide(case, by, outcome="scr", act=deciding.decide, **more):
    said = {
        "decided_on": date(2017, 3, 20),
        "decided_by_name": "Invented Chair",
        "differs_because": "The inquest is awaited",
    }
    return act(case=case, outcome=outcome, because="As said", by=by, at=DECIDED, **{**said, **more})


def row(case, rule):
    return Deadline.objects.about("case", case.pk).filter(rule=rule).first()


def of_letters(case):
    """Rule → the guidance, for what is open for single letters."""
    rows = Deadline.objects.open().filter(group=case.group, subject_kind="statutory_letter")
    return {(one.rule, one.regime) for one in rows}, rows.count()


# A decision that only defers


def test_S2_S3_a_decision_that_only_defers_stops_no_clock_and_is_told_to_nobody(group, support):
    case = recommended(group)
    dates.record(case=case, kind="board_told", day=date(2017, 3, 1), by=support, at=ASKED)
    decide(case, support, "deferred")
    assert row(case, "s2_chair_decides").is_open
    assert row(case, "s3_decision_told") is None
    assert not CaseDate.objects.filter(case=case, kind="chair_decided").exists()
    assert breaches.listing(group, on=date(2017, 6, 1)) == []


def test_S2_S3_a_decision_replaced_by_one_that_defers_takes_its_day_and_its_letters_back(group, support):
    case = recommended(group)
    dates.record(case=case, kind="board_told", day=date(2017, 3, 1), by=support, at=ASKED)
    wrong = decide(case, support)
    assert row(case, "s2_chair_decides").met_on == date(2017, 3, 20)
    decide(case, support, "deferred", deciding.replace, replaces=wrong, replaced_because="It was a deferral")
    assert row(case, "s2_chair_decides").is_open
    assert row(case, "s4_review_complete").mistake
    assert of_letters(case) == (set(), 0)
    assert breaches.listing(group, on=date(2017, 6, 1)) == []


def test_F8_a_letter_of_a_decision_that_was_replaced_is_not_needed_after_all(group, support):
    case = recommended(group)
    wrong = decide(case, support)
    decide(case, support, "scr", deciding.replace, replaces=wrong, replaced_because="Wrong name")
    letter = wrong.letters.first()
    assert letter.state == "not_needed"
    with pytest.raises(NotAllowed, match="was replaced"):
        letters.need_again(letter=letter, by=support, at=DECIDED)


# A day that another record holds


def test_S2_the_day_of_a_recorded_decision_is_corrected_at_the_decision(group, support, client_as):
    judge = make_independent_chair(group)
    case = recommended(group)
    decide(case, judge)
    with pytest.raises(NotAllowed, match="Replace that record"):
        dates.record_by_hand(
            case=case, kind="chair_decided", day=date(2017, 3, 16), by=support, at=DECIDED, because="Mistyped"
        )
    url = f"/g/{group.slug}/cases/{case.pk}/dates/chair_decided/"
    assert "Replace that record" in client_as(support).get(url).content.decode(), "before anything is typed"
    page = client_as(support).post(
        url,
        {"back": "on", "because": "Mistyped", **date_data("day", date(2017, 2, 1))},
    )
    assert page.status_code == 422
    assert "Replace that record" in page.content.decode()
    assert row(case, "s3_decision_told").trigger_on == date(2017, 3, 20)


def test_S2_a_day_before_there_is_a_record_of_the_decision_is_entered_by_hand(group, support):
    case = make_case(group)
    for day in (date(2017, 2, 10), date(2017, 2, 13)):
        dates.record_by_hand(
            case=case, kind="chair_decided", day=day, by=support, at=MADE, because="Mistyped"
        )
    assert row(case, "s3_decision_told").trigger_on == date(2017, 2, 13)


def test_S5_the_day_of_a_planned_publication_is_changed_at_the_review(group, support):
    case = make_case(group)
    reviewed.decide(case)
    review = reviewed.final(reviewed.make_review(group, case=case))
    reviewed.reviews.plan_publication(review=review, on=date(2017, 6, 1), by=support, at=MADE)
    with pytest.raises(NotAllowed, match="on the page of review SCR-K"):
        dates.record_by_hand(
            case=case, kind="publication_planned", day=date(2017, 7, 3), by=support, at=MADE, because="Later"
        )


def test_S5_a_publication_planned_too_soon_says_that_the_report_is_late_already(group, support, client_as):
    case = make_case(group)
    reviewed.decide(case)
    review = reviewed.final(reviewed.make_review(group, case=case))
    client, url = client_as(support), reverse("reviews:review_plan_publication", args=[group.slug, review.pk])
    for day, is_late in ((date(2017, 3, 6), True), (date(2017, 3, 13), False)):
        page = client.post(url, date_data("on", day), follow=True).content.decode()
        assert "The report is owed to the bodies" in page
        assert ("which is a breach (S5)" in page) == is_late


@pytest.mark.parametrize("act", ["complete", "publish"])
def test_S4_S6_a_review_is_neither_complete_nor_published_before_it_began(group, support, act):
    review = reviewed.final(reviewed.make_review(group))
    more = {"address": "example.org/k"} if act == "publish" else {}
    with pytest.raises(NotAllowed, match="The review began on"):
        getattr(reviewed.reviews, act)(review=review, on=date(2016, 1, 4), by=support, at=MADE, **more)


# Other guidance, and a closed case


def test_S3_letters_go_over_to_the_clock_of_the_guidance_under_which_the_case_comes(group, support):
    """In Salford the partners' arrangements, which know no such clock, begin on 1 April 2019."""
    at = moment(date(2019, 5, 20), time(9))
    case = make_case(group, at=at)
    dates.record(case=case, kind="board_told", day=date(2019, 4, 3), by=support, at=at)
    reviewed.decide(case, "practice_review", on=date(2019, 5, 13), at=at)
    assert of_letters(case) == ({("statutory_letter", "")}, 3)
    for day, expected in (
        (date(2019, 3, 28), ("s3_decision_told", "wt2015_from_2018")),
        (date(2019, 4, 3), ("statutory_letter", "")),
        (date(2018, 6, 28), ("s3_decision_told", "wt2015")),
    ):
        dates.record(case=case, kind="board_told", day=day, by=support, at=at, because="Mistyped")
        assert of_letters(case) == ({expected}, 3)
    due = set(Deadline.objects.open().filter(rule="s3_decision_told").values_list("due_on", flat=True))
    assert due == {date(2019, 5, 20)}


def test_S6_a_published_report_stays_available_after_its_case_is_closed(group, support):
    case = make_case(group)
    reviewed.decide(case, "audit")
    for letter in case.letters.all():
        letters.not_needed(letter=letter, because="Told by hand", by=support, at=MADE)
    dates.record(case=case, kind="published", day=date(2017, 2, 1), by=support, at=MADE)
    case.state = "decided"
    case.save()
    closing.close(case=case, because="", by=factories.holder(group, "S01"), at=MADE)
    assert row(case, "s6_report_available").is_open
    assert row(case, "s6_report_available").due_on == date(2018, 2, 1)
