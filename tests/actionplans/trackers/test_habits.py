"""Habits of trackers that are easily taken for something else: shares of a hundred, dittos, lights to be ticked, totals as text."""

from datetime import date

import pytest

from actionplans.trackers import lights
from tests.actionplans.trackers.books import book, tracker

HEAD = ["Ref", "Recommendation", "Action", "Lead agency", "Lead officer", "Due date", "Status"]


def rows(*under: list[object], head: list[str] = HEAD):
    return tracker(book(("Plan", [head, *under]))).rows


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("100%", "B"),
        ("100% complete", "B"),
        ("50% complete", ""),
        ("90 % achieved", ""),
        ("0%", ""),
        ("75% - delayed", "A"),
    ],
)
def test_only_a_hundred_of_a_hundred_is_complete(words, code):
    assert lights.meaning(words) == code


def test_a_share_of_one_under_percent_is_shown_as_a_share_of_a_hundred():
    head = [*HEAD[:-1], "% complete"]
    first, second = rows(
        ["1", "", "Write it", "GMP", "DI", "1/2/18", 0.5], ["2", "", "Send it", "GMP", "DI", "1/2/18", 1], head=head
    )  # fmt: skip
    assert [(one.status, one.rag) for one in (first, second)] == [("50%", ""), ("100%", "B")]


@pytest.mark.parametrize("ditto", ["As above", "same as above", "Ditto", '"', "〃"])
def test_a_ditto_is_what_stands_above(ditto):
    first, second = rows(
        ["1", "Share records", "Write it", "SCC", "J Hall", "1/2/18", ""],
        ["2", "", "Send it; then do as above", ditto, ditto, ditto, ""],
    )
    assert (second.agency_codes, second.lead_officer, second.due_suggested) == (
        first.agency_codes, "J Hall", date(2018, 2, 1)
    )  # fmt: skip
    assert second.action == "Send it; then do as above"


def test_red_amber_and_green_are_columns_to_be_ticked():
    head = ["Ref", "Action", "Lead agency", "Due date", "R", "A", "G"]
    found = rows(
        ["1", "Amend the form", "GMP", "1/2/18", "", "X", ""], ["2", "Train", "GMP", "1/2/18", "", "", "✓"], head=head
    )  # fmt: skip
    assert [one.rag for one in found] == ["A", "G"]


def test_a_total_is_one_also_where_its_number_is_text():
    found = tracker(
        b"Ref,Action,Lead agency,Due date\n1,Write it,GMP,1/2/18\nSub-total,1,,\nTotal,,,1\n", name="x.csv"
    )
    assert [one.action for one in found.rows] == ["Write it"]
    assert [one.why for one in found.skipped] == ["It is a total."] * 2


def test_the_number_that_begins_a_recommendation_is_its_number():
    head = HEAD[1:]
    first, second = rows(
        ["Rec 1: Agencies share records", "Write it", "GMP", "DI", "1/2/18", ""],
        ["Recommendation 2 - Supervision", "Audit it", "SCC", "HoS", "1/2/18", ""],
        head=head,
    )
    assert (first.rec_no, first.recommendation) == ("1", "Agencies share records")
    assert (second.rec_no, second.recommendation) == ("2", "Supervision")


def test_a_day_and_a_month_without_a_year_are_asked_about():
    (one,) = rows(["1", "", "Write it", "GMP", "DI", "31/03", ""])
    assert (one.due_suggested, one.timescale_kind, one.verdict) == (date(2018, 3, 31), "datetext", "unclear")
    assert "“31/03” has no year: 2018 was taken from today’s date." in one.reasons


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Date to be completed", "due"), ("Extended deadline", "revised_due"), ("Revised completion", "revised_due"),
        ("Meeting date", "agreed_on"), ("% complete", "status"),
    ],
)  # fmt: skip
def test_more_words_that_head_columns(heading, field):
    found = tracker(
        book(("Plan", [["Ref", "Action", "Agency", heading], ["1", "Write it", "GMP", "1/2/18"]]))
    )
    assert {one.header: one.field for one in found.columns}[heading] == field
