"""What every document that is printed here keeps to (R3), whoever it is for."""

import io
import tempfile
from collections.abc import Sequence

import pdfua
import pikepdf
from pypdf import PdfReader


def check(data: bytes, *, says: Sequence[str], marking: str = "OFFICIAL") -> None:
    """Tagged, titled, in English, in our own embedded fonts; numbered and marked on each page; says what it should in that order."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        report = pdfua.validate(file.name)
    assert [str(finding) for finding in report.findings] == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as kept:
            assert kept["dc:title"]
            assert kept["pdfuaid:part"] == "1"
        for page in pdf.pages:
            _fonts(page)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]
    for number, text in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in text.lower()
        assert marking in text
    whole, at = " ".join(pages), 0
    for words in says:
        at = whole.find(words, at)
        assert at >= 0, f"“{words}” is not there, or not behind what comes before it: {whole}"


def _fonts(page: pikepdf.Page) -> None:
    for font in page.resources.get("/Font", {}).values():
        below = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        named = str(below.BaseFont)
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(below.FontDescriptor.keys()), (
            f"{named} is not embedded"
        )
        assert "+Document" in named, f"{named} is not the font that is shipped (static/css/pdf-font.css)"
