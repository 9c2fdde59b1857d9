"""The lead's minute: all of one's own actions on one page, signed in or by the link in the mail (F15, P8)."""

import re
from datetime import date, time

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse

from actionplans.models import ActionUpdate, Evidence, LinkUse, UpdateOwed, WindowLink
from actionplans.services import links, updates, windows
from actionplans.views.links import COOKIE
from members.models import Appointment
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.forms import date_data
from subgroup.models import Message
from tests import factories
from tests.actionplans.plans import (
    CLOSES,
    MEETING,
    OPEN,
    OPENS,
    agency,
    make_action,
    make_lead,
    make_meetings,
    make_plan,
    open_window,
)  # fmt: skip
from tests.meetings.papers import upload

NOW = moment(date(2017, 3, 30), time(10))
ORIGIN = "http://testserver"


@pytest.fixture
def in_window():
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def world(group):
    """Two plans; GMP has two actions and a lead, HOUSING one action and a lead; the window is open."""
    make_meetings(group, MEETING, date(2017, 6, 1))
    first, second = make_plan(group, "SCR-K"), make_plan(group, "SCR-D")
    make_action(first, "GMP", text="CANARY train the officers", evidence_required="The training record")
    make_action(second, "GMP", text="CANARY write to schools")
    make_action(second, "HOUSING", text="CANARY mend the tenancy list")
    leads = make_lead(group, "GMP"), make_lead(group, "HOUSING")
    return group, open_window(group), *leads


def mine(window):
    return reverse("actionplans:window", args=[window.meeting.group.slug, window.pk])


def of(code):
    from actionplans.models import Action

    return list(Action.objects.filter(agency__code=code).order_by("reference"))


def token_for(person):
    text = Message.objects.get(kind="plan_updates", recipient=person).text
    return re.search(r"/u/([\w-]+)/", text)[1]


def said(action, **fields):
    return {f"a{action.pk}-{name}": value for name, value in fields.items()}


def entered(person, client=None):
    client = client or Client()
    client.post(reverse("update_link:open", args=[token_for(person)]))
    return client


def everything():
    """Every row of the database but sessions."""
    return {
        model._meta.label: serializers.serialize("json", model._base_manager.order_by("pk"))
        for model in apps.get_models()
        if model._meta.label != "sessions.Session"
    }


def test_F15_a_lead_says_all_of_theirs_on_one_page(world, client_as, in_window):
    _group, window, lead, _ = world
    client, (one, two) = client_as(lead), of("GMP")
    page = client.get(mine(window)).content.decode()
    assert "<strong>2 of 2</strong> wait for your word" in page
    assert "train the officers" in page
    assert "tenancy list" not in page
    day = date(2017, 8, 1)
    answer = client.post(
        mine(window),
        said(one, colour="green", text="Twelve trained") | said(two, colour="amber", text="Waits for the printer")
        | date_data(f"a{two.pk}-expected_on", day),
    )  # fmt: skip
    assert answer.status_code == 302
    assert [(u.colour, u.text, u.expected_on) for u in ActionUpdate.objects.order_by("pk")] in (
        [("green", "Twelve trained", None), ("amber", "Waits for the printer", day)],
        [("amber", "Waits for the printer", day), ("green", "Twelve trained", None)],
    )
    assert UpdateOwed.objects.filter(agency__code="GMP", made_at=None).count() == 0
    assert "You have said how all of them stand" in client.get(mine(window)).content.decode()


def test_F15_what_is_left_alone_is_not_said_and_one_wrong_row_records_none(world, client_as, in_window):
    _, window, lead, _ = world
    client, (one, two) = client_as(lead), of("GMP")
    answer = client.post(
        mine(window), said(one, colour="green", text="Fine") | said(two, text="No light chosen")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Choose how {two.reference} stands" in page
    assert "No light chosen" in page
    assert "Fine" in page, "what was typed is kept"
    assert not ActionUpdate.objects.exists()
    client.post(mine(window), said(one, colour="green", text="Fine"))
    assert ActionUpdate.objects.get().action == one


def test_F15_no_change_is_one_press_once_something_was_said(world, client_as, in_window):
    _, window, lead, _ = world
    client, (one, _) = client_as(lead), of("GMP")
    assert f"a{one.pk}-no_change" not in client.get(mine(window)).content.decode()
    updates.say(action=one, colour="green", text="Begun", by=lead, at=moment(date(2017, 3, 2)))
    assert (
        "No change since Thursday 2 March 2017: still “On track”" in client.get(mine(window)).content.decode()
    )
    client.post(mine(window), said(one, no_change="on"))
    made = ActionUpdate.objects.latest("pk")
    assert (made.no_change, made.colour) == (True, "green")


def test_F15_the_second_no_change_in_a_row_asks_why(world, client_as, in_window):
    _, window, lead, _ = world
    client, (one, _) = client_as(lead), of("GMP")
    for day in (1, 2):
        updates.say(
            action=one, colour="" if day == 2 else "green", text="" if day == 2 else "Begun", no_change=day == 2,
            by=lead, at=moment(date(2017, 3, day)),
        )  # fmt: skip
    answer = client.post(mine(window), said(one, no_change="on"))
    assert answer.status_code == 422
    assert "Say in a few words why nothing has changed" in answer.content.decode()
    client.post(mine(window), said(one, no_change="on", why="The trainer is ill"))
    assert ActionUpdate.objects.latest("pk").text == "The trainer is ill"


def test_F15_evidence_comes_with_the_word(world, client_as, in_window):
    _, window, lead, _ = world
    client, (one, _) = client_as(lead), of("GMP")
    file = upload("Training record.pdf")
    client.post(mine(window), said(one, colour="green", text="Done in part", evidence=file))
    evidence = Evidence.objects.get()
    assert (list(evidence.actions.all()), evidence.file.name) == ([one], "Training record.pdf")


def test_P8_after_the_close_a_word_is_recorded_and_is_late(world, client_as):
    group, window, lead, _ = world
    one, two = of("GMP")
    late = moment(date(2017, 4, 6), time(9))
    windows.daily(group, late.date(), late)
    with clock.frozen(late):
        client = client_as(lead)
        assert "what you say now is recorded as late" in client.get(mine(window)).content.decode()
        client.post(mine(window), said(one, colour="green", text="x") | said(two, colour="green", text="x"))
    owed = UpdateOwed.objects.get(agency__code="GMP", plan__code="SCR-K")
    assert owed.made_at == late


def test_P8_what_was_typed_into_a_window_that_another_replaced_stands_there_to_be_copied(world, client_as):
    group, window, lead, _ = world
    for day in (date(2017, 4, 6), date(2017, 5, 10)):
        windows.daily(group, day, moment(day, time(0, 5)))
    with clock.frozen(moment(date(2017, 5, 10), time(12))):
        answer = client_as(lead).post(
            mine(window), said(of("GMP")[0], colour="amber", text="Half of the officers")
        )
    assert answer.status_code == 409
    assert "This window is over" in answer.content.decode()
    assert "\nHalf of the officers</textarea>" in answer.content.decode()


def test_F15_business_support_answers_for_an_agency_and_others_may_not(world, client_as, in_window):
    _, window, lead, _ = world
    (one,) = of("HOUSING")
    address = f"{mine(window)}?agency=HOUSING"
    support = client_as("business_support")
    assert "tenancy list" in support.get(address).content.decode()
    assert "tenancy list" not in client_as(lead).get(address).content.decode()
    support.post(address, said(one, colour="green", text="By telephone"))
    assert ActionUpdate.objects.get().made_by == factories.holder(one.group, "S06")


def test_P8_where_a_window_stands_and_which_links_work(world, client_as, in_window):
    group, window, lead, other = world
    state = reverse("actionplans:window_state", args=[group.slug, window.pk])
    page = client_as("business_support").get(state).content.decode()
    assert "Lead of GMP" in page
    assert "Lead of HOUSING" in page
    assert token_for(lead) not in page
    assert client_as(lead).get(state).status_code == 403
    listed = reverse("actionplans:windows", args=[group.slug])
    assert "0 of 3" in client_as("member").get(listed).content.decode()
    assert "0 of 1" in client_as(other).get(listed).content.decode()


def test_P8_an_update_is_sent_back_on_its_page_with_a_reason(world, client_as, in_window):
    group, _, lead, _ = world
    one = of("GMP")[0]
    made = updates.say(action=one, colour="green", text="All fine", by=lead, at=NOW)
    url = reverse("actionplans:send_back", args=[group.slug, made.pk])
    chair = client_as("chair")
    assert chair.post(url, {"reason": ""}).status_code == 422
    assert chair.post(url, {"reason": "What is fine?"}).status_code == 302
    owed = UpdateOwed.objects.get(agency__code="GMP", plan=one.plan)
    page = client_as(lead).get(reverse("actionplans:owed", args=[group.slug, owed.pk])).content.decode()
    assert "All fine" in page
    assert "What is fine?" in page


def test_G3_a_scanners_get_changes_nothing(world, in_window):
    _, _, lead, _ = world
    address = reverse("update_link:open", args=[token_for(lead)])
    before = everything()
    for _ in range(2):
        answer = Client().get(address)
        Client().head(address)
    page = answer.content.decode()
    assert "This link is for Lead of GMP" in page
    assert "CANARY" not in page
    assert "SCR-" not in page
    assert everything() == before
    assert COOKIE not in answer.cookies


def test_P8_the_button_takes_the_token_out_of_the_address(world, in_window):
    _, _, lead, _ = world
    client, token = Client(), token_for(lead)
    answer = client.post(reverse("update_link:open", args=[token]))
    assert answer.url == reverse("update_link:updates")
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, "/u/", "Strict")
    assert token not in cookie.value
    assert answer["Referrer-Policy"] == "strict-origin"
    page = client.get(answer.url).content.decode()
    assert "You are here as Lead of GMP" in page
    assert token not in page


def test_P8_the_link_shows_references_and_no_case_detail_and_nothing_of_another_agency(world, in_window):
    _, _, lead, _ = world
    page = entered(lead).get(reverse("update_link:updates")).content.decode()
    assert "SCR-K/1" in page
    assert "This page shows references only." in page
    assert "The training record" not in page
    assert "CANARY" not in page
    (other,) = of("HOUSING")
    assert other.reference not in page


def test_P8_a_lead_says_by_the_link_and_each_use_is_kept(world, in_window):
    _, _, lead, _ = world
    client, (one, _) = entered(lead), of("GMP")
    client.post(reverse("update_link:updates"), said(one, colour="amber", text="The venue fell through"))
    made = ActionUpdate.objects.get()
    assert (made.made_by, made.colour, made.link) == (lead, "amber", WindowLink.objects.get(person=lead))
    assert [use.what for use in LinkUse.objects.all()] == ["entered", "updated"]


def test_P8_by_the_link_nothing_of_another_agency_is_updated(world, in_window):
    _, _, lead, _ = world
    (theirs,) = of("HOUSING")
    client = entered(lead)
    client.post(reverse("update_link:updates"), said(theirs, colour="red", text="Not mine"))
    client.post(reverse("update_link:updates"), said(theirs, no_change="on"))
    assert not ActionUpdate.objects.exists()


def test_P8_a_link_that_was_taken_back_says_so_at_every_door(world, client_as, in_window):
    group, _, lead, _ = world
    inside, token = entered(lead), token_for(lead)
    link = WindowLink.objects.get(person=lead)
    url = reverse("actionplans:link_revoke", args=[group.slug, link.pk])
    assert client_as("chair").post(url).status_code == 302
    for client in (Client(), inside):
        for answer in (
            client.get(reverse("update_link:open", args=[token])),
            client.post(reverse("update_link:open", args=[token])),
        ):
            assert answer.status_code == 404
            assert "taken back on Thursday 30 March 2017" in answer.content.decode()
    assert "taken back" in inside.get(reverse("update_link:updates")).content.decode()
    assert (
        inside.post(reverse("update_link:updates"), said(of("GMP")[0], colour="red", text="x")).status_code
        == 404
    )
    assert not ActionUpdate.objects.exists()
    assert "refused" in [use.what for use in LinkUse.objects.filter(link=link)]


def test_P8_a_new_link_ends_the_old_one(world, client_as, in_window):
    group, _, lead, _ = world
    old, link = token_for(lead), WindowLink.objects.get(person=lead)
    client_as("business_support").post(reverse("actionplans:link_renew", args=[group.slug, link.pk]))
    mail = Message.objects.get(kind="plan_updates_link", recipient=lead)
    new = re.search(r"/u/([\w-]+)/", mail.text)[1]
    assert Client().get(reverse("update_link:open", args=[old])).status_code == 404
    assert Client().get(reverse("update_link:open", args=[new])).status_code == 200


def test_P8_a_link_ends_with_its_window_its_persons_account_and_their_office(world):
    _, _, lead, _ = world
    token = token_for(lead)
    assert links.find(token=token, at=moment(CLOSES, time(23, 59))).person == lead
    with pytest.raises(NotAllowed, match="ended with its window, on Tuesday 4 April 2017"):
        links.find(token=token, at=moment(date(2017, 4, 5)))
    Appointment.objects.filter(person=lead).update(ends_on=OPENS)
    with pytest.raises(NotAllowed, match="does not answer for Greater Manchester Police any more"):
        links.find(token=token, at=NOW)
    Appointment.objects.filter(person=lead).update(ends_on=None)
    lead.is_active = False
    lead.save()
    with pytest.raises(NotAllowed, match="does not answer"):
        links.find(token=token, at=NOW)


def test_P8_what_was_written_while_the_link_ended_stands_there_to_be_copied(world):
    _, _, lead, _ = world
    with clock.frozen(moment(CLOSES, time(23, 58))):
        client = entered(lead)
    with clock.frozen(moment(date(2017, 4, 5), time(0, 1))):
        sent = said(of("GMP")[0], colour="red", text="The venue <fell> through")
        answer = client.post(reverse("update_link:updates"), sent)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "ended with its window" in page
    assert "It is not recorded." in page
    assert "The venue &lt;fell&gt; through" in page
    assert not ActionUpdate.objects.exists()


def test_P8_who_lost_their_link_can_be_sent_another(world, client_as, in_window):
    group, window, lead, _ = world
    link = WindowLink.objects.get(person=lead)
    state = reverse("actionplans:window_state", args=[group.slug, window.pk])
    renew = reverse("actionplans:link_renew", args=[group.slug, link.pk])
    support = client_as("business_support")
    support.post(reverse("actionplans:link_revoke", args=[group.slug, link.pk]))
    assert renew in support.get(state).content.decode()
    support.post(renew)
    assert renew not in support.get(state).content.decode()
    assert Message.objects.filter(kind="plan_updates_link", recipient=lead).count() == 1


@pytest.mark.parametrize("token", ["x", "0" * 43, "updates-", "%00", "é"])
def test_P8_a_link_that_nobody_made_says_so(world, in_window, token):
    answer = Client().get(f"/u/{token}/")
    assert answer.status_code == 404
    assert "We do not know this link" in answer.content.decode()


def test_P8_the_cookie_is_no_other_persons_and_ends(world, in_window):
    _, _, lead, other = world
    client = entered(lead)
    forged = Client()
    forged.cookies[COOKIE] = str(WindowLink.objects.get(person=other).pk)
    assert forged.get(reverse("update_link:updates")).status_code == 404
    client.post(reverse("update_link:leave"))
    assert client.get(reverse("update_link:updates")).status_code == 404


def test_P8_the_links_token_is_long_and_only_its_hash_is_kept(world):
    _, _, lead, _ = world
    token = token_for(lead)
    assert len(token) >= 43
    assert token not in everything()["actionplans.WindowLink"]
    assert token not in "".join(text for name, text in everything().items() if name.startswith("auditlog"))


def test_F15_a_confidential_action_is_asked_for_by_reference_only(group, client_as, in_window):
    make_meetings(group, MEETING)
    action = make_action(make_plan(group, confidential=True), "GMP", evidence_required="CANARY record")
    lead = make_lead(group, "GMP")
    window = open_window(group)
    page = client_as(lead).get(mine(window)).content.decode()
    assert action.reference in page
    assert "CANARY" not in page
    by_link = entered(lead).get(reverse("update_link:updates")).content.decode()
    assert action.reference in by_link
    assert "CANARY" not in by_link


def test_F15_a_person_of_no_agency_has_nothing_to_say(world, client_as, in_window):
    group, window, _, _ = world
    stranger = factories.make_person("A stranger")
    assert client_as(stranger).get(mine(window)).status_code == 404
    assert client_as("auditor").get(mine(window)).status_code == 403
    assert "Nothing is asked of you" in client_as("chair").get(mine(window)).content.decode()
    assert agency(group, "GMP")
    assert OPEN < NOW


def test_F15_the_leads_home_says_what_is_owed_and_leads_there(world, client_as, in_window):
    group, window, lead, _ = world
    client, home = client_as(lead), reverse("group_home", args=[group.slug])
    page = client.get(home).content.decode()
    assert (
        "<strong>2</strong> wait for your word, by the end of Tuesday 4 April 2017 (in 3 working days)"
        in page
    )
    assert f'href="{mine(window)}"' in page
    assert "tenancy list" not in page
    for action in of("GMP"):
        updates.say(action=action, colour="green", text="x", by=lead, at=NOW)
    assert "for your word" not in client.get(home).content.decode()
