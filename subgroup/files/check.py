"""Looks at a file before it is let in. By its content: the name only has to agree. No models, no settings."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, NamedTuple

from subgroup.errors import NotAllowed
from subgroup.files.names import clean_name, ending_of

MEGABYTE = 1024 * 1024


class Refused(NotAllowed):
    """The file is not let in. Its text says why and what to do."""


class Inspected(NamedTuple):
    name: str
    kind: str
    content_type: str
    pages: int | None
    """Of a PDF or a picture; None where only the program that made it could tell."""


@dataclass(frozen=True)
class Kind:
    name: str
    content_type: str
    endings: tuple[str, ...]
    noun: str


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",), "a PDF"),
        Kind("docx", _OPEN_XML + "wordprocessingml.document", ("docx",), "a Word document"),
        Kind("pptx", _OPEN_XML + "presentationml.presentation", ("pptx",), "a PowerPoint presentation"),
        Kind("xlsx", _OPEN_XML + "spreadsheetml.sheet", ("xlsx",), "an Excel workbook"),
        Kind("odt", "application/vnd.oasis.opendocument.text", ("odt",), "an OpenDocument text"),
        Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", ("ods",), "an OpenDocument spreadsheet"),
        Kind("odp", "application/vnd.oasis.opendocument.presentation", ("odp",), "an OpenDocument presentation"),
        Kind("png", "image/png", ("png",), "a PNG picture"),
        Kind("jpg", "image/jpeg", ("jpg", "jpeg"), "a JPEG picture"),
        Kind("txt", "text/plain; charset=utf-8", ("txt",), "a text file"),
        Kind("csv", "text/csv; charset=utf-8", ("csv",), "a CSV file"),
    )
}
ENDINGS = {ending: kind for kind in KINDS.values() for ending in kind.endings}
ACCEPTED = "PDF, Word (.docx), PowerPoint (.pptx), Excel (.xlsx), OpenDocument, PNG, JPEG, text or CSV"


def inspect(name: str, file: IO[bytes], *, max_bytes: int = 50 * MEGABYTE) -> Inspected:
    """Says what the file is. Raises Refused. Leaves the file open, at its start."""
    from subgroup.files import office, pdfs, plain  # noqa: PLC0415 - they import Refused from here

    name = clean_name(name)
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size == 0:
        raise Refused(f"“{name}” is empty. Check that it was saved, and send it again.")
    if size > max_bytes:
        raise Refused(
            f"“{name}” has {size / MEGABYTE:.0f} MB, and at most {max_bytes / MEGABYTE:.0f} MB are taken. "
            "Make its pictures smaller, or send it in parts."
        )
    head = file.read(2048)
    looks: list[tuple[bool, Callable[[str, IO[bytes]], tuple[str, int | None]]]] = [
        (b"%PDF-" in head[:1024], pdfs.look),
        (head.startswith((b"PK\x03\x04", b"PK\x05\x06")), office.look),
        (head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), office.refuse_old),
        (head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")), plain.look_at_picture),
        (True, plain.look_at_text),
    ]
    look = next(function for fits, function in looks if fits)
    file.seek(0)
    kind, pages = look(name, file)
    file.seek(0)
    return Inspected(_agreed_name(name, kind), kind, KINDS[kind].content_type, pages)


def _agreed_name(name: str, kind: str) -> str:
    ending = ending_of(name)
    if not ending:
        return f"{name}.{KINDS[kind].endings[0]}"
    if ENDINGS.get(ending) != KINDS[kind]:
        raise Refused(
            f"The name of “{name}” ends in .{ending}, but the file is {KINDS[kind].noun}. "
            f"Give it a name that ends in .{KINDS[kind].endings[0]}, or check that you chose the right file."
        )
    return name


def holds_archive(file: IO[bytes]) -> bool:
    """Whether a zip archive is tied to the end of a file of another kind."""
    file.seek(0)
    found = zipfile.is_zipfile(file)
    file.seek(0)
    return found
