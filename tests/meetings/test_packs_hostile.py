"""A3: whatever a paper holds, the pack is made, and nothing in it acts."""

import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from meetings.packs.assemble import UNREADABLE, assemble
from meetings.packs.spec import PackSpec
from subgroup.files import convert
from tests.meetings.made_packs import (
    make_paper,
    make_spec,
    numbers_of,
    sheet,
    text_of,
    three_papers,
)

pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed here")


@pytest.fixture
def three(tmp_path) -> PackSpec:
    return three_papers(tmp_path)


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
