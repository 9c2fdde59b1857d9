"""Packs made for tests, and what a reader sees of one: stamps, numbers, labels."""

import re
import subprocess
from datetime import date
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

from meetings.packs.spec import AgendaRow, PackSpec, Sheet

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


def three_papers(folder: Path) -> PackSpec:
    """Items 1 to 3 with papers of 2, 3 and 2 pages."""
    return make_spec(
        sheet("a", "1", make_paper(folder / "a.pdf", 2, "Alpha")),
        sheet("b", "2", make_paper(folder / "b.pdf", 3, "Beta")),
        sheet("c", "3", make_paper(folder / "c.pdf", 2, "Gamma")),
    )
