"""What is let in. Hostile files are made here; the twelve papers are real ones."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image, ImageFile

from subgroup.files import check, office, pdf_reader
from subgroup.files.kinds import Refused
from subgroup.files.names import clean_name
from tests.subgroup.made_files import PAPERS, look, make_office, make_pdf, make_picture, refusal


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.name)
def test_A2_each_of_the_twelve_papers_is_let_in(paper):
    with paper.open("rb") as file:
        found = check.inspect(paper.name, file)
        assert file.tell() == 0
    assert (found.name, found.kind) == (paper.name, paper.suffix[1:])
    assert (found.pages is not None) == (found.kind == "pdf")


def test_there_are_twelve_papers():
    assert len(PAPERS) == 12


class TestPdf:
    def test_pages_are_counted(self):
        assert look("a.pdf", make_pdf(7)).pages == 7

    def test_password_is_refused(self):
        locked = make_pdf(encryption=pikepdf.Encryption(owner="o", user="secret", R=6))
        assert "password" in refusal("a.pdf", locked)

    def test_one_that_only_forbids_printing_is_let_in(self):
        assert look("a.pdf", make_pdf(encryption=pikepdf.Encryption(owner="o", user="", R=6))).kind == "pdf"

    @pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
    def test_cut_off_is_refused(self, keep):
        whole = make_pdf(4, compress_streams=False)
        assert "damaged or was cut off" in refusal("a.pdf", whole[: int(len(whole) * keep)])

    def test_garbage_after_the_header_is_refused(self):
        assert "damaged" in refusal("a.pdf", b"%PDF-1.7\n" + b"\x00\xff garbage" * 50 + b"\n%%EOF")

    def test_too_many_pages(self):
        assert "1001 pages" in refusal("a.pdf", make_pdf(pdf_reader.MOST_PAGES + 1))

    def test_absurd_page_size_names_the_page(self):
        assert refusal("a.pdf", make_pdf(1, (14400, 600))).startswith("Page 1 of “a.pdf” is 508 by 21 cm.")

    def test_user_unit_counts_for_the_page_size(self):
        pdf = pikepdf.open(io.BytesIO(make_pdf()))
        pdf.pages[0].obj.UserUnit = 20
        out = io.BytesIO()
        pdf.save(out)
        assert "Page 1" in refusal("a.pdf", out.getvalue())

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("/Rotate", pikepdf.String("x")),
            ("/Rotate", pikepdf.Name("/Ninety")),
            ("/UserUnit", pikepdf.Name("/X")),
        ],
    )
    def test_a_page_that_does_not_say_its_size_in_numbers_is_refused(self, key, value):
        pdf = pikepdf.open(io.BytesIO(make_pdf(2)))
        pdf.pages[1].obj[key] = value
        out = io.BytesIO()
        pdf.save(out)
        assert refusal("a.pdf", out.getvalue()).startswith(
            "Page 2 of “a.pdf” does not say in numbers how large it is"
        )

    def test_a_turn_that_all_pages_inherit_is_looked_at_too(self):
        pdf = pikepdf.open(io.BytesIO(make_pdf(2)))
        pdf.Root.Pages.Rotate = pikepdf.String("x")
        out = io.BytesIO()
        pdf.save(out)
        assert "in numbers" in refusal("a.pdf", out.getvalue())

    @pytest.mark.parametrize("padding", [1, 8192, 100_000])
    def test_a_last_block_filled_up_with_zeros_is_let_in(self, padding):
        assert look("a.pdf", make_pdf(3) + b"\0" * padding).pages == 3

    def test_page_that_unpacks_to_gigabytes_is_refused_unread(self):
        pdf = pikepdf.new()
        page = pdf.add_blank_page()
        page.obj.Contents = pdf.make_stream(b"0 g " * (pdf_reader.HEAVIEST // 4 + 10))
        out = io.BytesIO()
        pdf.save(out, recompress_flate=True)
        assert len(out.getvalue()) < 400_000
        assert "too heavy" in refusal("a.pdf", out.getvalue())

    def test_portfolio(self):
        pdf = pikepdf.open(io.BytesIO(make_pdf()))
        pdf.Root.Collection = pikepdf.Dictionary()
        out = io.BytesIO()
        pdf.save(out)
        assert "portfolio" in refusal("a.pdf", out.getvalue())

    def test_form_that_only_one_program_shows(self):
        pdf = pikepdf.open(io.BytesIO(make_pdf()))
        pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("x"), Fields=pikepdf.Array())
        pdf.Root.NeedsRendering = True
        out = io.BytesIO()
        pdf.save(out)
        assert "Adobe Reader" in refusal("a.pdf", out.getvalue())

    def test_joined_with_an_archive_or_with_something_before_it(self):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("run.js", "x")
        assert "joined to a file of another kind" in refusal("a.pdf", make_pdf() + archive.getvalue())
        assert "joined to a file of another kind" in refusal("a.pdf", b"GIF89a;\n" + make_pdf())


class TestOffice:
    @pytest.mark.parametrize(
        ("main", "kind"),
        [
            ("wordprocessingml.document", "docx"),
            ("presentationml.presentation", "pptx"),
            ("spreadsheetml.sheet", "xlsx"),
        ],
    )
    def test_kind_comes_from_the_content(self, main, kind):
        assert look(f"a.{kind}", make_office(main)).kind == kind
        other = "xlsx" if kind != "xlsx" else "docx"
        assert f"ends in .{other}" in refusal(f"a.{other}", make_office(main))

    def test_macros(self):
        assert "macros" in refusal("a.docx", make_office(**{"word/vbaProject.bin": b"x"}))
        assert "macros" in refusal("a.docm", make_office("wordprocessingml.document.macroEnabled"))
        assert "controls" in refusal("a.docx", make_office(**{"word/activeX/activeX1.bin": b"x"}))

    def test_bomb_is_counted_and_not_unpacked(self):
        bomb = make_office(**{"word/media/a.xml": bytes(30_000_000)})
        assert len(bomb) < 100_000
        assert "29 MB in 3 parts" in refusal("a.docx", bomb)

    def test_each_byte_changed_is_read_or_refused(self):
        paper = make_office()
        refused = 0
        for at in range(len(paper)):
            changed = bytearray(paper)
            changed[at] ^= 0xFF
            try:
                assert look("a.docx", bytes(changed)).kind == "docx"
            except Refused as why:
                assert str(why).endswith(".")  # noqa: PT017 - most are refused, a few are harmless
                refused += 1
        assert refused > len(paper) / 2

    def test_an_open_document_without_its_list_of_parts_is_damaged(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        assert "damaged" in refusal("a.odt", out.getvalue())

    def test_too_many_parts(self):
        many = {f"word/p{i}.xml": b"" for i in range(office.MOST_PARTS + 1)}
        assert "parts" in refusal("a.docx", make_office(**many))

    @pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "word/..\\x"])
    def test_path_tricks(self, name):
        assert "no Office program" in refusal("a.docx", make_office(**{name: b"x"}))

    def test_definitions_that_blow_up(self):
        laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><x>&b;</x>'
        assert "definitions" in refusal("a.docx", make_office(**{"word/document.xml": laughs}))

    def test_template_on_another_computer(self):
        relation = (
            '<Relationships><Relationship Type="http://x/relationships/attachedTemplate" '
            'Target="{}" TargetMode="External"/></Relationships>'
        )
        far = relation.format("https://evil.example/t.dotm").encode()
        near = relation.format("file:///C:/Users/x/Normal.dotx").encode()
        assert "another computer" in refusal("a.docx", make_office(**{"word/_rels/settings.xml.rels": far}))
        assert look("a.docx", make_office(**{"word/_rels/settings.xml.rels": near})).kind == "docx"

    def test_old_word_and_locked_word_are_told_apart(self):
        container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        assert "old Office format" in refusal("a.doc", container)
        assert "password" in refusal("a.docx", container + "EncryptedPackage".encode("utf-16-le"))

    def test_archive_that_is_no_paper(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.txt", "x")
        assert "Unpack it" in refusal("a.zip", out.getvalue())

    def test_truncated(self):
        assert "damaged" in refusal("a.docx", make_office()[:-30])


class TestPlain:
    def test_pictures(self):
        assert look("a.png", make_picture()).kind == "png"
        assert look("a.JPEG", make_picture("JPEG")) == ("a.JPEG", "jpg", "image/jpeg", 1)

    def test_picture_that_is_cut_off_or_huge_or_hides_something(self, monkeypatch):
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the PDF renderer leaves it
        noisy = io.BytesIO()
        Image.effect_noise((200, 200), 90).save(noisy, "PNG")
        assert "damaged picture" in refusal("a.png", noisy.getvalue()[:9000])
        assert "dots" in refusal("a.png", make_picture(size=(9000, 9000), mode="1"))
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as made:
            made.writestr("x", "x")
        assert "hidden" in refusal("a.jpg", make_picture("JPEG") + archive.getvalue())

    def test_text(self):
        assert look("notes.txt", "Grüße, Łódź\n".encode()).kind == "txt"
        assert look("returns.csv", b"agency,returns\nGMP,5\n").kind == "csv"

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("a.txt", b"MZ\x90\x00\x03 program"),
            ("a.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
            ("a.html", b"hello"),
            ("a.exe", b"MZ\x90\x00"),
            ("a.pdf", b"just words"),
            ("a.txt", "hi".encode("utf-16")),
        ],
    )
    def test_what_is_no_paper(self, name, data):
        assert f"“{name}”" in refusal(name, data)


def test_empty_and_too_large():
    assert "is empty" in refusal("a.pdf", b"")
    assert "at most 1 MB" in refusal("a.txt", b"a" * 2_500_000, max_bytes=1024 * 1024)


def test_name_without_ending_gets_one_and_a_wrong_one_is_refused():
    assert look("Neglect audit", make_pdf()).name == "Neglect audit.pdf"
    assert "ends in .docx, but the file is a PDF" in refusal("a.docx", make_pdf())
    assert "ends in .exe" in refusal("a.pdf.exe", make_pdf())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\fakepath\\Neglect audit.pdf", "C-fakepath-Neglect audit.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie- x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("Aoife Ní Bhriain – Łódź 報告.pdf", "Aoife Ní Bhriain – Łódź 報告.pdf"),
        ("con.txt", "_con.txt"),
        ("...", "paper"),
        ("x" * 400 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(typed, kept):
    assert clean_name(typed) == kept
