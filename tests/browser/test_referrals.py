"""F4: a referral from its first word to its acknowledgement, each person at a browser of their own."""

from datetime import date, time

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Case, Referral
from reviews.services import referrals
from subgroup.clock import moment
from tests import factories
from tests.actionplans.plans import make_lead
from tests.browser.acts import enter_date, press, reads
from tests.reviews.identities import BORN

EITHER_WAY = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
SUMMARY = "The child was found hurt at home. Zofia had been seen by the school the day before."


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


TYPED_AT_ONCE = """document.addEventListener("readystatechange", () => {
    const words = document.querySelector("textarea");
    if (document.readyState === "interactive" && words && !words.value) words.value = "Typed at once";
})"""


def test_F4_what_is_typed_before_the_scripts_are_there_is_saved_too(clock_at, enter, group):
    clock_at(moment(date(2017, 3, 1), time(10)))
    lead = make_lead(group, "GMP")
    gmp = factories.seat(group, "S16").agency
    referral = referrals.start(group=group, agency=gmp, by=lead, at=moment(date(2017, 3, 1), time(9)))
    page: Page = enter(lead)
    page.add_init_script(TYPED_AT_ONCE)
    page.goto(f"/g/{group.slug}/cases/referrals/{referral.pk}/page/summary/")
    reads(page, "Saved at 10:")
    assert Referral.objects.get().answers["summary"] == "Typed at once"


@EITHER_WAY
def test_F4_a_lead_refers_and_business_support_acknowledges(clock_at, enter, group, accessible, script):
    clock_at(moment(date(2017, 3, 1), time(10)))
    page: Page = enter(make_lead(group, "GMP"), script=script)

    def looks_right() -> None:
        if script:
            accessible(page)

    page.goto(f"/g/{group.slug}/cases/referrals/")
    looks_right()
    press(page, "Refer a case")
    looks_right()
    press(page, "Begin")
    looks_right()
    choose(page, "What is it about?", "A child was seriously harmed")
    enter_date(page.get_by_role("group", name="When did it happen?"), date(2017, 2, 20))
    choose(page, "What do you ask for?", "To be considered for a Serious Case Review")
    press(page, "Save and continue")
    expect(page.get_by_text("Is suicide suspected?")).to_have_count(0)
    choose(page, "How was the child harmed?", "An injury that could have been fatal")
    for question in (
        "Is abuse or neglect known or suspected?", "Was the child looked after by a local authority?",
        "Was the child in a regulated setting or service?", "Was the child in custody?",
        "Was the child detained under the Mental Health Act 1983?", "Was the child 16 or 17",
    ):  # fmt: skip
        choose(page, question, "No")
    looks_right()
    press(page, "Save and continue")
    choose(page, "Is there cause for concern about how agencies worked together?", "No")
    choose(page, "Was your agency’s safeguarding lead consulted?", "Yes")
    choose(page, "Are the agency’s files secured?", "Yes")
    press(page, "Save and continue")
    page.get_by_label("What happened, in short?").fill(SUMMARY)
    if script:
        reads(page, "Saved at 10:")
        assert Referral.objects.get().answers["summary"] == SUMMARY
        page.reload()
        expect(page.get_by_label("What happened, in short?")).to_have_value(SUMMARY)
    press(page, "Save and continue")
    person = page.get_by_role("group", name="Person 1")
    person.get_by_label("Name", exact=True).fill("Zofia Kowalska-Invented")
    enter_date(person.get_by_role("group", name="Date of birth"), BORN)
    person.get_by_label("NHS number").fill("943 476 5918")
    looks_right()
    press(page, "Save and continue")
    reads(page, "The last digit does not agree with the others")
    looks_right()
    expect(person.get_by_label("Name", exact=True)).to_have_value("Zofia Kowalska-Invented")
    person.get_by_label("NHS number").fill("943 476 5919")
    press(page, "Save and continue")
    reads(page, "A case is opened under a codename")
    looks_right()
    press(page, "Send the referral")
    reads(page, "seems to hold a name of the child or family")
    looks_right()
    assert not Case.objects.exists()
    page.get_by_label("Go on all the same: why?").fill("The word of the school, quoted")
    press(page, "Send the referral")
    reads(page, "is sent")
    looks_right()
    case = Case.objects.get()
    reads(page, case.codename)
    support: Page = enter("business_support", script=script)
    support.goto(f"/g/{group.slug}/cases/{case.pk}/")
    reads(support, "Who the child is: kept apart")
    if script:
        accessible(support)
    press(support, "Acknowledge")
    reads(support, "is acknowledged and being screened")
    press(support, "Open who the child is")
    reads(support, "Zofia Kowalska-Invented")
    if script:
        accessible(support)
    chair: Page = enter("chair", script=script)
    chair.goto(f"/g/{group.slug}/cases/leaks/")
    reads(chair, "The word of the school, quoted")
    if script:
        accessible(chair)
    page.reload()
    reads(page, case.reference)
