"""A tracker comes in at a browser: chosen, its rows answered, confirmed, and undone."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import Action
from subgroup.clock import moment
from tests.actionplans.trackers.books import DATA
from tests.browser.acts import press, reads

DAY = date(2017, 11, 20)


@pytest.mark.parametrize(
    ("script", "width"), [(True, 1280), (False, 375)], ids=["with script", "without script, on a phone"]
)
def test_the_tracker_they_have_comes_in_and_is_undone(clock_at, enter, group, accessible, script, width):
    clock_at(moment(DAY))
    page: Page = enter("business_manager", script=script, width=width)

    def looks() -> None:
        if script:
            accessible(page)

    page.goto(f"/g/{group.slug}/actions/plans/")
    page.get_by_role("link", name="Import a tracker").click()
    page.get_by_role("button", name="Import a tracker").click()
    looks()
    page.get_by_label("The tracker").set_input_files(DATA / "action-tracker-a.xlsx")
    press(page, "Read the file")
    reads(page, "Unclear 43")
    reads(page, "is a month: its last day")
    looks()

    page.get_by_role("link", name="Columns", exact=True).click()
    expect(page.get_by_label("“Timescale”")).to_have_value("due")
    looks()
    page.go_back()
    page.get_by_role("link", name="Plans and agencies").click()
    page.get_by_label("“North West Ambulance Service”").select_option(
        label="Add North West Ambulance Service as an agency of this group"
    )
    looks()
    press(page, "Save and show the rows")
    page.get_by_role("link", name="Unclear rows").click()
    press(page, "Confirm all on this page as shown")
    reads(page, "rows are still unclear.")
    press(page, "Confirm all on this page as shown")
    reads(page, "Nothing is unclear any more.")
    looks()
    assert not Action.objects.exists()

    page.get_by_role("button", name="Import 90 rows").click()
    reads(page, "90 actions are added to the register.")
    reads(page, "Nobody is sent a mail.")
    looks()
    press(page, "Import 90 rows")
    reads(page, "Imported. 90 actions are added to the register.")
    looks()
    expect(page.get_by_role("link", name="SCR-K/1.1", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo this import").click()
    press(page, "Undo this import")
    reads(page, "The import is undone: the register is as it was before.")
    assert not Action.objects.exists()
