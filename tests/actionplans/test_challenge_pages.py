"""F5, F14: the pages of the challenge log and the exception list, as people use them."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.enums import Direction
from actionplans.models import Challenge, Escalation
from actionplans.services import challenges, escalations
from subgroup import clock
from subgroup.clock import moment
from subgroup.forms import date_data
from tests import factories
from tests.actionplans.plans import agency, make_action, make_lead, make_plan

NOW = factories.START
DUE = date(2017, 3, 15)


@pytest.fixture
def lead(group):
    return make_lead(group, "GMP")


def make(group, by, code="GMP", **more):
    values = {"issue": "An issue", "question": f"What of {code}?"} | more
    return challenges.make(group=group, agency=agency(group, code), by=by, at=NOW, **values)


def path(group, rest):
    return f"/g/{group.slug}/actions/{rest}"


def text(response):
    return response.content.decode()


def test_F5_the_chair_makes_a_challenge_about_an_action_from_its_page(group, client_as):
    action = make_action(make_plan(group), "GMP", text="Train the officers")
    client = client_as("chair")
    address = path(group, f"challenges/new/?action={action.pk}")
    shown = text(client.get(address))
    assert "About SCR-K/1.1: Train the officers" in shown
    assert 'value="15"' in shown, "the answer is asked for in ten working days"
    sent = client.post(
        address,
        {
            "direction": "to_agency", "agency": action.agency_id, "issue": "No officer is trained",
            "evidence": "The register", "question": "By when will they be?", **date_data("answer_due_on", DUE),
        },
    )  # fmt: skip
    made = Challenge.objects.get()
    assert sent.url == path(group, f"challenges/{made.pk}/")
    assert (made.action, made.answer_due_on) == (action, DUE)
    assert "By when will they be?" in text(client.get(sent.url))


def test_F5_a_form_without_a_question_says_so_and_makes_nothing(group, client_as):
    refused = client_as("chair").post(
        path(group, "challenges/new/"), {"direction": "to_agency", "issue": "x"}
    )
    assert refused.status_code == 422
    assert "Ask a question that can be answered" in text(refused)
    assert not Challenge.objects.exists()


def test_F5_a_lead_may_challenge_the_group_for_their_agency_and_nobody_else(group, client_as, lead):
    client = client_as(lead)
    shown = text(client.get(path(group, "challenges/new/")))
    assert "Greater Manchester Police" in shown
    assert "Salford Royal" not in shown
    said = {
        "direction": "to_group", "agency": agency(group, "GMP").pk, "issue": "x", "question": "y?",
        **date_data("answer_due_on", DUE),
    }  # fmt: skip
    for wrong in ({"direction": "to_agency"}, {"agency": agency(group, "SRFT").pk}):
        assert client.post(path(group, "challenges/new/"), {**said, **wrong}).status_code == 422
    assert client.post(path(group, "challenges/new/"), said).status_code == 302
    assert Challenge.objects.get().direction == Direction.TO_GROUP


def test_F5_from_the_mail_to_the_end_each_reader_has_one_main_button(group, client_as, lead, chair):
    made = make(group, chair)
    page = path(group, f"challenges/{made.pk}/")
    as_lead, as_chair = client_as(lead), client_as("chair")
    assert 'answer/"' in text(as_lead.get(page))
    assert as_lead.post(f"{page}answer/", {"text": "It is done."}).status_code == 302
    assert 'answer/"' not in text(as_lead.get(page))
    assert 'judge/"' in text(as_chair.get(page))
    assert "It is done." in text(as_chair.get(f"{page}judge/"))
    because = {"adequate": "no", "because": "It does not say by whom.", **date_data("answer_due_on", DUE)}
    assert as_chair.post(f"{page}judge/", because).status_code == 302
    shown = text(as_lead.get(page))
    assert "It does not say by whom." in shown
    assert "The agency’s board member" in shown
    as_lead.post(f"{page}answer/", {"text": "By the sergeant."})
    as_chair.post(f"{page}judge/", {**because, "adequate": "yes", "because": "Clear."})
    assert 'close/"' in text(as_chair.get(page))
    as_chair.post(f"{page}close/", {"outcome": "Shown.", "changed": "The sergeant signs."})
    shown = text(as_lead.get(page))
    assert "The sergeant signs." in shown
    assert "govuk-tag--grey" in shown


def test_F5_a_refusal_stands_beside_the_form_with_what_was_written(group, client_as, chair, lead):
    made = make(group, chair)
    challenges.answer(challenge=made, text="Yes", by=lead, at=NOW)
    page = path(group, f"challenges/{made.pk}/judge/")
    refused = client_as("chair").post(
        page, {"adequate": "no", "because": "WRITTEN", **date_data("answer_due_on", date(2017, 2, 1))}
    )
    assert refused.status_code == 422
    assert "has passed already" in text(refused)
    assert "WRITTEN" in text(refused)


def test_F5_who_may_not_judge_is_told_who_does(group, client_as, chair, lead):
    made = make(group, chair)
    challenges.answer(challenge=made, text="Yes", by=lead, at=NOW)
    refused = client_as(lead).get(path(group, f"challenges/{made.pk}/judge/"))
    assert f"The chair decides about {made.reference}." in text(refused)
    assert not made.answers.get().adequacy


def test_F5_F14_a_lead_reaches_nothing_of_another_agency(group, client_as, chair, lead):
    plan = make_plan(group)
    mine, other = make_action(plan, "GMP", due_on=NOW.date()), make_action(plan, "SRFT", due_on=NOW.date())
    challenge, seen = make(group, chair, "SRFT", action=other), make(group, chair, "GMP", action=mine)
    escalations.find(group=group, at=moment(NOW.date() + timedelta(days=1), time(6)))
    row = Escalation.objects.get(action=other)
    client = client_as(lead)
    for rest in (f"challenges/{challenge.pk}/", f"exceptions/{row.pk}/"):
        assert client.get(path(group, rest)).status_code == 404
    for rest in ("answer", "judge", "higher", "close"):
        assert client.post(path(group, f"challenges/{challenge.pk}/{rest}/")).status_code == 404
    assert client.post(path(group, f"exceptions/{row.pk}/note/"), {"note-text": "x"}).status_code == 404
    assert client.get(path(group, f"challenges/new/?action={other.pk}")).status_code == 404
    for page in ("challenges/", "exceptions/"):
        for query in ("", "?format=csv", f"?agency={challenge.agency_id}", "?state=all"):
            shown = text(client.get(path(group, page) + query))
            assert challenge.reference not in shown
            assert "SCR-K/1.2" not in shown
            assert "What of SRFT?" not in shown
    assert seen.reference in text(client.get(path(group, "challenges/")))
    assert "SCR-K/1.1" in text(client.get(path(group, "exceptions/")))


def test_F5_a_challenge_about_a_confidential_action_is_kept_from_who_may_not_read_it(group, client_as, chair):
    made = make(group, chair, action=make_action(make_plan(group, confidential=True), "GMP"))
    reader = client_as("liqa_reader")
    assert reader.get(path(group, f"challenges/{made.pk}/")).status_code == 404
    assert "What of GMP?" not in text(reader.get(path(group, "challenges/")))
    assert "What of GMP?" in text(client_as("member").get(path(group, "challenges/")))


def test_F5_the_balance_counts_given_and_received_by_agency_and_year(group, client_as, chair, lead):
    make(group, chair)
    make(group, chair)
    make(group, chair, "SRFT")
    make(group, lead, direction=Direction.TO_GROUP)
    shown = " ".join(text(client_as("member").get(path(group, "challenges/balance/"))).split())
    assert "2016-17" in shown
    row = shown.split("Greater Manchester Police</th>")[1].split("</tr>")[0]
    assert row.count("<td") == 2
    assert ">1<" in row
    assert ">2<" in row
    total = shown.split(">All</th>")[1].split("</tr>")[0]
    assert ">1<" in total
    assert ">3<" in total


@pytest.fixture
def late(group, now):
    """An overdue action of GMP in the list, on the day after its due day."""
    make_action(make_plan(group, confidential=True), "GMP", due_on=NOW.date())
    tomorrow = moment(NOW.date() + timedelta(days=1), time(9))
    escalations.find(group=group, at=tomorrow)
    with clock.frozen(tomorrow):
        yield Escalation.objects.get()


def test_F14_the_list_says_what_went_wrong_with_whom_it_is_and_what_was_done(group, client_as, lead, late):
    client = client_as(lead)
    page = path(group, f"exceptions/{late.pk}/")
    assert client.post(f"{page}note/", {"note-text": "The author is back."}).status_code == 302
    shown = text(client_as("chair").get(path(group, "exceptions/")))
    for word in ("SCR-K/1.1 (GMP) is overdue", "The agency’s lead", "The author is back.", "Stands"):
        assert word in shown
    assert "Address" not in text(client.get(page)), (
        "a lead says what was done, and takes nothing off the list"
    )
    assert client.post(f"{page}address/", {"address-reason": "x"}).status_code == 403


def test_F14_nothing_leaves_the_list_without_a_reason(group, client_as, late):
    client = client_as("business_support")
    page = path(group, f"exceptions/{late.pk}/")
    refused = client.post(f"{page}address/", {"address-reason": ""})
    assert refused.status_code == 422
    assert "Say what was done about it" in text(refused)
    assert client.post(f"{page}address/", {"address-reason": "A new day is agreed."}).status_code == 302
    assert "A new day is agreed." in text(client.get(page))
    assert "SCR-K/1.1" not in text(client.get(path(group, "exceptions/")))
    assert "SCR-K/1.1" in text(client.get(path(group, "exceptions/?state=addressed")))
    again = client.post(f"{page}address/", {"address-reason": "Twice"})
    assert "This was addressed on" in text(again)


def test_F14_a_reader_of_the_coordinating_group_sees_references_and_no_case_detail(group, client_as, late):
    client = client_as("cdg_reader")
    for rest in ("exceptions/", f"exceptions/{late.pk}/", "exceptions/?format=csv"):
        shown = text(client.get(path(group, rest)))
        assert "SCR-K/1.1" in shown
        assert "CANARY" not in shown
        assert "Plan SCR-K" not in shown
    assert f"actions/{late.action_id}/" not in text(client.get(path(group, f"exceptions/{late.pk}/")))


def test_F14_what_is_no_longer_so_is_addressed_together_after_it_was_shown(group, client_as, late):
    late.ended_on, late.ended_because = NOW.date(), "It was reported done on Wednesday 1 March 2017."
    late.save()
    client = client_as("chair")
    assert "is no longer so" in text(client.get(path(group, "exceptions/")))
    assert "It was reported done" in text(client.get(path(group, "exceptions/ended/")))
    assert client.post(path(group, "exceptions/ended/"), {"reason": ""}).status_code == 422
    client.post(path(group, "exceptions/ended/"), {"reason": "Checked."})
    late.refresh_from_db()
    assert late.addressed_because == "It was reported done on Wednesday 1 March 2017. Checked."


def test_F5_F14_queries_of_the_lists_are_constant(group, client_as, chair):
    plan, client = make_plan(group), client_as("chair")
    day = moment(NOW.date() + timedelta(days=1), time(6))

    def queries(more):
        for _ in range(more):
            make(group, chair, action=make_action(plan, "GMP", due_on=NOW.date()))
        escalations.find(group=group, at=day)
        found = []
        for page in ("challenges/", "exceptions/", "challenges/balance/"):
            client.get(path(group, page))
            with CaptureQueriesContext(connection) as counted:
                client.get(path(group, page))
            found.append(len(counted))
        return found

    assert queries(2) == queries(15)


def test_F5_F14_the_home_page_names_the_answer_to_judge_and_counts_what_stands(
    group, client_as, chair, lead, late
):
    made = make(group, chair)
    challenges.answer(challenge=made, text="Yes", by=lead, at=NOW)
    home = f"/g/{group.slug}/"
    shown = text(client_as("chair").get(home))
    assert f"Judge the answer to challenge {made.reference}" in shown
    assert path(group, f"challenges/{made.pk}/judge/") in shown
    for who in ("chair", "cdg_reader", lead):
        assert path(group, "exceptions/") in text(client_as(who).get(home))
    for who in ("member", "liqa_reader"):
        assert "exception stands" not in text(client_as(who).get(home)), "it is of another agency"
