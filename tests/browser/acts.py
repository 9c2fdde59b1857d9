"""What the journeys do on a page more than once, by what is read on it."""

from datetime import date
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests import factories

PAPERS = factories.ROOT / "reports" / "demo" / "papers"
BROKEN = {
    "name": "Broken.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\nand then nothing of a PDF",
}


def press(page: Page, name: str, *, exact: bool = False) -> None:
    """The button or link that looks like one."""
    page.get_by_role("button", name=name, exact=exact).click()


def reads(page: Page | Locator, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def attach(page: Page, label: str, file: Path | dict) -> None:
    page.get_by_label(label, exact=True).set_input_files(file)


def enter_date(fields: Page | Locator, day: date) -> None:
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        fields.get_by_label(label, exact=True).fill(str(number))


def faults(page: Page) -> list[str]:
    """What axe finds wrong on the page as it stands, once its styles are there."""
    page.wait_for_load_state("load")
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['html'][:150]}" for each in found for node in each["nodes"]
    ]
