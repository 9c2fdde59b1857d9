"""The kinds of file that are let in."""

import zipfile
from dataclasses import dataclass
from typing import IO

from subgroup.errors import NotAllowed

MEGABYTE = 1024 * 1024


class Refused(NotAllowed):
    """The file is not let in. Its text says why and what to do."""


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
        Kind(
            "ods", "application/vnd.oasis.opendocument.spreadsheet", ("ods",), "an OpenDocument spreadsheet"
        ),
        Kind(
            "odp", "application/vnd.oasis.opendocument.presentation", ("odp",), "an OpenDocument presentation"
        ),
        Kind("png", "image/png", ("png",), "a PNG picture"),
        Kind("jpg", "image/jpeg", ("jpg", "jpeg"), "a JPEG picture"),
        Kind("txt", "text/plain; charset=utf-8", ("txt",), "a text file"),
        Kind("csv", "text/csv; charset=utf-8", ("csv",), "a CSV file"),
    )
}
ENDINGS = {ending: kind for kind in KINDS.values() for ending in kind.endings}
ACCEPTED = "PDF, Word (.docx), PowerPoint (.pptx), Excel (.xlsx), OpenDocument, PNG, JPEG, text or CSV"


def holds_archive(file: IO[bytes]) -> bool:
    """Whether a zip archive is tied to the end of a file of another kind."""
    file.seek(0)
    found = zipfile.is_zipfile(file)
    file.seek(0)
    return found
