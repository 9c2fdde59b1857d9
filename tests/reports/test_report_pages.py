"""The pages of measures, breaches and returns: every figure opens what it counts, and who sees what (P11, F14, R1)."""

import csv
import io
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports import book, document, returns
from reports.models import CoordinatingMeeting, Return
from subgroup import breaches, clock
from subgroup.forms import date_data
from subgroup.models import Breach, Message
from tests.reports import built

LINK = re.compile(r'<a class="govuk-link[^"]*" href="([^"]+)">([^<]+)</a>')
STAT = re.compile(
    r'app-stat__figure">([^<]+)</p>\s*<p class="app-stat__label"><a class="govuk-link" href="([^"]+)"'
)
QUOTIENT = re.compile(r"^(\d+) of (\d+) = ([\d.]+)%$")


def text(response) -> str:
    return unescape(response.content.decode())


def rows_of(client, address: str) -> list[dict[str, str]]:
    """The rows behind an address, from the CSV that equals its screen."""
    answer = client.get(f"{address}&format=csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(answer)))


def figures_on(page: str) -> list[tuple[str, str]]:
    """Each figure of a page with the address it opens."""
    in_text = re.sub(r'<p class="app-stat__label">.*?</p>', "", page, flags=re.DOTALL)
    found = [(words, address) for address, words in LINK.findall(in_text)] + STAT.findall(page)
    return [
        (words, address)
        for words, address in found
        if any(part in address for part in ("/records/?", "/breaches/?", "/rows/?"))
    ]


def check(client, figure: str, address: str) -> None:
    """The records behind the figure number as many, or their quotient is the figure."""
    assert client.get(address).status_code == 200, address
    rows = rows_of(client, address)
    if figure == "not agreed yet" or (agreed := re.match(r"v(\S+) agreed (.+)", figure)):
        (row,) = rows
        assert row["Kept"] == ("Not kept" if figure == "not agreed yet" else "Kept")
        assert figure == "not agreed yet" or f"Version {agreed[1]} agreed on {agreed[2]}" in row["Why"]
        return
    said = QUOTIENT.match(figure)
    if not said:
        nothing = ("no submissions", "nothing to count yet")
        assert figure == str(len(rows)) if figure.isdigit() else figure in nothing, (figure, address)
        assert figure.isdigit() or not rows, (figure, address)
        return
    kept_words = ("Kept", "In time", "Represented", "Sent")
    column = next(name for name in rows[0] if name in kept_words)
    kept = sum(row[column] == column for row in rows)
    assert (int(said[1]), int(said[2])) == (kept, len(rows)), (figure, address)
    assert float(said[3]) == pytest.approx(100 * kept / len(rows), abs=0.05)


@pytest.fixture
def reports(group):
    return lambda rest="": f"/g/{group.slug}/reports/{rest}"


@pytest.fixture
def now():
    with clock.frozen(built.NOW):
        yield built.NOW


@pytest.fixture
def small(group):
    return built.small_year(group)


def cdg(group, number: int) -> CoordinatingMeeting:
    return CoordinatingMeeting.objects.get(group=group, name=f"CDG{number}")


@pytest.mark.either
def test_P11_every_figure_of_the_measures_and_of_a_draft_opens_exactly_what_it_counts(
    client_as, reports, group, small
):
    chair = client_as("chair")
    measures = text(chair.get(reports("?year=2017-18")))
    returns.draft(meeting=cdg(group, 3), by=None, at=built.NOW)
    draft = text(chair.get(reports(f"returns/{cdg(group, 3).pk}/")))
    for page, at_least in ((measures, 100), (draft, 25)):
        found = figures_on(page)
        assert len(found) >= at_least
        for figure, address in dict.fromkeys(found):
            check(chair, figure, address)
    for value in ("3 of 4 = 75.0%", "2 of 3 = 66.7%", "3 of 5 = 60.0%"):
        assert value in measures
        assert value in draft


def test_P11_the_trend_is_what_each_return_of_the_year_said_and_what_is_so_now(
    client_as, reports, small, group
):
    page = text(client_as("chair").get(reports()))
    rows = dict(re.findall(r'regular">(P[^<]+)</th>(.*?)</tr>', page, flags=re.DOTALL))
    told = {title: re.findall(r"<div>([^<]+)</div>", cells) for title, cells in rows.items()}
    sent = Return.objects.filter(group=group, state=Return.State.SENT).order_by("meeting__day")
    for title, shown in told.items():
        key = title.split()[0]
        if title.startswith("P8 Red"):
            continue
        said = [one.figures["year"]["measures"].get(key) for one in sent]
        assert shown[:-1] == [
            f"{one['percent']:.1f}%" if one and one["denominator"] else "–" for one in said
        ], title
    assert {len(shown) for shown in told.values()} == {len(sent) + 1}
    assert told["P4 Meetings that were quorate"][-1] in page


def test_P11_any_two_days_count_what_fell_between_them_and_open_it(client_as, reports, small):
    chair = client_as("chair")
    asked = date_data("first", date(2017, 4, 1)) | date_data("last", date(2017, 6, 30))
    shown = chair.get(reports(), asked, follow=True)
    page = text(shown)
    assert "Saturday 1 April 2017 to Friday 30 June 2017" in page
    found = dict.fromkeys(figures_on(page))
    assert len(found) >= 40
    for figure, address in found:
        assert "year=2017-04-01..2017-06-30" in address
        check(chair, figure, address)
    held = {one.code for one in small if one.day <= date(2017, 6, 30)}
    rows = rows_of(chair, reports("records/?measure=P4&year=2017-04-01..2017-06-30"))
    assert {row["Record"].split()[0] for row in rows} <= held
    refused = chair.get(
        reports(), date_data("first", date(2017, 6, 30)) | date_data("last", date(2017, 4, 1))
    )
    assert refused.status_code == 422
    assert "It lies before Friday 30 June 2017. Enter a later day." in text(refused)


def test_P3_the_page_says_met_or_not_in_words_and_what_would_have_to_happen(client_as, reports, small):
    page = text(client_as("chair").get(reports()))
    assert "3 of 4 = 75.0%" in page
    assert "Cannot be met any more this year: 6 more would have to be kept, with only 5 to come." in page
    assert "Not counted: still to come: M5, M6, M7, M8, M9" in page
    assert "Not counted: not in the agreed plan: X1" in page
    assert re.search(r"P7.*Not measured yet\. No objectives are set for the year\.", page, re.DOTALL)


def test_P11_each_record_leads_to_its_own_page_for_those_who_may_open_it(client_as, reports, small):
    address = reports("records/?measure=P5&year=2017-18")
    meeting = f"/meetings/{small[1].pk}/"
    assert meeting in text(client_as("chair").get(address))
    assert meeting not in text(client_as("cdg_reader").get(address))
    letters = reports("records/?measure=P6&year=2017-18")
    assert "/meetings/letters/" in text(client_as("chair").get(letters))
    assert "/meetings/letters/" not in text(client_as("member").get(letters))


@pytest.mark.parametrize(
    "query",
    [
        "measure=P99", "", "measure=agencies&meeting=M77", "measure=A2&agency=NOBODY", "measure=actions&state=x",
        "measure=meetings", "measure=P3&year=soon", "measure=P3&year=2017-19", "measure=P3&year=٢٠١٧-18",
        "measure=P3&year=2017-06-30..2017-04-01", "measure=P3&year=..", "measure=P3&year=2017-02-30..2017-04-01",
    ],
)  # fmt: skip
def test_an_address_of_no_figure_is_not_found(client_as, reports, query):
    assert client_as("chair").get(reports(f"records/?{query}")).status_code == 404


def test_records_are_saved_as_xlsx_with_real_days(client_as, reports, small):
    answer = client_as("chair").get(reports("records/?measure=P10&year=2017-18&format=xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert rows[0] == ("Record", "Day", "Kept", "Why")
    assert rows[2][0] == "M2"
    assert rows[2][1].date() == date(2017, 6, 1)
    assert rows[2][2] == "Not kept"


def test_a_title_never_reaches_the_records(client_as, reports, group, now):
    (meeting,) = built.plan(group, (9,))
    built.item(group, meeting, "S16", date(2017, 8, 30), title="Child R and the family")
    for query in ("", "records/?measure=A2&agency=GMP&year=2017-18"):
        page = text(client_as("cdg_reader").get(reports(query)))
        assert "1 of 1 = 100.0%" in page
        assert "Child R" not in page


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


def test_P11_the_queries_do_not_grow_with_meetings(client_as, reports, group, now):
    meetings = built.plan(group, (1, 2, 3, 5, 6, 7, 8, 9))
    chair, pages = client_as("chair"), ("", "breaches/", "returns/", "records/?measure=P5&year=2017-18")
    counted = []
    for numbers in (range(2), range(2, 8)):
        for at in numbers:
            built.hold(group, meetings[at], (1, 2, 3, 5, 6, 7, 8, 9)[at])
        counted.append([queries(chair, reports(page)) for page in pages])
    assert counted[0] == counted[1]
    assert max(counted[1]) <= 39


def test_F14_the_book_lists_filters_and_drops_nothing(client_as, reports, group, small):
    chair = client_as("chair")
    everything = rows_of(chair, reports("breaches/?"))
    assert {"P1", "P3", "P5", "P9", "P10"} <= {row["Clause"] for row in everything}
    assert {row["Clause"] for row in rows_of(chair, reports("breaches/?clause=P9"))} == {"P9"}
    told, waiting = (rows_of(chair, reports(f"breaches/?told={said}")) for said in ("yes", "no"))
    assert len(told) + len(waiting) == len(everything)
    assert {row["First return"] for row in told} == {"CDG1", "CDG2"}
    breach = Breach.objects.filter(clause="P5").first()
    breaches.withdraw(group=group, key=breach.key, reason="The attendance was corrected.", at=built.NOW)
    assert len(rows_of(chair, reports("breaches/?"))) == len(everything)
    (gone,) = rows_of(chair, reports("breaches/?state=withdrawn"))
    assert gone["What was done"] == "The attendance was corrected."
    page = text(chair.get(book.url_of(group, breach.key)))
    assert "It is kept here, and counts no more." in page
    assert "Record it" not in page


def test_F14_there_is_no_way_to_delete_a_breach(client_as, group, small):
    breach = Breach.objects.first()
    assert client_as("chair").delete(book.url_of(group, breach.key)).status_code == 405


def test_P8_what_was_done_is_recorded_also_of_a_breach_that_no_run_has_written(
    client_as, reports, group, now
):
    built.plan(group)
    support = client_as("business_support")
    entry = book.entries(group, on=built.TODAY)[-1]
    assert entry.breach.pk is None
    address = book.url_of(group, entry.key)
    refused = support.post(address, {"text": ""})
    assert "Say what was done about it" in text(refused)
    support.post(address, {"text": "The agenda went out by post."})
    assert "The agenda went out by post." in text(support.get(address))
    assert client_as("member").post(address, {"text": "No"}).status_code == 403
    recorded = rows_of(support, reports("breaches/?addressed=yes"))
    assert [row["What was done"] for row in recorded] == ["The agenda went out by post."]


def test_P9_business_support_enters_a_meeting_and_sees_why_its_date(client_as, reports, group):
    support = client_as("business_support")
    new = reports("returns/new/")
    given = {**date_data("day", date(2017, 10, 18)), "name": "CDG4"}
    support.post(new, given)
    page = text(support.get(reports("returns/")))
    assert "CDG4" in page
    assert "Wednesday 18 October 2017" in page
    assert "Why this date" in page
    assert "is entered already" in text(support.post(new, given))
    slip = {**date_data("day", date(2071, 10, 18)), "name": "CDG5"}
    assert "Check the year" in text(support.post(new, slip))
    assert client_as("member").get(reports("returns/")).status_code == 403


def seen_on(page: str) -> dict[str, str]:
    """What a page carries of what it showed."""
    return {"seen": page.split('name="seen" value="')[1].split('"')[0]}


def test_R1_from_start_to_sent_on_the_pages(client_as, reports, group, small):
    support, chair = client_as("business_support"), client_as("chair")
    page = reports(f"returns/{cdg(group, 3).pk}/")
    assert "Start the return" in text(support.get(page))
    assert not Return.objects.filter(meeting=cdg(group, 3)).exists()
    support.post(f"{page}start/")
    support.post(f"{page}commentary/", {"text": "August is thin.\nWe ask for deputies.", "version": "1"})
    clash = text(support.post(f"{page}commentary/", {"text": "My words", "version": "1"}))
    assert "August is thin." in clash
    assert "My words" in clash
    assert 'name="version" value="2"' in clash
    assert "The chair or the vice chair does this." in text(support.get(page))
    assert support.post(f"{page}approve/").status_code == 403
    assert "Draft of Thursday 31 August 2017" in text(chair.get(f"{page}pdf/"))
    chair.post(f"{page}approve/", seen_on(text(chair.get(page))))
    confirm = text(chair.get(f"{page}send/"))
    assert "Marguerite Thackwell" in confirm
    assert "every one since the last return" in confirm
    chair.post(f"{page}send/", seen_on(confirm))
    shown = text(chair.get(page))
    assert "It is frozen: nothing in it changes any more." in shown
    assert "August is thin." in shown
    assert "/records/?" not in shown
    assert Message.objects.filter(kind="return_sent", about_id=str(cdg(group, 3).pk)).exists()
    document.render(Return.objects.get(meeting=cdg(group, 3)))
    pdf = b"".join(chair.get(f"{page}pdf/").streaming_content)
    assert pdf.startswith(b"%PDF-")
    assert b"".join(chair.get(f"{page}pdf/").streaming_content) == pdf
    assert "A sent return never changes" in text(chair.post(f"{page}send/"))


def test_R1_the_reader_of_the_coordinating_group_sees_what_was_sent_and_no_draft(
    client_as, reports, group, small
):
    reader, draft = client_as("cdg_reader"), cdg(group, 3)
    returns.draft(meeting=draft, by=None, at=built.NOW)
    listed = rows_of(reader, reports("returns/?"))
    assert {row["Meeting"] for row in listed} == {"CDG1", "CDG2"}
    for rest in ("", "pdf/"):
        assert reader.get(reports(f"returns/{draft.pk}/{rest}")).status_code == 404
    assert "It is frozen" in text(reader.get(reports(f"returns/{cdg(group, 1).pk}/")))
    assert reader.post(reports(f"returns/{draft.pk}/start/")).status_code == 403


def test_R1_the_page_of_a_sent_return_is_made_from_its_figures_alone(client_as, reports, group, small):
    chair = client_as("chair")
    page = reports(f"returns/{cdg(group, 2).pk}/")

    def main() -> str:
        return re.split(r"<main|</main>", text(chair.get(page)))[1]

    before = main()
    Breach.objects.filter(group=group).update(sentence="Something else", day=date(2016, 1, 1))
    small[0].attendance.update(presence="N")
    type(small[0]).objects.filter(group=group).update(minutes_circulated_at=None, chaired_by=None)
    assert main() == before
