"""P8: the risk register; a red risk goes to the Coordination and Delivery Group by itself, addressed and reported on a day."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from actionplans.models import Escalation
from actionplans.services import escalations
from meetings.services import seen as words
from reports import returns
from reports.measures.definitions import p8_told
from reports.risks import standing
from subgroup import clock, risks
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import date_data
from subgroup.models import Deadline, Message, Risk
from subgroup.terms import loading, parse
from subgroup.terms.risks import RiskTerms
from tests import factories
from tests.reports import built
from tests.reports.plots.read import year

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
    assert RiskTerms().colour(likelihood, impact) == colour


def test_P8_a_light_is_that_of_the_terms_in_force_on_the_day_of_the_rating(group, chair, risk):
    """9 is amber; from 1 May on red begins at 9, and what was rated before stays what it was."""
    begun = date(2017, 5, 1)
    changed = f"{factories.SALFORD.read_text()}\n[risks]\nred_from = 9\namber_from = 5\n"
    text = re.sub(r"^version = .*$", 'version = "strict"', changed, count=1, flags=re.MULTILINE)
    text = re.sub(r"^in_force_from = .*$", f"in_force_from = {begun}", text, count=1, flags=re.MULTILINE)
    loading.load(parse(text), at=at(date(2017, 4, 20)))
    assert [row["word"] for row in standing(group, on=begun)] == ["Amber"]
    assert not Escalation.objects.filter(risk=risk).exists()
    review(risk, chair, date(2017, 5, 10), 3, 3)
    assert [row["word"] for row in standing(group, on=date(2017, 5, 9))] == ["Amber"]
    (row,) = standing(group, on=date(2017, 5, 10))
    assert (row["word"], row["red_since"]) == ("Red", "2017-05-10")
    assert listed(risk).sentence == "Risk 1 is red since Wednesday 10 May 2017."
    review(risk, chair, date(2017, 5, 12), 5, 1)
    assert listed(risk).ended_because == "It is amber since Friday 12 May 2017."


def test_P8_each_review_is_owed_by_itself_and_what_was_met_stays_met(group, chair, risk):
    review(risk, chair, date(2017, 4, 2), 3, 4, due_on=date(2017, 7, 3))
    rows = Deadline.objects.filter(rule="risk_review").order_by("pk")
    assert [(row.due_on, row.met_on) for row in rows] == [(DUE, date(2017, 4, 2)), (date(2017, 7, 3), None)]
    assert [(one.kind, one.likelihood, one.impact) for one in risk.entries.all()] == [
        ("entered", 3, 3), ("reviewed", 3, 4),
    ]  # fmt: skip


def test_P8_pressed_twice_a_risk_is_added_once(group, chair, support):
    assert make(group, chair) == make(group, chair)
    assert make(group, support).number == 2


def test_P8_a_review_ahead_of_its_day_lies_ahead_and_says_what_was_found(group, chair, risk):
    with pytest.raises(NotAllowed, match="lies ahead"):
        review(risk, chair, date(2017, 4, 3), 3, 4, due_on=date(2017, 4, 3))
    with pytest.raises(NotAllowed, match="what was found"):
        review(risk, chair, date(2017, 4, 3), 3, 4, comment=" ")
    assert risk.entries.count() == 1


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
    assert risk.entries.count() == 2


def listed(risk) -> Escalation:
    return Escalation.objects.get(risk=risk)


def test_P8_F14_a_red_risk_is_in_the_exception_list_at_once_and_climbs_to_the_coordinating_group(
    group, chair
):
    risk = make(group, chair, 5, 4, at=at(date(2017, 3, 6)), due_on=date(2017, 4, 28))
    row = listed(risk)
    assert (row.sentence, row.rung, row.began_on) == (
        "Risk 1 is red since Monday 6 March 2017.",
        "chair",
        date(2017, 3, 6),
    )
    assert Message.objects.filter(kind="escalated", recipient=chair).exists()
    escalations.find(group=group, at=at(date(2017, 3, 17)))
    assert listed(risk).rung == "chair"
    escalations.find(group=group, at=at(date(2017, 3, 20)))
    assert listed(risk).rung == "cdg", "after the ten working days of the terms"


def test_P8_F14_what_is_red_no_more_stays_in_the_list_until_it_is_addressed(group, chair):
    risk = make(group, chair, 5, 4, at=at(date(2017, 3, 6)), due_on=date(2017, 4, 28))
    review(risk, chair, date(2017, 3, 14), 2, 4)
    row = listed(risk)
    assert (row.ended_on, row.ended_because) == (
        date(2017, 3, 14),
        "It is amber since Tuesday 14 March 2017.",
    )
    assert row.addressed_at is None
    review(risk, chair, date(2017, 3, 15), 4, 4, comment="It came back.")
    assert Escalation.objects.filter(risk=risk).count() == 2, "red again is a row of its own"
    risks.close(risk=risk, reason="All have deputies.", by=chair, at=at(date(2017, 3, 16)))
    assert (
        Escalation.objects.filter(risk=risk).last().ended_because
        == "It was closed on Thursday 16 March 2017."
    )


def test_P8_an_amber_risk_is_in_no_exception_list(group, chair, risk):
    escalations.find(group=group, at=at(date(2017, 3, 20)))
    assert not Escalation.objects.exists()


def test_P8_a_red_risk_says_by_whom_it_was_addressed_and_with_which_return_it_was_reported(group, chair):
    built.small_year(group)
    risk = make(group, chair, 5, 4, due_on=date(2017, 9, 29), at=at(date(2017, 8, 7)))
    review(risk, chair, date(2017, 8, 10), 5, 5, comment="Two sent none.")
    (row,) = standing(group, on=date(2017, 8, 31))
    assert (row["red_since"], row["addressed_on"], row["reported_on"]) == ("2017-08-07", "", "")
    escalations.address(
        escalation=listed(risk),
        reason="The chair wrote to its board member.",
        by=chair,
        at=at(date(2017, 8, 14)),
    )
    (row,) = standing(group, on=date(2017, 8, 31))
    assert (row["addressed_on"], row["addressed_by"]) == ("2017-08-14", str(chair))
    assert standing(group, on=date(2017, 8, 13))[0]["addressed_on"] == "", "as it was the day before"
    sent = send(group, chair)
    (row,) = standing(group, on=date(2017, 9, 1))
    assert row["reported_on"] == clock.day_of(built.NOW).isoformat()
    (frozen,) = sent.figures["risks"]
    assert (frozen["word"], frozen["because"]) == ("Red", "The chair wrote to its board member.")


def test_P8_a_red_risk_counts_once_the_coordinating_group_met_and_is_kept_if_addressed_and_reported(
    group, chair
):
    built.small_year(group)
    told_of, silent = (
        make(group, chair, 5, 4, title=title, due_on=date(2017, 9, 29), at=at(date(2017, 8, 7)))
        for title in ("Updates are missing", "No room")
    )
    make(group, chair, 1, 1, title="A small one", due_on=date(2017, 9, 29), at=at(date(2017, 8, 7)))
    escalations.find(group=group, at=at(date(2017, 8, 8)))
    escalations.address(
        escalation=listed(told_of), reason="A letter went.", by=chair, at=at(date(2017, 8, 14))
    )
    before = p8_told(year(group, built.TODAY))
    assert not [record for record in before.records if record.kind == "risk"]
    assert f"Risk {silent.number}, red since 7 August 2017" in before.excluded[0]
    send(group, chair)
    after = p8_told(year(group, date(2017, 9, 21)))
    assert {record.pk: record.kept for record in after.records if record.kind == "risk"} == {
        told_of.pk: True,
        silent.pk: False,
    }
    assert [record.why for record in after.broken if record.pk == silent.pk] == [
        "Addressed not yet, reported Thursday 31 August 2017"
    ]


def test_P8_what_turned_red_after_the_return_of_that_day_was_not_reported_with_it(group, chair):
    built.small_year(group)
    send(group, chair)
    make(group, chair, 5, 4, due_on=date(2017, 9, 29), at=built.NOW + timedelta(minutes=1))
    on = date(2017, 9, 21)
    told = p8_told(year(group, on))
    assert [one for one in told.records if one.kind == "risk"] == []
    assert "Risk 1, red since 31 August 2017" in told.excluded[0], "the next return can carry it"
    assert standing(group, on=on)[0]["reported_on"] == "", "as the register has it"


def test_P8_what_the_return_to_the_next_meeting_did_not_tell_counts_against_it_for_good(group, chair):
    """CDG3 meets on 20 September, CDG4 on 1 November, CDG5 on 13 December; CDG4 is sent no return."""
    built.small_year(group)
    for number, day in ((4, date(2017, 11, 1)), (5, date(2017, 12, 13))):
        returns.add_meeting(group=group, day=day, name=f"CDG{number}", by=chair, at=built.NOW)
    before, early, skipped, late = (
        make(group, chair, 5, 4, title=f"Made {day}", due_on=date(2018, 1, 8), at=at(day))
        for day in (date(2017, 8, 7), date(2017, 9, 4), date(2017, 10, 9), date(2017, 12, 14))
    )
    for risk in (before, early, skipped, late):
        escalations.find(group=group, at=at(date(2017, 12, 14)))
        escalations.address(escalation=listed(risk), reason="A letter.", by=chair, at=at(date(2017, 12, 14)))
    send(group, chair)  # to CDG3, on 31 August: what turned red on 4 September is for CDG4
    send(group, chair, "CDG5", at(date(2017, 12, 20)))  # a week late, which P9 counts
    told = p8_told(year(group, date(2018, 1, 31)))
    assert {one.pk: (one.kept, one.why.partition("reported ")[2]) for one in told.records if one.kind == "risk"} == {
        before.pk: (True, "Thursday 31 August 2017"),
        early.pk: (
            False, "Wednesday 20 December 2017, not with the return to the meeting of Wednesday 1 November 2017",
        ),
        skipped.pk: (
            False, "Wednesday 20 December 2017, not with the return to the meeting of Wednesday 1 November 2017",
        ),
        late.pk: (True, "Wednesday 20 December 2017"),
    }  # fmt: skip
    assert told.to_meet == "Cannot be met any more this year: every one was asked for."


def send(group, chair, name="CDG3", when=built.NOW):
    sent = returns.draft(meeting=group.coordinating_meetings.get(name=name), by=None, at=when)
    returns.approve(the_return=sent, by=chair, at=when)
    returns.send(the_return=sent, by=chair, at=when)
    sent.refresh_from_db()
    return sent


def test_R1_a_return_says_what_moved_and_what_was_closed_since_the_last_and_never_changes(group, chair):
    built.small_year(group)
    risk = make(group, chair, 3, 3, due_on=date(2017, 9, 29), at=at(date(2017, 8, 1)))
    gone = make(group, chair, 1, 1, title="No room", due_on=date(2017, 9, 29), at=at(date(2017, 8, 1)))
    before = send(group, chair).figures
    later = clock.day_of(built.NOW).replace(month=11, day=2)
    review(risk, chair, later, 5, 5, comment="Two sent none.")
    risks.close(risk=gone, reason="A room is found.", by=chair, at=at(later))
    rows = standing(group, on=later)
    assert [(one["word"], one["before"], one["closed_because"]) for one in rows] == [
        ("Red", "Amber", ""), ("Green", "Green", "A room is found."),
    ]  # fmt: skip
    assert group.coordinating_meetings.get(name="CDG3").the_return.figures == before


def test_R1_a_return_that_was_read_before_a_risk_turned_red_is_not_approved_unread(group, chair):
    built.small_year(group)
    risk = make(group, chair, 1, 1, due_on=date(2017, 9, 29), at=at(date(2017, 8, 7)))
    drafted = returns.draft(meeting=group.coordinating_meetings.get(name="CDG3"), by=None, at=built.NOW)
    today = clock.day_of(built.NOW)
    seen = words.word(returns.word_of(drafted, returns.frozen(drafted, [], on=today)), built.NOW)
    review(risk, chair, today, 5, 5)
    with pytest.raises(words.Changed):
        returns.approve(the_return=drafted, by=chair, at=built.NOW, seen=seen)


def test_P8_a_risk_that_is_red_again_is_to_be_reported_again(group, chair):
    risk = make(group, chair, 5, 4)
    review(risk, chair, date(2017, 4, 10), 1, 1)
    review(risk, chair, date(2017, 5, 10), 5, 4)
    (row,) = standing(group, on=date(2017, 5, 11))
    assert (row["red_since"], row["reported_on"]) == ("2017-05-10", "")


def test_P8_as_it_was_on_a_past_day_are_its_words_owner_rating_and_next_review(group, chair, risk):
    other = ("seat", str(factories.seat(group, "S04").pk))
    risks.change(
        risk=risk, title="Updates come late", cause="", effect="", controls="The desk rings", owner=other,
        due_on=date(2017, 6, 1), reason="Handed over.", seen=risk.version, by=chair, at=at(date(2017, 3, 20)),
    )  # fmt: skip
    review(risk, chair, date(2017, 5, 10), 5, 4)
    risks.close(risk=risk, reason="All have deputies.", by=chair, at=at(date(2017, 5, 12)))
    risks.reopen(risk=risk, reason="One left.", due_on=date(2017, 9, 1), by=chair, at=at(date(2017, 5, 15)))
    seen = {
        day: standing(group, on=day)
        for day in (date(2017, 3, 19), date(2017, 3, 20), date(2017, 5, 10), date(2017, 5, 13))
    }
    told = [(one["title"], one["word"], one["due_on"], one["closed_on"]) for (one,) in seen.values()]
    assert told == [
        ("Updates are missing", "Amber", "2017-04-03", ""), ("Updates come late", "Amber", "2017-06-01", ""),
        ("Updates come late", "Red", "2018-01-08", ""), ("Updates come late", "Red", "2018-01-08", "2017-05-12"),
    ]  # fmt: skip
    assert len({one["owner"] for (one,) in seen.values()}) == 2
    assert standing(group, on=MADE.date() - timedelta(days=1)) == []


def test_P8_what_is_closed_is_owed_no_more_and_opened_again_it_is_by_a_day_that_lies_ahead(
    group, chair, risk
):
    risks.close(risk=risk, reason="All have deputies.", by=chair, at=at(date(2017, 3, 20)))
    assert Deadline.objects.get(rule="risk_review").released_at
    with pytest.raises(NotAllowed, match=r"was closed on .* Open it again"):
        review(risk, chair, date(2017, 3, 21), 1, 1)
    with pytest.raises(NotAllowed, match="lies ahead"):
        risks.reopen(
            risk=risk, reason="One left.", due_on=date(2017, 3, 22), by=chair, at=at(date(2017, 3, 22))
        )
    risks.reopen(risk=risk, reason="One left.", due_on=DUE, by=chair, at=at(date(2017, 3, 22)))
    row = Deadline.objects.get(rule="risk_review")
    assert (row.released_at, row.due_on) == (None, DUE)


def test_P8_the_register_costs_as_many_queries_for_many_risks_as_for_one(
    group, chair, risk, django_assert_max_num_queries
):
    for number in range(6):
        review(make(group, chair, 5, 5, title=f"Risk {number}"), chair, date(2017, 3, 20), 4, 4)
    with django_assert_max_num_queries(7):
        assert len(standing(group, on=date(2017, 3, 21))) == 7


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
    assert (
        "1 risk is open, 1 of them red: 1 not addressed yet, 1 to be reported with the next return." in listed
    )
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


def test_P8_its_owner_reviews_a_risk_and_says_what_was_done_and_another_member_is_told_who_does(
    group, chair, client_as
):
    risk = make(group, chair, 5, 4)
    review_url = reverse("reports:risk_review", args=[group.slug, risk.pk])
    page_url = reverse("reports:risk", args=[group.slug, risk.pk])
    other = client_as(factories.holder(group, "S04"))
    refused = other.get(review_url)
    assert refused.status_code == 403
    assert factories.seat(group, "S09").title in refused.content.decode()
    assert "Review it" not in other.get(page_url).content.decode()
    owner = client_as(factories.holder(group, "S09"))
    page = owner.get(page_url).content.decode()
    assert review_url in page
    assert "Change its words" not in page
    home = owner.get(reverse("group_home", args=[group.slug])).content.decode()
    assert "Review of risk 1" in home
    said = {
        "likelihood": "5", "impact": "3", "comment": "Two leads were named.", "version": risk.version,
        **date_data("due_on", date(2017, 9, 4)),
    }  # fmt: skip
    assert other.post(review_url, said).status_code == 403
    risk.refresh_from_db()
    assert risk.reviewed == 0
    owner.post(review_url, said)
    risk.refresh_from_db()
    assert (risk.reviewed, risk.likelihood, risk.entries.last().comment) == (1, 5, "Two leads were named.")
    note = reverse("actionplans:exception_note", args=[group.slug, listed(risk).pk])
    assert other.post(note, {"note-text": "I rang."}).status_code == 409
    owner.post(note, {"note-text": "Each lead was rung."})
    assert listed(risk).steps.last().note == "Each lead was rung."
    assert "Each lead was rung." in owner.get(page_url).content.decode()
    exceptions = reverse("actionplans:exceptions", args=[group.slug])
    for address in (
        exceptions,
        f"{exceptions}?format=csv",
        f"{exceptions}?cause=risk",
        escalations.url_of(listed(risk)),
    ):
        assert "Risk 1 is red since" in client_as(chair).get(address).content.decode(), address
    assert page_url in owner.get(escalations.url_of(listed(risk))).content.decode()


def test_R1_P8_each_figure_of_the_risks_in_a_draft_opens_as_many_rows_of_the_register(
    group, chair, client_as
):
    built.small_year(group)
    with clock.frozen(built.NOW):
        for likelihood, title in ((5, "Updates are missing"), (4, "No deputies"), (1, "No room")):
            make(group, chair, likelihood, 4, title=title, due_on=date(2017, 9, 29), at=built.NOW)
        client = client_as(chair)
        address = reverse(
            "reports:return", args=[group.slug, group.coordinating_meetings.get(name="CDG3").pk]
        )
        page = client.get(address).content.decode()
        register = reverse("reports:risks", args=[group.slug])
        assert f'<a class="govuk-link" href="{register}">3 open</a>' in page
        assert f'<a class="govuk-link" href="{register}?light=red">2 of them red</a>' in page
        assert len(client.get(f"{register}").context["rows"]) == 3
        assert len(client.get(f"{register}?light=red").context["rows"]) == 2
        assert len(client.get(f"{register}?as_of=2017-01-02").context["rows"]) == 0
        assert "Reported with this return" in page
