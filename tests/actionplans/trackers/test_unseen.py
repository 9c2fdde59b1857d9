"""Trackers that nobody has seen before: other columns, other orders, other habits."""

from datetime import date

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from actionplans.trackers import remembered
from tests.actionplans.trackers.books import AMBER, BLUE, GREEN, RED, book, saved, tracker

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


def test_colours_without_words_are_read_whatever_the_shade():
    rows = [["Ref", "Action", "Lead agency", "Due date", "RAG"]]
    rows += [[str(n), f"Action number {n}", "GMP", "01/02/2018", None] for n in range(1, 9)]
    shades = ["FFC7CE", "FF7C80", "FFEB9C", "FFD966", "C6EFCE", "00B050", "0070C0", "7F7F7F"]
    found = tracker(book(("Plan", rows), fills={f"E{n}": shade for n, shade in enumerate(shades, 2)}))
    assert [row.rag for row in found.rows] == ["R", "R", "A", "A", "G", "G", "B", ""]
    assert found.rows[-1].reasons == ("The cell is grey, which is no traffic light here.",)


def test_colours_of_the_theme_and_of_the_old_palette():
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Action", "Lead agency", "Due date", "RAG"])
    for colour in (Color(indexed=10), Color(theme=6), Color(theme=4, tint=0.4), Color(theme=0, tint=-0.15)):
        sheet.append(["Do something", "GMP", "01/02/2018", None])
        sheet.cell(sheet.max_row, 4).fill = PatternFill("solid", fgColor=colour)
    found = tracker(saved(made))
    assert [row.rag for row in found.rows] == ["R", "G", "B", ""]
    assert "grey" in found.rows[3].reasons[0]


def test_a_striped_table_is_no_row_of_lights_and_a_coloured_row_is_one():
    rows = [["Action", "Lead agency", "Due date", "RAG"], ["One thing", "GMP", "01/02/2018", None]]
    striped = tracker(book(("Plan", rows), fills={f"{c}2": "DCE6F1" for c in "ABCD"}))
    assert striped.rows[0].rag == ""
    coloured = [[*row[:3]] for row in rows]
    found = tracker(book(("Plan", coloured), fills={f"{c}2": AMBER for c in "ABC"}))
    assert found.rows[0].rag == "A"
    assert found.rows[0].verdict == "unclear"


def test_the_word_and_the_colour_of_a_cell_that_disagree_are_asked_about():
    rows = [["Action", "Lead agency", "Due date", "RAG"]]
    rows += [
        ["One", "GMP", "01/02/2018", word]
        for word in ("Amber", "Green", "Complete - Green", "Amber/Green", "B")
    ]
    fills = {"D2": GREEN, "D3": GREEN, "D4": GREEN, "D5": AMBER, "D6": BLUE}
    first, second, third, fourth, fifth = tracker(book(("Plan", rows), fills=fills)).rows
    assert (first.rag, first.reasons) == ("A", ("The word says amber and the cell is green.",))
    assert [(row.rag, row.verdict) for row in (second, third, fourth, fifth)] == [
        ("G", "new"), ("G", "new"), ("A", "unclear"), ("B", "new"),
    ]  # fmt: skip


def test_a_status_against_its_light_is_asked_about():
    rows = [
        ["Action", "Lead agency", "Due date", "Status", "RAG"],
        ["One", "GMP", "1/2/18", "Not started", "Green"],
    ]
    assert tracker(book(("Plan", rows))).rows[0].reasons == (
        "The status says “Not started” and the light is green.",
    )


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


def test_csv_with_semicolons_from_an_old_computer():
    text = 'Réf;Action;Lead agency;Due date;RAG\r\n1;Review “all” files; G.M.P.;30/09/17;Amber\r\n2;"Two\r\nlines; one cell";CSC;Q3;G\r\n'
    found = tracker(text.encode("cp1252"), name="old plan.csv")
    assert [(row.action, row.agency_codes, row.timescale_kind) for row in found.rows] == [
        ("Review “all” files", ("GMP",), "datetext"),
        ("Two\nlines; one cell", ("SCC",), "quarter"),
    ]
    assert found.rows[0].sheet == "old plan"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_csv_with_tabs_in_any_encoding(encoding):
    text = "Action\tLead agency\tDue date\nDon’t wait – act\tNPS\t2018-02-01\n"
    row = tracker(text.encode(encoding), name="x.csv").rows[0]
    assert (row.action, row.agency_codes, row.due_suggested) == (
        "Don’t wait – act",
        ("NPS",),
        date(2018, 2, 1),
    )


def test_a_workbook_with_the_ending_of_macros_is_read():
    data = book(("Plan", [["Action", "Lead agency", "Due date"], ["Act", "GMP", "01/02/2018"]]))
    assert len(tracker(data, name="tracker.xlsm").rows) == 1


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


def test_dates_that_were_struck_out_and_replaced():
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Action", "Lead agency", "Due date"])
    sheet.append(["Act", "GMP", CellRichText(TextBlock(InlineFont(strike=True), "31/12/16"), " 31/03/17")])
    sheet.append(["Act too", "GMP", "31/12/16 revised to 31/03/17"])
    first, second = tracker(saved(made)).rows
    for row in (first, second):
        assert (row.original_target, row.revised_target, row.due_suggested) == (
            date(2016, 12, 31), date(2017, 3, 31), date(2017, 3, 31),
        )  # fmt: skip
        assert row.verdict == "new"
        assert row.notes


def test_an_action_that_is_struck_out_is_wrong():
    rows = [["Action", "Lead agency", "Due date"], ["No longer wanted", "GMP", "01/02/2018"]]
    row = tracker(book(("Plan", rows), struck=["A2"])).rows[0]
    assert (row.verdict, row.reasons) == ("wrong", ("The action is struck out.",))


def test_dates_with_the_month_first_are_asked_about_and_so_are_their_neighbours():
    rows = [
        ["Action", "Lead agency", "Due date"],
        ["Act", "GMP", "12/25/2017"],
        ["Act too", "GMP", "04/05/2017"],
    ]
    first, second = tracker(book(("Plan", rows))).rows
    assert first.due_suggested == date(2017, 12, 25)
    assert second.reasons == (
        "“04/05/2017” was read day first, but other dates in this column have the month first.",
    )


def test_ticks_in_columns_of_their_own_are_a_status():
    rows = [
        [
            "Recommendation (with ref.)",
            "Responsible officer",
            "Update on progress",
            "Achieved",
            "On target to achieve",
            "If not, new date",
        ],
        ["3.1 Revise the form", "J Smith", "Done in May", "✓", "", ""],
        ["3.2 Train staff", "K Jones", "Half way", "", "x", "31/03/2018"],
    ]
    first, second = tracker(book(("Plan", rows))).rows
    assert (first.action, first.status, first.rag) == ("3.1 Revise the form", "Achieved", "B")
    assert (second.status, second.rag) == ("On target to achieve", "G")


def test_updates_in_columns_of_their_own_and_in_rows_of_their_own():
    rows = [
        ["Ref", "Action", "Lead agency", "Due date", "Update Oct 2017", "Update Jan 2018"],
        ["1", "Act", "GMP", "01/02/2018", "Begun", "Nearly done"],
        [None, None, None, None, None, "One case is left"],
    ]
    found = tracker(book(("Plan", rows)))
    row = found.rows[0]
    assert [update.on for update in row.updates] == [date(2017, 10, 31), date(2018, 1, 31), None]
    assert row.progress.endswith("One case is left")
    assert found.skipped[0].why == "It goes on from row 2."


def test_two_rows_with_one_reference_are_both_asked_about():
    rows = [
        ["Ref", "Action", "Lead agency", "Due date"],
        ["1", "Act", "GMP", "01/02/2018"],
        ["1", "React", "GMP", "01/02/2018"],
    ]
    first, second = tracker(book(("Plan", rows))).rows
    assert first.reasons == ("The reference “1” stands in row 3 as well.",)
    assert second.verdict == "unclear"


def test_rows_that_cannot_be_imported_are_wrong_and_say_why():
    rows = [
        ["Ref", "Recommendation", "Action", "Lead agency", "Due date"],
        ["1", "Rec one", "Act", "GMP", "31/02/2018"],
        ["2", "Rec two", None, "GMP", "01/02/2018"],
        ["3", "Rec three", None, None, None],
        ["4", "Rec four", "Act", "GMP", "01/02/2018"],
    ]
    found = tracker(book(("Plan", rows)))
    assert [(row.row, row.verdict) for row in found.rows] == [
        (2, "wrong"),
        (3, "wrong"),
        (4, "wrong"),
        (5, "new"),
    ]
    assert [row.reasons[0] for row in found.rows[:3]] == [
        "“31/02/2018” is no day of the calendar from 1990 to 2100.",
        "No action is written.",
        "The recommendation has no action.",
    ]


def test_ten_kinds_of_dates_as_text_in_one_column():
    written = {
        "30/09/17": date(2017, 9, 30), "30.9.2017": date(2017, 9, 30), "30 Sept 2017": date(2017, 9, 30),
        "30th September 2017": date(2017, 9, 30), "Sept 2017": date(2017, 9, 30), "Q2 2017/18": date(2017, 9, 30),
        "2017-09-30": date(2017, 9, 30), "Sep-17": date(2017, 9, 30), "end of September": date(2017, 9, 30),
        "42856": date(2017, 5, 1), "September 30, 2017": date(2017, 9, 30), "TBC": None, "ASAP": None, "ongoing": None,
    }  # fmt: skip
    rows = [["As at 1 November 2017"], ["Ref", "Action", "Lead agency", "By when?"]]
    rows += [[str(n), f"Action {n}", "GMP", text] for n, text in enumerate(written, 1)]
    found = tracker(book(("Plan", rows)))
    assert {row.timescale_as_written: row.due_suggested for row in found.rows} == written


def test_a_formula_without_its_result_is_asked_about():
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Action", "Lead agency", "Due date"])
    sheet.append(["Act", "GMP", "=TODAY()+30"])
    row = tracker(saved(made)).rows[0]
    assert row.due_suggested is None
    assert "“Due date” holds a formula whose result was not saved" in row.reasons[-1]


def test_five_thousand_rows_are_all_found():
    rows = [HEADINGS]
    agencies = ["GMP", "S.R.F.T", "CSC / Health", "Salford CC - CSC", "LSCB & GMW (now GMMH)", "Someone new"]
    due = ["30/09/17", "Sept 2017", "Q3", date(2018, 1, 1), "ongoing", None]
    rows += [
        [f"{n // 10}.{n % 10}", f"Recommendation {n // 10}", f"Action number {n} with some more words", agencies[n % 6], "A Person",
         due[n % 6], "RAGB"[n % 4], f"01.0{n % 9 + 1}.17 - begun\n02.10.17 - going on {n}"]
        for n in range(5000)
    ]  # fmt: skip
    data = book(("Plan", rows))
    assert len(tracker(data).rows) == 5000


def test_the_whole_row_of_red_is_not_lost_when_a_light_is_missing():
    rows = [["Action", "Lead agency", "Due date", "RAG"], ["Act", "GMP", "01/02/2018", None]]
    row = tracker(book(("Plan", rows), fills={"D2": RED})).rows[0]
    assert (row.rag, row.notes[-1]) == ("R", "Read from the colour of the cell (red).")


def test_a_recommendation_that_is_written_once_holds_for_the_rows_below_it():
    rows = [
        ["Rec no", "Recommendation", "Action no", "Action", "Lead agency", "Due date"],
        [1, "Fathers should be seen", 1.1, "Ask", "GMP", "01/02/2018"],
        [None, None, 1.2, "Record", "SRFT", "01/02/2018"],
        [2, "Schools should be told", 2.1, "Tell", "CCG", "01/02/2018"],
        [2, None, 2.2, "Tell again", "CCG", "01/02/2018"],
    ]
    found = tracker(book(("Plan", rows))).rows
    assert [(row.rec_no, row.recommendation, row.action_no) for row in found] == [
        ("1", "Fathers should be seen", "1.1"), ("1", "Fathers should be seen", "1.2"),
        ("2", "Schools should be told", "2.1"), ("2", "Schools should be told", "2.2"),
    ]  # fmt: skip
    assert {row.verdict for row in found} == {"new"}


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


def test_numbers_as_the_cell_shows_them_and_months_that_keep_a_first_day():
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(["Ref", "Action", "Lead agency", "Due date"])
    sheet.append([1.1, "Ninth", "GMP", date(2017, 9, 1)])
    sheet.append([1.1, "Tenth", "GMP", date(2017, 9, 1)])
    sheet["A3"].number_format = "0.00"
    sheet["D2"].number_format = "mmm-yy"
    first, second = tracker(saved(made)).rows
    assert (first.action_no, second.action_no) == ("1.1", "1.10")
    assert first.reasons == (
        "The cell shows September 2017 and keeps its first day: is Friday 1 September 2017 meant?",
    )
    assert second.verdict == "new"


def test_an_officer_under_the_agency_in_one_cell():
    rows = [
        ["Action", "Who", "When"],
        ["Act", "GMP\nL. Haddlesey", "1/2/18"],
        ["Act too", "SRFT, Salix Homes", "1/2/18"],
    ]
    first, second = tracker(book(("Plan", rows))).rows
    assert (first.agency_codes, first.lead_officer, first.verdict) == (("GMP",), "L. Haddlesey", "new")
    assert second.reasons == ("“Salix Homes” is no agency that this group knows.",)


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


def test_an_action_log_of_a_meeting_with_initials_and_words_for_numbers():
    text = "Minute no,Item,Action,By whom,By when,Done?\n1.1,Matters arising,Circulate the form,Business Manager,Next meeting,Y\n"
    row = tracker(text.encode(), name="log.csv").rows[0]
    assert (row.action_no, row.action, row.lead_officer, row.agency_codes) == (
        "1.1",
        "Circulate the form",
        "Business Manager",
        (),
    )
    assert (row.status, row.rag, row.verdict) == ("Done?", "B", "unclear")


def test_a_post_that_names_its_agency_is_the_officer_too():
    rows = [["What", "Who", "When"], ["Hold a board", "Director of Children's Services", "1/2/18"]]
    row = tracker(book(("Plan", rows))).rows[0]
    assert (row.agency_codes, row.lead_officer) == (("SCC",), "Director of Children's Services")


def test_a_light_that_was_not_chosen():
    rows = [["Action", "Agency", "Due", "RAG"], ["Act", "GMP", "1/2/18", "R / A / G"]]
    row = tracker(book(("Plan", rows))).rows[0]
    assert (row.rag, row.reasons) == ("", ("“R / A / G” names 3 colours: none was chosen.",))


@pytest.mark.parametrize("unlike", [True, False])
def test_five_thousand_short_rows_of_text_are_all_found(unlike):
    def row(n: int) -> str:
        k = n if unlike else 1
        return f"R{k};Do {k} things;Agency {k};Q{n % 4 + 1};Amber {k % 3};{k}.{k}.17 - said {k}"

    text = "Ref;Action;Lead agency;Due date;RAG;Progress\n" + "\n".join(row(n) for n in range(5000))
    assert len(tracker(text.encode(), name="x.csv").rows) == 5000


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


def lit(legend: str, *cells: object, fills: dict[str, str] | None = None, head: str = "RAG"):
    rows = [[legend], ["Ref", "Action", "Lead agency", "Due date", head]]
    rows += [[str(n), f"Do {n}", "GMP", "01/02/2018", cell] for n, cell in enumerate(cells, 1)]
    return tracker(book(("Plan", rows), fills=fills))


def test_the_trackers_own_words_for_its_colours_are_kept_to():
    found = lit(
        "RAG: Green = completed; Amber = in progress; Red = on track; Grey = superseded",
        "Green", None, "Amber", "Red", "On track", None, fills={"E4": GREEN, "E8": "7F7F7F"},
    )  # fmt: skip
    assert found.sheets[0].legend["-"] == "superseded"
    assert [row.rag for row in found.rows] == ["B", "B", "A", "R", "G", ""]
    assert found.rows[0].notes[-1] == "This tracker says that green means “completed”."
    assert found.rows[2].notes[-1] == "This tracker says that amber means “in progress”."
    assert [row.reasons for row in found.rows if row.rag in ("A", "R", "")] == [
        (),
        ("This tracker says that red means “on track”: which light is meant?",),
        ("The cell is grey, which means “superseded” in this tracker: which light is meant?",),
    ]


def test_a_column_of_status_with_colours_and_no_words_is_that_of_the_light():
    fills = {"E3": GREEN, "E4": "7F7F7F", "E5": "7030A0"}
    found = lit("Plan of the group", None, None, None, fills=fills, head="Status")
    assert [row.rag for row in found.rows] == ["G", "", ""]
    assert [row.reasons for row in found.rows] == [
        (), ("The cell is grey, which is no traffic light here.",), ("The cell is purple, which is no traffic light here.",)
    ]  # fmt: skip
