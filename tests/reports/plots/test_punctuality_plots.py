"""Papers, minutes and CDOP returns in time, and the statutory clocks: equal to the measures, the contribution page and the wall."""

from datetime import date

from reports.measures import output
from reports.plots.punctuality import punctuality
from reviews import death_figures
from reviews.cdop.contribution import Period, figures
from subgroup.clock import moment
from tests.reports import built
from tests.reports.plots.read import cells, written, year
from tests.reviews.deaths import answer, ask, make_death


def test_P10_A2_the_last_step_is_the_measure_and_its_verdict_is_said(group):
    built.small_year(group)
    facts = year(group, built.TODAY)
    papers, minutes, _ = punctuality(facts)
    said = output.data(group, facts.year, on=built.TODAY)
    whole, p10 = said["submissions"][-1], said["measures"]["P10"]
    assert whole["rate"] in papers.sentence
    assert "the terms set no target" in papers.sentence
    assert f"{p10['value']}; the target is every one: not met. Late: M2." in minutes.sentence
    for plot, number, of, percent in (
        (papers, whole["on_time"], whole["submitted"], whole["percent"]),
        (minutes, p10["numerator"], p10["denominator"], p10["percent"]),
    ):
        assert list(cells(plot).values())[-1]["So far"] == f"{number} of {of}"
        last, foot, head = plot.picture.dots[-1], 146, 16
        assert round((foot - last.y) / (foot - head), 2) == round(number / of, 2)
        assert f"{percent}%" in written(plot)
    assert "target" in written(minutes)
    assert "target" not in written(papers)


def test_A2_each_meeting_has_its_own_papers(group):
    built.small_year(group)
    papers, _, _ = punctuality(year(group, built.TODAY))
    found = cells(papers)
    assert found["M1"] == {"In time": "2 of 3", "So far": "2 of 3"}
    assert found["M4"] == {"In time": "1 of 2", "So far": "3 of 5"}


def test_F1_cdop_returns_are_those_of_the_contribution_page_by_quarter(group):
    death = make_death(group, notified_on=date(2017, 4, 3), when=moment(date(2017, 4, 3)))
    first, second = ask(death, "GMP", "CCG", on=date(2017, 4, 4))
    answer(first, date(2017, 4, 10))
    answer(second, date(2017, 6, 20))
    later = make_death(group, "BSW/2017/002", notified_on=date(2017, 7, 3), when=moment(date(2017, 7, 3)))
    ask(later, "GMP", on=date(2017, 7, 4))
    *_, plot = punctuality(year(group, date(2017, 8, 31)))
    whole = figures(
        death_figures.of_period(group, Period("", date(2017, 4, 1), date(2018, 3, 31))), date(2017, 8, 31)
    )
    assert str(whole.in_time) == "33.3 % (1 of 3)"
    assert plot.sentence == (
        "What agencies returned in time: 33.3 % (1 of 3); the terms set no target. 1 return is outstanding and late."
    )
    assert cells(plot) == {
        "Q1": {"In time": "1 of 2", "So far": "1 of 2"},
        "Q2": {"In time": "0 of 1", "So far": "1 of 3"},
    }
    assert "33.3 %" in written(plot)
    assert not any("BSW" in text for text in written(plot))


def test_before_anything_is_due_each_says_when_something_appears(group):
    plots = punctuality(year(group, date(2017, 4, 2)))
    assert all("appears here when" in plot.sentence and not plot.rows for plot in plots)
