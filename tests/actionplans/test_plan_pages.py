"""The pages of plans and of one action: who reaches what, and what each step shows."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from actionplans.models import Action, Evidence, Extension, HandOver, ImpactTest, Plan
from actionplans.services import completion, kin, plans, updates
from actionplans.services.evidence import NewEvidence
from subgroup import clock
from subgroup.forms import date_data
from subgroup.models import Message
from tests import factories
from tests.actionplans import world
from tests.meetings.papers import stored, upload

AT = factories.START
IN_MAY = date(2017, 5, 2)


@pytest.fixture
def plan(group, now) -> Plan:
    return world.settle(group, AT)


def action(reference: str) -> Action:
    return Action.objects.get(reference=reference)


@pytest.fixture
def url(group):
    def make(name: str, pk: int | None = None) -> str:
        return reverse(f"actionplans:{name}", args=[group.slug] + ([pk] if pk else []))

    return make


@pytest.fixture
def others(group, plan) -> Action:
    """An action of another agency than the lead's, reported done with a file."""
    seat = factories.seat(group, "S09")
    support, owner = factories.holder(group, "S06"), factories.holder(group, "S09")
    made = plans.add_action(
        recommendation=plan.recommendations.first(), text="Theirs CANARY", agency=seat.agency, owner=seat, by=support, at=AT
    )  # fmt: skip
    file = stored(group, owner, AT, "Theirs.pdf")
    return completion.propose(
        action=made, text="Done", by=owner, at=AT, evidence=[NewEvidence("Their policy", file=file)]
    )


def said(response) -> str:
    return response.content.decode()


def test_F15_a_lead_reports_it_done_with_a_file_and_the_chair_signs_it_off(
    group, client_as, plan, url, others
):
    first = action("SCR-T/1.1")
    lead = client_as("agency_lead")
    file = upload("Policy.pdf")
    answer = lead.post(url("propose", first.pk), {"text": "It is written", "paper_1": file})
    assert answer.status_code == 302
    given = first.evidence.get()
    assert given.title == "Policy.pdf"
    read = lead.get(url("evidence_file", given.pk))
    assert b"".join(read.streaming_content).startswith(b"%PDF-")
    read.close()
    chair = client_as("chair")
    home = said(chair.get(reverse("group_home", args=[group.slug])))
    assert "Sign off SCR-T/1.1" in home
    page = said(chair.get(url("sign_off", first.pk)))
    assert "It is written" in page
    assert url("evidence_file", given.pk) in page
    refused = chair.post(url("sign_off", first.pk), {"test": "audit"})
    assert refused.status_code == 422
    assert "Give the day by which the test is to be held" in said(refused)
    day = date_data("test_due_on", IN_MAY)
    assert chair.post(url("sign_off", first.pk), {"test": "audit", **day}).status_code == 302
    assert first.tests.get().due_on == IN_MAY
    assert "Impact test set: audit by Tuesday 2 May 2017" in said(chair.get(url("detail", first.pk)))


def test_F15_a_lead_reaches_nothing_of_another_agency(client_as, plan, url, others):
    lead = client_as("agency_lead")
    file = Evidence.objects.get(title="Their policy")
    assert lead.get(url("detail", others.pk)).status_code == 404
    for name in ("update", "propose", "extend", "evidence"):
        assert lead.get(url(name, others.pk)).status_code == 404, name
        assert lead.post(url(name, others.pk), {"text": "x"}).status_code == 404, name
    assert lead.get(url("evidence_file", file.pk)).status_code == 404
    for name in ("plan", "plan_close", "plan_edit"):
        assert lead.get(url(name, plan.pk)).status_code == 403, name
    assert lead.get(url("recommendation", plan.recommendations.first().pk)).status_code == 403
    own = said(lead.get(url("evidence", action("SCR-T/1.1").pk)))
    assert "Their policy" not in own, "nor is it offered as evidence that is here already"
    assert "Transfer policy" in own


def test_F15_a_member_of_another_agency_reads_and_does_not_act(client_as, plan, url):
    member, first = client_as("member"), action("SCR-T/1.1")
    assert "Write a policy" in said(member.get(url("detail", first.pk)))
    for name in ("update", "propose", "extend", "evidence"):
        assert member.post(url(name, first.pk), {"text": "x"}).status_code == 409, name
    assert first.updates.count() == 0


def test_P7_a_confidential_plan_is_not_there_for_who_may_not_read_such_things(client_as, plan, url):
    plan.confidential = True
    plan.save()
    reader = client_as("liqa_reader")
    proposed = action("SCR-T/1.2")
    recommendation = plan.recommendations.first()
    addresses = [
        url("plan", plan.pk), url("detail", proposed.pk), url("recommendation", recommendation.pk),
        url("evidence_file", proposed.evidence.get().pk),
    ]  # fmt: skip
    assert [reader.get(address).status_code for address in addresses] == [404] * 4
    assert "SCR-T" not in said(reader.get(url("plans")))
    assert "SCR-T" not in said(reader.get(f"{url('plans')}?format=csv"))
    assert "SCR-T" in said(client_as("member").get(url("plans")))


def test_F10_only_the_chair_closes_a_plan_with_an_action_open(group, client_as, plan, url):
    support = client_as("business_support")
    refused = support.get(url("plan_close", plan.pk))
    assert refused.status_code == 409
    assert "only the chair or the vice chair" in said(refused)
    assert support.post(url("plan_close", plan.pk), {"because": "x"}).status_code == 409
    reader = factories.person_with(group, "liqa_reader")
    chair = client_as("chair")
    page = said(chair.get(url("plan_close", plan.pk)))
    assert "4 actions are still open" in page
    assert reader.name in page
    assert chair.post(url("plan_close", plan.pk), {}).status_code == 422
    assert chair.post(url("plan_close", plan.pk), {"because": "Dissolved"}).status_code == 302
    made = HandOver.objects.get(plan=plan)
    assert Message.objects.get(kind="plan_handed_over").recipient == reader
    pdf = client_as(reader).get(url("hand_over", made.pk))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")
    pdf.close()
    assert "SCR-T" in pdf["Content-Disposition"]
    assert "Child T" not in pdf["Content-Disposition"]
    assert "Dissolved" in said(client_as("member").get(url("plan", plan.pk)))


def test_F10_business_support_closes_a_plan_that_is_done(client_as, group, now, url):
    support = factories.holder(group, "S06")
    plan = plans.open_plan(group=group, code="X-1", title="x", kind="audit", by=support, at=AT)
    assert client_as("business_support").post(url("plan_close", plan.pk)).status_code == 302
    plan.refresh_from_db()
    assert plan.closed_by == support


def test_F3_business_support_opens_a_plan_and_adds_what_was_recommended(client_as, group, now, url):
    support, gmp = client_as("business_support"), factories.seat(group, "S16").agency
    answer = support.post(url("plan_new"), {"code": "scr-q", "title": "Review Q", "kind": "scr", "owner": ""})
    plan = Plan.objects.get(code="SCR-Q")
    assert answer.url == url("plan", plan.pk)
    again = support.post(url("plan_new"), {"code": "SCR-Q", "title": "Again", "kind": "scr"})
    assert "There is a plan SCR-Q already" in said(again)
    assert 'value="Again"' in said(again), "what was typed is kept"
    support.post(
        url("recommendation_new", plan.pk),
        {"number": "R1", "text": "Do it", "addressed_to": "agencies", "agencies": [gmp.pk]},
    )
    recommendation = plan.recommendations.get()
    assert list(recommendation.agencies.all()) == [gmp]
    due = date_data("due_on", IN_MAY)
    support.post(
        url("action_new", recommendation.pk), {"text": "Write", "agency": gmp.pk, "officer": "Head", **due}
    )
    made = action("SCR-Q/R1.1")
    assert (made.agency, made.first_due_on, made.due_on) == (gmp, IN_MAY, IN_MAY)


def test_F3_what_somebody_else_saved_is_shown_and_not_overwritten(client_as, plan, url):
    support, first = client_as("business_support"), action("SCR-T/1.1")
    typed = {"text": "Mine", "agency": first.agency_id, "owner": first.owner_id, "officer": first.officer}
    edit = url("action_edit", first.pk)
    assert support.post(edit, {**typed, "text": "Theirs", "version": 1}).status_code == 302
    told = support.post(edit, {**typed, "version": 1})
    assert told.status_code == 422
    assert "Text: Theirs" in said(told)
    assert ">\nMine</textarea>" in said(told)
    assert 'name="version" value="2"' in said(told)
    assert support.post(edit, {**typed, "version": 2}).status_code == 302
    assert action("SCR-T/1.1").text == "Mine"


def test_F15_the_chair_decides_on_more_time(client_as, plan, url):
    asked = Extension.objects.get()
    chair = client_as("chair")
    assert "The author was away." in said(chair.get(url("extension", asked.pk)))
    refused = chair.post(url("extension", asked.pk), {"granted": "no"})
    assert "Say why the day stays as it is" in said(refused)
    assert chair.post(url("extension", asked.pk), {"granted": "yes"}).status_code == 302
    late = action("SCR-T/1.5")
    assert (late.due_on, late.extensions) == (AT.date() + timedelta(days=20), 1)
    page = said(chair.get(url("detail", late.pk)))
    assert "More time granted" in page
    assert "More time was granted once" in page


def test_a_recommendation_says_which_reviews_asked_for_it_before(group, client_as, plan, url):
    support = factories.holder(group, "S06")
    second = plan.recommendations.last()
    later = plans.open_plan(
        group=group, code="SCR-U", title="Later", kind="scr", agreed_on=date(2017, 2, 20), by=support, at=AT
    )
    again = plans.add_recommendation(plan=later, number="1", text="One chronology.", by=support, at=AT)
    kin.decide(recommendation=again, earlier=second, is_kin=True, by=support, at=AT)
    page = said(client_as("member").get(url("recommendation", again.pk)))
    assert "Second review to ask for this." in page
    assert url("recommendation", second.pk) in page
    plan.confidential = True
    plan.save()
    hidden = said(client_as("liqa_reader").get(url("recommendation", again.pk)))
    assert "SCR-T" not in hidden
    assert "Second review" not in hidden


def test_F16_a_failed_test_asks_for_the_new_day(client_as, plan, url):
    test = ImpactTest.objects.get(result="")
    manager = client_as("business_manager")
    typed = {"result": "failed", "note": "2 of 10", **date_data("held_on", AT.date())}
    assert "Give the day by which it is to be done again" in said(manager.post(url("test", test.pk), typed))
    assert manager.post(url("test", test.pk), {**typed, **date_data("due_on", IN_MAY)}).status_code == 302
    again = action("SCR-T/1.3")
    assert (again.stage, again.due_on) == ("open", IN_MAY)
    assert "Open again" in said(manager.get(url("detail", again.pk)))


def test_F15_the_story_tells_the_newest_first_and_offers_a_lead_the_update(client_as, group, plan, url):
    lead = client_as("agency_lead")
    page = said(lead.get(url("detail", action("SCR-T/1.4").pk)))
    order = [
        page.index(words)
        for words in ("Dip sample: passed", "Signed off</h3>", "Reported done</h3>", "Opened</h3>")
    ]
    assert order == sorted(order)
    assert 'href="update/"' not in page
    assert 'href="update/"' in said(lead.get(url("detail", action("SCR-T/1.1").pk)))


def test_F15_the_home_page_counts_an_action_without_a_day_and_no_confidential_one(client_as, group, plan):
    home = reverse("group_home", args=[group.slug])
    lead = client_as("agency_lead")
    page = said(lead.get(home))
    assert "Keep the list of contacts up to date.</a><br>No day yet" in page
    assert "4 actions are open for your posts, <strong>1 late</strong>" in page
    plan.confidential = True
    plan.save()
    assert "list of contacts" not in said(lead.get(home))
    assert "No action is open" in said(client_as("liqa_reader").get(home))


def test_one_action_is_shown_with_the_same_queries_whatever_happened(
    client_as, group, plan, url, django_assert_max_num_queries
):
    chair, first = client_as("chair"), action("SCR-T/1.1")
    lead = factories.holder(group, "S16")

    chair.get(url("detail", first.pk))
    for day in range(20):
        updates.say(action=first, text=f"Word {day}", colour="green", by=lead, at=AT + timedelta(hours=day))
    with clock.frozen(AT + timedelta(days=2)):
        chair.get(url("detail", first.pk))
        with django_assert_max_num_queries(19):
            assert "Word 19" in said(chair.get(url("detail", first.pk)))


def test_F16_learning_and_improvement_takes_up_what_a_closed_plan_hands_over(client_as, group, now, url):
    support = factories.holder(group, "S06")
    plan = plans.open_plan(group=group, code="X-2", title="x", kind="audit", by=support, at=AT)
    plans.close(plan=plan, by=support, at=AT)
    made, reader = HandOver.objects.get(plan=plan), client_as("liqa_reader")
    assert "Take up the hand-over of X-2" in said(reader.get(f"/g/{group.slug}/"))
    assert "Not taken up yet" in said(client_as("chair").get(url("plan", plan.pk)))
    receive = url("hand_over_receive", made.pk)
    assert "Say what is done with it" in said(reader.post(receive, {"note": " "}))
    assert reader.post(receive, {"note": "In the audit of June 2018."}).status_code == 302
    again = reader.post(receive, {"note": "Something else."})
    assert again.status_code == 409
    assert "took it up on" in said(again)
    assert "In the audit of June 2018." in said(client_as("chair").get(url("plan", plan.pk)))
    assert "X-2" not in said(reader.get(f"/g/{group.slug}/"))


def test_F16_the_hand_over_of_a_confidential_plan_is_not_there_for_who_may_not_read_it(
    client_as, group, now, url
):
    support = factories.holder(group, "S06")
    plan = plans.open_plan(
        group=group, code="X-3", title="x", kind="audit", confidential=True, by=support, at=AT
    )
    plans.close(plan=plan, by=support, at=AT)
    made, reader = HandOver.objects.get(plan=plan), client_as("liqa_reader")
    assert "X-3" not in said(reader.get(f"/g/{group.slug}/"))
    assert reader.post(url("hand_over_receive", made.pk), {"note": "x"}).status_code == 404
    made.refresh_from_db()
    assert made.received_at is None
