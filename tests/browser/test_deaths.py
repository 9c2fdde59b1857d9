"""Child deaths at a browser: the nil return of an agency's lead, and the board at the width of a telephone (F1)."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from members.services import appointments
from reviews.enums import RequestState
from reviews.models import DeathRequest
from subgroup.clock import moment
from subgroup.models import Person, SubGroup
from tests import factories
from tests.browser.acts import press, reads
from tests.reviews.deaths import MADE, answer, ask, make_death

NOW = moment(date(2017, 4, 3))
CUT = """
tags => tags.flatMap(tag => [...tag.firstChild.data.matchAll(/\\S+/g)].filter(word => {
  const range = document.createRange();
  range.setStart(tag.firstChild, word.index);
  range.setEnd(tag.firstChild, word.index + word[0].length);
  return range.getClientRects().length > 1;
}).map(word => word[0]))
"""
"""The words of tags that stand on two lines."""
EITHER_WAY = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@pytest.fixture
def lead(group: SubGroup) -> Person:
    """GMP was asked about three deaths, one with other agencies too."""
    person = factories.make_person("Lee Lead")
    appointments.appoint(
        group=group, person=person, role="agency_lead", agency=group.agencies.get(code="GMP"), starts_on=date(2017, 1, 1),
        by=None, at=MADE,
    )  # fmt: skip
    _, other, done = ask(make_death(group, area="Salford"), "GMP", "SRFT", "SCC")
    answer(other, date(2017, 3, 20), RequestState.NIL)
    answer(done, date(2017, 3, 28))
    ask(make_death(group, "BSW/2017/002", area="Wigan"), "GMP", "NPS")
    ask(make_death(group, "BSW/2017/003"), "GMP", on=date(2017, 3, 30))
    return person


@EITHER_WAY
def test_F1_a_lead_says_no_involvement_in_one_press(clock_at, enter, group, lead, accessible, script):
    clock_at(NOW)
    page: Page = enter(lead, script=script, width=375)
    page.goto(f"/g/{group.slug}/cases/deaths/")
    reads(page, "3 answers are owed, 2 of them late.")
    if script:
        accessible(page)
    page.get_by_role("button", name="Form B for BSW/2017/001").click()
    reads(page, "no involvement of Greater Manchester Police. Nobody is asked for it any more.")
    reads(page, "2 answers are owed, 1 of them late.")
    expect(page.get_by_role("button", name="Form B for BSW/2017/001")).to_have_count(0)
    assert DeathRequest.objects.get(death__reference="BSW/2017/001", agency__code="GMP").state == "nil"
    page.locator("section").filter(has_text="BSW/2017/002").get_by_role(
        "link", name="Returned or declined"
    ).click()
    page.get_by_role("radio", name="It declined").check()
    press(page, "Record the answer")
    reads(page, "Say why the agency declined")
    expect(page.get_by_role("radio", name="It declined")).to_be_checked()
    if script:
        accessible(page)


def test_F1_the_board_is_read_on_a_telephone_and_chased_from(clock_at, enter, group, lead, accessible):
    clock_at(NOW)
    page: Page = enter("chair", width=320)
    page.goto(f"/g/{group.slug}/cases/deaths/")
    reads(page, "Late, 33 days")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    board = page.get_by_role("region", name="CDOP returns")
    assert board.evaluate("node => node.scrollWidth - node.clientWidth") <= 0, (
        "nothing lies beside the screen"
    )
    row = board.locator("tbody tr", has_text="BSW/2017/002")
    shown = row.locator("td:visible").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content.slice(1, -1))"
    )
    assert shown[-2:] == ["Greater Manchester Police", "National Probation Service"], (
        "and not who was not asked"
    )
    board.get_by_role("link", name="Notified").click()
    assert "sort=notified_on" in page.url
    press(page, "Chase what is late")
    reads(page, "Lee Lead: 2 returns, BSW/2017/001, BSW/2017/002")
    accessible(page)
    page.get_by_role("button", name="Send 2 mails").click()
    reads(page, "2 mails are on the way.")
    page.goto(f"/g/{group.slug}/cases/deaths/contribution/?period=2016-17")
    reads(page, "Greater Manchester Police")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_F1_the_board_of_nine_agencies_fits_a_desks_screen(clock_at, enter, group):
    death, codes = make_death(group), list(group.agencies.order_by("pk").values_list("code", flat=True)[:9])
    for nil in ask(death, *codes):
        answer(nil, date(2017, 3, 28), RequestState.NIL)
    clock_at(NOW)
    page: Page = enter("chair", width=1280)
    page.goto(f"/g/{group.slug}/cases/deaths/")
    board = page.get_by_role("region", name="CDOP returns")
    assert board.evaluate("node => node.scrollWidth - node.clientWidth") <= 0
    cells = board.locator("tbody td")
    assert cells.evaluate_all("cells => cells.every(cell => cell.scrollWidth <= cell.clientWidth)")
    assert board.locator("thead abbr[title]").all_inner_texts()[1:] == sorted(codes)
    assert board.locator("td .govuk-tag").evaluate_all(CUT) == [], "no word is cut"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
