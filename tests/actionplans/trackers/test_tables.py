"""Tables that nobody has seen before: other columns, other orders, other headings."""

from datetime import date

import openpyxl
import pytest

from actionplans.trackers import remembered
from tests.actionplans.trackers.books import book, saved, tracker

HEADINGS = ["Ref", "Recommendation", "Action", "Lead agency", "Lead officer", "Due date", "RAG", "Progress"]


def test_title_rows_an_empty_column_and_a_heading_of_two_rows():
    data = book(
        ("Plan", [
            [],
            [None, None, "Improvement plan of the partnership"],
            [None, None, "Position at 12 January 2018"],
            [],
            [None, None, "No.", "What will we do?", "Lead", None, "Target", None, "R/A/G", "What has been done"],
            [None, None, None, None, "Agency", "Officer", "Original", "Revised", None, None],
            [None, None, "1", "Train all staff", "G.M.P.", "DCI Smith", "31/12/16", "31/03/17", "Amber", "03.01.17 begun"],
            [None, None, "2", "Write a policy", "CSC", "J Jones", date(2017, 5, 1), None, "G", None],
        ]),
        merges=["E5:F5", "G5:H5"],
    )  # fmt: skip
    found = tracker(data)
    first, second = found.rows
    assert found.sheets[0].heading_rows == (5, 6)
    assert (first.action, first.agency_codes, first.lead_officer) == (
        "Train all staff",
        ("GMP",),
        "DCI Smith",
    )
    assert (first.original_target, first.revised_target) == (date(2016, 12, 31), date(2017, 3, 31))
    assert (first.rag, first.progress_notes) == ("A", 1)
    assert (second.agency_codes, second.due_suggested, second.revised_target) == (
        ("SCC",),
        date(2017, 5, 1),
        None,
    )
    assert found.as_at == date(2018, 1, 12)


def test_columns_in_another_order_and_under_other_names():
    data = book(
        ("Sheet1", [
            ["BRAG", "By when", "Who?", "What has been done", "What do we need to do?", "How will we know?", "Item"],
            ["Blue", "Sept 2017", "Salford Royal - Named Nurse", "Sept 2017: all done", "Issue a briefing", "Staff know", "4"],
            ["red", "ongoing", "YOT", "", "Review the rota", "Cover at night", "5"],
        ]),
    )  # fmt: skip
    first, second = tracker(data).rows
    assert (first.rag, first.timescale_kind, first.due_suggested) == ("B", "month", date(2017, 9, 30))
    assert (first.agency_codes, first.lead_officer) == (("SRFT",), "Named Nurse")
    assert (first.action, first.outcome, first.action_no) == ("Issue a briefing", "Staff know", "4")
    assert (second.agency_codes, second.rag, second.timescale_kind) == (("YOS",), "R", "ongoing")


def test_merged_cells_hold_for_each_of_their_rows():
    data = book(
        ("Plan", [
            HEADINGS,
            ["1.1", "Recommendation one is long enough", "First", "SRFT", "A", "01/02/2018", "G", ""],
            ["1.2", None, "Second", None, "B", None, "A", ""],
            ["1.3", None, "Third", "GMP", "C", "03/02/2018", "R", ""],
        ]),
        merges=["B2:B4", "D2:D3", "F2:F3"],
    )  # fmt: skip
    first, second, third = tracker(data).rows
    assert [row.agency_codes for row in (first, second, third)] == [("SRFT",), ("SRFT",), ("GMP",)]
    assert first.due_suggested == second.due_suggested == date(2018, 2, 1)
    assert {row.recommendation for row in (first, second, third)} == {"Recommendation one is long enough"}


def test_headings_across_the_table_are_carried_down_and_the_rest_is_passed_over_with_a_reason():
    data = book(
        ("Plan", [
            ["Ref", "Action", "Agency", "Due", "Status", "Comments"],
            ["SCR Child Z (2017)"],
            ["Recommendation 3: Fathers should be seen"],
            ["a", "Ask about fathers", "CSC", "01/02/18", "On track", ""],
            [],
            ["Ref", "Action", "Agency", "Due", "Status", "Comments"],
            ["Recommendation 4: Schools should be told"],
            ["b", "Tell schools", "Education", "01/03/18", "Complete", ""],
            ["Total", 2],
            ["Key:", "green = on track"],
            ["Minutes of the last meeting are in the folder"],
        ]),
        merges=["A2:F2", "A3:F3", "A7:F7", "A11:F11"],
    )  # fmt: skip
    found = tracker(data)
    assert [(row.review, row.rec_no, row.recommendation) for row in found.rows] == [
        ("SCR Child Z", "3", "Fathers should be seen"),
        ("SCR Child Z", "4", "Schools should be told"),
    ]
    assert {skipped.row: skipped.why for skipped in found.skipped} == {
        6: "It repeats the headings.",
        9: "It is a total.",
        10: "It explains the colours.",
        11: "A note or a heading with no action below it.",
    }


def test_a_sheet_for_each_agency_and_sheets_that_are_no_tracker():
    def plan(action: str, agency: str) -> list[list[str]]:
        return [["Ref", "Action", "Lead agency", "Deadline"], ["1", action, agency, "01/02/2018"]]

    data = book(
        ("Read me", [["How to fill this in"], ["Write one action in a row"]]),
        ("GMP", plan("Police do this", "GMP")),
        ("Health", plan("Nurses do that", "SRFT / CCG")),
        ("Lists", [["GMP"], ["SRFT"], ["CCG"]]),
    )
    found = tracker(data)
    assert [(row.sheet, row.review, row.agency_codes) for row in found.rows] == [
        ("GMP", "GMP", ("GMP",)),
        ("Health", "Health", ("SRFT", "CCG")),
    ]
    assert sum("passed over" in remark for remark in found.remarks) == 2


def test_hidden_rows_columns_and_sheets_are_read_and_said():
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Plan"
    sheet.append(["Ref", "Action", "Lead agency", "Due date"])
    sheet.append(["1", "Seen by all", "GMP", "01/02/2018"])
    sheet.append(["2", "Hidden since March", "GMP", "01/02/2018"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    archive = made.create_sheet("Archive")
    archive.append(["Ref", "Action", "Lead agency", "Due date"])
    archive.append(["3", "Long closed", "GMP", "01/02/2016"])
    archive.sheet_state = "hidden"
    found = tracker(saved(made))
    assert [row.action_no for row in found.rows] == ["1", "2", "3"]
    assert [row.hidden for row in found.rows] == [False, True, False]
    assert "The sheet “Plan” has hidden rows (3); they were read." in found.remarks
    assert "The sheet “Plan” has hidden columns (C); they were read." in found.remarks
    assert "The sheet “Archive” is hidden; it was read." in found.remarks


def test_two_tables_in_one_sheet_each_with_its_own_headings():
    data = book(
        ("Plan", [
            ["Child A"],
            ["Ref", "Action", "Lead agency", "Due date", "RAG"],
            ["1", "First of A", "GMP", "01/02/2018", "G"],
            [],
            ["Action required", "Responsible agency", "Deadline", "Traffic light", "Evidence"],
            ["First of B", "SRFT", "02/02/2018", "R", "Minutes"],
        ]),
    )  # fmt: skip
    first, second = tracker(data).rows
    assert (first.action, first.agency_codes, first.rag) == ("First of A", ("GMP",), "G")
    assert (second.action, second.agency_codes, second.rag, second.evidence) == (
        "First of B",
        ("SRFT",),
        "R",
        "Minutes",
    )


def test_headings_that_say_nothing_are_read_by_what_stands_under_them():
    data = book(
        ("Plan", [
            ["x1", "x2", "x3", "x4", "x5"],
            ["1.1", "Write to every school about the new referral form", "GMP", "01/02/2018", "Amber"],
            ["1.2", "Audit twenty files of children who were not brought", "SRFT", "March 2018", "Green"],
            ["1.3", "Train the new practitioners in the use of the tool", "Housing", "Q4", "Red"],
        ]),
    )  # fmt: skip
    found = tracker(data)
    assert {column.header: column.field for column in found.columns} == {
        "x1": "reference", "x2": "action", "x3": "agency", "x4": "due", "x5": "rag",
    }  # fmt: skip
    assert all(column.certainty < 0.7 for column in found.columns)
    assert [row.agency_codes for row in found.rows] == [("GMP",), ("SRFT",), ("HOUSING",)]


def test_a_mapping_by_hand_goes_before_every_guess_and_is_remembered():
    rows = [["Ref", "Text", "Team", "Ready", "Owner"], ["1", "Act now", "Blue team", "01/02/2018", "GMP"]]
    found = tracker(book(("Plan", rows)), mapping={"Text": "action", "Team": "officer", "Ready": "due"})
    row = found.rows[0]
    assert (row.action, row.lead_officer, row.agency_codes, row.due_suggested) == (
        "Act now",
        "Blue team",
        ("GMP",),
        date(2018, 2, 1),
    )
    kept = remembered(found.columns)
    again = tracker(
        book(("Other", [rows[0], ["9", "Act later", "Red team", "02/02/2018", "CCG"]])), mapping=kept
    )
    assert again.fingerprint == found.fingerprint
    assert (again.rows[0].action, again.rows[0].lead_officer) == ("Act later", "Red team")


def test_where_no_column_says_what_is_to_be_done_the_columns_wait_for_a_mapping():
    same = ["yes", "no", "see the minutes of the last meeting"]
    found = tracker(book(("Plan", [["A", "B", "C"], same, same])))
    assert (found.rows, [column.header for column in found.columns]) == ((), ["A", "B", "C"])
    assert (
        "In the sheet “Plan” no column says what is to be done. Choose it by hand if there is one."
        in found.remarks
    )


def test_a_heading_that_is_not_there_is_said():
    rows = [["Ref", "Action", "Lead agency", "Due date"], ["1", "Act", "GMP", "01/02/2018"]]
    assert "No column is headed “Colour”." in tracker(book(("Plan", rows)), mapping={"Colour": "rag"}).remarks


def test_the_plan_is_named_by_its_title_where_the_sheet_is_called_sheet1():
    rows = [
        ["SCR Child M Action Plan"],
        [],
        ["Action", "Lead agency", "Due date"],
        ["1.1 Write to schools", "GMP", "01/02/2018"],
    ]
    row = tracker(book(("Sheet1", rows))).rows[0]
    assert (row.review, row.action_no, row.rec_no, row.action) == (
        "SCR Child M",
        "1.1",
        "1",
        "Write to schools",
    )


def test_a_sheet_for_each_agency_without_a_column_for_it():
    def plan(action: str) -> list[list[str]]:
        return [["Ref", "Action", "Lead officer", "Deadline"], ["1", action, "A Person", "01/02/2018"]]

    found = tracker(book(("GMP", plan("Police do this")), ("Salford Royal", plan("Nurses do that"))))
    assert [row.agency_codes for row in found.rows] == [("GMP",), ("SRFT",)]
    assert found.rows[0].notes == ("The agency was taken from the heading “GMP”.",)


def test_headings_of_stages_are_no_reviews():
    rows = [
        ["Action", "Agency", "Due"], ["SCR Child K"], ["Act", "GMP", "1/2/18"], ["Completed actions"], ["Done", "CCG", "1/2/17"],
    ]  # fmt: skip
    found = tracker(book(("Plan", rows), bold=["A2", "A4"]))
    assert [row.review for row in found.rows] == ["SCR Child K", "SCR Child K"]


def test_a_heading_over_groups_of_columns_and_numbers_of_recommendations():
    rows = [
        ["Individual Management Review, SCR Child P"],
        ["Version 4, 3 February 2018"],
        ["Recommendation", None, "Implementation", None, None, None, "Assurance", None],
        ["No", "Text", "Action", "Lead", "Start", "Finish", "Evidence", "RAG"],
        [
            1,
            "Supervision is recorded",
            "Audit 20 files",
            "Named Nurse (SRFT)",
            date(2018, 1, 1),
            date(2018, 4, 30),
            "Report",
            "Amber",
        ],
        [
            None,
            None,
            "Train the team",
            "Ward managers, SRFT",
            date(2018, 1, 1),
            "End of April",
            "Register",
            "G",
        ],
    ]
    found = tracker(book(("IMR", rows), merges=["A3:B3", "C3:F3", "G3:H3", "A5:A6", "B5:B6"]))
    first, second = found.rows
    assert (first.rec_no, first.recommendation, first.action_no) == ("1", "Supervision is recorded", "")
    assert (second.rec_no, second.recommendation) == ("1", "Supervision is recorded")
    assert (first.lead_officer, second.lead_officer) == ("Named Nurse", "Ward managers")
    assert (first.agreed_on, first.due_suggested) == (date(2018, 1, 1), date(2018, 4, 30))
    assert (found.as_at, second.due_suggested) == (date(2018, 2, 3), date(2018, 4, 30))


def test_unknown_headings_over_short_texts_wait_for_a_mapping():
    rows = [
        ["Aktionsplan"], ["Bezug", "Vorhaben", "Wer", "Bis"], ["1", "Write protocol", "GMP", date(2018, 1, 1)],
        ["2", "Train staff", "CCG", date(2018, 2, 1)],
    ]  # fmt: skip
    found = tracker(book(("Plan", rows)))
    assert found.rows == ()
    assert [column.header for column in found.columns] == rows[1]
    mapped = tracker(book(("Plan", rows)), mapping={"Vorhaben": "action"})
    assert [row.action for row in mapped.rows] == ["Write protocol", "Train staff"]
    assert [row.agency_codes for row in mapped.rows] == [("GMP",), ("CCG",)]


@pytest.mark.parametrize(
    "heading", [["Ref", "Details", "Details", "Who", "Date", "Date"], ["Ref", "Action", "Action", "Who", "Date", "Date"]]
)  # fmt: skip
def test_two_columns_with_one_heading_are_told_apart_and_the_action_is_asked_about(heading):
    days = [date(2017, 6, 1), date(2018, 6, 1)]
    rows = [
        heading, ["1.1", "Because of the finding that bruises were missed", "Write the protocol and send it", "GMP", *days],
        ["1.2", "Because of the finding on fathers as well here", "Write the other one and send it out", "CCG", *days],
    ]  # fmt: skip
    data, word = book(("Plan", rows)), heading[1]
    found = tracker(data)
    names = ["Ref", f"{word} (column B)", f"{word} (column C)", "Who", "Date (column E)", "Date (column F)"]
    assert [column.name for column in found.columns] == names
    said = f"Several columns are headed “{word}”, and column B was taken for the action: choose the columns by hand if it is another."
    assert all(row.verdict == "unclear" and said in row.reasons for row in found.rows)
    chosen = {names[1]: "finding", names[2]: "action", names[4]: "agreed_on", names[5]: "due"}
    mapped = tracker(data, mapping=chosen)
    assert [row.action for row in mapped.rows] == [rows[1][2], rows[2][2]]
    assert (mapped.rows[0].finding, mapped.rows[0].due_suggested) == (rows[1][1], days[1])
    assert [row.verdict for row in mapped.rows] == ["new", "new"]
    again = tracker(data, mapping=remembered(mapped.columns))
    assert again.rows == mapped.rows
    assert not any("No column is headed" in one for one in again.remarks)
