"""The pages of the annual report: figures that open their rows, what is kept of a refusal, who reads what (R2)."""

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.enums import Role
from members.services import api_tokens
from reports import tasks
from reports.annual import document
from reports.annual.draft import Draft
from reports.annual.table import lines
from reports.measures.tally import Tally
from reports.models import ChapterText
from reports.sections import Chapter
from reports.views import annual_chapter, annual_rows
from subgroup import clock
from subgroup.models import Person
from tests import factories
from tests.reports import annual_stage
from tests.reports.annual_stage import AT, ON, chair_of, issued, report_of, support_of
from tests.reviews.test_hidden_everywhere import client_of


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(AT):
        yield


def url(group, name="annual", *more, report=None):
    return reverse(f"reports:{name}", args=[group.slug, (report or report_of(group)).pk, *more])


def text(answer) -> str:
    return answer.content.decode()


def chapter_of(client, group, chapter) -> str:
    return text(client.get(f"{url(group)}?chapter={chapter}"))


FIGURE = re.compile(r'<a class="govuk-link" href="([^"]+/rows/\?([^"]+))">([^<]+)<')
SAID = {
    "none": lambda kept, rows: rows == 0,
    "nothing to count": lambda kept, rows: rows == 0,
    "not agreed yet": lambda kept, rows: (kept, rows) == (0, 1),
}


def test_R2_every_figure_opens_as_many_rows_as_it_says(year, monkeypatch):
    """Those of the text, of tables, of appendices and of what a picture shows."""
    client = client_of(chair_of(year))
    draft = Draft(report_of(year), on=ON)
    for views in (annual_rows, annual_chapter):  # one record of the year for all the pages
        monkeypatch.setattr(views, "Draft", lambda report, on: draft)
    shown = "".join(chapter_of(client, year, one.value) for one in Chapter)
    found = {(unescape(one[1]), unescape(one[2]).strip(), unescape(one[0])) for one in FIGURE.findall(shown)}
    assert sum("figure=" in query for query, _, _ in found) > 20
    assert {parse_qs(query)["chapter"][0] for query, _, _ in found if "chapter=" in query} >= {
        "meetings", "measures", "plans", "deaths", "challenges", "exceptions", "attendance", "definitions", "themes",
    }  # fmt: skip
    for _, figure, address in found:
        page = text(client.get(address))
        rows, kept = page.count('<th scope="row"'), page.count(">Yes<")
        numbers = [int(one) for one in re.findall(r"(?<![\d.])\d+(?![\d.%])", figure)]
        percent = re.search(r"([\d.]+)%$", figure)
        assert percent is None or float(percent[1]) == pytest.approx(100 * kept / rows, abs=0.1), address
        if f"It is published as “{figure}”" in page:
            assert f"{kept} of {rows}: {kept} of {rows}" in page, address
        elif re.match(r"([A-Z] )?\d+(/| of )\d+", figure):
            assert numbers == [kept, rows], address
        elif figure.endswith(("day", "days")):
            assert rows == 1, address
            assert f": {figure}<" in page, address
        elif numbers:
            assert sum(numbers) == rows, address
            assert f">{rows} record" in page, address
        else:
            assert percent or SAID[figure](kept, rows), address


def test_R2_every_number_in_a_table_of_a_draft_is_a_figure_that_opens(year):
    draft = Draft(report_of(year), on=ON)
    bare = [
        (chapter, table.head[at], cell)
        for chapter, part in draft.parts.items()
        for table in part.tables
        for row in table.rows
        for at, cell in enumerate(row)
        if at and re.search(r"\d", cell) and not isinstance(cell, Tally)
    ]
    words = {"Day", "Target", "From", "To", "Held by", "By when", "Item", "Objective", "Left out"}
    assert [one for one in bare if one[1] not in words] == []


@pytest.mark.parametrize(
    "query",
    [
        "figure=nonsense", "", "chapter=meetings", "chapter=x&table=0&line=M1&column=Apologies",
        "chapter=meetings&table=99&line=M1&column=Apologies", "chapter=meetings&table=0&line=M1&column=None",
    ],
)  # fmt: skip
def test_R2_an_address_of_no_figure_is_not_found(year, query):
    assert client_of(chair_of(year)).get(f"{url(year, 'annual_rows')}?{query}").status_code == 404


def test_R2_text_table_plot_csv_and_json_of_one_report_agree(year, client):
    report = issued(year)
    frozen = report.figures
    shown = document.for_page(frozen)["chapters"]
    chapters = {one["key"]: one for one in frozen["chapters"]}
    who_came = next(one for one in chapters["meetings"]["exhibits"] if one.get("key") == "attendance")
    plotted = chapters["meetings"]["exhibits"][1]["rows"]
    appendix = chapters["attendance"]["exhibits"][0]["rows"]
    represented = f"{frozen['figures']['seats represented']} of {frozen['figures']['seats expected']}"
    assert appendix[-1][-1].startswith(represented)
    assert sorted(row[-1] for row in plotted[:-1]) == sorted(row[-1] for row in appendix[:-1])
    assert who_came["svg"].count("<rect") > len(plotted)
    assert frozen["figures"]["seats represented"] in chapters["meetings"]["paragraphs"][-1]
    lights = next(one for one in chapters["plans"]["exhibits"] if one.get("head", [""])[0] == "Set")
    assert lights["rows"][-1][-1] == frozen["figures"]["actions open"]
    assert shown[0]["paragraphs"] == chapters["foreword"]["paragraphs"]

    answer = client_of(chair_of(year)).get(url(year, "annual_file"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1:] == [
        [one[name] for name in ("chapter", "where", "line", "what", "value")] for one in lines(frozen)
    ]

    secret = api_tokens.make(
        group=year,
        name="Tool",
        role=Role.CDG_READER,
        last_day=ON,
        by=factories.holder(year, "S07", ON),
        at=AT,
    )
    (row,) = client.get(
        reverse("api:resource", args=[year.slug, "annual-reports"]) + "?year=2017-18",
        headers={"Authorization": f"Bearer {secret}"},
    ).json()["rows"]
    assert row["figures"] == frozen["figures"]
    assert [one["paragraphs"] for one in row["chapters"]] == [one["paragraphs"] for one in frozen["chapters"]]
    assert row["tables"] == [one for one in lines(frozen) if one["where"]]


def test_R2_a_refused_text_stays_in_its_field_with_the_sentence_beside_it(year):
    client = client_of(support_of(year))
    form = url(year, "annual_chapter", "meetings")
    assert "{meetings held}" in text(client.get(form))
    for typed, sentence in (
        ("{meetings hold} held.", "Did you mean {meetings held}?"),
        ("It was Lantern.", "can be read as a case"),
    ):
        answer = client.post(form, {"text": typed, "version": "0"})
        assert answer.status_code == 422
        assert f">{typed}</textarea>" in text(answer).replace("\n", "")
        assert sentence in text(answer)
        assert 'id="id_text-error"' in text(answer) or "id_text_error" in text(answer)


def test_R2_two_writers_are_shown_both_texts_and_old_versions_can_be_read(year):
    support, chair = client_of(support_of(year)), client_of(chair_of(year))
    form = url(year, "annual_chapter", "meetings")
    assert support.post(form, {"text": "Theirs.", "version": "0"}).url == f"{url(year)}?chapter=meetings"
    clash = chair.post(form, {"text": "Mine.", "version": "0"})
    assert clash.status_code == 409
    assert "Theirs." in text(clash)
    assert ">Mine.</textarea>" in text(clash).replace("\n", "")
    assert chair.post(url(year, "annual_drafted", "meetings"), {"version": "0"}).status_code == 302
    assert ChapterText.objects.filter(chapter=Chapter.MEETINGS).count() == 1  # Theirs was not read yet
    chair.post(url(year, "annual_drafted", "meetings"), {"version": "1"})
    versions = text(chair.get(url(year, "annual_versions", "meetings")))
    assert "Theirs." in versions
    assert "drafted from the record stands" in versions


def test_R2_the_page_says_what_is_missing_from_whom(year):
    page = text(client_of(support_of(year)).get(url(year)))
    assert "The work programme of 2018-19 is not agreed" in page
    assert "Nobody has read it yet" in page
    assert "The foreword is not written" not in page


READS = (Role.MEMBER, Role.DEPUTY, Role.CDG_READER, Role.LIQA_READER, Role.INDEPENDENT_CHAIR)


def test_R2_drafts_are_for_who_writes_and_the_auditor_and_issued_ones_for_all_readers(year):
    people = {
        role: factories.person_with(year, role.value, at=AT)
        for role in (*READS, Role.AUDITOR, Role.AGENCY_LEAD)
    }
    lists = reverse("reports:annual_reports", args=[year.slug])

    def status(role: Role, name: str = "annual") -> int:
        return client_of(people[role]).get(url(year, name)).status_code

    assert [status(role) for role in READS] == [404] * len(READS)
    assert (status(Role.AUDITOR), status(Role.AGENCY_LEAD)) == (200, 403)
    auditor = client_of(people[Role.AUDITOR])
    assert "/rows/?figure" not in chapter_of(auditor, year, "meetings")
    assert "2 meetings" in chapter_of(auditor, year, "meetings")
    assert "Change the text" not in chapter_of(auditor, year, "meetings")
    assert auditor.get(url(year, "annual_approve")).status_code == 403
    assert auditor.post(url(year, "annual_approve"), {"seen": ""}).status_code == 403
    assert client_of(support_of(year)).post(url(year, "annual_approve"), {"seen": ""}).status_code == 403
    issued(year)
    assert [status(role) for role in READS] == [200] * len(READS)
    for role in READS:
        page = text(client_of(people[role]).get(lists))
        assert url(year) in page
        assert "Start an annual report" not in page


def test_R2_the_pdf_is_made_by_a_task_and_the_page_says_so(year):
    chair = client_of(chair_of(year))
    assert "Draft of Monday 9 April 2018" in text(chair.get(url(year, "annual_pdf")))
    report = issued(year)
    assert "The PDF is being made" in text(chair.get(url(year)))
    waits = chair.get(url(year, "annual_pdf"))
    assert "The document is being made" in text(waits)
    assert chair.get(url(year, "annual_pdf"), headers={"HX-Request": "true"}).status_code == 204
    tasks.print_annual_report(report.pk)
    report.refresh_from_db()
    assert chair.get(url(year, "annual_pdf"), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    answer = chair.get(url(year, "annual_pdf"))
    assert b"".join(answer.streaming_content)[:4] == b"%PDF"
    answer.close()
    assert report.pdf.sha256 in text(chair.get(url(year)))


def test_R2_the_chair_walks_from_the_draft_to_the_issued_report_and_its_correction(year):
    chair = client_of(chair_of(year))
    assert url(year, "annual_approve") in text(chair.get(url(year)))
    before = text(chair.get(url(year, "annual_approve")))
    assert "The work programme of 2018-19 is not agreed" in before
    word = re.search(r'name="seen" value="([^"]+)"', before)[1]
    assert chair.post(url(year, "annual_approve"), {"seen": "old"}).status_code == 409
    assert chair.post(url(year, "annual_approve"), {"seen": word}).status_code == 302
    confirm = text(chair.get(url(year, "annual_issue")))
    assert "nothing in them changes any more" in confirm
    assert chair_of(year).name in confirm
    word = re.search(r'name="seen" value="([^"]+)"', confirm)[1]
    assert chair.post(url(year, "annual_issue"), {"seen": word}).status_code == 302
    made = chair.post(url(year, "annual_correct"), {"because": "One meeting was missing."})
    page = text(chair.get(made.url))
    assert "version 2" in page
    assert "One meeting was missing." in page
    assert "Version 1" in page
    assert Person.objects.filter(pk=chair_of(year).pk).exists()


def asked(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_R2_the_contents_ask_little_of_the_database_and_no_more_for_more_records(year):
    """No chapter is worked out for them; one that is read is worked out by itself, and the whole before it is approved."""
    client = client_of(chair_of(year))
    pages = {
        url(year): 50,
        f"{url(year)}?chapter=account": 25,
        f"{url(year)}?chapter=exceptions": 60,
        url(year, "annual_approve"): 140,
    }
    before = {page: (asked(client, page), asked(client, page))[1] for page in pages}
    for number in range(700, 706):
        for add in (
            annual_stage.case,
            annual_stage.review,
            annual_stage.death,
            annual_stage.breach,
        ):
            add(year, number)
    after = {page: asked(client, page) for page in pages}
    assert {page: (number, before[page]) for page, number in after.items() if number > before[page]} == {}
    assert {page: before[page] for page, most in pages.items() if before[page] > most} == {}


def test_R2_a_frozen_report_is_read_from_what_was_frozen_chapter_by_chapter(year):
    report = issued(year)
    client = client_of(factories.person_with(year, "cdg_reader", at=AT))
    page = text(client.get(url(year)))
    keys = [one["key"] for one in report.figures["chapters"]]
    assert re.findall(r"\?chapter=(\w+)", page) == keys
    cases = next(one for one in report.figures["chapters"] if one["key"] == "cases")
    for number in range(700, 706):
        annual_stage.case(year, number)
    shown = unescape(chapter_of(client, year, "cases"))
    assert all(one in shown for one in cases["paragraphs"])
    at = keys.index("cases")
    assert re.findall(r"\?chapter=(\w+)\" rel=\"(\w+)", shown) == [
        (keys[at - 1], "prev"),
        (keys[at + 1], "next"),
    ]
    assert asked(client, f"{url(year)}?chapter=cases") < 15
    assert client.get(f"{url(year)}?chapter=nonsense").status_code == 404


def test_R2_the_contents_say_who_wrote_a_chapter_and_its_page_shows_the_words(year):
    client = client_of(support_of(year))
    form = url(year, "annual_chapter", "meetings")
    client.post(
        form,
        {"text": "We met {meetings held} times and heard {challenges made} challenges.", "version": "0"},
    )
    row = next(one for one in text(client.get(url(year))).split("<tr") if "chapter=meetings" in one)
    assert ">Written<" in re.sub(r"\s*([<>])\s*", r"\1", row)
    assert support_of(year).name in row
    assert ">8<" in row
    shown = re.sub(r"<[^>]+>", "", chapter_of(client, year, "meetings"))
    assert re.search(
        r"We met \d+ \(meetings held\) times and heard \d+ \(challenges made\) challenges\.", shown
    )


def test_R2_a_chapter_of_a_draft_reads_for_who_writes_none_as_it_is_printed(year):
    """To the letter: a sentence that begins with a figure in words begins with a capital there too."""
    auditor = client_of(factories.person_with(year, "auditor", at=AT))
    printed = {one["key"]: one["paragraphs"] for one in Draft(report_of(year), on=ON).said()["chapters"]}
    assert any(words.startswith("Fewer than 5") for words in printed["deaths"])
    for chapter in ("deaths", "reviews", "cases"):
        page = unescape(re.sub(r"<[^>]+>", "", chapter_of(auditor, year, chapter)))
        assert all(words in page for words in printed[chapter]), chapter
