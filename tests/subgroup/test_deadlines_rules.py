from datetime import date

import pytest

from subgroup.deadlines.arithmetic import Unit
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.rules import ON_THE_DAY, Offset, Rule, work_out

ENGLAND = WorkingCalendar()
ITEMS = Rule(
    "items",
    "A2",
    "Items",
    "items",
    "seat",
    "Papers are due by {due}",
    (-5, -1, 1),
    ((1, "chair"), (0, "vice_chair")),
)


def explained(offset, trigger_on, calendar=ENGLAND):
    return work_out(ITEMS, date.fromisoformat(trigger_on), {"items": offset}, calendar).explain()


def test_A2_a_due_date_explains_itself():
    offset = Offset(10, Unit.WORKING, "before", "Terms of reference 2017, Approach")

    assert explained(offset, "2017-10-23") == (
        "Papers are due by Monday 9 October 2017: 10 working days before Monday 23 October 2017, not counting "
        "2 weekends (4 days); no bank holiday. Terms of reference 2017, Approach."
    )


def test_an_explanation_names_each_bank_holiday_and_closure_that_was_skipped():
    calendar = WorkingCalendar({date(2017, 12, 27): "heating repaired"})

    assert explained(Offset(4), "2018-01-02", calendar) == (
        "Papers are due by Thursday 21 December 2017: 4 working days before Tuesday 2 January 2018, not counting "
        "2 weekends (4 days), Christmas Day (Monday 25 December 2017), Boxing Day (Tuesday 26 December 2017), "
        "closure: heating repaired (Wednesday 27 December 2017) and New Year's Day (Monday 1 January 2018)."
    )


@pytest.mark.parametrize(
    ("offset", "trigger_on", "words"),
    [
        (
            Offset(1),
            "2017-10-20",
            "1 working day before Friday 20 October 2017, with no weekend or bank holiday between.",
        ),
        (
            Offset(2),
            "2017-10-15",
            "2 working days before Sunday 15 October 2017, not counting 1 weekend day; no bank holiday.",
        ),
        (
            Offset(7, Unit.CLEAR),
            "2017-10-23",
            "7 clear days before Monday 23 October 2017, neither day counted.",
        ),
        (Offset(1, Unit.MONTHS, "after"), "2017-01-31", "1 month after Tuesday 31 January 2017."),
        (ON_THE_DAY, "2017-10-23", "the day itself."),
    ],
)
def test_an_explanation_in_every_unit(offset, trigger_on, words):
    assert explained(offset, trigger_on).partition(": ")[2] == words


def test_A2_a_holiday_that_moves_to_another_day_is_told_as_both_days():
    """As the one of early May 2020, moved to the Friday with a year’s notice."""
    offset = {"items": Offset(10)}
    before = work_out(ITEMS, date(2020, 5, 14), offset, WorkingCalendar({date(2020, 5, 4): "Early May"}))
    skipped = {skip.date for skip in before.skipped} - {date(2020, 5, 8)}
    now = work_out(ITEMS, date(2020, 5, 14), offset, ENGLAND)
    assert now.other_days(skipped, before.on) == (
        "Friday 8 May 2020 is not a working day any more: May Day. Monday 4 May 2020 is a working day again."
    )
    assert now.other_days({skip.date for skip in now.skipped}, now.on) == ""


def test_a_rule_may_carry_its_own_offset():
    rule = Rule("told", "S1", "Told", Offset(5, Unit.WORKING, "after"), "chair", "Ofsted is told by {due}")

    assert work_out(rule, date(2017, 4, 13), {}, ENGLAND).on == date(2017, 4, 24)


def test_terms_without_the_rules_offset_give_no_date():
    with pytest.raises(KeyError):
        work_out(ITEMS, date(2017, 4, 20), {"minutes": Offset(14)}, ENGLAND)


@pytest.mark.parametrize(("amount", "direction"), [(0, "before"), (-1, "after"), (3, "on")])
def test_an_offset_that_means_nothing_cannot_be_made(amount, direction):
    with pytest.raises(ValueError, match="at least one before or after"):
        Offset(amount, Unit.WORKING, direction)
