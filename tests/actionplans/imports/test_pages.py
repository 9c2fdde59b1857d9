"""The pages of an import."""

import re
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actionplans.models import (
    Action,
    TrackerImport,
)
from subgroup import clock
from tests.actionplans.imports.trackers import AT, HEAD, ROW, like, see, start, tracker, url
from tests.actionplans.trackers.books import book


def test_from_the_file_to_the_register_and_back_by_the_pages(group, by, client_as):
    with clock.frozen(AT):
        client = client_as(by)
        data = tracker(ROW, like(action_no="1.2", action="Brief all teams", due_date="Q4"))
        upload = SimpleUploadedFile("our tracker.xlsx", data)
        made = client.post(reverse("actionplans:import_new", args=[group.slug]), {"file": upload})
        row = TrackerImport.objects.get()
        assert made.url == url(row)
        page = client.get(made.url).content.decode()
        assert "is a quarter of a financial year" in page
        unclear = next(one for one in see(row).rows if one.verdict == "unclear")
        prefix = f"r{unclear.kept.pk}"
        said = {
            f"{prefix}-what": "later",
            f"{prefix}-due_day": "31",
            f"{prefix}-due_month": "3",
            f"{prefix}-due_year": "2018",
        }
        client.post(f"{url(row)}?show=unclear", {**said, "all": "yes"})
        page = client.get(url(row, "import_write")).content.decode()
        assert "2 actions are added to the register." in page
        assert not Action.objects.exists()
        client.post(url(row, "import_write"), {"seen": see(row).digest()})
        assert Action.objects.get(reference="SCR-M/1.2").due_on == date(2018, 3, 31)
        page = client.get(url(row)).content.decode()
        assert "SCR-M/1.2" in page
        assert "Undo this import" in page
        client.post(url(row, "import_undo"))
        assert not Action.objects.exists()
        page = client.get(url(row)).content.decode()
        assert "The register is as it was before" in page


def test_what_is_typed_wrong_beside_a_row_stands_beside_it(group, by, client_as):
    with clock.frozen(AT):
        client = client_as(by)
        row = start(group, by, tracker(like(lead_agency="All agencies")))
        prefix = f"r{row.rows.get().pk}"
        page = client.post(f"{url(row)}?show=unclear", {f"{prefix}-what": "in", f"{prefix}-agency": ""})
        assert page.status_code == 422
        assert "Choose the agency that leads" in page.content.decode()
        assert row.rows.get().answer == {}


def test_a_lead_reaches_no_import(group, by, client_as):
    row = start(group, by, tracker(ROW))
    with clock.frozen(AT):
        client = client_as("agency_lead")
        for name in ("import", "import_map", "import_names", "import_write", "import_undo"):
            assert client.get(url(row, name)).status_code == 403


def test_columns_that_nobody_knows_are_asked_for_and_those_of_one_heading_told_apart(group, client_as):
    client = client_as("business_support")
    rows = [
        ["Bezug", "Text", "Text", "Wer"],
        ["1", "Because", "Write it", "GMP"],
        ["2", "As well", "Train", "CCG"],
    ]
    answer = client.post(
        reverse("actionplans:import_new", args=[group.slug]),
        {"file": SimpleUploadedFile("plan.xlsx", book(("Plan", rows)))},
    )
    row = TrackerImport.objects.get()
    assert answer["Location"] == url(row, "import_map")
    page = client.get(answer["Location"]).content.decode()
    assert "“Text (column B)”" in page
    assert "“Text (column C)”" in page
    client.post(answer["Location"], {"c2": "action", "c3": "agency", "c1": "finding"})
    assert [one.row.action for one in see(row).rows] == ["Write it", "Train"]


def test_the_trackers_words_for_its_colours_stand_on_its_page_and_count(group, by, client_as):
    said = "RAG: Green = completed; Red = not started"
    row = start(group, by, book(("Actions", [[said], HEAD, like(rag="Green")])))
    assert row.reading["legend"] == {"G": "completed", "R": "not started"}
    page = client_as("business_support").get(url(row)).content.decode()
    assert "It says of its colours: green is “completed”, red is “not started”." in page
    (one,) = see(row).rows
    assert (one.row.rag, one.verdict, one.is_done) == ("B", "new", True)


def test_the_page_has_one_main_button_also_where_rows_are_asked_about(group, by, client_as):
    rows = ROW, like(action_no="1.2", action="Brief all teams", due_date="Q4")
    row = start(group, by, tracker(*rows))
    page = client_as("business_support").get(f"{url(row)}?show=unclear").content.decode()
    main = re.findall(r'class="govuk-button"[^>]*>\s*([^<]+?)\s*</', page)
    assert main == ["Import 1 row"]
    assert "Confirm all on this page as shown" in page
