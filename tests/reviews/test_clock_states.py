"""S1 to S6: how a clock stands on a day, in words; and the whole way of a decision through its clocks."""

from datetime import date, time

import pytest

from reviews.clock_states import bar_of, state_of
from reviews.enums import OutcomeKind
from reviews.models import ClockException
from reviews.services import clocks, dates, deciding
from subgroup.clock import moment
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.models import Deadline
from tests import factories
from tests.reviews import screening

DUE = date(2017, 3, 10)
FIXED, NORMALLY, LAPSES = "s1_ofsted_told", "s2_chair_decides", "s6_report_available"

STATES = [
    # clock, today, met on, expected by (the chair's reason), and the word on the page
    (FIXED, date(2017, 2, 20), None, None, "Running"),
    (FIXED, date(2017, 3, 3), None, None, "Due soon"),
    (FIXED, DUE, None, None, "Due today"),
    (FIXED, date(2017, 3, 11), None, None, "Overdue"),
    (FIXED, date(2017, 4, 1), DUE, None, "In time"),
    (FIXED, date(2017, 4, 1), date(2017, 3, 11), None, "Done late"),
    (NORMALLY, DUE, None, None, "Due today"),
    (NORMALLY, date(2017, 3, 11), None, None, "Late, reason needed"),
    (NORMALLY, date(2017, 3, 11), None, date(2017, 3, 20), "Late, with a reason"),
    (NORMALLY, date(2017, 3, 20), None, date(2017, 3, 20), "Late, with a reason"),
    (NORMALLY, date(2017, 3, 21), None, date(2017, 3, 20), "Late, reason needed"),
    (NORMALLY, date(2017, 4, 1), date(2017, 3, 11), None, "Done late, reason needed"),
    (NORMALLY, date(2017, 4, 1), date(2017, 3, 11), date(2017, 3, 20), "Done late"),
    (LAPSES, DUE, None, None, "Running"),
    (LAPSES, date(2017, 3, 11), None, None, "Over"),
]  # fmt: skip


def a_row(rule, met=None, expected=None, trigger=date(2017, 2, 10)):
    made = moment(date(2017, 2, 15))
    row = Deadline(pk=1, rule=rule, trigger_on=trigger, due_on=DUE, met_on=met, created_at=made)
    row._prefetched_objects_cache = {
        "clock_exceptions": [ClockException(expected_on=expected)] if expected else []
    }
    return row


@pytest.mark.parametrize(("rule", "today", "met", "expected", "word"), STATES)
def test_S1_to_S6_how_a_clock_stands(rule, today, met, expected, word):
    row = a_row(rule, met, expected)
    assert state_of(row, today, WorkingCalendar()).word == word


BARS = [
    # counted from, today, met on: where it is due, how far it ran, where today stands, in hundredths
    (date(2017, 2, 10), date(2017, 2, 24), None, (100, 50, 50)),
    (date(2017, 2, 10), date(2017, 4, 7), None, (50, 100, 100)),
    (date(2017, 2, 10), date(2017, 4, 7), date(2017, 2, 24), (100, 50, None)),
    (date(2017, 3, 21), date(2017, 2, 15), None, (100, 0, 0)),
    (DUE, DUE, None, (0, 0, 0)),
]


@pytest.mark.parametrize(("trigger", "today", "met", "bar"), BARS)
def test_S1_to_S6_the_line_of_a_clock(trigger, today, met, bar):
    shown = bar_of(a_row(FIXED, met, trigger=trigger), today)
    assert (shown.due, shown.done, shown.today) == bar


def row_of(case, rule):
    return Deadline.objects.about("case", case.pk).get(rule=rule)


def test_S2_S3_S4_a_decision_stops_its_clock_and_starts_those_of_its_letters_and_of_the_review(group):
    """The whole way: what the panel recommends, the decision for a review, and the same day decided otherwise."""
    case = screening.recommended(group)
    support = factories.holder(group, "S06")
    at = moment(date(2017, 6, 1), time(9))
    dates.record(case=case, kind="board_told", day=date(2017, 2, 20), by=support, at=at)
    said = {"because": "It is met", "decided_on": at.date(), "decided_by_name": "The Independent Chair"}
    decision = deciding.decide(case=case, outcome=OutcomeKind.SCR, by=support, at=at, **said)
    day = decision.decided_on
    assert row_of(case, "s2_chair_decides").met_on == day
    assert row_of(case, "s3_decision_told").release_reason == clocks.BY_LETTER
    letters = Deadline.objects.filter(rule="s3_decision_told", released_at=None)
    assert {one.subject_kind for one in letters} == {"statutory_letter"}
    assert letters.count() == 3
    assert row_of(case, "s4_review_complete").trigger_on == day
    again = {
        "replaces": decision,
        "replaced_because": "Recorded for another case",
        "differs_because": "It is not met",
    }
    deciding.replace(case=case, outcome=OutcomeKind.LEARNING_NOTED, by=support, at=at, **said, **again)
    assert row_of(case, "s4_review_complete").release_reason == clocks.NO_REVIEW
