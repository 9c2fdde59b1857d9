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


def make_slides(*said: str) -> bytes:
    """A PowerPoint presentation with a slide for each of the words."""
    office = "http://schemas.openxmlformats.org"
    relations = f"{office}/package/2006/relationships"
    here = f"{office}/officeDocument/2006/relationships"
    named = (
        f'xmlns:p="{office}/presentationml/2006/main" xmlns:a="{office}/drawingml/2006/main" xmlns:r="{here}"'
    )
    kind = "application/vnd.openxmlformats-officedocument.presentationml"
    numbers = range(1, len(said) + 1)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{kind}.presentation.main+xml"/>'
        + "".join(
            f'<Override PartName="/ppt/slides/slide{n}.xml" ContentType="{kind}.slide+xml"/>' for n in numbers
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{here}/officeDocument" '
        'Target="ppt/presentation.xml"/></Relationships>',
        "ppt/presentation.xml": f"<p:presentation {named}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in numbers)
        + '</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{relations}">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{here}/slide" Target="slides/slide{n}.xml"/>' for n in numbers
        )
        + "</Relationships>",
    } | {
        f"ppt/slides/slide{n}.xml": f"<p:sld {named}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id='1' name=''/><p:cNvGrpSpPr/><p:nvPr/>"
        "</p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr><p:cNvPr id='2' name='Words'/><p:cNvSpPr txBox='1'/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>"
        "<a:off x='900000' y='900000'/><a:ext cx='7000000' cy='2000000'/></a:xfrm><a:prstGeom prst='rect'/></p:spPr>"
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
        for n, words in zip(numbers, said, strict=True)
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{xml}')
    return out.getvalue()
