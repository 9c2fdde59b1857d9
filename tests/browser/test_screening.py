"""F6: from the requests to agencies over the panel to the Independent Chair's decision, and a nil return, in a browser."""

import re
from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Case, ChairDecision, InformationRequest, Outcome
from subgroup.clock import moment
from subgroup.models import Message, SubGroup
from tests import factories
from tests.browser.acts import enter_date, press, reads
from tests.reviews.cases import make_case
from tests.reviews.screening import assess, identify, make_independent_chair, make_lead

ASKED = moment(date(2017, 3, 1), time(10))
MET = date(2017, 3, 15)
EITHER_WAY = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@pytest.fixture
def case(group: SubGroup) -> Case:
    found = make_case(group)
    identify(found)
    assess(found)
    return found


def ask(page: Page, group: SubGroup, case: Case, *agencies: str) -> None:
    page.goto(f"/g/{group.slug}/cases/{case.pk}/")
    press(page, "Ask agencies for information")
    for name in agencies:
        page.get_by_label(name, exact=True).check()
    press(page, "Send the requests")
    reads(page, f"{len(agencies)} {'agency is' if len(agencies) == 1 else 'agencies are'} asked.")


@EITHER_WAY
def test_F6_a_nil_return_is_one_press(clock_at, enter, group, case, accessible, script):
    check = accessible if script else lambda page: None  # axe is a script
    lead = make_lead(group, "GMP")
    clock_at(ASKED)
    ask(enter("business_support", script=script), group, case, "Greater Manchester Police")
    mail = Message.objects.get(kind="information_asked", recipient=lead)

    page = enter(lead, script=script)
    page.goto(re.search(r"/g/\S+/cases/requests/\d+/", mail.text)[0])
    reads(page, "Please search your records")
    check(page)
    page.get_by_role("link", name="Show who this is about").click()
    reads(page, "CANARY Testchild")
    check(page)
    page.go_back()
    press(page, "No involvement")
    reads(page, "has no involvement")
    check(page)
    expect(page.get_by_role("button", name="No involvement")).to_have_count(0)
    assert InformationRequest.objects.get().state == "nil"


def test_F6_screening_from_the_requests_to_a_decision_against_the_panel(
    clock_at, enter, group, case, accessible
):
    member, judge = factories.holder(group, "S09"), make_independent_chair(group)
    clock_at(ASKED)
    support = enter("business_support")
    ask(support, group, case, "Greater Manchester Police", "Salford Royal NHS FT")
    accessible(support)
    press(support, "Call a screening panel")
    enter_date(support, MET)
    support.get_by_label(f"{member},").check()
    support.get_by_label(f"{factories.holder(group, 'S16')},").check()
    press(support, "Call the panel")
    reads(support, "Its members are told.")
    accessible(support)
    reads(support, "can be sent from that day on")

    sits = enter(member)
    sits.goto(support.url)
    sits.get_by_role("link", name=re.compile("Declare yours")).click()
    sits.get_by_label("An interest, as follows").check()
    sits.get_by_label("What is it?").fill("Taught the family’s health visitor")
    press(sits, "Declare")
    reads(sits, "The chair decides about it.")

    chair = enter("chair")
    chair.goto(f"/g/{group.slug}/")
    chair.get_by_role("link", name=f"Interest of {member}").click()
    accessible(chair)
    chair.get_by_label("Stays and takes part").check()
    press(chair, "Decide")

    clock_at(moment(MET, time(15)))
    worksheet, support = support.url, enter("business_support")  # the sessions of two weeks ago are over
    support.goto(worksheet)
    support.get_by_role("link", name="Record what an agency thinks").click()
    support.get_by_label("Agency", exact=True).select_option(label="Salford Royal NHS FT")
    support.get_by_label("No", exact=True).check()
    support.get_by_label("In its own words").fill("The harm was not serious")
    support.get_by_label("It dissents").check()
    press(support, "Record", exact=True)
    reads(support, "Dissents")
    press(support, "Send the recommendation")
    accessible(support)
    support.get_by_label("Serious Case Review").check()
    support.get_by_label("The panel’s reasons").fill("Two agencies missed it")
    support.get_by_label("Greater Manchester Police has not answered").fill("Its officers were heard")
    press(support, "Send to the Independent Chair")
    support.get_by_role("link", name="Say why the panel went on without SRFT").click()
    support.get_by_label("Salford Royal NHS FT has not answered").fill("Its records are with the coroner")
    press(support, "Send to the Independent Chair")
    reads(support, "and unchanged since")
    accessible(support)

    clock_at(moment(date(2017, 3, 20), time(11)))
    decides = enter(judge)
    decides.goto(f"/g/{group.slug}/")
    decides.get_by_role("link", name=f"Decide on {case}").click()
    accessible(decides)
    press(decides, "Record the decision")
    decides.get_by_label("Multi-agency Concise Review").check()
    decides.get_by_label("The Independent Chair’s reasons").fill("A concise review finds more, sooner")
    press(decides, "Record the decision")
    reads(decides, "Say why the decision differs.")
    accessible(decides)
    decides.get_by_label("If it differs from the recommendation").fill("The harm was not serious")
    press(decides, "Record the decision")
    reads(decides, "The panel recommended “Serious Case Review”; the Independent Chair decided")
    reads(decides, "Two agencies missed it")
    accessible(decides)
    assert ChairDecision.objects.get().recorded_by == judge

    support = enter("business_support")
    support.goto(f"/g/{group.slug}/cases/{case.pk}/outcome/")
    accessible(support)
    support.get_by_label("Next steps").fill("Find a reviewer")
    press(support, "Record the outcome")
    reads(support, "Find a reviewer")
    accessible(support)
    assert Outcome.objects.get().kind == "concise_review"
