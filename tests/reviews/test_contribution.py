"""F1: how agencies contribute to the CDOP, counted by hand; and what may stand as its reference (S7)."""

from datetime import date
from itertools import pairwise

import pytest

from reviews.cdop.contribution import Asked, Period, Share, figures, quarters
from reviews.cdop.references import why_not

TODAY = date(2017, 6, 1)


def one(state: str, answered: date | None = None, *, asked=date(2017, 3, 1), due=date(2017, 3, 22)) -> Asked:
    return Asked("GMP", state, asked, due, answered)


def test_F1_eight_of_nine_in_time_is_88_point_9_per_cent():
    rows = [one("returned", date(2017, 3, 22))] * 6 + [one("nil", date(2017, 3, 2))] * 2
    rows.append(one("returned", date(2017, 3, 23)))
    assert str(figures(rows, TODAY).in_time) == "88.9 % (8 of 9)"


def test_F1_the_due_day_itself_is_in_time_and_the_day_after_is_late():
    assert figures([one("returned", date(2017, 3, 22))], TODAY).in_time == Share(1, 1)
    assert figures([one("returned", date(2017, 3, 23))], TODAY).in_time == Share(0, 1)


def test_F1_what_is_open_and_not_yet_due_is_neither_in_time_nor_late():
    on_its_day = figures([one("asked", due=TODAY)], TODAY)
    assert (on_its_day.in_time, on_its_day.late, on_its_day.outstanding) == (Share(0, 0), 0, 1)
    day_after = figures([one("asked", due=date(2017, 5, 31))], TODAY)
    assert (day_after.in_time, day_after.late, day_after.outstanding) == (Share(0, 1), 1, 1)
    assert str(on_its_day.in_time) == "–"


def test_F1_a_nil_return_is_a_contribution_and_a_refusal_is_not():
    nil = figures([one("nil", date(2017, 3, 3))], TODAY)
    assert (nil.in_time, nil.nil, nil.median_days) == (Share(1, 1), Share(1, 1), 2)
    declined = figures([one("declined", date(2017, 3, 3))], TODAY)
    assert (declined.in_time, declined.declined, declined.median_days) == (Share(0, 1), 1, None)


def test_F1_what_was_taken_back_is_counted_nowhere():
    counted = figures([one("withdrawn"), one("returned", date(2017, 3, 2))], TODAY)
    assert (counted.asked, counted.in_time, counted.outstanding) == (1, Share(1, 1), 0)


def test_F1_the_median_is_of_calendar_days_to_returns_full_or_nil():
    rows = [one("returned", date(2017, 3, day)) for day in (2, 5, 21)] + [
        one("nil", date(2017, 3, 11)),
        one("asked"),
    ]
    assert figures(rows, TODAY).median_days == 7  # 1, 4, 10 and 20 days


def test_F1_a_larger_share_in_time_stands_before_a_smaller_one_and_no_share_last():
    shares = [Share(0, 0), Share(1, 2), Share(3, 3), Share(0, 4)]
    assert [str(one) for one in sorted(shares, key=lambda one: one.rank)] == [
        "100.0 % (3 of 3)", "50.0 % (1 of 2)", "0.0 % (0 of 4)", "–",
    ]  # fmt: skip


def test_F1_nobody_asked_gives_no_figure():
    nothing = figures([], TODAY)
    assert (nothing.asked, str(nothing.in_time), nothing.median_days) == (0, "–", None)


@pytest.mark.parametrize("first", [date(2017, 4, 1), date(2017, 9, 1), date(2017, 1, 1)])
def test_F1_the_quarters_of_a_year_leave_no_day_out(first):
    last = date(first.year + 1, first.month, 1).fromordinal(
        date(first.year + 1, first.month, 1).toordinal() - 1
    )
    found = list(quarters(Period("2017-18", first, last)))
    assert found[0].first == first
    assert found[-1].last == last
    assert all(b.first.toordinal() - a.last.toordinal() == 1 for a, b in pairwise(found))


@pytest.mark.parametrize(
    "reference", ["BSW/2017/014", "CDOP-17-04", "17.04", "2017/18-003", "SALFORD/17/2", "Case-12", "CD170014"]
)
def test_F1_a_reference_of_the_panel_is_taken(reference):
    assert why_not(reference) == ""


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("", "Enter the reference"),
        ("Quentin Mardle", "no name"),
        ("17/04 (Mardle)", "no name"),
        ("Mardle/17", "looks like a name"),
        ("QMARDLE-17", "looks like a name"),
        ("Quentin-Mardle", "looks like a name"),
        ("17-Ann", "looks like a name"),
        ("CDOP", "looks like a name"),
        ("14/02/2009", "looks like a date"),
        ("CD-14.2.09", "looks like a date"),
        ("2009-02-14", "looks like a date"),
        ("CD/14022009", "looks like a date"),
        ("CD-14-Feb-2009", "looks like a date"),
        ("9434765919", "NHS number"),
        ("1" * 41, "at most 40"),
    ],
)
def test_F1_what_could_say_who_a_child_is_is_no_reference_and_is_not_repeated(reference, says):
    said = why_not(reference)
    assert says in said
    assert "Mardle" not in said
