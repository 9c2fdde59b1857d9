"""The [cases] section of the terms: how cases come in (F4)."""

import json

import pytest

from subgroup.terms import ParsedTerms, TermsError, parse
from tests import factories

FILE = factories.SALFORD.read_text()
CHECKED = f"{FILE}\n[cases]\nreferral_checked_by_representative = true\n"


def test_F4_terms_that_say_nothing_let_a_referral_go_at_once():
    assert parse(FILE).cases.referral_checked_by_representative is False


def test_F4_the_setting_is_data_and_survives_the_database():
    terms = parse(CHECKED)
    assert terms.cases.referral_checked_by_representative is True
    assert ParsedTerms.from_json(json.loads(json.dumps(terms.to_json()))) == terms


def test_F4_a_version_stored_before_there_was_a_section_still_reads():
    stored = json.loads(json.dumps(parse(FILE).to_json()))
    del stored["cases"]
    assert ParsedTerms.from_json(stored) == parse(FILE)


def test_F4_a_wrong_section_is_refused_with_its_line_and_the_reason():
    with pytest.raises(TermsError) as refused:
        parse(CHECKED.replace("representative = true", "representative = 1"))
    (problem,) = refused.value.problems
    assert problem.line == FILE.count("\n") + 3
    assert "must be true or false" in problem.reason
