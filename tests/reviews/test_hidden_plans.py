"""S1, F10: the plan of a restricted case's review is there for who is named for the case, and they answer for its actions."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from actionplans import hidden, reading
from actionplans.models import Action, Escalation, Plan, UpdateOwed, WindowLink
from actionplans.services import briefing, challenges, templates, updates
from reports.exceptions import carried
from reports.models import CoordinatingMeeting, Return
from reviews.services import restricting, review_plans
from subgroup import access, clock, daily
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests import factories
from tests.actionplans.plans import (
    CLOSES,
    MADE,
    MEETING,
    agency,
    make_action,
    make_lead,
    make_meetings,
    make_plan,
    open_window,
)  # fmt: skip
from tests.reviews import reviewed
from tests.reviews.cases import make_case

NOW = moment(date(2017, 3, 30), time(10))
CODE = "SCR-Q"


@pytest.fixture
def plan(group):
    """Of a case that the vice chair restricted, with an action that GMMH owes; in another plan GMMH owes one too."""
    make_meetings(group, MEETING, date(2017, 6, 1))
    make_lead(group, "GMMH")
    case = make_case(group)
    reviewed.decide(case)
    review = reviewed.final(reviewed.make_review(group, CODE, case=case))
    review_plans.into_plan(review=review, by=factories.holder(group, "S06"), at=MADE)
    make_action(make_plan(group, "OPEN-1"), "GMMH", text="Open action", due_on=date(2017, 3, 20))
    restricting.restrict(case=case, people=[], because="A colleague", by=vice(group), at=MADE)
    plan = Plan.objects.get(code=CODE)
    make_action(plan, "GMMH", text="Secret action", due_on=date(2017, 3, 20))
    return plan


def vice(group):
    return factories.holder(group, "S02")


def member(group):
    """The holder of GMMH's seat."""
    return factories.holder(group, "S11")


def name(plan, person):
    case = reviewed.Case.objects.get(reviews__code=plan.code)
    restricting.name(case=case, person=person, by=vice(plan.group), at=MADE)


def action_of(plan):
    return Action.objects.get(recommendation__plan=plan, agency__code="GMMH")


def run_until(day: date):
    on = date(2017, 3, 28)
    while on <= day:
        daily.run(today=on, at=moment(on, time(6)))
        on += timedelta(days=1)


def may_update(person, action):
    permissions = access.permissions(person, action.group, on=NOW.date())
    return reading.may_update(person, action, permissions, on=NOW.date())


def digests_with(text):
    return {
        mail.recipient
        for mail in Message.objects.filter(kind__in=["digest", "escalated"])
        if text in mail.text
    }


def test_S1_where_somebody_of_the_agency_is_named_they_answer_for_its_actions(group, plan):
    name(plan, member(group))
    action = action_of(plan)
    assert may_update(member(group), action)
    open_window(group)
    run_until(CLOSES + timedelta(days=3))
    told = digests_with(CODE)
    assert member(group) in told
    assert told <= {member(group), vice(group)}, "the vice chair is named too, and manages actions"


def test_S1_where_nobody_of_the_agency_is_named_all_who_are_named_answer(group, plan):
    other = factories.holder(group, "S09")
    name(plan, other)
    assert may_update(other, action_of(plan)), "though SRFT owes nothing"
    assert not may_update(member(group), action_of(plan))
    open_window(group)
    run_until(CLOSES + timedelta(days=3))
    assert digests_with(CODE) == {other, vice(group)}
    assert Escalation.objects.filter(sentence__contains=CODE).exists()


def test_S1_who_stands_in_for_the_agency_updates_on_the_windows_page(group, plan, client_as):
    other = factories.holder(group, "S09")
    name(plan, other)
    window = open_window(group)
    with clock.frozen(NOW):
        client, url = client_as(other), reverse("actionplans:window", args=[group.slug, window.pk])
        assert f"{CODE}/" in client.get(url).content.decode()
        key = f"a{action_of(plan).pk}"
        assert client.post(url, {f"{key}-colour": "green", f"{key}-text": "It is booked"}).status_code == 302
    assert action_of(plan).updates.get().made_by == other
    assert UpdateOwed.objects.get(plan=plan, agency__code="GMMH").made_at


def test_S1_the_mail_of_a_window_and_its_page_without_sign_in_hold_nothing_of_it(group, plan):
    name(plan, member(group))
    open_window(group)
    for mail in Message.objects.filter(kind="plan_updates"):
        assert CODE not in mail.text + mail.html + mail.subject
    link = WindowLink.objects.get(agency__code="GMMH")
    gone = hidden.plans(None, group, NOW.date())
    assert gone == {plan.pk}
    assert link.person.name == "Lead of GMMH"


def test_S1_a_mail_about_a_challenge_or_an_update_goes_to_who_is_named(group, plan):
    name(plan, member(group))
    made = challenges.make(
        group=group, agency=agency(group, "GMMH"), action=action_of(plan), issue="x", question="x", by=vice(group), at=MADE
    )  # fmt: skip
    said = updates.say(action=action_of(plan), colour="red", text="x", by=vice(group), at=MADE)
    updates.send_back(update=said, reason="x", by=vice(group), at=MADE)
    about = Message.objects.filter(about_kind__in=["challenge", "action"], queued_at__gte=MADE)
    to = set(about.exclude(text__contains="OPEN-1").values_list("recipient__name", flat=True))
    assert to == {member(group).name, vice(group).name}
    assert not reading.challenges(
        factories.holder(group, "S06"), group, frozenset({"view_actions", "view_confidential"}), on=NOW.date()
    ).filter(pk=made.pk)


def test_S1_nothing_of_it_goes_into_a_briefing_a_template_or_a_return(group, plan, client_as):
    open_window(group)
    run_until(CLOSES + timedelta(days=3))
    seat = factories.seat(group, "S11")
    assert not briefing.plans_of(seat, on=NOW.date())
    Plan.objects.filter(pk=plan.pk).update(owner=seat, confidential=False)
    plan.refresh_from_db()
    assert not briefing.plans_of(seat, on=NOW.date())
    with pytest.raises(NotAllowed, match="may not stand in a template"):
        templates.save(plan=plan, name="Mine", by=vice(group), at=NOW)
    meeting = CoordinatingMeeting.objects.create(group=group, day=date(2017, 6, 14), name="CDG1")
    sentences = [one["sentence"] for one in carried(Return(group=group, meeting=meeting), on=NOW.date())]
    assert any("OPEN-1" in one for one in sentences)
    assert not any(CODE in one for one in sentences)


def test_S1_who_was_shut_out_of_an_open_case_does_not_find_its_plan(group, client_as):
    case = make_case(group)
    reviewed.decide(case)
    review = reviewed.final(reviewed.make_review(group, CODE, case=case))
    review_plans.into_plan(review=review, by=factories.holder(group, "S06"), at=MADE)
    plan = Plan.objects.get(code=CODE)
    url = reverse("actionplans:plan", args=[group.slug, plan.pk])
    assert CODE in client_as("business_manager").get(url).content.decode()
    manager, chair = factories.holder(group, "S07"), factories.holder(group, "S01")
    restricting.shut_out(case=case, person=manager, because="x", by=chair, at=MADE)
    assert client_as("business_manager").get(url).status_code == 404
    assert CODE in client_as("business_support").get(url).content.decode()
