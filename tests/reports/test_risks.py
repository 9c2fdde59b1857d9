"""P8: the risk register; a red risk goes to the Coordination and Delivery Group by itself, addressed and reported on a day."""

from datetime import date, time

import pytest
from django.urls import reverse

from reports import returns
from reports.risks import standing
from subgroup import clock, risks
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import date_data
from subgroup.models import Deadline, Risk
from tests import factories
from tests.reports import built

MADE = factories.START
DUE = date(2017, 4, 3)


def at(day: date):
    return moment(day, time(9))


def make(group, by, likelihood=3, impact=3, **more) -> Risk:
    said = {
        "title": "Updates are missing", "cause": "Leads change", "effect": "Nobody knows", "controls": "They are asked",
        "owner": ("seat", str(factories.seat(group, "S09").pk)), "due_on": DUE, "at": MADE,
    }  # fmt: skip
    return risks.add(group=group, likelihood=likelihood, impact=impact, by=by, **said | more)


def review(risk, by, day, likelihood, impact, comment="Looked at.", due_on=None):
    return risks.review(
        risk=risk, likelihood=likelihood, impact=impact, comment=comment, due_on=due_on or date(2018, 1, 8),
        seen=risk.version, by=by, at=at(day),
    )  # fmt: skip


@pytest.fixture
def risk(group, chair):
    return make(group, chair)


@pytest.mark.parametrize(
    ("likelihood", "impact", "colour"),
    [
        (3, 5, "red"),
        (5, 3, "red"),
        (4, 4, "red"),
        (2, 4, "amber"),
        (3, 4, "amber"),
        (1, 5, "green"),
        (1, 1, "green"),
    ],
)
def test_P8_the_light_is_likelihood_times_impact(likelihood, impact, colour):
    assert risks.colour(likelihood, impact) == colour


def test_P8_each_review_is_owed_by_itself_and_what_was_met_stays_met(group, chair, risk):
    review(risk, chair, date(2017, 4, 2), 3, 4, due_on=date(2017, 7, 3))
    rows = Deadline.objects.filter(rule="risk_review").order_by("pk")
    assert [(row.due_on, row.met_on) for row in rows] == [(DUE, date(2017, 4, 2)), (date(2017, 7, 3), None)]
    assert [(one.likelihood, one.impact) for one in risk.reviews.all()] == [(3, 3), (3, 4)]


def test_P8_a_review_ahead_of_its_day_lies_ahead_and_says_what_was_found(group, chair, risk):
    with pytest.raises(NotAllowed, match="lies ahead"):
        review(risk, chair, date(2017, 4, 3), 3, 4, due_on=date(2017, 4, 3))
    with pytest.raises(NotAllowed, match="what was found"):
        review(risk, chair, date(2017, 4, 3), 3, 4, comment=" ")
    assert risk.reviews.count() == 1


def test_P8_two_who_review_at_once_lose_nothing_and_twice_is_once(group, chair, support, risk):
    seen = risk.version
    for _ in range(2):
        risks.review(
            risk=risk, likelihood=4, impact=4, comment="Worse.", due_on=date(2017, 7, 3), seen=seen, by=chair, at=at(DUE)
        )  # fmt: skip
    with pytest.raises(Conflict):
        risks.review(
            risk=risk, likelihood=1, impact=1, comment="Better.", due_on=date(2017, 7, 3), seen=seen, by=support, at=at(DUE)
        )  # fmt: skip
    assert risk.reviews.count() == 2


def test_P8_a_red_risk_says_when_it_was_addressed_and_with_which_return_it_was_reported(group, chair):
    built.small_year(group)
    risk = make(group, chair, 5, 4, due_on=date(2017, 9, 29), at=at(date(2017, 8, 1)))
    review(risk, chair, date(2017, 8, 10), 5, 5, comment="The chair writes to its board member.")
    (row,) = standing(group, on=date(2017, 8, 31))
    assert (row["red_since"], row["addressed_on"], row["reported_on"]) == ("2017-08-01", "2017-08-10", "")
    meeting = group.coordinating_meetings.get(name="CDG3")
    sent = returns.draft(meeting=meeting, by=None, at=built.NOW)
    returns.approve(the_return=sent, by=chair, at=built.NOW)
    returns.send(the_return=sent, by=chair, at=built.NOW)
    (row,) = standing(group, on=date(2017, 9, 1))
    assert row["reported_on"] == clock.day_of(built.NOW).isoformat()
    sent.refresh_from_db()
    assert [(one["title"], one["word"]) for one in sent.figures["risks"]] == [("Updates are missing", "Red")]


def test_P8_a_risk_that_is_red_again_is_to_be_reported_again(group, chair):
    risk = make(group, chair, 5, 4)
    review(risk, chair, date(2017, 4, 10), 1, 1)
    review(risk, chair, date(2017, 5, 10), 5, 4)
    (row,) = standing(group, on=date(2017, 5, 11))
    assert (row["red_since"], row["reported_on"]) == ("2017-05-10", "")


def test_P8_as_it_was_on_a_past_day(group, chair, risk):
    review(risk, chair, date(2017, 5, 10), 5, 4)
    assert [standing(group, on=day)[0]["word"] for day in (date(2017, 5, 9), date(2017, 5, 10))] == [
        "Amber",
        "Red",
    ]


def test_P8_what_is_closed_is_owed_no_more_and_opened_again_it_is(group, chair, risk):
    risks.close(risk=risk, reason="All have deputies.", by=chair, at=at(date(2017, 3, 20)))
    assert Deadline.objects.get(rule="risk_review").released_at
    with pytest.raises(NotAllowed, match="Open it again"):
        review(risk, chair, date(2017, 3, 21), 1, 1)
    risks.RISKS.reopen(risk, reason="One left.", by=chair, at=at(date(2017, 3, 22)))
    row = Deadline.objects.get(rule="risk_review")
    assert (row.released_at, row.due_on) == (None, DUE)


def test_P8_a_risk_is_entered_and_reviewed_on_its_pages(group, chair, client_as):
    client = client_as(chair)
    said = {
        "title": "No deputies", "likelihood": "4", "impact": "4", "owner": f"seat:{factories.seat(group, 'S04').pk}",
        **date_data("due_on", DUE),
    }  # fmt: skip
    answer = client.post(reverse("reports:risk_add", args=[group.slug]), said | {"impact": ""})
    assert answer.status_code == 422
    assert "No deputies" in answer.content.decode()
    client.post(reverse("reports:risk_add", args=[group.slug]), said)
    risk = Risk.objects.get()
    listed = client.get(reverse("reports:risks", args=[group.slug])).content.decode()
    assert "4 × 4 = 16" in listed
    assert "1 red not reported yet" in listed
    review_url = reverse("reports:risk_review", args=[group.slug, risk.pk])
    said = {
        "likelihood": "2",
        "impact": "2",
        "comment": "Two have one.",
        "version": "1",
        **date_data("due_on", date(2017, 6, 5)),
    }
    page = client.post(review_url, said, follow=True).content.decode()
    assert "Two have one." in page
    table = client.get(reverse("reports:risks", args=[group.slug]) + "?format=csv").content.decode()
    assert "No deputies" in table
