"""A membership from a spreadsheet (M1): shown row by row, written whole or not at all, twice without harm."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import Deputyship, Holding
from subgroup.models import Message
from tests import factories

HEAD = "seat_no,agency_code,holder,email,start_date,end_date,deputy,deputy_email,compact_signed\n"
GOOD = f"{HEAD}5,SCC,Nell Quarmby,nell.quarmby@example.org,2017-03-06,,Ivo Penhallow,ivo@example.org,\n"


@pytest.fixture
def url(group) -> str:
    return reverse("members:import", args=[group.slug])


@pytest.fixture
def support(client_as):
    return client_as("business_support")


def send(client, url: str, text: str | bytes):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(url, {"file": SimpleUploadedFile("members.csv", data, content_type="text/csv")})


def confirm(client, url: str, page: str, **changed):
    signed = re.search(r'name="text" value="([^"]+)"', page).group(1)
    return client.post(url, {"text": signed, "confirmed": "yes", **changed}, follow=True)


def test_M1_rows_are_shown_and_nothing_is_written_until_confirmed(support, url, group):
    page = send(support, url, GOOD).content.decode()
    assert "1 new" in page
    assert "Nell Quarmby" in page
    assert not Holding.objects.filter(person__name="Nell Quarmby").exists()
    said = confirm(support, url, page).content.decode()
    assert "Imported: 2 changes" in said
    assert factories.holder(group, "S05", date(2017, 3, 6)).name == "Nell Quarmby"
    assert Deputyship.objects.filter(person__name="Ivo Penhallow").exists()
    assert not Message.objects.exists()


def test_M1_the_same_file_twice_changes_nothing(support, url):
    confirm(support, url, send(support, url, GOOD).content.decode())
    before = Holding.objects.count()
    page = send(support, url, GOOD).content.decode()
    assert "1 unchanged" in page
    assert "Everything was there already" in confirm(support, url, page).content.decode()
    assert Holding.objects.count() == before


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("5,GMP,Nell,nell@example.org,2017-03-06,,,,", "Post 5 belongs to SCC"),
        ("99,SCC,Nell,nell@example.org,2017-03-06,,,,", "have no post 99"),
        ("5,SCC,Nell,,2017-03-06,,,,", "has no e-mail address"),
        ("5,SCC,Nell,nell@,2017-03-06,,,,", "is not an e-mail address"),
        ("5,SCC,Nell,nell@example.org,06/03/2017,,,,", "is not a date such as"),
        ("5,SCC,Nell,nell@example.org,2017-03-06,2017-03-01,,,", "comes before the start date"),
        ("9,SRFT,Nell,nell@example.org,2017-03-06,,,,", "Post 9 would be held twice"),
    ],
)
def test_M1_a_wrong_row_says_why_and_nothing_is_imported(support, url, row, why):
    before = Holding.objects.count()
    answer = send(support, url, f"{GOOD}{row}\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert "1 row of the file is wrong" in page
    assert re.search(r'<th scope="row"[^>]*>3</th>', page)
    assert "Nell Quarmby" not in page
    assert 'name="confirmed"' not in page
    assert Holding.objects.count() == before


def test_M1_a_leaver_and_a_successor_in_one_file_whatever_their_order(support, url, group):
    held = Holding.objects.get(seat=factories.seat(group, "S09"))
    rows = [
        "9,SRFT,Nell Quarmby,nell.quarmby@example.org,2017-03-07,,,,",
        f"9,SRFT,{held.person.name},{held.person.email},{held.starts_on},2017-03-06,,,",
    ]
    page = send(support, url, HEAD + "\n".join(rows)).content.decode()
    assert "1 new, 1 changed" in page
    confirm(support, url, page)
    assert factories.holder(group, "S09", date(2017, 3, 6)) == held.person
    assert factories.holder(group, "S09", date(2017, 3, 7)).name == "Nell Quarmby"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a,b\n1,2\n", "it has no column"),
        (b"\x00\xff\xfe\x00PK\x03\x04", "not a CSV file"),
        (b"", "empty"),
        (HEAD.encode(), "The file has no rows"),
        (b"x" * (1024 * 1024 + 1), "too large"),
        (f"{HEAD}\u00b2,SCC,,,,,,,\n".encode(), "seat_no is not a number"),
        (f"{HEAD}{'9' * 5000},SCC,,,,,,,\n".encode(), "seat_no is not a number"),
        (GOOD.replace("Nell", "Ne\x00ll").encode(), "not a CSV file"),
        (",".join(f"c{number}" for number in range(10_000)).encode(), "it has no column"),
        (f"{HEAD}5,SCC,{'n' * 140_000}\n".encode(), "After line 1 this cannot be read as CSV"),
        (f"{HEAD}5,SCC,{'n' * 201},n@example.org,2017-03-06,,,,\n".encode(), "too long to be a name"),
        ((HEAD + "5,SCC,,,,,,,\n" * 2001).encode(), "2,000 rows are the most"),
        (
            f"{HEAD.strip()},notes\n5,SCC,,,,,,,,previous one 2017-99-99 to 2017-01-01\n".encode(),
            "notes “2017-99-99” is not a date",
        ),
        (b"\xff\xfe" + GOOD.encode("utf-16-le")[:-1], "not a CSV file"),
    ],
    ids=[
        "other columns", "binary", "empty", "no rows", "enormous", "superscript", "5,000 digits", "NUL", "10,000 columns",
        "a cell without end", "a name without end", "2,001 rows", "an earlier compact", "half of UTF-16",
    ],
)  # fmt: skip
def test_a_file_that_is_no_membership_is_refused_with_a_sentence(support, url, data, why):
    answer = send(support, url, data)
    assert answer.status_code == 422
    assert why in answer.content.decode()


WIDE = "".join(f"{line},{','.join(['x'] * 10_000)}\n" for line in GOOD.splitlines())


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + GOOD.replace(",", ";").replace("\n", "\r\n").encode(),
        b"\xff\xfe" + GOOD.replace(",", "\t").replace("\n", "\r\n").encode("utf-16-le"),
        GOOD.replace("Nell Quarmby", "Nell Quármby").encode("cp1252"),
        WIDE.encode(),
    ],
    ids=["semicolons", "tabs in UTF-16", "the Windows code page", "10,000 columns more"],
)
def test_M1_a_membership_as_excel_saves_it_is_read(support, url, data):
    page = send(support, url, data).content.decode()
    assert "1 new" in page
    assert "Imported: 2 changes" in confirm(support, url, page).content.decode()


def test_a_preview_that_was_tampered_with_or_is_anothers_writes_nothing(support, client_as, url, group):
    page = send(support, url, GOOD).content.decode()
    assert "too old" in confirm(support, url, page, text="eJw:forged:x").content.decode()
    assert "too old" in confirm(client_as("business_manager"), url, page).content.decode()
    assert not Holding.objects.filter(person__name="Nell Quarmby").exists()


def test_the_template_that_is_filled_in_can_be_imported(support, url, group):
    template = support.get(reverse("members:import_template", args=[group.slug])).content
    assert "18 vacant" in send(support, url, template).content.decode()


def test_what_is_wrong_with_a_row_is_said_once_and_in_words(support, url):
    rows = "\u00b2,SCC,,,,,,,\n5,SCC,Nell,nell@example.org,01/05/2018,,,,\n"
    page = send(support, url, HEAD + rows).content.decode()
    assert "2 rows of the file are wrong" in page
    assert "no post None" not in page
    assert "Nell has no start date" not in page
