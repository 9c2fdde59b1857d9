"""A3: the pack as one PDF. What a reader sees is asserted from the file itself: text, numbers, bookmarks, links."""

import dataclasses
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Name

from meetings.packs.assemble import assemble
from meetings.packs.folder import FolderFile, zip_folder
from meetings.packs.spec import Entry, PackSpec
from subgroup.files import convert
from tests.meetings.made_packs import (
    FRONT,
    PAPERS,
    PDFS,
    labels_of,
    make_spec,
    numbers_of,
    sheet,
    stamps,
    text_of,
    three_papers,
)

pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed here")


@pytest.fixture
def three(tmp_path) -> PackSpec:
    return three_papers(tmp_path)


@pytest.fixture(scope="module")
def twelve(tmp_path_factory) -> tuple[PackSpec, Path, tuple[Entry, ...]]:
    """The pack of the twelve real papers; Office papers as LibreOffice shows them, or as a sheet where it is missing."""
    folder = tmp_path_factory.mktemp("twelve")
    sheets = []
    for number, paper in enumerate(PAPERS, 1):
        kind = paper.suffix[1:]
        data = paper.read_bytes() if kind == "pdf" else convert.to_pdf(paper, kind)
        source = None
        if data:
            source = folder / f"{number}.pdf"
            source.write_bytes(data)
        sheets.append(
            sheet(paper.stem, str(number), source, title=paper.stem, cannot_show=convert.reason(kind))
        )
    spec = make_spec(*sheets)
    made = assemble(spec, folder / "pack.pdf")
    return spec, made.path, made.contents


class TestPack:
    def test_A3_numbers_run_through_and_name_the_item(self, three, tmp_path):
        made = assemble(three, tmp_path / "pack.pdf")
        assert stamps(made.path) == [
            *(f"Item 1 · page {n} of 7" for n in (1, 2)),
            *(f"Item 2 · page {n} of 7" for n in (3, 4, 5)),
            *(f"Item 3 · page {n} of 7" for n in (6, 7)),
        ]
        assert [(e.key, e.first_page, e.pages) for e in made.contents] == [
            ("a", "1", 2),
            ("b", "3", 3),
            ("c", "6", 2),
        ]

    def test_A3_front_sheet_agenda_and_contents_stand_before_the_papers(self, three, tmp_path):
        made = assemble(
            dataclasses.replace(three, attendees=(("Philippa Dunscroft", "CCG"),)), tmp_path / "pack.pdf"
        )
        pages = text_of(made.path)
        assert [FRONT.search(text)[1] for text in pages[:3]] == ["i", "ii", "iii"]
        assert "Thursday 5 October 2017" in pages[0]
        assert "version 1" in pages[0]
        assert "Philippa Dunscroft" in pages[0]
        assert "Agenda title 2" in pages[1]
        assert re.search(r"2\s+Paper b\s+OFFICIAL\s+3–5", pages[2])
        assert made.pages == len(pages) == 10

    def test_A3_page_labels_are_the_printed_numbers(self, three, tmp_path):
        made = assemble(three, tmp_path / "pack.pdf")
        assert labels_of(made.path) == ["i", "ii", "iii", *"1234567"]

    def test_A3_bookmarks_lead_to_each_item_with_the_papers_own_below(self, twelve):
        _, path, contents = twelve
        with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
            place = {page.obj.objgen: page.label for page in pdf.pages}
            items = [(i.title, place[i.destination[0].objgen]) for i in outline.root]
            nested = next(i for i in outline.root if "GMP progress" in i.title)
            below = [place[c.destination[0].objgen] for c in nested.children]
        assert [title for title, _ in items[:2]] == ["Case Review and Audit: meeting M5", "Agenda"]
        assert items[-12:] == [(f"{e.number} {e.title}", e.first_page) for e in contents]
        gmp = next(e for e in contents if "GMP progress" in e.title)
        assert below
        assert set(below) <= set(gmp.labels)

    def test_A3_contents_and_agenda_link_to_the_pages(self, three, tmp_path):
        made = assemble(three, tmp_path / "pack.pdf")
        with pikepdf.open(made.path) as pdf:
            place = {page.obj.objgen: page.label for page in pdf.pages}
            notes = [note for page in pdf.pages[:3] for note in page.obj.get("/Annots", [])]
            assert sorted({place[note.Dest[0].objgen] for note in notes}) == ["1", "3", "6"]
            assert not any("/A" in note for note in notes)

    def test_A3_same_pack_same_bytes(self, three, tmp_path):
        assert assemble(three, tmp_path / "1.pdf").sha256 == assemble(three, tmp_path / "2.pdf").sha256

    def test_A3_title_and_language_are_set_and_nothing_claims_pdf_ua(self, twelve):
        with pikepdf.open(twelve[1]) as pdf:
            assert str(pdf.Root.Lang) == "en-GB"
            with pdf.open_metadata() as data:
                assert data["dc:title"] == "Meeting pack: Case Review and Audit: meeting M5"
                assert not [key for key in data if "pdfua" in key]


class TestRealPapers:
    def test_A3_all_twelve_are_in_with_every_page_stamped(self, twelve):
        _, path, contents = twelve
        assert len(contents) == 12
        assert numbers_of(path) == [str(n) for n in range(1, sum(e.pages for e in contents) + 1)]

    def test_A3_values_of_the_form_are_seen(self, twelve):
        page = next(text for text in text_of(twelve[1]) if "part 1 of 3" in text)
        assert "CC/17/01" in page

    def test_A3_stamp_is_upright_on_rotated_cropped_and_large_pages(self, twelve, tmp_path):
        _, path, contents = twelve
        subprocess.run(["pdftotext", "-bbox", path, tmp_path / "boxes"], check=True)
        texts = (tmp_path / "boxes").read_text().split("<page ")[1:]
        word = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">of</word>')
        with pikepdf.open(path) as pdf:
            for page, words in list(zip(pdf.pages, texts, strict=True))[-sum(e.pages for e in contents) :]:
                box = [float(x) for x in page.cropbox]
                width, height = box[2] - box[0], box[3] - box[1]
                if page.obj.get("/Rotate", 0) in {90, 270}:
                    width, height = height, width
                boxes = [[float(x) for x in found] for found in word.findall(words)]
                left, top, right, bottom = max(boxes, key=lambda found: found[3])
                assert right - left < 4 * (bottom - top)
                assert height - bottom < height * 0.05
                assert left > width * 0.8

    def test_A3_tags_of_a_tagged_paper_are_kept(self, twelve):
        with pikepdf.open(twelve[1]) as pdf:
            document = pdf.Root.StructTreeRoot.K
            document = document[0] if isinstance(document, Array) else document
            parts = [str(kid.T) for kid in document.K if kid.get("/S") == Name.Part]
            tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
            assert len(parts) == 12
            numbers = [int(page.obj.StructParents) for page in pdf.pages if "/StructParents" in page.obj]
            assert len(numbers) == len(set(numbers)) == len(pdf.pages)
            assert all(number in tree for number in numbers)


class TestZip:
    def test_A3_same_folders_as_the_papers_site_and_no_path_tricks(self, three, tmp_path):
        files = [
            FolderFile("Agenda.pdf", b"%PDF agenda"),
            FolderFile("Pack v2.pdf", tmp_path / "a.pdf"),
            FolderFile(
                "Housing update.docx", b"x" * 3_000_000, item="6", item_title="Housing: update", number="6a"
            ),
            FolderFile("../../evil.docx", b"y", item="6", item_title="Housing: update", number="6b"),
            FolderFile("agenda.PDF", b"another"),
        ]
        data = b"".join(zip_folder(three, "M5", files))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            assert archive.namelist() == [
                "2017-10-05 Meeting M5/Agenda.pdf",
                "2017-10-05 Meeting M5/Pack v2.pdf",
                "2017-10-05 Meeting M5/Item 06 Housing- update/6a Housing update.docx",
                "2017-10-05 Meeting M5/Item 06 Housing- update/6b ..-..-evil.docx",
                "2017-10-05 Meeting M5/agenda (2).PDF",
            ]
            assert archive.read(archive.namelist()[1]) == (tmp_path / "a.pdf").read_bytes()
        assert data == b"".join(zip_folder(three, "M5", files))


def test_A3_a_pack_of_three_hundred_pages(tmp_path):
    sheets = [
        dataclasses.replace(sheet(f"{stem}{n}", str(i + 1), path), item=f"i{i}")
        for n in range(12)
        for i, (stem, path) in enumerate(PDFS.items())
    ]
    made = assemble(make_spec(*sheets), tmp_path / "pack.pdf")
    assert sum(e.pages for e in made.contents) == 300
