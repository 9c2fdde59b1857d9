"""How Office files and pictures become PDF, and what is said where they cannot."""

import io
import shutil
import socket
import time
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from subgroup.files import convert
from tests.subgroup.made_files import PAPERS, look, make_picture, make_slides


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

        made = {}
        for rows in (90, 9000):
            book = openpyxl.Workbook()
            for row in range(rows):
                book.active.append([row, "words"])
            book.save(tmp_path / f"{rows}.xlsx")
            made[rows] = convert.to_pdf(tmp_path / f"{rows}.xlsx", "xlsx")
        assert made[90] is not None
        assert made[9000] is None

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
        [page] = PdfReader(io.BytesIO(data)).pages
        assert "Words of the paper" in page.extract_text()

    @pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
    def test_wide_workbook_prints_as_wide_as_the_paper(self):
        data = convert.to_pdf(next(p for p in PAPERS if p.suffix == ".xlsx"), "xlsx")
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) <= 5
            assert float(pdf.pages[0].mediabox[2]) > float(pdf.pages[0].mediabox[3])

    @pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed here")
    def test_a_presentation_has_a_page_for_each_slide(self, tmp_path):
        path = tmp_path / "slides.pptx"
        path.write_bytes(make_slides("What was found", "What is asked"))
        assert look("slides.pptx", path.read_bytes()).kind == "pptx"
        pages = PdfReader(io.BytesIO(convert.to_pdf(path, "pptx"))).pages
        assert [page.extract_text().strip() for page in pages] == ["What was found", "What is asked"]
