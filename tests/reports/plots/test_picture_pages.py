"""The year in pictures: on the page and as a PDF the same, on any day, for whoever reads the measures (P11)."""

import re
from base64 import b64decode
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from reports.plots.year import plots
from subgroup import clock
from subgroup.clock import moment
from tests.actionplans.plans import make_action, make_plan
from tests.reports import built
from tests.reports.plots.read import year
from tests.reviews.cases import make_case
from tests.reviews.deaths import ask, make_death

SVG = re.compile(r"<svg[^>]*app-plot__picture.*?</svg>", re.DOTALL)


@pytest.fixture
def url(group):
    return lambda rest="": f"/g/{group.slug}/reports/pictures/{rest}"


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


def test_P11_page_and_document_show_the_same_sentences_pictures_and_tables(group, client_as, url):
    with clock.frozen(built.NOW):
        built.small_year(group)
        make_action(make_plan(group), "GMP")
        shown = client_as("cdg_reader").get(url()).content.decode()
        found = plots(year(group, built.TODAY), today=built.TODAY)
    printed = render_to_string("reports/pdf/_plots.html", {"plots": found})
    drawn = [one for one in found if one.rows]
    assert SVG.findall(shown) == [one.picture.svg.strip() for one in drawn]
    in_print = [b64decode(data).decode() for data in re.findall(r"svg\+xml;base64,([^\"]+)", printed)]
    assert in_print == [one.picture.svg for one in drawn]
    for one in found:
        assert one.sentence in unescape(shown)
        assert one.sentence in unescape(printed)
    for text in (shown, printed):
        tables = " ".join(re.findall("<tbody.*?</tbody>", text, re.DOTALL))
        in_tables = re.findall(r"<t[dh]\b[^>]*>(?:<div>)?([^<]*)(?:</div>)?</t[dh]>", tables)
        assert [unescape(cell) for cell in in_tables] == [
            cell for one in drawn for row in one.rows for cell in row
        ]
    assert printed.count('alt="Who came: ') == 1


def test_a_group_of_which_nothing_is_known_yet_is_told_when_each_picture_appears(client_as, url):
    with clock.frozen(moment(date(2017, 4, 2))):
        shown = page(client_as("chair"), url())
    assert len(re.findall("appears? here", shown)) == 8
    assert "app-plot__picture" not in shown


@pytest.mark.parametrize("query", ["", "?as_of=2017-06-30"])
def test_P11_as_many_queries_for_more_of_everything(group, client_as, url, query):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            page(client, url(query))
        return len(found)

    def more(at: date, *numbers: int) -> None:
        for number in numbers:
            make_action(plan, ("GMP", "CCG", "SCC")[number % 3], at=moment(at))
            make_case(group, at=moment(at))
            ask(make_death(group, f"BSW/2017/{number:03}", notified_on=at, when=moment(at)), "GMP", on=at)

    with clock.frozen(moment(date(2017, 4, 3))):
        built.small_year(group)
        plan = make_plan(group)
        more(date(2017, 4, 3), 1)
    with clock.frozen(built.NOW):
        client = client_as("chair")
        queries()
        few = queries()
        more(date(2017, 4, 3), *range(2, 7))
        assert queries() == few


def test_no_day_is_shown_that_has_not_come(group, client_as, url):
    with clock.frozen(built.NOW):
        shown = page(client_as("chair"), url("?as_of=2030-01-01"))
    assert "As at Thursday 31 August 2017" in shown
