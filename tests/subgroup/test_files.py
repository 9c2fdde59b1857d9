"""What is let in, how it is kept and served. Hostile files are made here; the twelve papers are real ones."""

import io
import os
import shutil
import socket
import struct
import threading
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from subgroup import daily
from subgroup.files import check, convert, office, pdf_reader, storage
from subgroup.files.kinds import Refused
from subgroup.files.names import clean_name
from subgroup.models import StoredFile, SubGroup

PAPERS = sorted((Path(__file__).resolve().parents[2] / "reports/demo/papers").iterdir())
AT = datetime(2017, 9, 21, 12, tzinfo=UTC)
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"


def make_pdf(pages: int = 1, size: tuple[float, float] = (595, 842), **save) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=size)
        page.obj.Contents = pdf.make_stream(b"q 1 0 0 1 0 0 cm Q" * 20)
    out = io.BytesIO()
    pdf.save(out, **save)
    return out.getvalue()


def make_office(main: str = "wordprocessingml.document", **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types><Override ContentType='x.{main}.main+xml'/></Types>")
        for name, data in ({"word/document.xml": b"<w:document/>"} | parts).items():
            archive.writestr(name, data)
    return out.getvalue()


def make_picture(kind: str = "PNG", size: tuple[int, int] = (20, 30), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120).save(out, kind)
    return out.getvalue()


def look(name: str, data: bytes, **limits) -> check.Inspected:
    return check.inspect(name, io.BytesIO(data), **limits)


def refusal(name: str, data: bytes, **limits) -> str:
    with pytest.raises(Refused) as refused:
        look(name, data, **limits)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    return sentence


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


@pytest.fixture
def owner(db) -> SubGroup:
    return SubGroup.objects.create(slug="case-review", name="Case Review and Audit", created_at=AT)


def stored(owner, name="Neglect audit.pdf", data=None) -> StoredFile:
    upload = SimpleUploadedFile(name, data if data is not None else make_pdf(3))
    return storage.store(group=owner, upload=upload, by=None, at=AT)


def files_on_disk(settings) -> list[Path]:
    return [p for p in settings.FILES_DIR.rglob("*") if p.is_file()] if settings.FILES_DIR.exists() else []


class TestStorage:
    def test_bytes_lie_under_a_random_name_and_come_back(self, owner, settings):
        data = make_pdf(3)
        row = stored(owner, data=data)
        assert (row.name, row.kind, row.pages, row.size) == ("Neglect audit.pdf", "pdf", 3, len(data))
        assert row.read_bytes() == data
        [path] = files_on_disk(settings)
        assert "Neglect" not in str(path)
        assert path.stat().st_mode & 0o077 == 0
        assert stored(owner, data=data).path != row.path

    def test_refused_leaves_no_row_and_no_file(self, owner, settings):
        with pytest.raises(Refused):
            stored(owner, data=b"%PDF-1.7 nothing")
        assert (StoredFile.objects.count(), files_on_disk(settings)) == (0, [])

    def test_failing_row_leaves_an_orphan_that_the_sweep_takes(self, owner, settings):
        row = stored(owner)
        row.delete()
        kept = stored(owner)
        now = datetime.now(UTC)
        assert storage.sweep_orphans(before=now - timedelta(days=1)) == 0
        assert storage.sweep_orphans(before=now + timedelta(minutes=1)) == 1
        assert files_on_disk(settings) == [kept.full_path]

    def test_the_daily_run_takes_what_a_crash_left_and_says_so(self, owner, settings):
        """Yesterday's leavings go; what was written today, and what a row names, stays."""
        stored(owner).delete()
        [lost] = files_on_disk(settings)
        cut_off = settings.FILES_DIR / ".incoming" / "cut-off"
        cut_off.write_bytes(b"%PDF")
        kept, new = stored(owner), stored(owner)
        new.delete()
        two_days_ago = time.time() - 2 * 86400
        for path in (lost, cut_off, kept.full_path):
            os.utime(path, (two_days_ago, two_days_ago))
        at = datetime.now(UTC)
        assert daily.run(today=at.date(), at=at)[-1] == "2 files that no record names removed"
        assert set(files_on_disk(settings)) == {kept.full_path, new.full_path}
        assert "removed" not in " ".join(daily.run(today=at.date(), at=at))

    def test_a_clock_set_ahead_or_another_database_removes_nothing(self, owner, settings):
        row = stored(owner)
        ahead = datetime.now(UTC) + timedelta(days=400)
        stored(owner).delete()
        daily.run(today=ahead.date(), at=ahead)
        assert len(files_on_disk(settings)) == 2
        row.delete()
        assert storage.sweep_orphans(before=ahead) == 0

    def test_own_documents_are_kept_with_their_hash(self, owner):
        row = storage.keep(group=owner, name="Pack v1.pdf", kind="pdf", data=b"%PDF", at=AT, pages=2)
        assert (row.read_bytes(), row.pages, row.content_type) == (b"%PDF", 2, "application/pdf")

    def test_served_with_its_name_and_nothing_may_run(self, owner):
        response = storage.serve(stored(owner, "Łódź “x”.pdf"))
        response.close()
        assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%C5%81%C3%B3d%C5%BA")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
        assert "default-src 'none'" in response["Content-Security-Policy"]

    def test_text_and_office_files_are_downloads_in_a_sandbox(self, owner):
        for name, data in (("a.txt", b"words"), ("a.docx", make_office())):
            response = storage.serve(stored(owner, name, data))
            response.close()
            assert response["Content-Disposition"] == f'attachment; filename="{name}"'
            assert response["Content-Security-Policy"].endswith("sandbox")


@pytest.fixture
def scanner(settings):
    """`scanner(answer)`: a clamd that speaks INSTREAM once, finds EICAR, or says nothing at all."""
    threads = []

    def listen(server: socket.socket, *, silent: bool) -> None:
        with server:
            link, _ = server.accept()
        with link, link.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack("!L", stream.read(4))[0]:
                data += stream.read(size)
            if not silent:
                link.sendall(b"stream: Eicar FOUND\0" if EICAR in data else b"stream: OK\0")

    def start(*, silent: bool = False) -> None:
        server = socket.create_server(("127.0.0.1", 0))
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"
        threads.append(threading.Thread(target=listen, args=[server], kwargs={"silent": silent}))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join(10)


class TestScanner:
    def test_virus_is_refused_and_a_clean_file_is_not(self, owner, scanner):
        scanner()
        with pytest.raises(Refused, match="carry a virus"):
            stored(owner, "notes.txt", EICAR)
        scanner()
        assert stored(owner, "notes.txt", b"clean" * 50_000).size == 250_000

    def test_nothing_is_stored_while_the_scanner_is_down(self, owner, scanner, settings):
        with socket.create_server(("127.0.0.1", 0)) as free:
            settings.CLAMD_ADDRESS = f"127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Refused, match="could not be checked for viruses"):
            stored(owner, "notes.txt", b"clean")
        scanner(silent=True)
        with pytest.raises(Refused, match="could not be checked for viruses"):
            stored(owner, "notes.txt", b"clean")
        assert (StoredFile.objects.count(), files_on_disk(settings)) == (0, [])


def ended(status: Path) -> bool:
    try:
        return "State:\tZ" in status.read_text()
    except OSError:
        return True


class TestConvert:
    @pytest.mark.parametrize(
        ("size", "mode", "kind", "shape"),
        [
            ((800, 400), "RGBA", "PNG", "lying"),
            ((300, 900), "L", "JPEG", "upright"),
            ((9, 9), "P", "PNG", "upright"),
        ],
    )
    def test_picture_becomes_one_a4_page(self, tmp_path, size, mode, kind, shape):
        path = tmp_path / "picture"
        path.write_bytes(make_picture(kind, size, mode))
        data = convert.to_pdf(path, "png" if kind == "PNG" else "jpg")
        with pikepdf.open(io.BytesIO(data)) as pdf:
            box = [float(x) for x in pdf.pages[0].mediabox]
        assert (box[2] > box[3]) == (shape == "lying")

    def test_without_libreoffice_the_reason_is_a_sentence(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PATH", str(tmp_path))
        convert._office.cache_clear()
        try:
            assert not convert.available()
            assert convert.to_pdf(PAPERS[1], "docx") is None
            assert convert.reason("docx") == (
                "This paper is a Word document and could not be shown here: open it on the papers site."
            )
        finally:
            convert._office.cache_clear()

    def test_a_converter_that_hangs_is_ended_with_its_children(self, tmp_path, monkeypatch):
        script = tmp_path / "soffice"
        script.write_text(f"#!/bin/sh\n/bin/sleep 300 &\necho $! > {tmp_path}/child\nwait\n")
        script.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(convert, "SECONDS", 1)
        convert._office.cache_clear()
        convert._fence.cache_clear()
        try:
            assert convert.to_pdf(PAPERS[1], "docx") is None
        finally:
            convert._office.cache_clear()
            convert._fence.cache_clear()
        child = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/status")
        for _ in range(100):  # a killed process lives until it is given the processor once more
            if ended(child):
                break
            time.sleep(0.1)
        assert ended(child)

    @pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
    def test_a_workbook_of_hundreds_of_pages_is_not_shown(self, tmp_path):
        import openpyxl

        book = openpyxl.Workbook()
        for row in range(9000):
            book.active.append([row, "words"])
        book.save(tmp_path / "long.xlsx")
        assert convert.to_pdf(tmp_path / "long.xlsx", "xlsx") is None

    @pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
    def test_word_is_converted_and_a_linked_picture_is_not_fetched(self, tmp_path):
        import docx

        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.2)
            document = docx.Document()
            document.add_paragraph("Words of the paper")
            port = listener.getsockname()[1]
            relation = document.part.relate_to(
                f"http://127.0.0.1:{port}/x.png",
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
                is_external=True,
            )
            run = document.add_paragraph().add_run()
            picture = io.BytesIO(make_picture())
            run.add_picture(picture)
            blip = run._r.xpath(".//a:blip")[0]
            key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
            del blip.attrib[f"{key}embed"]
            blip.set(f"{key}link", relation)
            path = tmp_path / "linked.docx"
            document.save(str(path))
            data = convert.to_pdf(path, "docx")
            with pytest.raises(TimeoutError):
                listener.accept()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) == 1

    @pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
    def test_wide_workbook_prints_as_wide_as_the_paper(self):
        data = convert.to_pdf(next(p for p in PAPERS if p.suffix == ".xlsx"), "xlsx")
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) <= 5
            assert float(pdf.pages[0].mediabox[2]) > float(pdf.pages[0].mediabox[3])
