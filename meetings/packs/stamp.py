"""Writes "Item 6 · page 41 of 212" and the marking on a page, upright as seen, whatever its size or rotation.

The stamp is one more stream of drawing instructions behind the page's own, which are fenced in: whatever they
leave open is closed before the stamp begins.
"""

import pikepdf
from pikepdf import Array, Dictionary, Name

from meetings.packs.face import face

_FONT = Name("/PackStamp")
_EDGE = 11.0  # points from the edge: outside what most printers and papers use
_SIZE = 8.0
_MARGIN = 22.0
_SHORT_SIDE_A4 = 595.0


class Stamper:
    """Stamps pages of one PDF; font and fence are shared by all of them."""

    def __init__(self, pdf: pikepdf.Pdf):
        self._pdf = pdf
        self._font = face().embedded_in(pdf)
        self._fences: dict[bytes, pikepdf.Object] = {}

    def stamp(self, page: pikepdf.Page, text: str, marking: str) -> None:
        opened, underflow, closing = _balance(page)
        drawing = closing + b"Q\n" * (1 + opened) + _drawing(page, text, marking)
        resources = _own(page.obj, "/Resources")
        _own(resources, "/Font")[_FONT] = self._font
        existing = page.obj.get("/Contents")
        streams = (
            list(existing) if isinstance(existing, Array) else [existing] if existing is not None else []
        )
        fence = self._fence(1 + underflow, _margins_given_back(page))
        page.obj.Contents = Array([fence, *streams, self._pdf.make_stream(b"\n" + drawing)])

    def _fence(self, depth: int, clip: bytes) -> pikepdf.Object:
        drawing = b"q\n" * depth + clip
        if drawing not in self._fences:
            self._fences[drawing] = self._pdf.make_stream(drawing)
        return self._fences[drawing]


def _own(holder: pikepdf.Object, key: str) -> pikepdf.Object:
    """The dictionary under this key as the holder's own copy: it may be shared with other pages."""
    present = holder.get(key)
    holder[key] = Dictionary(dict(present.items())) if isinstance(present, Dictionary) else Dictionary()
    return holder[key]


def _margins_given_back(page: pikepdf.Page) -> bytes:
    """A page cut tight gets up to 22 points of margin back for the stamp; what was cut away stays hidden."""
    if "/CropBox" not in page.obj:
        return b""
    media, crop = _upright(page.mediabox), _upright(page.cropbox)
    left, bottom, right, top = _common(media, crop)
    wider = _common(media, [left - _MARGIN, bottom - _MARGIN, right + _MARGIN, top + _MARGIN])
    if wider == [left, bottom, right, top]:
        return b""
    page.obj.CropBox = Array(wider)
    return f"{left:.3f} {bottom:.3f} {right - left:.3f} {top - bottom:.3f} re W n\n".encode()


def _upright(box: pikepdf.Object) -> list[float]:
    x = [float(side) for side in box]
    return [min(x[0], x[2]), min(x[1], x[3]), max(x[0], x[2]), max(x[1], x[3])]


def _common(one: list[float], two: list[float]) -> list[float]:
    return [max(one[0], two[0]), max(one[1], two[1]), min(one[2], two[2]), min(one[3], two[3])]


def _balance(page: pikepdf.Page) -> tuple[int, int, bytes]:
    """How many `q` stay open, how many `Q` are too many, and what closes its text and marked content."""
    depth = lowest = marks = 0
    in_text = False
    try:
        operators = [str(i.operator) for i in pikepdf.parse_content_stream(page, "q Q BT ET BMC BDC EMC")]
    except pikepdf.PdfError:
        return 0, 0, b""
    for operator in operators:
        match operator:
            case "q":
                depth += 1
            case "Q":
                depth -= 1
                lowest = min(lowest, depth)
            case "BT" | "ET":
                in_text = operator == "BT"
            case "BMC" | "BDC":
                marks += 1
            case _:
                marks = max(0, marks - 1)
    return depth - lowest, -lowest, b"ET\n" * in_text + b"EMC\n" * marks


def _drawing(page: pikepdf.Page, text: str, marking: str) -> bytes:
    matrix, wide, high = _as_seen(page)
    scale = min(max(min(wide, high) / _SHORT_SIDE_A4, 0.6), 4.0)
    wide, high = wide / scale, high / scale
    a, b, c, d, e, f = matrix
    place = f"{a * scale:.4f} {b * scale:.4f} {c * scale:.4f} {d * scale:.4f} {e:.3f} {f:.3f} cm\n".encode()
    lines = [_line(text, wide - _EDGE - _width(text), _EDGE)]
    if marking:
        left = (wide - _width(marking)) / 2
        lines += [_line(marking, left, high - _EDGE - _SIZE * 0.72)]
        if left + _width(marking) < wide - _EDGE - _width(text) - _SIZE:
            lines += [_line(marking, left, _EDGE)]
    return b"/Artifact <</Type /Pagination>> BDC\nq\n" + place + b"".join(lines) + b"Q\nEMC\n"


def _as_seen(page: pikepdf.Page) -> tuple[tuple[float, ...], float, float]:
    """The matrix from the page as shown, (0, 0) at its lower left, to its own points; and its size as shown."""
    left, bottom, right, top = _common(_upright(page.mediabox), _upright(page.cropbox))
    unit = float(page.obj.get("/UserUnit", 1)) or 1.0
    turn = int(page.obj.get("/Rotate", 0)) % 360
    s = 1 / unit
    matrix = {
        0: (s, 0, 0, s, left, bottom),
        90: (0, s, -s, 0, right, bottom),
        180: (-s, 0, 0, -s, right, top),
        270: (0, -s, s, 0, left, top),
    }.get(turn, (s, 0, 0, s, left, bottom))
    wide, high = (right - left) * unit, (top - bottom) * unit
    return (matrix, high, wide) if turn in {90, 270} else (matrix, wide, high)


def _width(text: str) -> float:
    return face().width(text) * _SIZE


def _line(text: str, x: float, y: float) -> bytes:
    """The text on white: a scan or a slide may be dark to its edge."""
    shown = face().encoded(text).replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    box = f"1 g {x - 3:.2f} {y - 2.6:.2f} {_width(text) + 6:.2f} {_SIZE + 3.2:.2f} re f\n".encode()
    return (
        box
        + f"BT 0 g 0 Tr 0 Tc 0 Tw 100 Tz {_FONT} {_SIZE} Tf {x:.2f} {y:.2f} Td (".encode()
        + shown
        + b") Tj ET\n"
    )
