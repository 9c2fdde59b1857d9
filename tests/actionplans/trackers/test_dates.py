"""Timescales as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actionplans.trackers.updates import read_updates
from subgroup.sheets.dates import Timescale, read_timescale
from tests.actionplans.trackers.books import book, tracker

NEAR = date(2017, 11, 14)


@pytest.mark.parametrize(
    ("written", "kind", "due"),
    [
        (datetime(2017, 5, 31), "date", date(2017, 5, 31)),  # noqa: DTZ001  a cell of a workbook has no zone
        (42856, "date", date(2017, 5, 1)),
        ("21.09.17", "datetext", date(2017, 9, 21)),
        ("06/09/2017", "datetext", date(2017, 9, 6)),
        ("3 Nov 2017", "datetext", date(2017, 11, 3)),
        ("Friday 3rd March 2017", "datetext", date(2017, 3, 3)),
        ("29/02/2016", "datetext", date(2016, 2, 29)),
        ("29/02/2017", "text", None),
        ("March 31 2018", "datetext", date(2018, 3, 31)),
        ("Sept 30 2017", "datetext", date(2017, 9, 30)),
        ("Feb 1st 2018", "datetext", date(2018, 2, 1)),
        ("Sept. 30th, 2017", "datetext", date(2017, 9, 30)),
        ("2018/19 Q3", "quarter", date(2018, 12, 31)),
        ("2018-19 Q1", "quarter", date(2018, 6, 30)),
        ("2018-2019, Quarter 4", "quarter", date(2019, 3, 31)),
        ("FY18/19 Q2", "quarter", date(2018, 9, 30)),
        ("FY 18/19 3rd quarter", "quarter", date(2018, 12, 31)),
        ("2018 Q3", "quarter", date(2018, 12, 31)),
        ("2018/20 Q3", "text", None),
        ("18 May", "datetext", date(2017, 5, 18)),
        ("May 18", "month", date(2018, 5, 31)),
        ("Sept 2017", "month", date(2017, 9, 30)),
        ("End Feb 2016", "month", date(2016, 2, 29)),
        ("end of March", "month", date(2018, 3, 31)),
        ("09/2017", "month", date(2017, 9, 30)),
        ("March 2017/18", "month", date(2018, 3, 31)),
        ("Dec 2017-2018", "month", date(2017, 12, 31)),
        ("March 2017/19", "text", None),
        ("March 2017/18 May 2017", "datetext", date(2017, 5, 18)),
        ("Q3", "quarter", date(2017, 12, 31)),
        ("Q4", "quarter", date(2018, 3, 31)),
        ("Q1 2017/18", "quarter", date(2017, 6, 30)),
        ("Q4 17-18", "quarter", date(2018, 3, 31)),
        ("Quarter 2", "quarter", date(2017, 9, 30)),
        ("Ongoing", "ongoing", None),
        ("On-going - review 6 mthly", "ongoing", None),
        ("Completed", "done", None),
        ("completed 12/3/17", "done", None),
        ("TBC", "blank", None),
        (None, "blank", None),
        ("", "blank", None),
        ("ASAP", "text", None),
        ("within 6 months", "text", None),
        ("2017", "text", None),
        ("may need longer", "text", None),
        (date(1899, 12, 31), "text", None),
        (43100.5, "date", date(2017, 12, 31)),
        ("31Jan18", "datetext", date(2018, 1, 31)),
        ("Nov17", "month", date(2017, 11, 30)),
        ("20180131", "datetext", date(2018, 1, 31)),
        (20180131, "datetext", date(2018, 1, 31)),
        ("20181331", "text", None),
        ("31 01 2018", "datetext", date(2018, 1, 31)),
        ("3/18", "month", date(2018, 3, 31)),
        ("February half-term 2018", "month", date(2018, 2, 28)),
        ("end of financial year 2017/18", "text", date(2018, 3, 31)),
        ("Throughout 2017-2018", "text", date(2018, 3, 31)),
        ("2017/19", "text", None),
    ],
)
def test_how_it_is_read(written, kind, due):
    found = read_timescale(written, near=NEAR)
    assert (found.kind, found.due) == (kind, due)
    assert found.doubts or found.kind in {"date", "datetext", "done"}


@pytest.mark.parametrize(
    "written",
    [
        "31/12/16 revised to 31/03/17", "31 Dec 2016, extended to 31 March 2017", "31/12/2016 → 31/03/2017",
        "31/03/17 (was 31/12/16)", "originally 31.12.16, 31.3.17",
    ],
)  # fmt: skip
def test_a_date_that_replaces_another(written):
    found = read_timescale(written)
    assert (found.first, found.due) == (date(2016, 12, 31), date(2017, 3, 31))
    assert not found.doubts


def test_two_dates_of_which_none_replaces_the_other_are_asked_about():
    found = read_timescale("31/12/16 & 31/03/17")
    assert found.due == date(2017, 3, 31)
    assert "holds 2 dates" in found.doubts[0]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("July & October 2017", ["31 July 2017", "31 October 2017"]),
        ("Sept/Oct 2017", ["30 September 2017", "31 October 2017"]),
        ("Jan, Mar 2018", ["31 January 2018", "31 March 2018"]),
        ("end of June & Dec 17", ["30 June 2017", "31 December 2017"]),
        ("15 July and 20 October 2017", ["2017 was taken from “20 October 2017”", "20 October 2017"]),
        ("Sept, Dec & Mar 2018", ["30 September 2017", "31 December 2017", "31 March 2018"]),
        ("Nov 2017 and Feb", ["30 November 2017", "28 February 2018"]),
        ("Q1 & Q3 2017/18", ["30 June 2017", "31 December 2017"]),
        ("Q4 & Q1 2017/18", ["31 March 2017", "30 June 2017"]),
    ],
)
@pytest.mark.parametrize("near", [NEAR, None, date(2015, 2, 1), date(2021, 8, 1)])
def test_the_year_of_one_date_stands_for_those_beside_it(written, days, near):
    found = read_timescale(written, near=near)
    assert f"{found.due:%-d %B %Y}" == days[-1]
    for day in days[:-1]:
        assert any(day in doubt for doubt in found.doubts), day
    assert not any("file's own date" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    "written", ["15 & 29 March 2018", "15th and 29th March 2018", "15-29 March 2018", "15/03 & 29/03/2018"]
)
def test_of_two_days_of_which_one_has_no_month_or_year_the_last_is_taken_and_asked_about(written):
    found = read_timescale(written, near=NEAR)
    assert found.due == date(2018, 3, 29)
    assert "holds more than one day: the last, Thursday 29 March 2018, was taken" in found.doubts[-1]


def test_a_month_that_was_replaced_lies_before_the_one_that_replaced_it():
    found = read_timescale("July 2018 (was October)", near=NEAR)
    assert (found.first, found.due) == (date(2017, 10, 31), date(2018, 7, 31))


@pytest.mark.parametrize("written", ["March\nPolicy of Nov 2012", "March; the review reported in Nov 2012"])
def test_a_year_of_another_sentence_is_not_lent(written):
    assert (
        "31 March 2018 is suggested, from the file's own date" in read_timescale(written, near=NEAR).doubts[0]
    )


def test_without_a_day_of_the_tracker_no_year_is_invented():
    for written in ("Q3", "end of March", "18 May"):
        assert read_timescale(written).due is None
        assert "which is meant" in read_timescale(written).doubts[0]


def test_a_quarter_says_how_its_year_was_found():
    said = read_timescale("Q3", near=NEAR).doubts[0]
    assert "Sunday 31 December 2017, is suggested" in said
    assert "2017/18 was taken from the file's own date" in said


def test_text_that_is_struck_out_gives_way():
    found = read_timescale("31/03/17", struck="31/12/16")
    assert (found.due, found.first) == (date(2017, 3, 31), date(2016, 12, 31))
    gone = read_timescale("", struck="31/12/16")
    assert (gone.due, gone.doubts) == (None, ("“31/12/16” is struck out and nothing stands in its place.",))


PIECES = st.sampled_from(
    [
        "31", "12", "2017", "17", "/", ".", "-", " ", "Q", "3", "Sept", "may", "29 Feb", "to", "revised to", "end of", "0",
        "99999", "1899", "2101", "٣", "½", "st", "(", "'", "ongoing", "was", "\n", "/18", "FY",
    ]
)  # fmt: skip
ANYTHING = st.one_of(
    st.text(max_size=40),
    st.lists(PIECES, max_size=8).map("".join),
    st.integers(-(10**6), 10**6),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
)


@given(ANYTHING, st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 12, 31))), st.text(max_size=12))
@example("Q4 2100/01", None, "")
@example("Q4", date(2100, 12, 31), "")
@example("31/12/0000", None, "31/12/99")
def test_nothing_breaks_it_and_no_date_is_out_of_range(value, near, struck):
    found = read_timescale(value, near=near, struck=struck)
    assert isinstance(found, Timescale)
    for day in (found.due, found.first):
        assert day is None or 1990 <= day.year <= 2100


@given(ANYTHING, st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_its_own_output_is_read_as_itself(value, near):
    due = read_timescale(value, near=near).due
    if due:
        assert read_timescale(due).due == due
        assert read_timescale(due.isoformat(), near=near).due == due


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%-d %B %Y", "%-d %b %y", "%A %-d %b %Y"]),
)
def test_every_day_is_read_in_every_way_of_writing_it(day, style):
    assert read_timescale(day.strftime(style)).due == day


def test_dated_lines_and_lines_that_go_on():
    found = read_updates(
        "28.04.17 - Head of service left,\nsuccessor named\n28/4/2017: audit tool agreed\n5 Oct 2017 sent"
    )
    assert [(update.on, update.text) for update in found] == [
        (date(2017, 4, 28), "Head of service left,\nsuccessor named"),
        (date(2017, 4, 28), "audit tool agreed"),
        (date(2017, 10, 5), "sent"),
    ]


def test_pieces_between_semicolons_are_parted_only_where_a_month_follows():
    found = read_updates("(Aug 17) IT change raised; no date yet; (May 17) Signed off")
    assert [(update.on, update.text) for update in found] == [
        (date(2017, 8, 31), "IT change raised; no date yet"),
        (date(2017, 5, 31), "Signed off"),
    ]


@given(st.text(max_size=80))
def test_no_progress_breaks_it(text):
    assert all(update.text or update.on for update in read_updates(text))


@pytest.mark.parametrize("written", ["2018 Q3", "Q3 2018", "18 Q3"])
def test_a_quarter_of_a_plain_year_is_asked_about(written):
    found = read_timescale(written, near=NEAR)
    assert found.due == date(2018, 12, 31)
    assert "It was read as the financial year 2018/19." in found.doubts[0]


@pytest.mark.parametrize(
    ("written", "asks"),
    [
        ("within 3 months of 1/9/17", "counts from Friday 1 September 2017"),
        ("10 working days after 12/1/18", "counts from Friday 12 January 2018"),
        ("Not before 1 April 2018", "from when and not by when"),
        ("starts 1/4/18", "from when and not by when"),
        ("31/03/18?", "is not certain"),
        ("approx 31/3/18", "is not certain"),
        ("31/12/17 - complete", "is it?"),
        ("by 31/3/18", ""),
        ("before 31 March 2018", ""),
        ("31/12/17, not complete", ""),
    ],
)
def test_words_that_make_another_day_of_it_are_asked_about(written, asks):
    found = read_timescale(written, near=NEAR)
    assert found.kind == "datetext"
    assert [asks in doubt for doubt in found.doubts] == [True] * bool(asks)


@pytest.mark.parametrize("written", ["5-Mar", "05-March", "5.Mar"])
def test_a_day_and_a_month_with_a_mark_between_them(written):
    assert read_timescale(written, near=NEAR).due == date(2018, 3, 5)
    assert read_timescale("Mar-18", near=NEAR).due == date(2018, 3, 31)


def test_what_is_to_be_complete_by_a_day_is_not_done_and_done_after_the_file_is_asked_about():
    assert (read_timescale("Complete by 31/03/18").kind, read_timescale("Completed 1/3/17").kind) == (
        "datetext",
        "done",
    )
    rows = [["Status at 14 November 2017"], ["Ref", "Action", "Agency", "Timescale"]]
    rows += [
        [f"1.{n}", f"Write part {n}", "GMP", when]
        for n, when in enumerate(("Completed by 31/03/18", "Completed 1/3/17"))
    ]
    later, before = tracker(book(("Plan", rows))).rows
    assert later.reasons == (
        "“Completed by 31/03/18” names a day after the file's own date: is it done, or to be done by then?",
    )
    assert (before.verdict, before.is_said_done) == ("new", True)
