"""The [escalation] section of the terms: how what goes wrong climbs (F5, F14, P8)."""

import json

import pytest

from subgroup.terms import ParsedTerms, TermsError, parse
from tests import factories

FILE = factories.SALFORD.read_text()


def with_section(text):
    return f"{FILE}\n{text}\n"


def test_F14_terms_that_say_nothing_have_five_rungs_and_the_systems_own_days():
    terms = parse(FILE).escalation
    assert list(terms.rungs) == ["agency_lead", "board_member", "chair", "cdg", "board"]
    assert set(terms.days.values()) == {(5, 5, 10, 20)}
    assert terms.answer_within == 10


def test_F14_a_version_stored_before_there_was_a_section_still_reads():
    stored = json.loads(json.dumps(parse(FILE).to_json()))
    del stored["escalation"]
    assert ParsedTerms.from_json(stored) == parse(FILE)


def test_F5_F14_names_days_and_the_time_for_an_answer_are_data_and_survive_the_database():
    terms = parse(
        with_section(
            '[escalation]\nanswer_within = 7\n[escalation.rungs]\ncdg = "The Executive"\n'
            "[escalation.days]\nred = [1, 2, 20, 3]"
        )
    )
    assert terms.escalation.answer_within == 7
    assert terms.escalation.rungs["cdg"] == "The Executive"
    assert terms.escalation.rungs["chair"] == "The chair of the sub-group"
    assert terms.escalation.days["red"] == (1, 2, 20, 3)
    assert terms.escalation.days["overdue"] == (5, 5, 10, 20)
    assert ParsedTerms.from_json(json.loads(json.dumps(terms.to_json()))) == terms


@pytest.mark.parametrize(
    ("section", "lines", "reason"),
    [
        ("[escalation.days]\noverdue = [5, 5]", 2, "must be a list of 4 whole numbers from 1 to 250"),
        ("[escalation.days]\noverdue = [5, 5, 0, 1]", 2, "must be a list of 4 whole numbers from 1 to 250"),
        ("[escalation.days]\nover_due = [5, 5, 5, 5]", 2, "did you mean “overdue”?"),
        ("[escalation]\nanswer_within = 0", 2, "must be a whole number from 1 to 60"),
        ("[escalation.rungs]\ncounty = 'X'", 2, "“county” is not a key of [escalation.rungs]"),
        ("[escalation]\nrungs = ['a']", 2, "must be a table"),
    ],
)
def test_F14_a_wrong_section_is_refused_with_its_line_and_the_reason(section, lines, reason):
    with pytest.raises(TermsError) as refused:
        parse(f"{FILE}\n{section}\n")
    (problem,) = refused.value.problems
    assert problem.line == FILE.count("\n") + 1 + lines
    assert reason in problem.reason
