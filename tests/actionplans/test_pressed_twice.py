"""A button pressed twice makes one thing, is answered alike, and mails once (F5, F14, F15, P7, P8)."""

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from actionplans.models import Action, ActionUpdate, AgreedLight, Challenge, Escalation, Evidence
from actionplans.services import challenges, links, plans, updates
from meetings.services import minutes
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import Conflict
from subgroup.forms import date_data
from subgroup.models import Message
from tests import factories
from tests.actionplans.plans import (
    MEETING,
    agency,
    make_action,
    make_lead,
    make_meetings,
    make_plan,
    open_window,
)
from tests.meetings import year
from tests.meetings.papers import upload

NOW = moment(date(2017, 3, 30), time(10))
SOON, NEXT_DAY = moment(date(2017, 3, 30), time(10, 0, 20)), moment(date(2017, 3, 31), time(10))


@pytest.fixture
def action(group):
    make_meetings(group, MEETING, date(2017, 6, 1))
    return make_action(make_plan(group), "GMP")


@pytest.fixture
def lead(group, action):
    return make_lead(group, "GMP")


@pytest.fixture
def window(group, lead):
    return open_window(group)


def twice(client, url, data):
    """Both presses, the second some seconds after the first."""
    with clock.frozen(NOW):
        first = client.post(url, data())
    with clock.frozen(SOON):
        second = client.post(url, data())
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url


def address(group, name, *keys):
    return reverse(f"actionplans:{name}", args=[group.slug, *keys])


def test_F15_updates_with_their_evidence(group, action, lead, window, client_as):
    prefix = f"a{action.pk}"
    said = {f"{prefix}-colour": "amber", f"{prefix}-text": "Half of them"}
    twice(
        client_as(lead),
        address(group, "window", window.pk),
        lambda: said | {f"{prefix}-evidence": upload("List.pdf")},
    )
    assert action.updates.count() == 1
    assert action.evidence.count() == 1


def test_F15_no_change_the_second_press_asks_for_no_reason_and_the_next_day_does(
    group, action, lead, window, client_as
):
    updates.say(action=action, colour="amber", text="Half of them", by=lead, at=moment(date(2017, 3, 29)))
    url, said = address(group, "window", window.pk), {f"a{action.pk}-no_change": "on"}
    client = client_as(lead)
    twice(client, url, lambda: said)
    assert action.updates.count() == 2
    with clock.frozen(NEXT_DAY):
        assert client.post(url, said).status_code == 422
    assert action.updates.count() == 2


def test_P8_by_the_link(action, lead, window):
    client, token = Client(), links.make(window=window, agency=action.agency, person=lead, by=None, at=NOW)
    with clock.frozen(NOW):
        client.post(reverse("update_link:open", args=[token]))
    said = {f"a{action.pk}-colour": "amber", f"a{action.pk}-text": "Half of them"}
    twice(client, reverse("update_link:updates"), lambda: said)
    assert action.updates.count() == 1


def test_F15_other_words_and_the_same_on_another_day_are_another_update(action, lead):
    for at, text in ((NOW, "One"), (SOON, "Two"), (SOON, "One"), (NEXT_DAY, "One")):
        updates.say(action=action, colour="amber", text=text, by=lead, at=at)
    assert action.updates.count() == 4


def test_F15_an_action_of_the_minutes(group, client_as):
    support = factories.holder(group, "S06")
    line = minutes.record_action(
        meeting=year.hold(group, 2), item=None, owner=factories.seat(group, "S09"), text="Book the room",
        due_on=date(2017, 7, 6), by=support, at=NOW,
    )  # fmt: skip
    url = address(group, "update", line.action.pk)
    twice(client_as("business_support"), url, lambda: {"text": "The room is booked"})
    assert ActionUpdate.objects.count() == 1


def test_F15_evidence(group, action, client_as):
    client, url = client_as("business_support"), address(group, "evidence", action.pk)
    twice(client, url, lambda: {"title": "The policy", "told": "Intranet"})
    twice(client, url, lambda: {"title": "The policy", "paper_1": upload("Policy.pdf")})
    assert list(Evidence.objects.values_list("title", "told")) == [
        ("The policy", "Intranet"),
        ("The policy", ""),
    ]


def test_F3_an_action_of_a_plan(group, action, client_as):
    url = address(group, "action_new", action.recommendation_id)
    said = {"text": "Write the guide", "agency": action.agency_id, **date_data("due_on", date(2017, 9, 1))}
    twice(client_as("business_support"), url, lambda: said)
    assert Action.objects.filter(text="Write the guide").count() == 1


def test_F3_a_change_saved_twice_is_no_conflict_and_anothers_is(action, support):
    def save(text, *agencies, version=1):
        return plans.change_action(
            action=action, version=version, text=text, supporting=agencies, by=support, at=NOW
        )

    first, other = agency(action.group, "HOUSING"), agency(action.group, "SRFT")
    save("Train everybody", first)
    save("Train everybody", first)
    with pytest.raises(Conflict) as told:
        save("Train everybody", other)
    assert (first.name in told.value.theirs, other.name in told.value.mine) == (True, True)
    assert list(action.supporting.all()) == [first]


def test_F5_a_challenge_is_made_and_taken_higher_once(group, action, client_as, lead):
    client = client_as("chair")
    said = {
        "direction": "to_agency", "agency": action.agency_id, "issue": "Nobody is trained", "question": "By when?",
        **date_data("answer_due_on", date(2017, 4, 12)),
    }  # fmt: skip
    twice(client, address(group, "challenge_new"), lambda: said)
    made = Challenge.objects.get()
    assert Message.objects.filter(kind="challenge_made", recipient=lead).count() == 1
    twice(client, address(group, "challenge_climb", made.pk), lambda: {"because": "It cannot wait"})
    made.refresh_from_db()
    assert made.rung == "board_member"
    row = Escalation.objects.get()
    twice(client, address(group, "exception_note", row.pk), lambda: {"note-text": "The member was called"})
    assert row.steps.filter(note="The member was called").count() == 1
    challenges.climb(challenge=made, because="It cannot wait", by=factories.holder(group, "S01"), at=NEXT_DAY)
    assert made.rung == "chair"


def test_P7_a_light_that_is_agreed(group, action, client_as):
    twice(
        client_as("chair"),
        address(group, "light", action.pk),
        lambda: {"colour": "red", "reason": "Nobody came"},
    )
    assert AgreedLight.objects.count() == 1


def test_P8_a_new_link(action, lead, window, client_as, support):
    links.make(window=window, agency=action.agency, person=lead, by=None, at=NOW)
    link = window.links.get(person=lead, revoked_at=None)
    with clock.frozen(SOON):
        url = address(action.group, "link_renew", link.pk)
        client = client_as("business_support")
        assert client.post(url).status_code == 302
        assert "A newer link was sent to Lead of GMP" in client.post(url).content.decode()
    assert Message.objects.filter(kind="plan_updates_link").count() == 1


def test_a_number_that_no_number_is_finds_nothing_and_breaks_nothing(group, action, client_as):
    client = client_as("chair")
    for typed in ("²", "9" * 30, "٣"):
        assert (
            client.get(f"{address(group, 'challenge_new')}?action={typed}&agency={typed}").status_code == 200
        )
        assert client.post(address(group, "bulk"), {"action": typed, "what": "owner"}).status_code == 422
