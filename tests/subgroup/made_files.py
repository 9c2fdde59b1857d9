"""Files made for tests of what is let in, kept, served and converted; hostile ones too."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from subgroup.files import check
from subgroup.files.kinds import Refused
from tests.factories import ROOT

PAPERS = sorted((ROOT / "reports" / "demo" / "papers").iterdir())


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
