"""The annual report of a board with other terms, and of a year that is a calendar year, in which nothing happened (R2)."""

import re
from datetime import date, time

import pytest

from reports.annual import document, services
from reports.annual.table import lines
from subgroup import pdf
from subgroup.clock import moment
from tests import factories
from tests.reports.annual_stage import all_words

TERMS = factories.ROOT / "tests" / "data" / "terms-other-board.toml"


@pytest.mark.parametrize(
    ("month", "label", "ends"), [(9, "2017-18", date(2018, 8, 31)), (1, "2018", date(2018, 12, 31))]
)
def test_R2_a_board_with_other_terms_and_an_empty_year_has_a_whole_report(db, tmp_path, month, label, ends):
    terms = tmp_path / "terms.toml"
    terms.write_text(
        TERMS.read_text(encoding="utf-8").replace("month = 9", f"month = {month}"), encoding="utf-8"
    )
    group = factories.make_group(terms, at=moment(date(2017, 6, 1), time(9)))
    chair, at = factories.make_person("Chair"), moment(ends, time(12))
    report = services.start(group=group, year=label, wanted_on=None, by=chair, at=at)
    services.approve(report=report, by=chair, at=at)
    said = services.issue(report=report, by=chair, at=at).figures
    words = all_words(said)
    assert "It is accountable to the three lead representatives." in words
    assert not re.search(r"[{}]|None\b(?! was| of| is)|\b1 [a-z]+s\b", words)
    assert lines(said)
    assert not re.search(r"appears? here|to count yet|told here", words)
    html = pdf.html(document.TEMPLATE, document.printed(said, draft=False), title="x")
    assert f"Annual report {label} of the Learning from Practice sub-group" in html
