"""P11, R1: the figures in text, table, plot, CSV, XLSX, JSON and print of one report agree, whichever report it is.

A report has a line for each of its forms; a form that is not there is one that the report does not have.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.cache import cache

from members.enums import Role
from reviews.enums import RequestState
from subgroup import clock
from tests import factories
from tests.reports import api_world, built
from tests.reports.told import contributed, measured, pictured, planned, returned
from tests.reports.told import listed as listed_
from tests.reports.told.forms import IN_PERCENT, Reader, Told
from tests.reviews.deaths import answer, ask, make_death
from tests.reviews.test_hidden_everywhere import client_of
from tests.routes import NOW

pytestmark = pytest.mark.either

TODAY = NOW.date()
ASKED, ANSWERED = date(2017, 4, 10), date(2017, 4, 25)


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small year with a return to its second meeting, and agencies that answered the panel in time, late and not at all."""
    with (
        django_db_blocker.unblock(),
        api_world.small_year(tmp_path_factory.mktemp("files")) as world,
        clock.frozen(NOW),
    ):
        group = world.group
        death = make_death(group, "BSW/2017/901", notified_on=ASKED, when=built.at(ASKED))
        gmp, srft, ccg, _ = ask(death, "GMP", "SRFT", "CCG", "HOUSING", on=ASKED)
        answer(gmp, ANSWERED)
        answer(ccg, ANSWERED, RequestState.NIL)
        answer(srft, TODAY)
        built.send_return(group, group.coordinating_meetings.get(name="CDG2"), TODAY)
        yield Reader(world, client_of(factories.holder(group, "S01", TODAY)), Role.AUDITOR)


@pytest.fixture
def reader(stage, db, settings) -> Iterator[Reader]:
    settings.FILES_DIR = stage.world.files
    cache.clear()
    with clock.frozen(NOW):
        yield stage


Form = Callable[[Reader], Told]


def of(form: Callable[[Reader, str], Told], kind: str) -> Form:
    return lambda reader: form(reader, kind)


def listed(one: listed_.List) -> dict[str, Form]:
    return {
        "sentence": one.sentences, "table": one.tables, "csv": one.files("csv"), "xlsx": one.files("xlsx"), "json": one.as_json,
        "pdf": one.printed,
    }  # fmt: skip


REPORTS: dict[str, dict[str, Form]] = {
    "return": {
        "sentence": returned.sentences, "table": returned.tables, "table under the plot": returned.under_plots,
        "plot": returned.plots, "csv": of(returned.rows, "csv"), "xlsx": of(returned.rows, "xlsx"), "json": returned.as_json,
        "pdf": returned.printed,
    },
    "measures": {
        "table": measured.tables, "table of the trend": measured.trend,
        "table of the return": measured.in_the_return, "plot": measured.plots,
        "csv": of(measured.records, "csv"), "xlsx": of(measured.records, "xlsx"), "json": measured.as_json,
    },
    "pictures": {
        "sentence": pictured.sentences, "table": pictured.tables, "plot": pictured.plots, "pdf": pictured.printed,
    },
    "breaches": listed(listed_.BREACHES),
    "exceptions": listed(listed_.EXCEPTIONS),
    "actions": listed(listed_.ACTIONS),
    "plans": {form: told for form, told in listed(listed_.PLANS).items() if form != "pdf"},
    "plan": {
        "sentence": planned.sentences, "table": planned.tables, "table of the plans": planned.in_the_list,
        "table of the return": planned.in_the_return, "plot": planned.plots, "csv": of(planned.in_a_file, "csv"),
        "xlsx": of(planned.in_a_file, "xlsx"), "json": planned.as_json, "pdf": planned.printed,
    },
    "contributions": {
        "sentence": contributed.sentences, "table": contributed.tables, "table of the trend": contributed.trend,
        "table of the return": contributed.in_the_return, "plot": contributed.plots, "csv": contributed.files("csv"),
        "xlsx": contributed.files("xlsx"), "json": contributed.as_json,
    },
}  # fmt: skip


DRAWN = ("plot", "table of the trend")
"""Forms that say percents of their own; those of the others are worked out here from their shares."""


@pytest.mark.parametrize("report", REPORTS)
def test_P11_R1_figures_agree_in_every_form_of_a_report(reader, report):
    told = {form: read(reader) for form, read in REPORTS[report].items()}
    names = Counter(name for figures in told.values() for name in figures)
    for name in names:
        said = {form: figures[name] for form, figures in told.items() if name in figures}
        assert len(set(said.values())) == 1, (name, said)
    lonely = {name: form for form, figures in told.items() for name in figures if names[name] == 1}
    worked_out = {name for name, form in lonely.items() if name.endswith(IN_PERCENT) and form not in DRAWN}
    assert lonely.keys() == worked_out, "no other form says it"
