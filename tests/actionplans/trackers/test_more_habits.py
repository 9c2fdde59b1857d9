"""More habits of trackers: labels over tables, leads and supporters in words, years told from the row, notes on cells."""

import io
from datetime import date

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.actionplans.trackers.books import GREEN, RED, book, saved, tracker, words

HEAD = ["Ref", "Action", "Agency", "Due date", "RAG"]


def row(*cells, head=HEAD):
    (found,) = tracker(book(("Plan", [head, list(cells)]))).rows
    return found


def test_the_agency_over_each_table_is_that_of_its_actions():
    head = ["No", "Recommendation", "Action", "Lead", "Timescale", ""]
    source = book(
        (
            "IMR plans",
            [
                ["Agency:", "Greater Manchester Police"], head, [1, "Flags", "Flag it", "DCI", "30/11/2017"], [],
                ["Agency: Salford Royal"], head, [1, "ED", "Prompt it", "Named Nurse", "30/11/2017"],
            ],
        ),
        fills={"F3": GREEN, "F7": RED},
    )  # fmt: skip
    found = tracker(source)
    assert [one.agency_codes for one in found.rows] == [("GMP",), ("SRFT",)]
    assert [one.review for one in found.rows] == ["IMR plans", "IMR plans"]
    assert not any("which agency leads" in remark for remark in found.remarks)


def test_a_recommendation_over_the_first_heading_counts_as_one_over_a_later_heading():
    head = ["Action", "Lead", "Timescale", "Rating"]
    found = tracker(
        book(
            (
                "Learning plan",
                [
                    ["Thematic review of neglect"], ["Recommendation 1: The front door"], head,
                    ["Co-locate it", "CCG", "1/2/18", "Green"], ["Recommendation 2: Hear the child"], head,
                    ["Audit it", "SCC", "1/2/18", "Red"],
                ],
            )
        )
    )  # fmt: skip
    assert [(one.review, one.rec_no, one.recommendation) for one in found.rows] == [
        ("Thematic review of neglect", "1", "The front door"),
        ("Thematic review of neglect", "2", "Hear the child"),
    ]


@pytest.mark.parametrize(
    ("written", "codes", "rest"),
    [
        ("Lead: SRFT; Support: CCG, GMP", ("SRFT", "CCG", "GMP"), ""),
        ("CCG - supported by SRFT", ("CCG", "SRFT"), ""),
        ("CCG (supported by SRFT)", ("CCG", "SRFT"), ""),
        ("GMP in partnership with Housing", ("GMP", "HOUSING"), ""),
        ("SRFT, GMP (lead)", ("GMP", "SRFT"), ""),
        ("GMP (lead) with SCC", ("GMP", "SCC"), ""),
        ("Led by CCG", ("CCG",), ""),
        ("Named Nurse", (), "Named Nurse"),
        ("CCG (Designated Nurse)", ("CCG",), "Designated Nurse"),
    ],
)
def test_who_leads_and_who_supports_may_be_said_in_words(written, codes, rest):
    who = words().read(written)
    assert (who.codes, who.rest) == (codes, rest)


@pytest.mark.parametrize("written", ["GMP?", "tbc (GMP or SCC)", "Fire service"])
def test_a_lead_that_is_not_certain_is_asked_about(written):
    one = row("1", "Write it", written, "1/2/18", "G")
    assert one.verdict == "unclear"
    assert "Salford City Council (SCC): is that meant" not in " ".join(one.reasons)


def test_the_year_of_a_day_is_told_from_the_day_its_action_was_agreed():
    head = ["No", "Date of meeting", "Action agreed", "By whom", "By when"]
    for agreed, written, due in (
        ("24/10/2017", "5 Dec", date(2017, 12, 5)),
        ("24/10/2017", "Jan", date(2018, 1, 31)),
        ("14/02/2018", "Q3", date(2018, 12, 31)),
    ):
        one = row("47", agreed, "Ask for figures", "GMP", written, head=head)
        assert (one.due_suggested, one.verdict) == (due, "unclear")
        assert "the date agreed" in one.reasons[0]


def test_the_year_of_a_day_is_told_from_the_other_days_before_today():
    first, second = tracker(
        book(("Plan", [HEAD, ["1", "A", "GMP", "30/06/2014", "G"], ["2", "B", "GMP", "1 July", "G"]]))
    ).rows
    assert second.due_suggested == date(2014, 7, 1)
    assert "from the other dates of the file" in second.reasons[0]
    assert first.verdict == "new"


def test_what_stands_in_place_of_the_day_of_completion_is_kept():
    head = [*HEAD[:4], "Date of completion and outcome"]
    done = row("1", "Write it", "GMP", "1/2/18", "Completed 1/10/17. All use it.", head=head)
    assert done.completed_on == date(2017, 10, 1)
    assert done.comments == "Date of completion and outcome: Completed 1/10/17. All use it."
    going = row("1", "Write it", "GMP", "1/2/18", "In progress", head=head)
    assert (going.completed_on, going.comments) == (None, "Date of completion and outcome: In progress")
    assert row("1", "Write it", "GMP", "1/2/18", "3 Oct 2017", head=head).comments == ""
    assert row("1", "Write it", "GMP", "1/2/18", "Yes", head=head).is_said_done


def test_a_light_that_says_what_it_was_is_what_it_is():
    assert row("1", "Write it", "GMP", "1/2/18", "G (was A)").rag == "G"
    assert row("1", "Write it", "GMP", "1/2/18", "Amber, previously red").rag == "A"


def test_numbers_that_begin_recommendations_without_the_word():
    head = ["Recommendation", "Action to take", "Lead agency", "Post", "Target date"]
    one = row("1. GPs should ask", "Change it", "CCG", "Named GP", "1/2/18", head=head)
    assert (one.rec_no, one.recommendation, one.lead_officer) == ("1", "GPs should ask", "Named GP")


def test_a_note_on_a_cell_is_a_comment():
    made = openpyxl.load_workbook(io.BytesIO(book(("Plan", [HEAD, ["1", "Write it", "GMP", "1/2/18", "G"]]))))
    made.active["B2"].comment = Comment("Chair: ask again", "Chair")
    (one,) = tracker(saved(made)).rows
    assert one.comments == "Chair: ask again"


def test_each_of_two_numbers_is_of_what_stands_beside_it():
    heading = ["No", "Recommendation", "No.", "Agreed action", "Agency", "By when"]
    day = date(2018, 1, 1)
    rows = [[1, "Be sure", "1.1", what, who, day] for what, who in (("Write it", "GMP"), ("Send it", "CCG"))]
    first, second = tracker(book(("Plan", [heading, *rows]))).rows
    assert [(row.rec_no, row.action_no) for row in (first, second)] == [("1", "1.1"), ("1", "1.1")]
    assert first.reasons == ("The reference “1.1” stands in row 3 as well.",)


def test_agencies_under_a_heading_of_officers_lead():
    def read(*leads):
        rows = [["Ref", "Action", "Action lead", "Due"]]
        rows += [[f"1.{n}", "Write it", lead, date(2018, 1, 1)] for n, lead in enumerate(leads, 1)]
        return [(row.agency_codes, row.lead_officer) for row in tracker(book(("Plan", rows))).rows]

    assert read("GMP", "G.M.P.", "Salford CCG") == [(("GMP",), ""), (("GMP",), ""), (("CCG",), "")]
    assert read("J Smith", "K Jones", "GMP") == [((), "J Smith"), ((), "K Jones"), ((), "GMP")]


def test_what_is_written_beside_a_tick_is_not_lost():
    rows = [["Ref", "Action", "Agency", "Due", "Done"]]
    told = ("Yes 12/1/18", "Y (see the minutes)", "No", "Not yet, waits for IT", "x-ray only")
    rows += [[f"1.{n}", "Write it", "GMP", date(2018, 1, 1), words] for n, words in enumerate(told, 1)]
    found = tracker(book(("Plan", rows))).rows
    assert [(row.status, row.rag) for row in found] == [("Done", "B"), ("Done", "B"), ("", ""), ("", ""), ("", "")]  # fmt: skip
    assert [row.completed_on for row in found] == [date(2018, 1, 12), None, None, None, None]
    assert [row.comments for row in found] == [f"Done: {words}" if words != "No" else "" for words in told]


def test_an_error_of_the_workbook_is_no_action():
    rows = [["Ref", "Action", "Agency", "Due"], ["1", "#REF!", "GMP", date(2018, 1, 1)]]
    row = tracker(book(("Plan", rows))).rows[0]
    assert (row.verdict, row.reasons) == ("unclear", ("“Action” shows Excel’s error #REF!: mend it there.",))


def test_references_under_action_and_words_of_a_light_under_agency():
    heading = ["Action", "What", "Who", "Due", "Agency says"]
    rows = [
        [f"SCR-K/1.{n}", f"Write part {n}", "GMP: Head of Crime", date(2018, 1, n), "On track"]
        for n in (1, 2)
    ]
    first, _ = tracker(book(("Plan", [heading, *rows]))).rows
    assert (first.action_no, first.action) == ("SCR-K/1.1", "Write part 1")
    assert (first.agency_codes, first.lead_officer) == (("GMP",), "Head of Crime")
