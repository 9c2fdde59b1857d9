"""Files that nobody has seen before: other programs, and very long ones."""

from datetime import date

import pytest

from tests.actionplans.trackers.books import book, tracker

HEADINGS = ["Ref", "Recommendation", "Action", "Lead agency", "Lead officer", "Due date", "RAG", "Progress"]


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


@pytest.mark.parametrize("unlike", [True, False])
def test_five_thousand_short_rows_of_text_are_all_found(unlike):
    def row(n: int) -> str:
        k = n if unlike else 1
        return f"R{k};Do {k} things;Agency {k};Q{n % 4 + 1};Amber {k % 3};{k}.{k}.17 - said {k}"

    text = "Ref;Action;Lead agency;Due date;RAG;Progress\n" + "\n".join(row(n) for n in range(5000))
    assert len(tracker(text.encode(), name="x.csv").rows) == 5000
