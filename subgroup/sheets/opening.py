"""Looks at a file before anything in it is believed: what it is, how large it would become, whether it is whole."""

import csv
import io
import re
import zipfile
import zlib
from pathlib import PurePath

from subgroup.sheets.errors import Unreadable

MEGABYTE = 1024 * 1024
MOST_BYTES = 25 * MEGABYTE
MOST_UNPACKED = 150 * MEGABYTE
MOST_SHEET = 60 * MEGABYTE
MOST_PARTS = 2000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 400_000

_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_UNCOUNTED = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
_SAVE_AS = "Open it in Excel, save it as an Excel workbook (.xlsx) and choose that file."


def kind_of(data: bytes, name: str) -> str:
    """“xlsx” or “csv”. Raises Unreadable for everything else."""
    ending = PurePath(name).suffix.lower()
    if not data.strip():
        raise Unreadable(f"“{name}” is empty. Check that it was saved, and choose it again.")
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"“{name}” has {len(data) / MEGABYTE:.0f} MB, and at most {MOST_BYTES // MEGABYTE} MB are read. "
            "Take pictures and old sheets out of it and choose it again."
        )
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(
                f"“{name}” opens only with a password. Take the password off and choose it again."
            )
        raise Unreadable(f"“{name}” is in the format of Excel 97 (.xls), which is not read. {_SAVE_AS}")
    if data.startswith(b"PK"):
        return "xlsx"
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise Unreadable(f"“{name}” is a web page that was given the name of a workbook. {_SAVE_AS}")
    if start.startswith(b"%pdf") or ending in {".pdf", ".doc", ".docx"}:
        raise Unreadable(
            f"“{name}” is a document. What is imported is read from an Excel workbook (.xlsx) or a CSV file."
        )
    if ending in {".xlsx", ".xlsm", ".xls", ".xltx", ".xlsb"}:
        raise Unreadable(f"“{name}” is damaged, or is no Excel workbook. {_SAVE_AS}")
    return "csv"


def check_workbook(data: bytes, name: str) -> dict[str, frozenset[str]]:
    """Refuses what would hurt. Answers, by the path of a sheet's part, the cells whose formula has no saved result."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive, name)
            _check_is_workbook(archive, name)
            return _look_into_sheets(archive, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as why:
        raise Unreadable(f"“{name}” is damaged. {_SAVE_AS}") from why


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(f"“{name}” opens only with a password. Take the password off and choose it again.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise Unreadable(
            f"“{name}” would unpack to {unpacked / MEGABYTE:.0f} MB in {len(parts)} parts, which is far more than "
            "a list needs. Copy the sheet with the table into a new workbook and choose that."
        )


def _check_is_workbook(archive: zipfile.ZipFile, name: str) -> None:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise Unreadable(f"“{name}” is a binary workbook (.xlsb), which is not read. {_SAVE_AS}")
    if "mimetype" in names:
        raise Unreadable(
            f"“{name}” was made with LibreOffice or a similar program (.ods). Save it as .xlsx and choose that."
        )
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise Unreadable(f"“{name}” is no Excel workbook. {_SAVE_AS}")


def _look_into_sheets(archive: zipfile.ZipFile, name: str) -> dict[str, frozenset[str]]:
    uncounted: dict[str, frozenset[str]] = {}
    cells = 0
    for part in archive.infolist():
        if not part.filename.endswith((".xml", ".rels", ".vml")):
            continue
        text = _unpacked(archive, part, name)
        if b"<!DOCTYPE" in text[:4096] or b"<!ENTITY" in text[:4096] or b"\0" in text[:4096]:
            raise Unreadable(f"“{name}” holds definitions that Excel does not write. {_SAVE_AS}")
        if not part.filename.startswith("xl/worksheets/"):
            continue
        rows = sum(1 for _ in _ROW.finditer(text))
        cells += sum(1 for _ in _CELL.finditer(text))
        if rows > MOST_ROWS or cells > MOST_CELLS:
            raise Unreadable(
                f"“{name}” has more than {MOST_ROWS:,} rows in a sheet or {MOST_CELLS:,} cells. Delete the empty "
                "rows below the table, or split the workbook, and choose it again."
            )
        if _merged(text) > MOST_CELLS:
            raise Unreadable(
                f"“{name}” has cells merged over whole rows or columns of a sheet. Take those merges apart and choose it again."
            )
        if b"<f" in text:
            uncounted[part.filename] = frozenset(found[1].decode() for found in _UNCOUNTED.finditer(text))
    return uncounted


def _merged(sheet: bytes) -> int:
    """How many cells the merges of a sheet cover: openpyxl makes each of them."""
    return sum(
        (_number(right) - _number(left) + 1) * (int(bottom) - int(top) + 1)
        for left, top, right, bottom in _MERGE.findall(sheet)
    )


def _number(column: bytes) -> int:
    total = 0
    for letter in column:
        total = total * 26 + letter - 64
    return total


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> bytes:
    with archive.open(part) as stream:
        text = stream.read(MOST_SHEET + 1)
    if len(text) > MOST_SHEET:
        raise Unreadable(
            f"“{name}” has a sheet of more than {MOST_SHEET // MEGABYTE} MB. Copy the table into a new "
            "workbook and choose that."
        )
    return text


def csv_rows(data: bytes, name: str) -> list[list[str]]:
    """The records of a CSV file with commas, semicolons, tabs or bars."""
    text = _decoded(data, name)
    best = _records(text, strict=True) or _records(text, strict=False)
    if not best:
        raise Unreadable(f"“{name}” is no table: its lines have no columns. {_SAVE_AS}")
    if len(best) > MOST_ROWS or max(map(len, best)) > MOST_COLUMNS:
        raise Unreadable(
            f"“{name}” has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns. Split it and choose it again."
        )
    return best


def _records(text: str, *, strict: bool) -> list[list[str]]:
    """By the separator that gives the most columns; `strict` leaves out those by which quoted text runs on after its quotes."""
    best: list[list[str]] = []
    for separator in ",;\t|":
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict))
        except csv.Error:
            continue
        if _filled(rows) > _filled(best):
            best = rows
    return best if _filled(best) >= 2 else []


def _filled(rows: list[list[str]]) -> float:
    """How many columns most of the lines have: the right separator gives the most."""
    counts = sorted(len(row) for row in rows if any(row))
    return counts[len(counts) // 2] if counts else 0


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in data:
        raise Unreadable(f"“{name}” is neither an Excel workbook nor a CSV file. {_SAVE_AS}")
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
