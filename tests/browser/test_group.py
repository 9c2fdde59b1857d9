"""The membership file in a browser: shown row by row first, and imported then (M1)."""

from datetime import date, time

from playwright.sync_api import Page

from subgroup.clock import moment
from tests import factories
from tests.browser.acts import attach, press, reads


def test_M1_a_membership_is_imported(clock_at, enter, group, accessible):
    clock_at(moment(date(2017, 4, 6), time(10)))
    page: Page = enter("business_support")
    page.goto(f"/g/{group.slug}/group/import/")
    attach(page, "The membership as a CSV file", factories.MEMBERS)
    press(page, "Show the rows")
    accessible(page)
    press(page, "Import")
    reads(page, "Everything was there already")
