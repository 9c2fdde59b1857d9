"""From 29 June 2018 a looked-after child's death is told to the Secretary of State and Ofsted too (S1, F7)."""

from datetime import date, time

import pytest

from reviews import regimes
from reviews.clock_parts import clocks_section
from reviews.criteria import Said
from reviews.enums import Answer
from reviews.regimes.loading import OURS
from reviews.regimes.reader import RegimeError, parse
from reviews.services import cases, clocks, dates, questions
from subgroup.clock import moment
from subgroup.models import Deadline

LATER = moment(date(2024, 3, 1), time(10))
OFSTED, SECRETARY = "s1_looked_after_ofsted", "s1_looked_after_secretary"


def answer(case, by, *met):
    limbs = {
        limb.key: Said(Answer.YES if limb.key in met else Answer.NO, "The file")
        for limb in regimes.get(case.regime).questions["notifiable"].limbs
    }
    questions.answer(
        case=case, question="notifiable", answer=Answer.YES if met else Answer.NO, because=f"As the file says: {met}", limbs=limbs,
        decided_on=date(2018, 1, 1), decided_by_name="The chair", by=by, at=LATER,
    )  # fmt: skip


def case_told(group, by, day, *met):
    """A case of which the Board was told on a day, that the authority knew of since Monday 25 June 2018 or the day itself."""
    told = date.fromisoformat(day)
    case = cases.open_case(group=group, by=by, at=moment(told, time(9)))
    for kind, on in (
        ("aware", min(told, date(2018, 6, 25)) if told.year == 2018 else told),
        ("board_told", told),
    ):
        dates.record(case=case, kind=kind, day=on, by=by, at=LATER)
    if met:
        answer(case, by, *met)
    return case


def row(case, rule):
    return Deadline.objects.about("case", case.pk).filter(rule=rule).first()


WHEN = [
    # the Board told, the limbs that are met, and the days by which the two are to be told: none under the guidance of 2015
    ("2018-06-28", ["looked_after"], None),
    ("2018-06-29", ["looked_after"], "2018-07-02"),
    ("2018-06-29", ["died"], None),
    ("2018-06-29", ["died", "looked_after"], "2018-07-02"),
    ("2019-03-29", ["looked_after"], "2019-04-05"),
    ("2019-04-01", ["looked_after"], "2019-04-08"),
    ("2024-01-08", ["looked_after"], "2024-01-15"),
    ("2024-01-08", ["care_leaver"], None),
]


@pytest.mark.parametrize(("told", "met", "due"), WHEN)
def test_S1_a_looked_after_childs_death_has_two_clocks_more_from_29_June_2018(group, support, told, met, due):
    case = case_told(group, support, told, *met)
    for rule in (OFSTED, SECRETARY):
        owed = row(case, rule)
        assert (owed and str(owed.due_on)) == due
    if due is None:
        return
    assert "the sub-group checks that it did" in owed.explanation
    assert regimes.clocks()[SECRETARY].rule.breach


def test_S1_under_the_guidance_of_2015_ofsted_is_told_of_such_a_death_as_of_every_notifiable_incident(
    group, support
):
    case = case_told(group, support, "2018-06-28", "looked_after")
    assert row(case, "s1_ofsted_told").due_on == date(2018, 7, 2)


def test_S1_each_of_the_two_stops_at_its_own_day(group, support):
    case = case_told(group, support, "2018-06-29", "looked_after")
    dates.record(case=case, kind="secretary_told", day=date(2018, 7, 2), by=support, at=LATER)
    assert (row(case, SECRETARY).met_on, row(case, OFSTED).met_on) == (date(2018, 7, 2), None)
    dates.record(case=case, kind="ofsted_told", day=date(2018, 7, 4), by=support, at=LATER)
    assert row(case, OFSTED).is_late(date(2018, 7, 5))


def test_S1_the_two_follow_the_answer_and_the_guidance_and_come_back(group, support):
    case = case_told(group, support, "2018-06-29", "looked_after")
    answer(case, support, "died")
    assert row(case, SECRETARY).release_reason == clocks.NOT_FOR_THIS
    answer(case, support, "looked_after")
    assert row(case, SECRETARY).is_open
    dates.record(
        case=case, kind="board_told", day=date(2018, 6, 28), by=support, at=LATER, because="Corrected"
    )
    assert row(case, SECRETARY).release_reason == clocks.OTHER_GUIDANCE
    dates.record(
        case=case, kind="board_told", day=date(2018, 6, 29), by=support, at=LATER, because="Right before"
    )
    assert (row(case, SECRETARY).is_open, row(case, OFSTED).is_open) == (True, True)


@pytest.mark.parametrize(("limb", "waits"), [("looked_after", True), ("died", False)])
def test_S1_the_page_says_that_they_wait_for_a_day_only_where_such_a_child_died(
    group, support, rf, limb, waits
):
    case = cases.open_case(group=group, by=support, at=moment(date(2018, 7, 2), time(9)))
    answer(case, support, limb)
    request = rf.get("/")
    request.may = lambda permission: False
    waiting = clocks_section(request, case)["waiting"]
    assert any("Secretary of State" in one for one in waiting) == waits


def test_a_clock_for_a_limb_that_the_guidance_does_not_know_is_refused():
    text = (OURS / "wt2018.toml").read_text()
    with pytest.raises(RegimeError, match="“only_for” is “looked_afer”"):
        parse(text.replace('only_for = "looked_after"', 'only_for = "looked_afer"', 1))
