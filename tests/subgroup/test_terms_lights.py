"""P7: what the lights are called and mean is data of the terms."""

import pytest

from subgroup.terms import ParsedTerms, TermsError, loading, parse
from subgroup.terms.lights import LightTerms
from tests import factories

TEXT = factories.SALFORD.read_text()


def refused(section: str) -> list[tuple[str, str]]:
    """The line that was refused, and why."""
    text = f"{TEXT}\n{section}\n"
    with pytest.raises(TermsError) as wrong:
        parse(text)
    lines = text.splitlines()
    return [(lines[each.line - 1], each.reason) for each in wrong.value.problems]


def test_P7_a_file_without_lights_has_the_defaults():
    assert parse(TEXT).lights == LightTerms()


def test_P7_words_and_days_are_those_of_the_file_and_the_rest_keeps_its_default():
    lights = parse(f'{TEXT}\n[lights]\nfades_after = 42\n[lights.red]\nword = "Off track"\n').lights
    assert (lights.word("red"), lights.word("green"), lights.fades_after) == ("Off track", "On track", 42)
    assert lights.colour("red").meaning == LightTerms().colour("red").meaning


@pytest.mark.parametrize(
    ("section", "line", "reason"),
    [
        ("[lights]\nfades_after = 0", "fades_after = 0", "“fades_after” must be a whole number from 7 to 366."),
        ('[lights.purple]\nword = "x"', "[lights.purple]", "“purple” is not a key of [lights]."),
        ('[lights.gren]\nword = "x"', "[lights.gren]", "“gren” is not a key of [lights] (did you mean “green”?)."),
        ('[lights.red]\nword = "on track"', "[lights.red]", "“on track” is the word of two colours, green and red."),
        ("[lights.red]\nword = 7", "word = 7", "“word” must be a text in quotes."),
    ],
)  # fmt: skip
def test_P7_a_wrong_section_is_refused_with_its_line_and_reason(section, line, reason):
    assert refused(section) == [(line, reason)]


def test_P7_a_version_stored_before_there_were_lights_falls_back_and_loads_again(db):
    terms = loading.load(parse(TEXT), at=factories.START).terms
    del terms.data["lights"]
    terms.save()
    terms.refresh_from_db()
    assert ParsedTerms.from_json(terms.data).lights == LightTerms()
    again = loading.load(parse(TEXT), at=factories.START)
    assert not again.created
    assert again.lines[0].endswith("is loaded already, with the same content.")
