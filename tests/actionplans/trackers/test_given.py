"""The two trackers as they came: every row and every column as a careful reader found them."""

import csv
import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from actionplans.trackers import output
from tests.actionplans.trackers.books import DATA, tracker


def expected(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.expected.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["action-tracker-a", "action-tracker-b"])
def test_every_row_and_column_is_as_expected(name):
    found = output.rows(tracker(DATA / f"{name}.xlsx", name=f"{name}.xlsx"))
    assert found == expected(name)


def test_a_all_actions_are_read_and_no_agency_is_doubled():
    rows = tracker(DATA / "action-tracker-a.xlsx").rows
    assert len(rows) == 90
    assert Counter(row.review for row in rows) == {
        "SCR Child K": 25, "SCR Family D": 25, "SCR Young Person J": 21, "SCR Baby T": 19,
    }  # fmt: skip
    assert {code for row in rows for code in row.agency_codes} == {
        "SCC", "CCG", "SSCB", "CMFT", "SRFT", "GMMH", "HOUSING", "NPS", "CRC", "GMP", "EDU", "LEGAL", "YOS", "NWAS",
    }  # fmt: skip


def test_a_nothing_that_needs_a_yes_is_new():
    for row in tracker(DATA / "action-tracker-a.xlsx").rows:
        if row.timescale_kind in {"month", "quarter", "ongoing", "blank"}:
            assert row.verdict == "unclear", row
            assert row.reasons


def test_a_an_agency_that_is_not_in_the_group_is_asked_about():
    row = next(row for row in tracker(DATA / "action-tracker-a.xlsx").rows if row.row == 72)
    assert row.agency_codes == ("NWAS",)
    assert row.reasons == (
        "North West Ambulance Service is no agency of this group: add it, or choose another.",
    )


def test_a_the_colours_meanings_and_the_day_of_the_tracker():
    found = tracker(DATA / "action-tracker-a.xlsx")
    assert found.as_at.isoformat() == "2017-11-14"
    assert found.sheets[0].legend["B"] == "complete with evidence"
    assert "The sheet “contacts” holds no list of actions and was passed over." in found.remarks


def test_b_green_is_on_target_there():
    found = tracker(DATA / "action-tracker-b.xlsx")
    assert found.sheets[0].legend["G"].startswith("on target")
    assert found.rows[0].recommendation == "Practitioners should recognise neglect early and act on it."
    assert found.rows[1].lead_officer == ""
    assert found.rows[0].review == "Concise Review Child R"
    assert len(found.skipped) == 12


@pytest.fixture
def dry_run(capsys):
    def run(*args: str) -> tuple[str, str]:
        call_command("import_actions", *args, "--dry-run")
        return capsys.readouterr()

    return run


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["action-tracker-a", "action-tracker-b"])
def test_the_command_prints_the_expected_rows(name, group, dry_run):
    out, err = dry_run(str(DATA / f"{name}.xlsx"), "--json", "--group", group.slug)
    assert json.loads(out) == expected(name)
    assert "terms of reference" not in err


@pytest.mark.django_db
def test_the_command_without_a_group_takes_the_shipped_terms_and_says_so(dry_run):
    out, err = dry_run(str(DATA / "action-tracker-b.xlsx"), "--json")
    assert json.loads(out) == expected("action-tracker-b")
    assert "The database holds no sub-group with agencies" in err


@pytest.mark.django_db
def test_the_command_takes_a_column_from_the_hand(group, dry_run):
    out, _ = dry_run(
        str(DATA / "action-tracker-a.xlsx"), "--json", "--map", "Evidence=comments", "--map", "RAG=ignore"
    )
    first = json.loads(out)[0]
    assert (first["evidence"], first["rag"]) == ("", "")


@pytest.mark.django_db
def test_the_command_in_full_gives_verdicts_with_reasons(group, dry_run):
    out, _ = dry_run(str(DATA / "action-tracker-a.xlsx"), "--json", "--full")
    full = json.loads(out)
    assert full["rows"][0]["verdict"] == "unclear"
    assert "is suggested" in full["rows"][0]["reasons"][0]
    assert full["skipped"][0]["why"] == "It is a note."


@pytest.mark.django_db
def test_a_renamed_agency_is_found_by_its_former_name(group, dry_run, tmp_path):
    agency = group.agencies.get(code="HOUSING")
    agency.names.create(name="Quays Homes Partnership", starts_on="2010-01-01")
    file = tmp_path / "x.csv"
    file.write_text(
        "Ref,Action,Lead agency,Due date\n1,Write to tenants,Quays Homes Partnership,01/02/2018\n"
    )
    out, _ = dry_run(str(file), "--json")
    assert json.loads(out)[0]["agency_codes"] == "HOUSING"


@pytest.mark.django_db
def test_the_command_refuses_in_a_sentence(dry_run, tmp_path):
    with pytest.raises(CommandError, match="add --dry-run"):
        call_command("import_actions", str(DATA / "action-tracker-b.xlsx"))
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        dry_run(str(tmp_path / "none.xlsx"))
    with pytest.raises(CommandError, match="no field “owner”"):
        dry_run(str(DATA / "action-tracker-b.xlsx"), "--map", "Owner=owner")
    with pytest.raises(CommandError, match="There is no sub-group “x”"):
        dry_run(str(DATA / "action-tracker-b.xlsx"), "--group", "x")
