"""The versions of a plan: agreed on a day, by whom, and what changed from one to the next (F2, F3)."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import Action, PlanVersion
from actionplans.plan_versions import of_plan
from actionplans.services import plan_versions as services
from actionplans.services import plans
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.forms import date_data
from tests.actionplans.plans import make_action, make_meetings, make_plan

TODAY = date(2017, 5, 10)
NOW = moment(TODAY, time(10))
LATER = moment(date(2017, 6, 20), time(10))


@pytest.fixture
def plan(group):
    plan = make_plan(group)
    make_action(plan, "GMP", due_on=date(2017, 9, 1), text="Write the protocol")
    make_action(plan, "HOUSING", due_on=date(2017, 6, 1))
    return plan


def agree(plan, by, number=1, on=TODAY, at=NOW, **said):
    return services.agree(plan=plan, number=number, agreed_on=on, by=by, at=at, **said)


def revise(plan, support):
    """Another recommendation with an action, another day, other words, and one action gone."""
    plans.add_recommendation(plan=plan, number="2", text="And more", by=support, at=LATER)
    first, second = Action.objects.order_by("pk")
    make_action(plan, "GMP", at=LATER)
    Action.objects.filter(pk=first.pk).update(due_on=date(2017, 10, 1), text="Write the policy")
    Action.objects.filter(pk=second.pk).update(withdrawn_at=LATER)


CHANGED = [
    "1 recommendation was added: 2.",
    "1 action was added: SCR-K/1.3.",
    "1 action was withdrawn: SCR-K/1.2.",
    "1 action was worded anew: SCR-K/1.1.",
    "1 day was changed: SCR-K/1.1, Friday 1 September 2017 to Sunday 1 October 2017.",
]


def test_F3_a_version_says_when_and_by_whom_it_was_agreed_and_what_changed(plan, support):
    assert of_plan(plan, TODAY, today=TODAY).current is None
    agree(plan, support, agreed_by="the Board")
    known = of_plan(plan, TODAY, today=TODAY)
    assert (known.current.number, known.current.by, known.since) == (1, "by the Board", [])
    assert plan.agreed_on == TODAY
    revise(plan, support)
    day = LATER.date()
    assert of_plan(plan, day, today=day).since == CHANGED
    agree(plan, support, number=2, on=day, at=LATER)
    known = of_plan(plan, day, today=day)
    assert (known.current.number, known.current.changes, known.since) == (2, CHANGED, [])
    assert plan.agreed_on == TODAY, "the day of the first stays"


def test_F3_as_it_was_on_a_day_it_has_the_version_of_that_day(plan, support):
    agree(plan, support)
    revise(plan, support)
    agree(plan, support, number=2, on=LATER.date(), at=LATER)
    before = of_plan(plan, date(2017, 6, 1), today=LATER.date())
    assert (before.current.number, before.since) == (1, [])
    assert of_plan(plan, date(2017, 5, 1), today=LATER.date()).current is None


def test_F3_a_day_that_was_given_with_the_plan_is_version_1(plan, support):
    plan.agreed_on = date(2017, 1, 12)
    plan.save()
    known = of_plan(plan, TODAY, today=TODAY)
    assert (known.current.number, known.current.agreed_on, known.following) == (1, date(2017, 1, 12), 2)
    agree(plan, support, number=2)
    newest, first = of_plan(plan, TODAY, today=TODAY).every
    assert newest.changes == ["What version 1 held was not kept, so what changed since is not known."]
    assert first.number == 1


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"on": date(2017, 5, 11)}, "the day has not come yet"),
        ({"number": 1, "on": TODAY}, "Version 1 of SCR-K was recorded in between"),
        ({"number": 2, "on": date(2017, 3, 1)}, "The version before was agreed on Saturday 1 April 2017"),
    ],
)
def test_F3_what_cannot_be_agreed_is_refused(plan, support, said, refusal):
    agree(plan, support, on=date(2017, 4, 1))
    with pytest.raises(NotAllowed, match=refusal):
        agree(plan, support, **said)
    assert PlanVersion.objects.count() == 1


def test_F3_an_empty_or_closed_plan_has_no_version(group, support, plan):
    empty = plans.open_plan(group=group, code="SCR-E", title="Empty", kind="scr", by=support, at=NOW)
    with pytest.raises(NotAllowed, match="no recommendation yet"):
        agree(empty, support)
    plans.close(plan=plan, because="It is superseded", by=support, at=NOW)
    with pytest.raises(NotAllowed, match="closed"):
        agree(plan, support)


def test_F3_the_pages_say_the_version_and_a_double_press_records_it_once(group, plan, client_as):
    (meeting,) = make_meetings(group, date(2017, 3, 30))
    meeting.state = "held"
    meeting.save()
    url = reverse("actionplans:plan_version", args=[group.slug, plan.pk])
    with clock.frozen(NOW):
        client = client_as("business_support")
        assert "What SCR-K holds now is kept as version 1." in client.get(url).content.decode()
        wrong = client.post(url, {"number": 1, "meeting": meeting.pk, **date_data("agreed_on", TODAY)})
        assert f"{meeting.code} was on Thursday 30 March 2017" in wrong.content.decode()
        assert "Give the day on which it was agreed" in client.post(url, {"number": 1}).content.decode()
        for _ in range(2):
            assert (
                client.post(url, {"number": 1, "meeting": meeting.pk, "note": "All of it"}).status_code == 302
            )
        assert PlanVersion.objects.count() == 1
        said = f"Version 1, agreed on Thursday 30 March 2017 at meeting {meeting.code}"
        for name in ("plan", "plan_picture"):
            page = client.get(reverse(f"actionplans:{name}", args=[group.slug, plan.pk])).content.decode()
            assert said in page
            assert "All of it" in page
        listed = client.get(
            reverse("actionplans:plans", args=[group.slug]), {"format": "csv"}
        ).content.decode()
        assert "Version,Agreed on" in listed
        assert ",1,2017-03-30," in listed
        edit = client.get(reverse("actionplans:plan_edit", args=[group.slug, plan.pk])).content.decode()
        assert "agreed_on" not in edit


def test_F3_the_plans_page_asks_no_more_with_more_versions(group, plan, support, client_as):
    url = reverse("actionplans:plan", args=[group.slug, plan.pk])
    numbers = []
    with clock.frozen(NOW):
        client = client_as("business_support")
        for number in (1, 2, 3):
            agree(plan, support, number=number, note=str(number))
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            numbers.append(len(asked))
    assert len(set(numbers)) == 1
