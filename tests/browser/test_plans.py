"""A plan from its opening to its hand-over: business support, the agency's lead and the chair, each at a browser."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import Action, HandOver, Plan
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests import factories
from tests.actionplans import world
from tests.browser.acts import PAPERS, attach, enter_date, press, reads

DAY = date(2017, 6, 6)
EITHER_WAY = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def base(group: SubGroup) -> str:
    return f"/g/{group.slug}/actions/"


@EITHER_WAY
def test_F15_reported_done_returned_and_signed_off(clock_at, enter, group, accessible, script):
    clock_at(moment(DAY))
    world.settle(group, moment(DAY))
    action = Action.objects.get(reference="SCR-T/1.1")
    lead: Page = enter("agency_lead", script=script)
    lead.goto(f"/g/{group.slug}/")
    lead.get_by_role("link", name="Write a policy on the transfer of records.").click()
    lead.get_by_role("link", name="Report it done").click()
    lead.get_by_label("What was done").fill("The policy was approved in May.")
    attach(lead, "The file (optional)", PAPERS / "Signed compact SRFT.pdf")
    if script:
        accessible(lead)
    press(lead, "Propose completion")
    reads(lead, "It is reported done, and waits for the chair.")
    reads(lead, "To sign off")
    expect(lead.get_by_role("button", name="Update")).to_have_count(0)

    chair: Page = enter("chair", script=script)
    chair.goto(f"/g/{group.slug}/")
    chair.get_by_role("link", name="Sign off SCR-T/1.1").click()
    reads(chair, "The policy was approved in May.")
    reads(chair, "Signed compact SRFT.pdf")
    if script:
        accessible(chair)
    chair.get_by_role("link", name="Return it: more is needed").click()
    reads(chair, "will be told by mail")
    chair.get_by_label("What is missing").fill("The date of the approval.")
    press(chair, "Return it")
    reads(chair, "It is returned, and open again.")

    lead.reload()
    reads(lead, "The date of the approval.")
    lead.get_by_role("link", name="Report it done").click()
    lead.get_by_label("What was done").fill("Approved on 4 May 2017.")
    press(lead, "Propose completion")

    chair.goto(f"{base(group)}{action.pk}/")
    press(chair, "Sign off")
    chair.get_by_label("Dip sample").check()
    press(chair, "Sign it off")
    reads(chair, "Give the day by which the test is to be held")
    expect(chair.get_by_label("Dip sample")).to_be_checked()
    enter_date(chair, DAY + timedelta(days=120))
    press(chair, "Sign it off")
    reads(chair, "It is signed off.")
    if script:
        accessible(chair)
    action.refresh_from_db()
    assert (action.stage, action.tests.get().kind) == ("signed_off", "dip_sample")


def test_F10_a_plan_is_opened_filled_closed_and_handed_over(clock_at, enter, group, accessible):
    clock_at(moment(DAY))
    factories.person_with(group, "liqa_reader")
    support: Page = enter("business_support")
    support.goto(f"{base(group)}plans/")
    press(support, "Open a plan")
    support.get_by_label("Code").fill("SCR-Q")
    support.get_by_label("Title").fill("Serious Case Review Child Q")
    support.get_by_label("Serious Case Review", exact=True).check()
    press(support, "Open the plan")
    press(support, "Add a recommendation")
    support.get_by_label("Number").fill("R1")
    support.get_by_label("What is recommended").fill("Agencies keep one chronology.")
    press(support, "Add it")
    press(support, "Add an action")
    support.get_by_label("What is to be done").fill("Agree the template.")
    support.get_by_label("Lead agency").select_option(label="Greater Manchester Police")
    enter_date(support, DAY + timedelta(days=90))
    accessible(support)
    press(support, "Add the action")
    reads(support, "SCR-Q/R1.1 stands.")
    support.get_by_role("link", name="SCR-Q", exact=True).click()
    accessible(support)
    support.get_by_role("link", name="Close and hand over").click()
    reads(support, "only the chair or the vice chair can close the plan")

    chair: Page = enter("chair")
    chair.goto(f"{base(group)}plans/{Plan.objects.get().pk}/")
    chair.get_by_role("link", name="Close and hand over").click()
    reads(chair, "1 action is still open, and will be owed no more.")
    reads(chair, "1 person gets a mail")
    chair.get_by_label("Why it is closed all the same").fill("The template comes from the region.")
    accessible(chair)
    press(chair, "Close the plan")
    reads(chair, "SCR-Q is closed and handed over.")
    expect(chair.get_by_role("button", name="Open the hand-over")).to_be_visible()
    reads(chair, "Ended with its plan")
    assert HandOver.objects.get().snapshot["closed_because"] == "The template comes from the region."
