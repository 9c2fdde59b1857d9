"""Rows that nobody has seen before: dates, numbers, updates and officers as they are written."""

from datetime import date

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.actionplans.trackers.books import book, saved, tracker


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
