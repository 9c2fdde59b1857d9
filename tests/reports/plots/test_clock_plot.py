"""S1 to S6: the clocks of the year's cases as counts; of what is hidden from anybody nothing is counted."""

from datetime import date

import pytest

from reports.plots.clocks import clocks
from reviews import owed
from reviews.models import Case
from reviews.services import dates, restricting
from subgroup import clock
from subgroup.clock import moment
from tests import factories
from tests.reports.plots.read import cells, written, year
from tests.reviews.cases import make_case

TODAY = date(2017, 6, 6)


def told(case: Case, kind: str, on: date) -> None:
    dates.record(case=case, kind=kind, day=on, by=factories.holder(case.group, "S06"), at=moment(on))


def drawn(group, on: date = TODAY):
    return clocks(year(group, on), on, today=TODAY)


@pytest.fixture
def cases(group):
    with clock.frozen(moment(TODAY)):
        first, second = make_case(group), make_case(group, code="CCG")
        for case in (first, second):
            told(case, "aware", date(2017, 4, 20))
        yield first, second


def test_S1_every_clock_stands_once_in_words_counts_and_bars(group, cases):
    plot = drawn(group)
    rows = list(owed.of_cases(group, Case.objects.filter(group=group)))
    found = cells(plot)
    assert rows
    assert found["All clocks"]["All"] == str(len(rows))
    assert f"Of {len(rows)} clocks" in plot.sentence
    assert f"{found['All clocks']['Late']} are late now" in plot.sentence
    del found["All clocks"]
    numbers = [text for text in written(plot) if text.isdigit()]
    assert numbers == [cell for row in found.values() for head, cell in row.items() if head != "All"]
    assert not any(
        case.codename in text for case in cases for text in (plot.sentence, *written(plot), *found)
    )


def test_S1_a_restricted_case_counts_for_nobody(group, cases):
    before = drawn(group)
    chair = factories.holder(group, "S01")
    restricting.restrict(case=cases[1], people=[chair], because="Family", by=chair, at=moment(TODAY))
    after = drawn(group)
    assert int(cells(after)["All clocks"]["All"]) * 2 == int(cells(before)["All clocks"]["All"])


def test_without_a_clock_it_says_when_one_appears(group):
    plot = drawn(group)
    assert not plot.rows
    assert "appears here as soon as" in plot.sentence
