"""The words of papers as the leak guard reads them: never an exception, whatever the file (F4)."""

import tempfile

import pytest

from subgroup.files import text
from subgroup.files.text import words_of
from tests.reviews.papers import docx_saying, pdf_saying, zip_of


def said(data: bytes, kind: str) -> str | None:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return words_of(file, kind)


def test_F4_the_words_of_a_pdf_and_its_title_are_read():
    found = said(pdf_saying("The Invented family", title="About Zofia"), "pdf")
    assert "The Invented family" in found
    assert "About Zofia" in found


def test_F4_the_words_of_a_word_file_are_read_over_its_runs_and_at_its_foot():
    found = said(docx_saying("Zofia Kowalska was seen", note="Foot of Invented"), "docx")
    assert "Zofia Kowalska was seen" in found
    assert "Foot of Invented" in found


def test_F4_text_and_tables_are_read():
    assert said(b"Zofia,1", "csv") == "Zofia,1"
    sheet = zip_of(xl__sharedStrings=b"<sst><si><t>Zofia</t></si><si><t>Bert</t></si></sst>")
    assert said(sheet, "xlsx").split() == ["Zofia", "Bert"]
    assert said(b"\x89PNG", "png") == ""


BOMB = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "pdf"), (b"%PDF-1.7\nnothing", "pdf"), (pdf_saying("x")[:300], "pdf"), (b"PK\x03\x04", "docx"), (b"", "docx"),
        (zip_of(word__document=BOMB), "docx"), (zip_of(word__document=b"<a><b></a>"), "docx"),
    ],
)  # fmt: skip
def test_F4_a_file_that_cannot_be_read_answers_that_it_was_not(data, kind):
    assert said(data, kind) is None


def test_F4_a_file_that_unpacks_to_far_more_is_read_up_to_a_limit():
    huge = zip_of(word__document=b"<a>" + b"<p>word </p>" * 4_000_000 + b"</a>")
    found = said(huge, "docx")
    assert found is None or len(found) <= 1_100_000


def test_F4_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(text, "SECONDS", 0.01)
    assert said(pdf_saying("x"), "pdf") is None
