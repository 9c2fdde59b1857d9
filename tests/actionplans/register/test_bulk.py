"""Many actions changed at once: shown first, then made (F10, F15)."""

import re
from datetime import date

from django.urls import reverse

from actionplans.models import Action, ImpactTest
from actionplans.services import bulk, completion, lights
from subgroup import clock
from subgroup.models import Deadline, Message
from tests import factories
from tests.actionplans.register.days import TODAY


def test_F15_a_bulk_change_shows_what_would_happen_and_changes_nothing_until_it_is_confirmed(
    client_as, group, actions
):
    url = reverse("actionplans:bulk", args=[group.slug]) + "?plan=SCR-K"
    completion.propose(action=actions[2], text="Done", by=factories.holder(group, "S16"), at=TODAY)
    asked = {
        "what": "day", "day_day": "1", "day_month": "9", "day_year": "2017", "reason": "The hospital moves",
        "action": [str(one.pk) for one in actions[:3]],
    }  # fmt: skip
    with clock.frozen(TODAY):
        chair = client_as("chair")
        assert "SCR-K/1.2" in chair.get(url).content.decode()
        mails = Message.objects.count()
        page = chair.post(url, asked).content.decode()
        assert "Change 2 actions?" in page
        assert "SCR-K/1.3: SCR-K/1.3 was reported done" in page
        assert Message.objects.count() == mails
        assert set(Action.objects.filter(extensions__gt=0)) == set()
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        assert chair.post(url, {**asked, "seen": seen}).status_code == 302
    assert list(Action.objects.filter(extensions=1).order_by("pk")) == actions[:2]
    assert {one.due_on for one in Action.objects.filter(extensions=1)} == {date(2017, 9, 1)}
    assert Action.objects.get(pk=actions[0].pk).first_due_on == date(2017, 6, 1)


def test_F15_a_bulk_change_of_what_changed_since_is_shown_again(client_as, group, actions):
    url = reverse("actionplans:bulk", args=[group.slug])
    asked = {"what": "light", "colour": "red", "reason": "Late", "action": [str(actions[0].pk)]}
    seen = bulk.fingerprint([Action.objects.get(pk=actions[0].pk)])
    lights.agree(action=actions[0], colour="amber", reason="x", by=factories.holder(group, "S01"), at=TODAY)
    with clock.frozen(TODAY):
        page = client_as("chair").post(url, {**asked, "seen": seen}).content.decode()
    assert "were changed in the meantime" in page
    assert Action.objects.get(pk=actions[0].pk).agreed_colour == "amber"


def test_F10_what_waits_for_sign_off_is_returned_at_once(client_as, group, actions):
    url = reverse("actionplans:bulk", args=[group.slug]) + "?state=proposed"
    for one in actions[:2]:
        completion.propose(action=one, text="Done", by=factories.holder(group, "S16"), at=TODAY)
    asked = {"what": "return", "reason": "", "action": [str(one.pk) for one in actions[:3]]}
    with clock.frozen(TODAY):
        support, chair = client_as("business_support"), client_as("chair")
        assert support.post(url, {**asked, "reason": "x"}).status_code == 422
        assert chair.post(url, asked).status_code == 422
        page = chair.post(url, {**asked, "reason": "The audit is missing"}).content.decode()
        assert "Change 2 actions?" in page
        assert "SCR-K/1.3: SCR-K/1.3 is open: completion has not been proposed." in page
        assert Action.objects.filter(stage="proposed").count() == 2
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        chair.post(url, {**asked, "reason": "The audit is missing", "seen": seen})
    assert {one.stage for one in Action.objects.all()} == {"open"}
    assert actions[0].stages.last().reason == "The audit is missing"


def test_F10_signing_off_at_once_sets_a_test_with_a_day_for_each(client_as, group, actions):
    url = reverse("actionplans:bulk", args=[group.slug]) + "?state=proposed"
    for one in actions[:2]:
        completion.propose(action=one, text="Done", by=factories.holder(group, "S16"), at=TODAY)
    asked = {"what": "sign_off", "action": [str(one.pk) for one in actions[:3]]}
    day = {"test_due_on_day": "1", "test_due_on_month": "12", "test_due_on_year": "2017"}
    with clock.frozen(TODAY):
        chair = client_as("chair")
        refused = chair.post(url, {**asked, "reason": "No test is needed"})
        assert refused.status_code == 422
        assert "Choose how the impact is tested" in refused.content.decode()
        refused = chair.post(url, {**asked, "test": "survey"}).content.decode()
        assert "Give the day by which the tests are to be held" in refused
        page = chair.post(url, {**asked, "test": "survey", **day}).content.decode()
        assert "Change 2 actions?" in page
        assert "Signed off with evidence; survey by Friday 1 December 2017" in page
        assert "SCR-K/1.3: SCR-K/1.3 is open: completion has not been proposed." in page
        assert not ImpactTest.objects.exists()
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        chair.post(url, {**asked, "test": "survey", **day, "seen": seen})
        chair.post(url, {**asked, "test": "survey", **day, "seen": seen})
    assert [one.stage for one in Action.objects.order_by("pk")[:3]] == ["signed_off", "signed_off", "open"]
    tests = ImpactTest.objects.order_by("action")
    assert [(one.action, one.kind, one.due_on) for one in tests] == [
        (one, "survey", date(2017, 12, 1)) for one in actions[:2]
    ]
    owed = Deadline.objects.filter(rule="impact_test", met_on=None)
    assert {(one.subject_id, one.due_on) for one in owed} == {
        (str(one.pk), date(2017, 12, 1)) for one in tests
    }


def test_F10_a_test_on_a_day_that_has_passed_signs_off_nothing(client_as, group, actions):
    url = reverse("actionplans:bulk", args=[group.slug])
    completion.propose(action=actions[0], text="Done", by=factories.holder(group, "S16"), at=TODAY)
    asked = {
        "what": "sign_off", "action": [str(actions[0].pk)], "test": "audit",
        "test_due_on_day": "15", "test_due_on_month": "6", "test_due_on_year": "2017",
    }  # fmt: skip
    with clock.frozen(TODAY):
        page = client_as("chair").post(url, asked).content.decode()
    assert "None of them can be changed." in page
    assert "The day of the test has passed already." in page


def test_F15_business_support_moves_a_leavers_actions_to_another_seat_and_may_not_give_lights(
    client_as, group, actions
):
    url = reverse("actionplans:bulk", args=[group.slug])
    to = factories.seat(group, "S09")
    asked = {"what": "owner", "seat": str(to.pk), "action": [str(one.pk) for one in actions[:2]]}
    with clock.frozen(TODAY):
        support = client_as("business_support")
        page = support.post(url, asked).content.decode()
        assert str(factories.holder(group, "S09")) in page
        seen = re.search(r'name="seen" value="(\w+)"', page)[1]
        support.post(url, {**asked, "seen": seen})
        refused = support.post(url, {"what": "light", "colour": "red", "action": asked["action"]})
    assert {one.owner for one in Action.objects.filter(pk__in=[one.pk for one in actions[:2]])} == {to}
    assert refused.status_code == 422
