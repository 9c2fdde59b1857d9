"""The pages of the measures on a past day: what the return of that day says, and every figure opens its rows as they were (P11, R1)."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from reports import book
from reports.measures import facts
from reports.models import Return
from reports.plots.year import plots
from subgroup import breaches, clock, past
from subgroup.clock import day_of
from tests import factories, settled
from tests.reports.test_report_pages import check, figures_on, rows_of
from tests.reviews.test_hidden_everywhere import client_of
from tests.test_access import NOW

pytestmark = pytest.mark.either


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small year, up to June: a return was sent in April."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        yield group


@pytest.fixture
def sent(stage, db) -> Return:
    return Return.objects.select_related("group").get(group=stage, state=Return.State.SENT)


def test_P11_the_measures_of_the_day_of_a_return_are_the_returns_and_open_what_they_counted(sent):
    on = day_of(sent.sent_at)
    base = f"/g/{sent.group.slug}/reports/"
    with clock.frozen(NOW):
        client = client_of(factories.person_with(sent.group, "chair", at=NOW))
        page = unescape(client.get(f"{base}?as_of={on}").content.decode())
        for measure in sent.figures["year"]["measures"].values():
            assert f">{measure['value']}</a>" in page
        assert "The attendance is not confirmed" not in page
        figures = figures_on(page)
        assert len(figures) > 20
        assert all(f"as_of={on}" in address for _, address in figures)
        for figure, address in figures[::9]:
            check(client, figure, address)
        pictures = unescape(client.get(f"{base}pictures/?as_of={on}").content.decode())
    assert "expected at 1 meeting." in pictures, "the one that was held by then"
    assert f"As it was on {on:%A} {on.day} {on:%B} {on.year}" in pictures


def test_the_pictures_of_a_past_day_know_nothing_of_what_came_later(sent):
    before = date(2017, 4, 19)
    year = facts.year_labelled(sent.group, "2017-18")
    rebuilt = facts.gather(sent.group, year, on=before, before=past.close_of(before))
    drawn = {one.key: one for one in plots(rebuilt, today=NOW.date())}
    assert not drawn["attendance"].rows, "the first meeting was held the day after"
    assert not drawn["minutes"].rows
    assert [row[0] for row in drawn["papers"].rows] == ["M1"]


def test_F14_the_breaches_of_a_past_day_are_those_that_stood_with_what_was_done_by_then(sent):
    group, base = sent.group, f"/g/{sent.group.slug}/reports/breaches/"
    with clock.frozen(NOW):
        client = client_of(factories.person_with(group, "chair", at=NOW))
        today = rows_of(client, f"{base}?state=stands")
        entry = next(one for one in book.entries(group, on=clock.today()) if one.clause == "P5")
        breaches.address(breach=entry.breach, text="The chair telephoned.", by=sent.sent_by, at=NOW)
        on = entry.day
        then = rows_of(client, f"{base}?as_of={on}")
        before = rows_of(client, f"{base}?as_of={on - timedelta(days=1)}")
        page = unescape(client.get(f"/g/{group.slug}/reports/?as_of={on}").content.decode())
    assert [row["Breach"] for row in before] == []
    assert [row["Breach"] for row in then] == [entry.sentence]
    assert [row["What was done"] for row in then] == [""], "it was done later"
    assert len(today) > len(then)
    (all_, url), *_ = [one for one in figures_on(page) if "/breaches/" in one[1]]
    with clock.frozen(NOW):
        check(client, all_, url)


def test_P11_the_dashboard_of_a_past_day_has_the_score_of_its_return_and_what_was_red_then(sent):
    on, slug = day_of(sent.sent_at), sent.group.slug
    with clock.frozen(NOW):
        client = client_of(factories.person_with(sent.group, "chair", at=NOW))
        page = unescape(client.get(f"/g/{slug}/score/?as_of={on}").content.decode())
        for measure in sent.figures["year"]["measures"].values():
            assert measure["denominator"] == 0 or measure["value"] in page
        addresses = re.findall(r'href="([^"]*as_of=[^"]*)">(\d+) (?:red risk|breach)', page)
        assert len(addresses) == 2
        for address, figure in addresses:
            listed = address + "&format=csv" if "risks" in address else address
            number = (
                len(client.get(listed).content.decode().strip().splitlines()) - 1
                if "risks" in address
                else len(rows_of(client, listed))
            )
            assert number == int(figure)
        now = unescape(client.get(f"/g/{slug}/score/").content.decode())
        wrong = client.get(f"/g/{slug}/score/?as_of_day=31&as_of_month=2&as_of_year=2017")
    assert "M2, Thursday 1 June 2017" in page
    assert "as_of=" not in now.partition("The year’s score")[2]
    refused = wrong.content.decode()
    assert re.search(r'govuk-error-message">\s*<span[^>]*>Error:</span> As it was on', refused), (
        "beside the field"
    )
    kept = [
        re.search(rf'name="as_of_{part}"[^>]*value="(\d+)"', refused)[1] for part in ("day", "month", "year")
    ]
    assert kept == ["31", "2", "2017"], "what was typed is kept"
