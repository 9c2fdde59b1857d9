"""A3: the pack as one PDF. What a reader sees is asserted from the file itself: text, numbers, bookmarks, links."""

import dataclasses
import io
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from meetings.packs import numbers
from meetings.packs.assemble import UNREADABLE, assemble, supplement
from meetings.packs.folder import FolderFile, zip_folder
from meetings.packs.spec import AgendaRow, Entry, PackSpec, Sheet
from subgroup.files import convert

PAPERS = sorted((Path(__file__).resolve().parents[2] / "reports/demo/papers").iterdir())
PDFS = {p.stem: p for p in PAPERS if p.suffix == ".pdf"}
FRONT = re.compile(r"Page ([ivx]+)")


def make_paper(path: Path, pages: int, word: str = "Words") -> Path:
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 700 Td ({word} {number}) Tj ET".encode())
    pdf.save(path)
    return path


def make_spec(*sheets: Sheet, **changes) -> PackSpec:
    items = dict.fromkeys((s.item, s.number.rstrip("abc")) for s in sheets)
    values = {
        "title": "Case Review and Audit: meeting M5",
        "group": "Case Review and Audit Sub-Group",
        "reference": "M5 pack",
        "meeting_date": date(2017, 10, 5),
        "starts": "10am to 12.30pm",
        "place": "Unity House, Swinton",
        "version": 1,
        "issued": date(2017, 9, 28),
        "marking": "OFFICIAL-SENSITIVE",
        "agenda": tuple(
            AgendaRow(item, number, f"Agenda title {number}", "10.00", 10) for item, number in items
        ),
        "sheets": sheets,
    }
    return PackSpec(**(values | changes))


def sheet(key: str, number: str, source: Path | None, **fields) -> Sheet:
    values = {"item": f"item{number.rstrip('abc')}", "title": f"Paper {key}", "marking": "OFFICIAL"} | fields
    return Sheet(key=key, number=number, source=source, **values)


def text_of(path: Path) -> list[str]:
    """The text of each page as shown."""
    run = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return run.stdout.split("\f")[:-1]


def stamps(path: Path) -> list[str]:
    """What the stamp says on each page that has one, in the order of the file."""
    found = [
        re.search(r"Item \S+ · (?:Paper \d+ · )?pages? [\dS.–]+(?: of \d+)?", text) for text in text_of(path)
    ]
    return [match[0] for match in found if match]


def numbers_of(path: Path) -> list[str]:
    return [re.search(r"pages? ([\dS.–]+)", stamp)[1].rstrip(".") for stamp in stamps(path)]


def labels_of(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [page.label for page in pdf.pages]


@pytest.fixture
def three(tmp_path) -> PackSpec:
    """Items 1 to 3 with papers of 2, 3 and 2 pages."""
    return make_spec(
        sheet("a", "1", make_paper(tmp_path / "a.pdf", 2, "Alpha")),
        sheet("b", "2", make_paper(tmp_path / "b.pdf", 3, "Beta")),
        sheet("c", "3", make_paper(tmp_path / "c.pdf", 2, "Gamma")),
    )


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


class TestHostile:
    @pytest.fixture
    def hostile(self, tmp_path) -> Path:
        pdf = pikepdf.open(make_paper(tmp_path / "plain.pdf", 2))
        script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        launch = Dictionary(S=Name.Launch, F=String("cmd.exe"))
        box = Array([10, 10, 50, 50])
        pdf.Root.OpenAction = script
        pdf.Root.AA = Dictionary(WC=script)
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))
        pdf.attachments["payload.exe"] = b"MZ"
        first, second = (page.obj for page in pdf.pages)
        first.AA = Dictionary(O=script)
        attached = pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("x.exe")))
        first.Annots = Array(
            Dictionary(Type=Name.Annot, Subtype=kind, Rect=box, **more)
            for kind, more in [
                (Name.Link, {"A": script}),
                (Name.Link, {"A": launch}),
                (Name.Link, {"A": Dictionary(S=Name.URI, URI=String("javascript:x()"))}),
                (Name.Link, {"A": Dictionary(S=Name.URI, URI=String("https://example.org/"))}),
                (Name.Link, {"Dest": Array([second, Name.Fit])}),
                (Name.FileAttachment, {"FS": attached}),
                (Name.Screen, {"A": launch}),
                (Name.Text, {"Contents": String("note"), "AA": Dictionary(E=script)}),
            ]
        )
        pdf.save(tmp_path / "hostile.pdf")
        return tmp_path / "hostile.pdf"

    def test_A3_what_acts_is_taken_out_and_links_are_kept(self, hostile, tmp_path):
        made = assemble(make_spec(sheet("h", "1", hostile)), tmp_path / "pack.pdf")
        with pikepdf.open(made.path) as pdf:
            for item in pdf.objects:
                if isinstance(item, Dictionary):
                    assert not {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/OpenAction", "/AA"} & set(
                        item.keys()
                    )
                    assert item.get("/S") not in {Name.JavaScript, Name.Launch}
            notes = list(pdf.pages[-2].obj.Annots)
            assert [str(note.Subtype) for note in notes] == ["/Link", "/Link", "/Text"]
            assert str(notes[0].A.URI) == "https://example.org/"
            assert notes[1].Dest[0].objgen == pdf.pages[-1].obj.objgen

    @pytest.mark.parametrize(
        "drawing",
        [
            b"q q 0.1 0 0 0.1 300 300 cm",
            b"Q Q Q 0 0 1 rg",
            b"0.1 0 0 0.1 0 0 cm 1 0 0 rg 3 Tr",
            b"BT /F1 1 Tf 5 0 0 5 0 0 Tm",
            b"/Span BMC q",
            b"0 0 10 10 re W n",
        ],
    )
    def test_A3_a_page_that_leaves_its_drawing_state_open_does_not_bend_the_stamp(self, drawing, tmp_path):
        with pikepdf.open(make_paper(tmp_path / "a.pdf", 1)) as pdf:
            pdf.pages[0].obj.Contents = pdf.make_stream(drawing)
            pdf.save(tmp_path / "odd.pdf")
        straight = assemble(make_spec(sheet("a", "1", tmp_path / "a.pdf")), tmp_path / "1.pdf")
        bent = assemble(make_spec(sheet("a", "1", tmp_path / "odd.pdf")), tmp_path / "2.pdf")
        assert stamp_box(bent.path, tmp_path) == stamp_box(straight.path, tmp_path)

    def test_A3_unreadable_paper_is_a_sheet_that_says_so_and_the_pack_is_made(self, three, tmp_path):
        broken = tmp_path / "broken.pdf"
        broken.write_bytes(b"%PDF-1.7 nothing")
        sheets = (
            three.sheets[0],
            sheet("x", "2a", broken),
            sheet("y", "2b", tmp_path / "missing.pdf"),
            sheet("z", "2c", None, cannot_show=convert.reason("xlsx")),
            three.sheets[2],
        )
        made = assemble(make_spec(*sheets), tmp_path / "pack.pdf")
        assert numbers_of(made.path) == [str(n) for n in range(1, 8)]
        pages = [" ".join(text.split()) for text in text_of(made.path)[-5:]]
        assert UNREADABLE in pages[0]
        assert UNREADABLE in pages[1]
        assert (
            "This paper is an Excel workbook and could not be shown here: open it on the papers site."
            in pages[2]
        )

    def test_A3_a_layer_switched_off_stays_off(self, tmp_path):
        with pikepdf.open(make_paper(tmp_path / "a.pdf", 1)) as pdf:
            hidden = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Names of the children")))
            pdf.Root.OCProperties = Dictionary(OCGs=Array([hidden]), D=Dictionary(OFF=Array([hidden])))
            page = pdf.pages[0].obj
            page.Resources.Properties = Dictionary(L1=hidden)
            page.Contents = pdf.make_stream(b"/OC /L1 BDC 0 0 0 rg 100 100 300 300 re f EMC")
            pdf.save(tmp_path / "layer.pdf")
        made = assemble(make_spec(sheet("a", "1", tmp_path / "layer.pdf")), tmp_path / "pack.pdf")
        assert picture(made.path, made.pages, tmp_path).getpixel((200, 600)) == 255

    def test_A3_what_was_cropped_away_stays_hidden(self, tmp_path):
        with pikepdf.open(make_paper(tmp_path / "a.pdf", 1)) as pdf:
            page = pdf.pages[0].obj
            page.Contents = pdf.make_stream(b"0 0 0 rg 0 0 595 842 re f")
            page.CropBox = Array([30, 30, 565, 812])
            pdf.save(tmp_path / "cropped.pdf")
        made = assemble(make_spec(sheet("a", "1", tmp_path / "cropped.pdf")), tmp_path / "pack.pdf")
        shown = picture(made.path, made.pages, tmp_path)
        assert shown.size == (579, 826)
        assert (shown.getpixel((10, 400)), shown.getpixel((300, 400))) == (255, 0)


def stamp_box(path: Path, folder: Path) -> str:
    subprocess.run(["pdftotext", "-bbox", path, folder / "boxes"], check=True)
    last = (folder / "boxes").read_text().split("<page ")[-1]
    return re.search(r"<word ([^>]*)>Item</word>", last)[1]


def picture(path: Path, page: int, folder: Path) -> Image.Image:
    """The page as seen, one dot a point, in grey."""
    command = [
        "pdftoppm",
        "-r",
        "72",
        "-f",
        str(page),
        "-l",
        str(page),
        "-gray",
        "-cropbox",
        "-singlefile",
        "-png",
    ]
    subprocess.run([*command, path, folder / "shown"], check=True)
    return Image.open(folder / "shown.png").convert("L")


class TestPersonalPack:
    def test_A3_withheld_item_is_one_sheet_and_all_other_numbers_agree(self, three, tmp_path):
        full = assemble(three, tmp_path / "full.pdf")
        own = assemble(three, tmp_path / "own.pdf", withhold={"item2": "interest declared"})
        assert own.contents == full.contents
        assert numbers_of(own.path) == ["1", "2", "3–5", "6", "7"]
        assert labels_of(own.path)[3:] == ["1", "2", "3–5", "6", "7"]
        text = "\n".join(text_of(own.path))
        assert "Beta" not in text
        assert "Item 2, pages 3 to 5, withheld: interest declared." in " ".join(text.split())
        assert [s for s in stamps(full.path) if "Item 2" not in s] == [
            s for s in stamps(own.path) if "Item 2" not in s
        ]

    def test_A3_nothing_of_the_withheld_paper_is_in_the_file(self, tmp_path, three):
        with pikepdf.open(tmp_path / "b.pdf", allow_overwriting_input=True) as pdf:
            with pdf.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem("Secret heading", 0))
            pdf.save()
        own = assemble(three, tmp_path / "own.pdf", withhold={"b": "no right to it"})
        with pikepdf.open(own.path) as pdf:
            plain = io.BytesIO()
            pdf.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
        assert b"Beta" not in plain.getvalue()
        assert b"Secret heading" not in plain.getvalue()
        assert b"Alpha" in plain.getvalue()


class TestRepublished:
    @pytest.fixture
    def first(self, three, tmp_path) -> tuple[Entry, ...]:
        return assemble(three, tmp_path / "v1.pdf").contents

    def test_A3_longer_version_and_new_paper_move_no_other_number(self, three, first, tmp_path):
        longer = sheet("b", "2", make_paper(tmp_path / "b2.pdf", 5, "Longer"))
        new = sheet("d", "2b", make_paper(tmp_path / "d.pdf", 2, "Late"))
        second = make_spec(three.sheets[0], longer, new, three.sheets[2], version=2)
        made = assemble(second, tmp_path / "v2.pdf", previous=first)
        assert numbers_of(made.path) == ["1", "2", "3", "4", "5", "5.1", "5.2", "S1", "S2", "6", "7"]
        assert labels_of(made.path)[-11:] == numbers_of(made.path)
        assert stamps(made.path)[0] == "Item 1 · page 1 of 7"
        assert made.changes == (
            "Item 2, Paper b, has a new version: pages 3 to 5.2.",
            "Item 2b, Paper d, is new: pages S1 to S2.",
        )
        front = " ".join(text_of(made.path)[0].split())
        assert all(sentence in front for sentence in made.changes)

        third = make_spec(*second.sheets, sheet("e", "3b", make_paper(tmp_path / "e.pdf", 1)), version=3)
        again = assemble(third, tmp_path / "v3.pdf", previous=made.contents)
        assert numbers_of(again.path) == [*numbers_of(made.path), "S3"]
        assert again.changes == ("Item 3b, Paper e, is new: page S3.",)

    def test_A3_shorter_version_and_withdrawn_paper_leave_their_numbers_unused(self, three, first, tmp_path):
        shorter = sheet("b", "2", make_paper(tmp_path / "b2.pdf", 1, "Short"))
        made = assemble(make_spec(three.sheets[0], shorter, version=2), tmp_path / "v2.pdf", previous=first)
        assert numbers_of(made.path) == ["1", "2", "3"]
        assert made.changes == (
            "Item 2, Paper b, has a new version: page 3. Pages 4 to 5 are no longer used.",
            "A paper of item 3 is withdrawn: pages 6 to 7 are no longer used.",
        )
        back = assemble(three, tmp_path / "v3.pdf", previous=made.contents)
        assert numbers_of(back.path) == [str(n) for n in range(1, 8)]

    def test_A3_supplement_has_only_what_changed_under_the_same_numbers(self, three, first, tmp_path):
        longer = sheet("b", "2", make_paper(tmp_path / "b2.pdf", 4, "Longer"))
        second = make_spec(
            three.sheets[0], longer, three.sheets[2], version=2, change_note="A page was missing."
        )
        made = supplement(second, tmp_path / "s.pdf", previous=first)
        assert numbers_of(made.path) == ["3", "4", "5", "5.1"]
        text = "\n".join(text_of(made.path))
        assert "A page was missing." in text
        assert "Alpha" not in text
        assert made.contents == assemble(second, tmp_path / "v2.pdf", previous=first).contents

    def test_A3_same_paper_converted_anew_is_not_a_change(self, three, tmp_path):
        before = dataclasses.replace(three.sheets[0], sha256="f" * 64)
        after = dataclasses.replace(before, source=make_paper(tmp_path / "again.pdf", 2, "Same words"))
        first = assemble(make_spec(before), tmp_path / "v1.pdf").contents
        assert assemble(make_spec(after), tmp_path / "v2.pdf", previous=first).changes == ()

    def test_A3_a_change_does_not_tell_a_title_that_the_reader_may_not_see(self, three, first, tmp_path):
        longer = sheet("b", "2", make_paper(tmp_path / "b2.pdf", 4, "Longer"))
        made = assemble(make_spec(three.sheets[0], longer, version=2), tmp_path / "v2.pdf", previous=first)
        assert numbers.changes(made.contents, first, untitled={"item2"}) == (
            "A paper of item 2 has a new version: pages 3 to 5.1.",
            "A paper of item 3 is withdrawn: pages 6 to 7 are no longer used.",
        )

    def test_entries_survive_json(self, first):
        import json

        assert tuple(Entry.from_json(json.loads(json.dumps(e.as_json()))) for e in first) == first


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


needs_poppler = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="poppler-utils is not installed here"
)
for case in (TestPack, TestRealPapers, TestHostile, TestPersonalPack, TestRepublished):
    case.pytestmark = [needs_poppler]


class TestAPaperThatCannotBeJoined:
    """One bad paper costs a sheet and not the pack; the numbers of every copy agree (A3)."""

    @pytest.fixture
    def spec(self, tmp_path):
        bad = make_paper(tmp_path / "bad.pdf", 3)
        with pikepdf.open(bad, allow_overwriting_input=True) as pdf:
            pdf.pages[1].obj.Rotate = String("x")
            pdf.save(bad)
        return make_spec(
            sheet("a", "1", make_paper(tmp_path / "a.pdf", 2)),
            sheet("b", "2", bad),
            sheet("c", "3", make_paper(tmp_path / "c.pdf", 2)),
        )

    def test_A3_a_sheet_stands_for_it(self, spec, tmp_path):
        made = assemble(spec, tmp_path / "pack.pdf")
        assert numbers_of(made.path) == ["1", "2", "3", "4", "5"]
        assert [entry.unreadable for entry in made.contents] == [False, True, False]
        assert any("could not be read" in " ".join(page.split()) for page in text_of(made.path))

    def test_A3_a_reader_from_whom_it_is_withheld_gets_the_same_numbers(self, spec, tmp_path):
        whole = assemble(spec, tmp_path / "pack.pdf")
        unreadable = {entry.key for entry in whole.contents if entry.unreadable}
        own = assemble(spec, tmp_path / "own.pdf", withhold={"b": "Not for you."}, unreadable=unreadable)
        assert own.contents == whole.contents
        assert numbers_of(own.path) == numbers_of(whole.path)
