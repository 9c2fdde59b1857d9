"""Which column is what: the column sets of plans that were published, and a mapping that is remembered."""

import pytest

from actionplans.trackers import FIELDS, columns
from actionplans.trackers.headings import EITHER, HEADINGS
from subgroup.sheets import grids

PUBLISHED = {
    "a business plan by priority": (
        "priority; specific actions; timescale/target; lead; output/outcome measurement; RAG rating",
        "finding action due agency|officer outcome rag",
    ),
    "a review of recommendations with ticks": (
        "recommendation (with ref.); responsible officer; update on progress; achieved; on target to achieve; expected new date",
        "recommendation officer progress tick tick revised_due",
    ),
    "what, who, when": (
        "no.; what; who; when; success measures; current status",
        "reference action agency|officer due outcome status",
    ),
    "an inspection plan": (
        "no.; Ofsted paragraph; area for improvement; lead; action; by when; progress; R/A/G; monitoring and evaluation",
        "reference finding recommendation agency|officer action due progress rag evidence",
    ),
    "a scrutiny plan": (
        "recommendation; response; timetable; lead officer",
        "recommendation action due officer",
    ),
    "a scrutiny tracker": (
        "reference; origin; date; recommendation; lead officer/member; action taken; status",
        "reference review agreed_on recommendation officer progress status",
    ),
    "a domestic homicide review": (
        "recommendation; scope; action to take; lead agency; target date; date of completion and outcome",
        "recommendation addressed_to action agency due completed_on",
    ),
    "a review of the years before 2013": (
        "recommendation; key actions; evidence; key outcomes; lead officer; date",
        "recommendation action evidence outcome officer agreed_on",
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_headings_of_published_plans(name):
    heads, fields = PUBLISHED[name]
    found = columns.by_headings(dict(enumerate(heads.split("; "), 1)))
    assert [column.field for column in found] == fields.split()


def test_a_slip_in_a_heading_is_less_certain():
    (column,) = columns.by_headings({1: "Recomendation"})
    assert (column.field, column.certainty) == ("recommendation", 0.6)


def test_footnotes_and_marks_do_not_matter():
    assert columns.normal("Owner (2)") == columns.normal("OWNER*:") == "owner"


def test_no_heading_stands_for_two_fields():
    every = [phrase for phrases in (*HEADINGS.values(), *EITHER.values()) for phrase in phrases]
    assert len(every) == len(set(every))
    assert set(HEADINGS) == set(FIELDS)


def test_the_fingerprint_knows_headings_in_any_order_and_no_others():
    assert columns.fingerprint(["Ref", "Action (1)"]) == columns.fingerprint(["ACTION", "ref."])
    assert columns.fingerprint(["Ref", "Action"]) != columns.fingerprint(["Ref", "Actions"])


def test_letters_of_columns():
    assert [grids.letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
