"""No case can be recognised in an annual report: one to four are never told, and nothing gives them away (R2, S1)."""

from datetime import date, timedelta

import pytest

from members.models import Agency
from reports.annual import small
from reports.annual.draft import Draft
from reviews.models import Case, ChildDeath, DeathRequest, Outcome, Review
from reviews.services import restricting
from reviews.subjects import SUBJECTS
from subgroup.models import Breach, Deadline
from tests.reports.annual_stage import (
    AT,
    ON,
    all_words,
    breach,
    case,
    chair_of,
    death,
    report_of,
    review,
    said,
    support_of,
)
from tests.reviews import canary

pytestmark = pytest.mark.either


def test_R2_what_is_said_of_a_part_of_a_whole_leaves_at_least_four_numbers_open():
    for whole in range(5, 60):
        told = [small.of_whole(part, whole) for part in range(whole + 1)]
        for part in range(whole + 1):
            if small.is_small(part) or small.is_small(whole - part):
                assert told.count(told[part]) >= 4, (part, whole)
                assert "%" not in told[part]
    assert {small.of_whole(part, whole) for whole in range(1, 5) for part in range(whole + 1)} == {small.FEW}
    assert (small.of_whole(0, 0), small.of_whole(12, 12), small.of_whole(15, 20)) == (
        "none",
        "all 12",
        "15 of 20",
    )


@pytest.fixture
def bare(year):
    """The year with no case, review or child death that falls into it, nor a breach about one."""
    long_ago = AT - timedelta(days=900)
    Case.objects.filter(group=year).update(opened_at=long_ago)
    Review.objects.filter(group=year).update(initiated_on=long_ago.date(), completed_on=None)
    ChildDeath.objects.filter(group=year).update(notified_on=long_ago.date())
    Deadline.objects.filter(subject_kind__in=SUBJECTS).update(due_on=date(2030, 1, 1))
    Breach.objects.filter(subject_kind__in=SUBJECTS).update(withdrawn_at=AT, withdrawn_reason="x")
    return year


@pytest.mark.parametrize(
    ("add", "names"),
    [
        (case, ["cases received", "cases received with an outcome"]),
        (review, ["reviews begun", "reviews finished"]),
        (death, ["child deaths notified"]),
        (breach, ["breaches about cases"]),
    ],
)
def test_R2_one_two_three_and_four_read_the_same_to_the_letter(bare, add, names):
    had = {name: Draft(report_of(bare), on=ON).figures[name].text for name in names}
    start = int(had[names[0]])
    found = {start: said(bare)}
    for number in range(start + 1, 7):
        add(bare, number)
        found[number] = said(bare)
    few = [found[number] for number in range(max(start, 1), 5)]
    assert all(one == few[0] for one in few)
    assert few[0]["figures"][names[0]] == "fewer than 5"
    assert found[5] != few[0]
    assert found[5]["figures"][names[0]] == "5"
    if start == 0:
        assert found[0] != few[0]


def test_R2_an_outcome_more_or_less_is_not_told_where_it_could_be_worked_out(bare):
    for number in range(6):
        case(bare, number, outcome=number < 2)
    figure = Draft(report_of(bare), on=ON).figures["cases received with an outcome"]
    assert (figure.text, figure.published) == ("2 of 6", "some of 6")
    before = said(bare)
    case_ = Case.objects.get(number=605)
    Outcome.objects.create(
        case=case_, kind="scr", because="x", recorded_on=ON, recorded_at=AT, recorded_by=chair_of(bare)
    )
    assert said(bare) == before


def test_R2_no_case_review_plan_or_child_death_is_named_anywhere(year):
    words = all_words(said(year))
    names = [
        *Case.objects.filter(group=year).values_list("codename", flat=True),
        *(one.reference for one in Case.objects.filter(group=year)),
        *Review.objects.filter(group=year).values_list("code", flat=True),
        *ChildDeath.objects.filter(group=year).values_list("reference", flat=True),
        *year.action_plans.values_list("code", flat=True),
        *year.action_plans.values_list("title", flat=True),
    ]
    assert len(names) > 5
    assert [name for name in names if name in words] == []


def test_S1_a_restricted_case_and_all_that_hangs_on_it_changes_nothing(year):
    chair = support_of(year)
    before = said(year)
    made = canary.make(year, chair, canary.MADE)
    restricting.restrict(case=made, people=[], because="x", by=chair, at=canary.MADE)
    assert said(year) == before


def test_F1_how_often_an_agency_was_asked_is_not_told_beside_the_deaths(bare):
    agency = Agency.objects.get(group=bare, code="GMP")
    DeathRequest.objects.filter(death__group=bare).delete()
    for number in range(7):
        death(bare, number)
    for row in ChildDeath.objects.filter(group=bare, reference__startswith="D-")[:6]:
        DeathRequest.objects.create(
            death=row, agency=agency, requested_on=date(2018, 1, 9), due_on=date(2018, 1, 30), state="returned",
            answered_on=date(2018, 1, 20), answered_at=AT, entered_at=AT,
        )  # fmt: skip
    chapter = next(one for one in said(bare)["chapters"] if one["key"] == "deaths")
    (table,) = chapter["exhibits"]
    (row,) = [one for one in table["rows"] if one[0] == agency.name]
    assert row[1] == "all"
    assert not any(letter.isdigit() for row in table["rows"] for letter in row[1].replace("fewer than 5", ""))
    assert {small.in_words(part, 5) for part in range(1, 5)} == {"some"}
    assert {small.in_words(part, 10) for part in range(1, 5)} == {"less than half"}
