"""Who sees what, in a browser: a case is restricted and the glass broken; and an agency's entries come to a printed chronology."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from reviews.models import Case, ChronologyEntry
from subgroup.models import SubGroup
from tests import factories
from tests.browser.acts import enter_date, press, reads
from tests.reviews.cases import make_case
from tests.reviews.screening import ASKED, ask, make_lead


@pytest.fixture
def case(group: SubGroup) -> Case:
    return make_case(group)


def test_S1_the_chair_restricts_a_case_and_the_business_manager_breaks_the_glass(
    clock_at, enter, group, case, accessible
):
    home, place = f"/g/{group.slug}/", f"/g/{group.slug}/cases/{case.pk}/"
    clock_at(ASKED)
    chair, manager = enter("chair"), enter("business_manager", script=False)
    chair.goto(place)
    press(chair, "Restrict to named people")
    accessible(chair)
    reads(chair, factories.seat(group, "S09").title)
    chair.get_by_label(str(factories.holder(group, "S06")), exact=True).check()
    press(chair, "Restrict it")
    reads(chair, "Say why the case is restricted")
    chair.get_by_label("Why is it restricted?").fill("A colleague’s family")
    press(chair, "Restrict it")
    reads(chair, "It opens to the people named alone.")
    accessible(chair)
    chair.goto(f"{home}cases/")
    reads(chair, "People named alone")

    assert manager.goto(place).status == 404
    manager.goto(f"{home}cases/")
    expect(manager.get_by_text(case.codename)).to_have_count(0)
    manager.goto(f"{home}cases/break-glass/")
    manager.get_by_label("Reference of the case").fill(case.reference)
    manager.get_by_label("Why must you open it now?").fill("The court asks today")
    press(manager, "Break the glass and send the mails")
    reads(manager, "The case is open to you until midnight.")
    reads(manager, "broke the glass on")

    chair.goto(f"{home}cases/openings/")
    reads(chair, "The court asks today")
    accessible(chair)
    clock_at(ASKED + timedelta(days=1))
    assert enter("business_manager").goto(place).status == 404


def test_S1_an_agency_enters_what_it_knows_and_the_merged_chronology_is_printed(
    clock_at, enter, group, case, accessible
):
    lead = make_lead(group, "GMP")
    clock_at(ASKED)
    (asked,) = ask(case, "GMP")
    page = enter(lead, width=375)
    page.goto(f"/g/{group.slug}/cases/requests/{asked.pk}/chronology/")
    reads(page, "No entries yet")
    accessible(page)
    enter_date(page.get_by_role("group", name="When did it happen?"), date(2017, 1, 5))
    page.get_by_label("What happened?").fill("Officers called, and nobody answered")
    page.get_by_label("It matters for the review").check()
    page.get_by_role("main").locator("form").get_by_role("button").click()
    reads(page, "Officers called, and nobody answered")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert ChronologyEntry.objects.get().agency.code == "GMP"

    chair = enter("chair")
    chair.goto(f"/g/{group.slug}/cases/{case.pk}/chronology/")
    reads(chair, "Officers called, and nobody answered")
    accessible(chair)
    link = chair.get_by_role("link", name="As a PDF to print").get_attribute("href")
    printed = chair.request.get(f"{chair.url.split('/g/')[0]}{link}")
    assert (printed.status, printed.body()[:5]) == (200, b"%PDF-")
