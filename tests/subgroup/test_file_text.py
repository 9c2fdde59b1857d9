"""The words of papers as the leak guard reads them: never an exception, whatever the file (F4)."""

import io
import tempfile
from base64 import b64encode

import pikepdf
import pytest
from PIL import Image
from weasyprint import HTML

from subgroup.files import text
from subgroup.files.text import Words, words_of
from tests.meetings.papers import pdf_bytes
from tests.reviews.papers import docx_saying, pdf_saying, zip_of


def read(data: bytes, kind: str) -> Words:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return words_of(file, kind)


def said(data: bytes, kind: str) -> str:
    return read(data, kind).said


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


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (b'<w:document><w:txbxContent><w:p><w:t>Zofia</w:t></w:p></w:txbxContent></w:document>', "word__document"),
        (b'<w:comments><w:comment w:author="Zofia"/></w:comments>', "word__comments"),
        (b'<w:document><wp:docPr id="1" descr="Zofia at school"/></w:document>', "word__document"),
        (b"<w:hdr><w:t>Zofia</w:t></w:hdr>", "word__header1"),
        (b"<cp:coreProperties><dc:creator>Zofia</dc:creator></cp:coreProperties>", "docProps__core"),
        (b"<Properties><property><vt:lpwstr>Zofia</vt:lpwstr></property></Properties>", "docProps__custom"),
        (b'<workbook><sheet name="Zofia"/></workbook>', "xl__workbook"),
        (b"<c:chart><a:t>Zofia</a:t></c:chart>", "xl__charts__chart1"),
        (b"<worksheet><oddHeader>Zofia</oddHeader></worksheet>", "xl__worksheets__sheet1"),
        (b"<p:notes><a:t>Zofia</a:t></p:notes>", "ppt__notesSlides__notesSlide1"),
        (b'<p:sld><p:cNvPr id="2" descr="Zofia"/></p:sld>', "ppt__slides__slide1"),
        (b"<dgm:dataModel><a:t>Zofia</a:t></dgm:dataModel>", "ppt__diagrams__data1"),
    ],
)  # fmt: skip
def test_F4_words_in_every_corner_of_an_office_file_are_read(part, kind):
    assert "Zofia" in said(zip_of(**{kind: part}), "docx")


def test_F4_the_names_of_fonts_and_styles_are_no_words_of_anybody():
    parts = {
        "word__fontTable": b'<w:fonts><w:font w:name="Georgia"/></w:fonts>',
        "word__styles": b'<w:styles><w:style w:name="Georgia"/></w:styles>',
        "styles": b'<office:styles><style:font-face style:name="Georgia"/></office:styles>',
    }
    assert "Georgia" not in said(zip_of(**parts), "docx")


def test_F4_a_scan_a_picture_and_a_file_within_a_file_say_that_they_have_no_text():
    scan = HTML(string='<svg width="9" height="9"><rect width="9" height="9"/></svg>').write_pdf()
    drawing = (
        '<div style="break-before: page"><svg width="9" height="9"><rect width="9" height="9"/></svg></div>'
    )
    mixed = HTML(string=f"<p>Words</p>{drawing}").write_pdf()
    out = io.BytesIO()
    Image.new("RGB", (90, 90), 120).save(out, "JPEG")
    picture = f'<img src="data:image/jpeg;base64,{b64encode(out.getvalue()).decode()}">'
    stamped = HTML(string=f"<p>Item 3, page 12</p>{picture}").write_pdf()
    illustrated = HTML(string=f"<p>{'A report of some length. ' * 4}</p>{picture}").write_pdf()
    assert read(stamped, "pdf").has_pictures
    assert not read(illustrated, "pdf").has_pictures
    assert read(scan, "pdf") == Words(said(scan, "pdf"), has_pictures=True)
    assert read(mixed, "pdf").has_pictures
    assert read(b"\x89PNG", "png").has_pictures
    assert read(zip_of(word__document=b"<w:t>x</w:t>", word__embeddings__sheet=b"<x/>"), "docx").has_pictures
    assert read(pdf_bytes(), "pdf") == Words(said(pdf_bytes(), "pdf")), "an empty page hides nothing"
    assert not read(pdf_saying("x"), "pdf").has_pictures


def test_F4_a_locked_pdf_says_that_it_could_not_be_read():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_saying("Zofia"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert read(out.getvalue(), "pdf").is_cut


BOMB = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "pdf"), (b"%PDF-1.7\nnothing", "pdf"), (pdf_saying("x")[:300], "pdf"), (b"PK\x03\x04", "docx"), (b"", "docx"),
        (zip_of(word__document=BOMB), "docx"), (zip_of(word__document=b"<a><b></a>"), "docx"),
    ],
)  # fmt: skip
def test_F4_a_file_that_cannot_be_read_answers_that_it_was_not(data, kind):
    assert read(data, kind).is_cut


def test_F4_a_file_that_unpacks_to_far_more_is_read_up_to_a_limit():
    huge = zip_of(word__document=b"<a>" + b"<p>word </p>" * 4_000_000 + b"</a>")
    found = said(huge, "docx")
    assert len(found) <= 1_100_000
    assert read(huge, "docx").is_cut


def test_F4_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(text, "SECONDS", 0.01)
    assert read(pdf_saying("x"), "pdf").is_cut
