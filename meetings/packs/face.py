"""The font of the stamps: the one of our documents, cut down to what Windows' Latin letters need, and embedded as PDF/UA asks."""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from subgroup import pdf

FONT = "vendor/fonts/source-sans-3-latin-600-normal.woff2"
_FIRST, _LAST = 32, 255
_NAME = "STAMPS+Document-Semi-Bold"


@dataclass(frozen=True)
class Face:
    widths: tuple[float, ...]
    """Thousandths of its size, by the code of Windows-1252, from the blank on."""
    file: bytes
    """TrueType; empty where set-up brought no font: Helvetica is then named and not embedded."""
    box: tuple[float, ...] = ()
    ascent: float = 0
    descent: float = 0
    cap_height: float = 0

    def encoded(self, text: str) -> bytes:
        """In Windows-1252, with a question mark for what the font has not."""
        codes = text.encode("cp1252", "replace")
        return bytes(code if _FIRST <= code <= _LAST and self.widths[code - _FIRST] else 63 for code in codes)

    def width(self, text: str) -> float:
        """Of a line of this text at size 1."""
        return sum(self.widths[code - _FIRST] for code in self.encoded(text)) / 1000

    def embedded_in(self, whole: pikepdf.Pdf) -> pikepdf.Object:
        if not self.file:
            return whole.make_indirect(
                Dictionary(
                    Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"),
                    Encoding=Name.WinAnsiEncoding,
                )
            )  # fmt: skip
        file = whole.make_stream(self.file)
        file.Length1 = len(self.file)
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name(f"/{_NAME}"), Flags=32, FontBBox=Array(self.box), ItalicAngle=0,
            Ascent=self.ascent, Descent=self.descent, CapHeight=self.cap_height, StemV=110, FontFile2=file,
        )  # fmt: skip
        return whole.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name(f"/{_NAME}"), Encoding=Name.WinAnsiEncoding,
                FirstChar=_FIRST, LastChar=_LAST, Widths=Array(self.widths),
                FontDescriptor=whole.make_indirect(descriptor),
            )
        )  # fmt: skip


@cache
def face() -> Face:
    path = pdf.static_file(FONT)
    return _cut_down(path) if path else Face(widths=(600.0,) * (_LAST - _FIRST + 1), file=b"")


def _cut_down(path: Path) -> Face:
    from fontTools import subset  # here: only who makes a pack needs it
    from fontTools.ttLib import TTFont

    letters = [_letter(code) for code in range(_FIRST, _LAST + 1)]
    font: Any = TTFont(path)
    options = subset.Options(layout_features=[], name_IDs=[], hinting=False, notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in letters if letter])
    cutter.subset(font)
    font.flavor = None
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    glyphs, advances, unit = font.getBestCmap(), font["hmtx"], 1000 / font["head"].unitsPerEm
    head, lines = font["head"], font["OS/2"]
    return Face(
        widths=tuple(
            advances[glyphs[ord(letter)]][0] * unit if letter and ord(letter) in glyphs else 0 for letter in letters
        ),
        file=out.getvalue(),
        box=tuple(side * unit for side in (head.xMin, head.yMin, head.xMax, head.yMax)),
        ascent=font["hhea"].ascent * unit,
        descent=font["hhea"].descent * unit,
        cap_height=lines.sCapHeight * unit,
    )  # fmt: skip


def _letter(code: int) -> str:
    return bytes([code]).decode("cp1252", "ignore")
