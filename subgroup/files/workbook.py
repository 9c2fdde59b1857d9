"""A copy of an Excel workbook that prints: as wide as the paper, where its author has not set that up."""

import re
import zipfile
from pathlib import Path

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_START = re.compile(rb"<worksheet\b[^>]*>")
_FIT = b'<pageSetUpPr fitToPage="1"/>'
_SETUP = b'<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
_WIDE = b'defaultColWidth="16"'  # a date written in full; without widths LibreOffice prints ### for it


def printable(source: Path, target: Path) -> None:
    """Copies the workbook. Only the print set-up of its sheets is changed, in the copy."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, _fitted(data) if _SHEET.fullmatch(part.filename) else data)


def _fitted(sheet: bytes) -> bytes:
    if not _START.search(sheet):
        return sheet
    if b"<cols>" not in sheet:
        sheet = re.sub(rb"(<sheetFormatPr\b)(?![^>]*defaultColWidth)", rb"\1 " + _WIDE, sheet, count=1)
    sheet = sheet.replace(b"<pageSetUpPr/>", b"")
    if b"<pageSetUpPr" in sheet or b"<pageSetup" in sheet:
        return sheet
    if b"<sheetPr/>" in sheet:
        sheet = sheet.replace(b"<sheetPr/>", b"<sheetPr>" + _FIT + b"</sheetPr>", 1)
    elif b"</sheetPr>" in sheet:
        sheet = sheet.replace(b"</sheetPr>", _FIT + b"</sheetPr>", 1)
    else:
        sheet = _START.sub(lambda start: start[0] + b"<sheetPr>" + _FIT + b"</sheetPr>", sheet, count=1)
    if b"<pageMargins" in sheet:
        return re.sub(rb"(<pageMargins\b[^>]*/>)", rb"\1" + _SETUP, sheet, count=1)
    return sheet.replace(b"</worksheet>", _SETUP + b"</worksheet>")
