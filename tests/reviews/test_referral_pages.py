"""F4: the pages of a referral, of who the child is, and of the case's acknowledgement, as people use them."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews import referring
from reviews.enums import ReferralState
from reviews.models import Case, CaseOpening, IdentityPerson, LeakOverride, Referral, ShutOut
from reviews.services import referrals
from subgroup.forms import date_data
from tests import factories
from tests.actionplans.plans import make_lead
from tests.reviews.cases import MADE, agency, make_case
from tests.reviews.identities import BORN, NHS, identify
from tests.reviews.referred import ANSWERS, CHILD, checked_first, draft, sent

AT = MADE + timedelta(hours=1)


@pytest.fixture
def lead(group):
    return make_lead(group, "GMP")


def path(group, rest=""):
    return f"/g/{group.slug}/cases/{rest}"


def text(response):
    return response.content.decode()


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def page_data(client, url, **said):
    shown = text(client.get(url))
    return {"version": hidden(shown, "version"), "page": hidden(shown, "page"), "go": "on", **said}


def people_data(*people):
    data = {"person-TOTAL_FORMS": len(people), "person-INITIAL_FORMS": 0}
    for number, person in enumerate(people):
        for name, value in person.items():
            data |= (
                date_data(f"person-{number}-{name}", value)
                if name.endswith("_on")
                else {f"person-{number}-{name}": value}
            )
    return data


def test_F4_a_lead_writes_and_sends_a_referral_without_script(group, client_as, lead):
    client = client_as(lead)
    begun = client.post(path(group, "referrals/new/"), {"agency": agency(group, "GMP").pk})
    assert client.post(path(group, "referrals/new/"), {"agency": agency(group, "GMP").pk}).url == begun.url
    said = {name: value for name, value in ANSWERS.items() if not name.endswith("_on")}
    url = begun.url
    first = page_data(client, url, **said, **date_data("incident_on", BORN), **date_data("aware_on", BORN))
    for number in range(4):
        data = first if number == 0 else page_data(client, url, **said)
        answer = client.post(url, data)
        assert answer.status_code == 302, text(answer)
        url = answer.url
    assert url.endswith("/page/who/")
    answer = client.post(url, page_data(client, url, **people_data({**CHILD, "born_on": BORN})))
    assert answer.url.endswith("/send/")
    shown = text(client.get(answer.url))
    assert "Before it can be sent" not in shown
    assert "Zofia" not in shown
    assert "a name, a date of birth, an NHS number" in shown
    assert client.post(answer.url).status_code == 302
    case = Case.objects.get()
    assert IdentityPerson.objects.get().nhs_number == NHS
    shown = text(client.get(path(group, f"referrals/{Referral.objects.get().pk}/")))
    assert case.codename in shown
    assert "Open the case" not in shown, "a lead opens no case"


def test_F4_each_page_comes_back_as_it_was_answered(group, client_as, lead):
    referral = draft(group, lead)
    client = client_as(lead)
    shown = "".join(
        text(client.get(path(group, f"referrals/{referral.pk}/page/{step.key}/"))) for step in referring.STEPS
    )
    for said in ('value="20"', "checked", ANSWERS["summary"], "Zofia", NHS):
        assert said in shown
    assert client.get(path(group, f"referrals/{referral.pk}/page/none/")).status_code == 404


def test_F4_a_wrong_number_is_said_beside_its_field_and_all_that_was_typed_stays(group, client_as, lead):
    referral = draft(group, lead, child={})
    url = path(group, f"referrals/{referral.pk}/page/who/")
    client = client_as(lead)
    wrong = people_data({**CHILD, "born_on": BORN, "nhs_number": "943 476 5918"})
    answer = client.post(url, page_data(client, url, **wrong))
    assert answer.status_code == 422
    assert "does not agree with the others" in text(answer)
    assert "943 476 5918" in text(answer)
    assert "Zofia" in text(answer)


def test_F4_it_is_saved_as_it_is_typed(group, client_as, lead):
    referral = draft(group, lead)
    url = path(group, f"referrals/{referral.pk}/page/summary/")
    client = client_as(lead)
    data = page_data(client, url, summary="Typed so far")
    answer = client.post(url, data, headers={"hx-request": "true"})
    assert "Saved at 09:0" in text(answer)
    assert hidden(text(answer), "version") == str(int(data["version"]) + 1)
    other = client.post(url, {**data, "page": "another", "summary": "Other"}, headers={"hx-request": "true"})
    assert "Not saved" in text(other)
    referral.refresh_from_db()
    assert referral.answers["summary"] == "Typed so far"
    both = client.post(url, {**data, "page": "another", "summary": "Other"})
    assert both.status_code == 409
    assert "Typed so far" in text(both)
    assert "Other" in text(both)
    again = {**data, "page": "another", "summary": "Other", "version": hidden(text(both), "version")}
    assert client.post(url, again).status_code == 302
    referral.refresh_from_db()
    assert referral.answers["summary"] == "Other"


def test_F4_the_leak_guard_asks_before_it_is_sent_and_the_reason_stays_with_the_case(group, client_as, lead):
    referral = draft(group, lead, summary="Zofia was found at home.")
    url = path(group, f"referrals/{referral.pk}/send/")
    client = client_as(lead)
    asked = client.post(url)
    assert asked.status_code == 422
    assert "seems to hold a name of the child or family" in text(asked)
    assert not Case.objects.exists()
    unsaid = client.post(url, {"leak_seen": hidden(text(asked), "leak_seen"), "leak_because": ""})
    assert unsaid.status_code == 422
    worse = {"leak_seen": hidden(text(asked), "leak_seen"), "leak_because": "It is Zofia’s own word"}
    assert "without a name" in text(client.post(url, worse))
    assert not LeakOverride.objects.exists()
    reason = {"leak_seen": hidden(text(asked), "leak_seen"), "leak_because": "It is a quotation"}
    assert client.post(url, reason).status_code == 302
    row = LeakOverride.objects.get()
    assert (row.case, row.kinds, row.because, row.by) == (
        Case.objects.get(),
        ["name"],
        "It is a quotation",
        lead,
    )
    shown = text(client_as("chair").get(path(group, f"{row.case_id}/")))
    assert "It is a quotation" in shown
    assert "It is a quotation" in text(client_as("chair").get(path(group, "leaks/")))


def test_F4_the_sender_learns_only_that_a_case_looks_alike(group, client_as, lead):
    case = make_case(group)
    identify(case)
    referral = draft(group, lead)
    url = path(group, f"referrals/{referral.pk}/send/")
    client = client_as(lead)
    asked = client.post(url)
    assert asked.status_code == 409
    assert "A case that looks alike is known to the sub-group." in text(asked)
    for secret in (case.codename, case.reference, f"/cases/{case.pk}/"):
        assert secret not in text(asked)
    assert client.post(url, {"alike": "0" * 20}).status_code == 409
    assert client.post(url, {"alike": hidden(text(asked), "alike")}).status_code == 302
    referral.refresh_from_db()
    assert referral.duplicates_seen == [case.pk]
    assert case.codename in text(client_as("business_support").get(path(group, f"referrals/{referral.pk}/")))


def test_F4_the_representative_returns_it_and_nobody_else_reads_it(group, client_as, lead):
    checked_first(group)
    referral = draft(group, lead)
    url = path(group, f"referrals/{referral.pk}/")
    (person,) = referrals.representatives(referral.agency, on=MADE.date())
    representative = client_as(person)
    assert f"Finish and send referral R{referral.pk}" in text(client_as(lead).get(f"/g/{group.slug}/"))
    assert representative.get(url).status_code == 404, "a draft is its author’s alone"
    assert client_as(lead).post(f"{url}send/").status_code == 302
    assert f"Check referral R{referral.pk}" in text(representative.get(f"/g/{group.slug}/"))
    shown = text(representative.get(url))
    assert "Check and send" in shown
    assert "Zofia" not in shown
    for stranger in ("chair", "business_support", "business_manager"):
        assert client_as(stranger).get(url).status_code == 404
    assert client_as(lead).get(f"{url}return/").status_code == 403
    assert representative.post(f"{url}return/", {"because": "Say more"}).status_code == 302
    assert "Say more" in text(client_as(lead).get(url))
    client_as(lead).post(f"{url}send/")
    assert representative.post(f"{url}send/").status_code == 302
    referral.refresh_from_db()
    assert referral.state == ReferralState.SENT


def test_F4_business_support_acknowledges_in_one_press(group, client_as, lead):
    case = sent(group, lead)
    client = client_as("business_support")
    shown = text(client.get(path(group, f"{case.pk}/")))
    assert f"{lead.name} gets a mail" in shown
    assert "Who the child is: kept apart" in shown
    assert "Zofia" not in shown
    client.post(path(group, f"{case.pk}/codename/"))
    client.post(path(group, f"{case.pk}/acknowledge/"))
    case.refresh_from_db()
    assert case.acknowledged_at
    assert "Draw another codename" not in text(client.get(path(group, f"{case.pk}/")))
    assert client.post(path(group, f"{case.pk}/acknowledge/")).status_code == 409


def test_F4_each_opening_of_who_the_child_is_is_logged(group, client_as, lead):
    case = sent(group, lead)
    url = path(group, f"{case.pk}/identity/")
    assert client_as("member").get(url).status_code == 403
    assert client_as("administrator").get(url).status_code == 403
    shown = client_as("business_support").get(url)
    assert "Zofia" in text(shown)
    assert "943 476 5919" in re.sub("<[^>]*>", "", text(shown))
    assert shown["Cache-Control"] == "no-store"
    assert "Zofia" not in re.search("<title>(.*?)</title>", text(shown), re.DOTALL).group(1)
    row = CaseOpening.objects.get(identity=True)
    assert (row.case, row.part) == (case, "who the child is")


def test_F4_who_the_child_is_is_changed_by_business_support_and_a_second_window_is_told(
    group, client_as, lead
):
    case = sent(group, lead)
    url = path(group, f"{case.pk}/identity/change/")
    client = client_as("business_support")
    shown = text(client.get(url))
    data = {
        "version": hidden(shown, "version"),
        **people_data({**CHILD, "name": "Zofia Changed-Invented", "born_on": BORN}),
    }
    assert client.post(url, data).status_code == 302
    assert IdentityPerson.objects.get().name == "Zofia Changed-Invented"
    refused = client.post(url, {**data, "person-0-name": "Typed meanwhile"})
    assert refused.status_code == 409
    assert "Typed meanwhile" in text(refused)
    assert IdentityPerson.objects.get().name == "Zofia Changed-Invented"


def test_F4_the_referral_of_a_restricted_case_is_there_for_nobody_who_is_not_named(group, client_as, lead):
    case = sent(group, lead)
    referral = Referral.objects.get()
    Case.objects.filter(pk=case.pk).update(restricted_at=AT, restricted_because="x")
    for who in (lead, "chair", "business_support", factories.holder(group, "S16")):
        client = client_as(who)
        assert client.get(path(group, f"referrals/{referral.pk}/")).status_code == 404
        assert case.codename not in text(client.get(path(group, "referrals/")))
    for who in ("chair", "business_support", "business_manager"):
        assert client_as(who).get(path(group, f"{case.pk}/identity/")).status_code == 404
        assert client_as(who).post(path(group, f"{case.pk}/acknowledge/")).status_code == 404


def test_F4_the_list_leads_to_the_case_where_it_opens_to_the_reader(group, client_as, lead):
    case = sent(group, lead)
    link = f'<a class="govuk-link" href="{path(group, f"{case.pk}/")}">{case.codename}</a>'
    assert link in text(client_as("business_support").get(path(group, "referrals/")))
    own = text(client_as(lead).get(path(group, "referrals/")))
    assert case.codename in own
    assert link not in own


def test_F4_who_is_shut_out_of_a_case_does_not_find_its_referral(group, client_as, lead):
    case = sent(group, lead)
    ShutOut.objects.create(
        case=case, person=lead, because="x", decided_at=AT, decided_by=factories.holder(group, "S01")
    )
    assert client_as(lead).get(path(group, f"referrals/{Referral.objects.get().pk}/")).status_code == 404


def test_F4_a_draft_is_thrown_away_with_all_that_was_typed(group, client_as, lead):
    referral = draft(group, lead)
    url = path(group, f"referrals/{referral.pk}/discard/")
    assert client_as("chair").post(url).status_code == 404
    assert client_as(lead).post(url).status_code == 302
    assert not Referral.objects.exists()


def test_F4_nobody_refers_for_an_agency_that_is_not_theirs(group, client_as, lead):
    other = agency(group, "SRFT")
    assert client_as(lead).post(path(group, "referrals/new/"), {"agency": other.pk}).status_code == 422
    assert (
        client_as("business_support")
        .post(path(group, "referrals/new/"), {"agency": other.pk, "source": "referral"})
        .status_code
        == 302
    )


def test_F4_the_list_takes_as_many_queries_for_many_as_for_few(group, client_as, lead):
    client = client_as(lead)
    client.get(path(group, "referrals/"))
    counts = []
    for days in ([10], [11, 12, 13]):
        for day in days:
            child = {"relation": "child", "name": "Another Invented"}
            sent(group, lead, child=child, incident_on=f"2017-02-{day}")
        with CaptureQueriesContext(connection) as queries:
            client.get(path(group, "referrals/"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_F4_the_history_of_a_referral_is_kept_from_whom_it_is_not_there_for(group, client_as, lead):
    checked_first(group)
    referral = draft(group, lead)
    referrals.hand_over(referral=referral, by=lead, at=AT)
    (person,) = referrals.representatives(referral.agency, on=MADE.date())
    referrals.give_back(referral=referral, because="WRITTEN", by=person, at=AT)
    history = reverse("changes:of", args=[group.slug, "reviews.referral", referral.pk])
    for who in ("auditor", "chair", "business_support"):
        assert "WRITTEN" not in text(client_as(who).get(history))
