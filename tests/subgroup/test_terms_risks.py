"""P8: from which rating on a risk is amber or red is data of the terms."""

import pytest

from subgroup.terms import ParsedTerms, loading, parse
from subgroup.terms.risks import RiskTerms
from tests import factories
from tests.subgroup.test_terms_lights import TEXT, refused


def test_P8_a_file_that_is_silent_has_the_defaults_and_each_number_is_its_own():
    assert parse(TEXT).risks == RiskTerms(15, 8)
    assert parse(f"{TEXT}\n[risks]\nred_from = 12\n").risks == RiskTerms(12, 8)
    assert parse(f"{TEXT}\n[risks]\namber_from = 6\n").risks == RiskTerms(15, 6)


@pytest.mark.parametrize(
    ("section", "line", "reason"),
    [
        ("[risks]\nred_from = 26", "red_from = 26", "“red_from” must be a whole number from 2 to 25."),
        ('[risks]\namber_from = "8"', 'amber_from = "8"', "“amber_from” must be a whole number from 1 to 25."),
        ("[risks]\nred_form = 9", "red_form = 9", "“red_form” is not a key of [risks] (did you mean “red_from”?)."),
        (
            "[risks]\nred_from = 12\namber_from = 12", "amber_from = 12",
            "Amber begins at 12, and red at 12: amber has to begin below red.",
        ),
        ("[risks]\nred_from = 8", "red_from = 8", "Amber begins at 8, and red at 8: amber has to begin below red."),
    ],
)  # fmt: skip
def test_P8_a_wrong_section_is_refused_with_its_line_and_reason(section, line, reason):
    assert refused(section) == [(line, reason)]


def test_P8_a_version_stored_before_there_was_the_section_falls_back_and_loads_again(db):
    terms = loading.load(parse(TEXT), at=factories.START).terms
    del terms.data["risks"]
    terms.save()
    terms.refresh_from_db()
    assert ParsedTerms.from_json(terms.data).risks == RiskTerms()
    assert not loading.load(parse(TEXT), at=factories.START).created
