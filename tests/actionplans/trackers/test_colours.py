"""Lights that nobody has seen before: colours, words, ticks and legends."""

import openpyxl
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from tests.actionplans.trackers.books import AMBER, BLUE, GREEN, RED, book, saved, tracker


def lit(legend: str, *cells: object, fills: dict[str, str] | None = None, head: str = "RAG"):
    rows = [[legend], ["Ref", "Action", "Lead agency", "Due date", head]]
    rows += [[str(n), f"Do {n}", "GMP", "01/02/2018", cell] for n, cell in enumerate(cells, 1)]
    return tracker(book(("Plan", rows), fills=fills))


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


def test_the_whole_row_of_red_is_not_lost_when_a_light_is_missing():
    rows = [["Action", "Lead agency", "Due date", "RAG"], ["Act", "GMP", "01/02/2018", None]]
    row = tracker(book(("Plan", rows), fills={"D2": RED})).rows[0]
    assert (row.rag, row.notes[-1]) == ("R", "Read from the colour of the cell (red).")


def test_a_light_that_was_not_chosen():
    rows = [["Action", "Agency", "Due", "RAG"], ["Act", "GMP", "1/2/18", "R / A / G"]]
    row = tracker(book(("Plan", rows))).rows[0]
    assert (row.rag, row.reasons) == ("", ("“R / A / G” names 3 colours: none was chosen.",))


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
