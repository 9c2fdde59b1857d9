"""Lists: what is exported is what was filtered, cells are harmless, and length costs no queries."""

import csv
import io
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import django_filters
import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.views import View
from openpyxl import load_workbook

from subgroup.lists import PAGE_SIZES, Column, ListPage, as_csv, as_xlsx, disarmed
from subgroup.models import Person


class PersonFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", label="Name contains")
    is_active = django_filters.BooleanFilter(label="May sign in")
    since = django_filters.DateFilter(field_name="joined_at", lookup_expr="date__gte", label="Joined since")

    class Meta:
        model = Person
        fields: list[str] = []


class PersonList(ListPage, View):
    title = "People"
    nouns = ("person", "people")
    columns = [
        Column("name", "Name", link=lambda person: f"/people/{person.pk}/", sort="name"),
        Column("email", "E-mail"),
        Column("is_active", "May sign in", colour=lambda person: "green" if person.is_active else "grey"),
        Column("joined_at", "Joined"),
    ]
    filterset_class = PersonFilter
    ordering = ["name"]
    empty_text = "People appear here when they are invited."

    def get_queryset(self):
        return Person.objects.all()


def page(rf: RequestFactory, query: str = "") -> tuple[str, bytes]:
    response = PersonList.as_view()(rf.get(f"/{query}"))
    return response.content.decode("utf-8-sig", errors="replace"), response.content


def make(count: int, **fields: object) -> list[Person]:
    people = [Person(email=f"p{n}@example.org", name=f"Person {n:03}", **fields) for n in range(count)]
    return Person.objects.bulk_create(people)


def names(html: str) -> list[str]:
    return re.findall(r"Person \d{3}", html)


def test_a_page_holds_25_and_pages_neither_skip_nor_repeat(rf, db) -> None:
    Person.objects.bulk_create([Person(email=f"p{n}@example.org", name="Person 000") for n in range(60)])
    seen = [
        pk for number in (1, 2, 3) for pk in re.findall(r"/people/(\d+)/", page(rf, f"?page={number}")[0])
    ]
    assert len(seen) == 60
    assert len(set(seen)) == 60


@pytest.mark.parametrize(("asked", "given"), [("50", 50), ("100", 60), ("7", 25), ("x", 25), ("", 25)])
def test_only_three_sizes_of_page(rf, db, asked: str, given: int) -> None:
    make(60)
    assert len(names(page(rf, f"?per_page={asked}")[0])) == given
    assert PAGE_SIZES == (25, 50, 100)


def test_the_export_is_exactly_what_was_filtered_over_all_pages(rf, db) -> None:
    make(60)
    make_one = Person.objects.create(email="z@example.org", name="Other", is_active=False)
    rows = list(csv.reader(io.StringIO(page(rf, "?name=person&format=csv&page=2")[0])))
    assert rows[0] == ["Name", "E-mail", "May sign in", "Joined"]
    assert len(rows) == 61
    assert make_one.name not in str(rows)
    book = load_workbook(io.BytesIO(page(rf, "?is_active=false&format=xlsx")[1]))
    assert [[cell.value for cell in row] for row in book.active.rows][1:] == [
        ["Other", "z@example.org", "No", None]
    ]


def test_the_sentence_says_what_is_shown(rf, db) -> None:
    make(3)
    html, _ = page(rf, "?name=son&is_active=true")
    assert "3 people: name contains “son”, may sign in" in html
    assert "1 person" in page(rf, "?name=002")[0]


def test_a_filter_that_cannot_be_read_says_so_and_keeps_what_was_typed(rf, db) -> None:
    make(3)
    html, _ = page(rf, "?since_day=31&since_month=2&since_year=2018&name=son")
    assert "Joined since must be a real date" in html
    assert 'value="31"' in html
    assert 'value="son"' in html


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
@pytest.mark.parametrize("query", ["since=rubbish", "since_day=31&since_month=2&since_year=2018"])
def test_a_file_of_a_filter_that_cannot_be_read_is_refused_as_the_page_refuses_it(
    rf, db, query, kind
) -> None:
    make(3)
    response = PersonList.as_view()(rf.get(f"/?{query}&name=son&format={kind}"))
    html = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "Content-Disposition" not in response
    assert "govuk-error-message" in html
    assert 'value="son"' in html


def test_nothing_yet_and_nothing_found_are_told_apart(rf, db) -> None:
    assert "People appear here when they are invited." in page(rf)[0]
    make(1)
    html, _ = page(rf, "?name=nobody")
    assert "Nothing matches the filter" in html
    assert "People appear here" not in html


def test_columns_sort_both_ways_and_only_where_declared(rf, db) -> None:
    make(3)
    assert names(page(rf, "?sort=-name")[0])[0] == "Person 002"
    assert names(page(rf, "?sort=name")[0])[0] == "Person 000"
    assert names(page(rf, "?sort=password")[0])[0] == "Person 000"
    assert 'aria-sort="descending"' in page(rf, "?sort=-name")[0]


def test_links_keep_the_filter(rf, db) -> None:
    make(60)
    html, _ = page(rf, "?name=son&page=2")
    assert 'href="?name=son&amp;page=3"' in html
    assert 'href="?name=son&amp;format=csv"' in html


def test_length_costs_no_queries(rf, db) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(rf, "?name=person&per_page=100")
        return len(queries)

    make(1)
    few = count()
    Person.objects.all().delete()
    make(100)
    assert few == count() == 2


@pytest.mark.parametrize("text", ["=1+1", "+44 161", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    column = Column("x", "X", value=lambda row: row)
    assert disarmed(text) == f"'{text}"
    read = list(csv.reader(io.StringIO(as_csv([column], [text]).decode("utf-8-sig"), newline="")))
    assert read[1][0].startswith("'")
    cell = load_workbook(io.BytesIO(as_xlsx("X", [column], [text]))).active["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


@pytest.mark.parametrize("text", ["\x01=1+1", "\x00=1+1", "\ufffe=1+1"])
def test_a_character_that_a_workbook_may_not_hold_does_not_hide_a_formula(text: str) -> None:
    column = Column("x", "X", value=lambda row: row)
    cell = load_workbook(io.BytesIO(as_xlsx("X", [column], [text]))).active["A2"]
    assert (cell.data_type, cell.value) == ("s", "'=1+1")
    assert as_csv([column], [text]).decode("utf-8-sig").splitlines() == ["X", "'=1+1"]


def test_dates_are_iso_in_csv_and_dates_in_xlsx() -> None:
    columns = [Column("day", "Day", value=lambda row: row[0]), Column("at", "At", value=lambda row: row[1])]
    row = (date(2018, 7, 5), datetime(2018, 7, 5, 8, 30, tzinfo=ZoneInfo("UTC")))
    assert as_csv(columns, [row]).decode("utf-8-sig").splitlines() == [
        "Day,At",
        "2018-07-05,2018-07-05 09:30",
    ]
    sheet = load_workbook(io.BytesIO(as_xlsx("X", columns, [row]))).active
    assert [cell.value.isoformat() for cell in sheet[2]] == ["2018-07-05T00:00:00", "2018-07-05T09:30:00"]
    assert sheet["A2"].number_format == "DD/MM/YYYY"


def test_a_csv_opens_in_excel_with_its_accents() -> None:
    column = Column("x", "X", value=lambda row: row)
    assert as_csv([column], ["Zoë, “ä”"]) == '\ufeffX\r\n"Zoë, “ä”"\r\n'.encode()


def test_control_characters_do_not_break_the_workbook() -> None:
    column = Column("x", "X", value=lambda row: row)
    assert (
        load_workbook(io.BytesIO(as_xlsx("A/B: [x]*?", [column], ["a\x00b\x0bc"]))).active["A2"].value
        == "abc"
    )


def test_numbers_stay_numbers_and_yes_is_yes() -> None:
    columns = [Column("n", "N", value=lambda row: row), Column("b", "B", value=lambda row: row > 0)]
    assert as_csv(columns, [-3, 4]).decode("utf-8-sig").splitlines() == ["N,B", "-3,No", "4,Yes"]


def test_markup_in_a_name_stays_text(rf, db) -> None:
    Person.objects.create(email="x@example.org", name="<script>alert(1)</script>")
    html, _ = page(rf, "?name=<script>")
    assert "<script>alert" not in html
