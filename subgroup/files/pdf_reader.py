"""Reads the PDF on standard input and prints what it is as JSON. Started by pdfs.py; imports nothing of ours."""

import json
import resource
import sys
import zlib
from decimal import Decimal
from typing import BinaryIO

import pikepdf

MEGABYTE = 1024 * 1024
MOST_PAGES = 1000
SMALLEST, LARGEST = 72, 5000  # points: 2.5 cm and 176 cm; A0 is 119 cm
HEAVIEST = 64 * MEGABYTE  # drawing instructions of one page, unpacked
POINTS_IN_CM = 72 / 2.54
TAIL = 4096  # bytes
DEEPEST = 100  # levels of the document above a page


def main() -> dict:
    file = sys.stdin.buffer
    has_end = b"%%EOF" in tail(file)
    file.seek(0)
    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            if not has_end:
                return {"problem": "damaged"}
            return look(pdf)
    except pikepdf.PasswordError:
        return {"problem": "locked"}
    except (
        pikepdf.PdfError,
        MemoryError,
        RuntimeError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OSError,
        zlib.error,
    ):
        return {"problem": "damaged"}


def tail(file: BinaryIO) -> bytes:
    """The last of the file that says anything: some programs fill its last block up with zeros."""
    end = file.seek(0, 2)
    while end:
        start = max(0, end - TAIL)
        file.seek(start)
        if block := file.read(end - start).rstrip(b"\0"):
            end = start + len(block)
            break
        end = start
    file.seek(max(0, end - TAIL))
    return file.read(min(TAIL, end))


def look(pdf: pikepdf.Pdf) -> dict:
    root = pdf.Root
    pages = len(pdf.pages)
    if pages == 0:
        return {"problem": "no pages"}
    if pages > MOST_PAGES:
        return {"problem": "too many pages", "pages": pages, "most": MOST_PAGES}
    if "/Collection" in root:
        return {"problem": "portfolio"}
    if root.get("/NeedsRendering", False) and "/XFA" in root.get("/AcroForm", {}):
        return {"problem": "form"}
    for number, page in enumerate(pdf.pages, 1):
        if problem := look_at_page(page):
            return {"page": number, **problem}
    return {"pages": pages}


def look_at_page(page: pikepdf.Page) -> dict | None:
    numbers = [page.obj.get("/UserUnit", 1), inherited(page.obj, "/Rotate", 0), *page.mediabox, *page.cropbox]
    if not all(isinstance(one, int | float | Decimal) and not isinstance(one, bool) for one in numbers):
        return {"problem": "numbers"}
    unit = float(page.obj.get("/UserUnit", 1))
    left, bottom, right, top = (float(x) for x in page.cropbox)
    wide, high = abs(right - left) * unit, abs(top - bottom) * unit
    if not (SMALLEST <= wide <= LARGEST and SMALLEST <= high <= LARGEST):
        return {
            "problem": "page size",
            "wide": round(wide / POINTS_IN_CM),
            "high": round(high / POINTS_IN_CM),
        }
    contents = page.obj.get("/Contents")
    streams = (
        list(contents) if isinstance(contents, pikepdf.Array) else [contents] if contents is not None else []
    )
    if sum(unpacked_size(stream) for stream in streams) > HEAVIEST:
        return {"problem": "too heavy"}
    return None


def inherited(node: pikepdf.Object, key: str, default: int) -> object:
    """What a page says, or the part of the document above it."""
    for _ in range(DEEPEST):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node.Parent
    return default


def unpacked_size(stream: pikepdf.Object) -> int:
    """Counted piece by piece and given up past the limit; packed twice over counts as past it."""
    raw = stream.read_raw_bytes()
    packed = stream.get("/Filter")
    filters = [str(f) for f in packed] if isinstance(packed, pikepdf.Array) else [str(packed or "")]
    if filters.count("/FlateDecode") + filters.count("/LZWDecode") > 1:
        return HEAVIEST + 1
    if filters[-1:] != ["/FlateDecode"] or len(filters) > 1:
        return len(raw) * (8 if "/LZWDecode" in filters else 2)
    decoder, size, chunk = zlib.decompressobj(), 0, raw
    while chunk and size <= HEAVIEST:
        size += len(decoder.decompress(chunk, MEGABYTE))
        chunk = decoder.unconsumed_tail
    return size


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (1024 * MEGABYTE, 1024 * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (40, 40))
    sys.stdout.write(json.dumps(main()))
