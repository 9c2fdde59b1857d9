"""Word, PowerPoint, Excel and OpenDocument: zip archives, counted before anything in them is unpacked."""

import lzma
import re
import zipfile
import zlib
from typing import IO

from subgroup.files.kinds import ACCEPTED, MEGABYTE, Refused

MOST_PARTS = 4000
MOST_UNPACKED = 400 * MEGABYTE
MOST_PART = 200 * MEGABYTE
WORST_RATIO = 200
_SMALL = MEGABYTE  # a small part may be packed as tightly as it likes

_MAIN = {
    b"wordprocessingml.document.main+xml": "docx",
    b"presentationml.presentation.main+xml": "pptx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_PROGRAM = re.compile(r"(vbaproject|vbadata)[^/]*\.(bin|xml)$|/activex/|^(basic|scripts)/.+", re.IGNORECASE)
_FAR_TEMPLATE = re.compile(
    rb"<Relationship\b(?=[^>]*/attachedTemplate[\"'])(?=[^>]*\bTarget\s*=\s*[\"']\s*(https?|ftp):)",
    re.IGNORECASE,
)

# What zipfile and the decompressors below it raise for a file with some bytes changed; LookupError: a part that is missing.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, LookupError, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip


def look(name: str, file: IO[bytes]) -> tuple[str, int | None]:
    try:
        with zipfile.ZipFile(file) as archive:
            _count(name, archive)
            kind = _kind(name, archive)
            _refuse_programs(name, archive)
            _refuse_bad_parts(name, archive)
            return kind, None
    except _DAMAGED as why:
        raise Refused(f"“{name}” is damaged. Open it, save it again and send the new file.") from why


def refuse_old(name: str, file: IO[bytes]) -> tuple[str, int | None]:
    """The container of Word 97 and its kin, which newer Office still uses to lock a file with a password."""
    if "EncryptedPackage".encode("utf-16-le") in file.read():
        raise Refused(f"“{name}” opens only with a password. Take the password off and send it again.")
    raise Refused(
        f"“{name}” is in an old Office format that may carry programs. Save it as .docx, "
        f".pptx, .xlsx or PDF and send that."
    )


def _count(name: str, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    too_tight = any(
        part.file_size > _SMALL and part.file_size > WORST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    too_large = unpacked > MOST_UNPACKED or any(part.file_size > MOST_PART for part in parts)
    if len(parts) > MOST_PARTS or too_large or too_tight:
        raise Refused(
            f"“{name}” would unpack to far more than it seems ({unpacked / MEGABYTE:.0f} "
            f"MB in {len(parts)} parts). "
            "Save it as PDF and send that."
        )
    starts = sorted(part.header_offset for part in parts)
    ends = sorted(part.header_offset + part.compress_size for part in parts)
    overlapping = any(end > start for end, start in zip(ends, starts[1:], strict=False))
    names = [part.filename for part in parts]
    astray = any(n.startswith("/") or ".." in n.split("/") or "\\" in n or "\0" in n for n in names)
    if overlapping or astray or len(set(names)) != len(names):
        raise Refused(
            f"“{name}” is put together in a way no Office program does. Save it again, or send it as PDF."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(f"“{name}” opens only with a password. Take the password off and send it again.")


def _kind(name: str, archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        types = _read(archive, "[Content_Types].xml")
        if b"macroEnabled" in types:
            raise Refused(
                f"“{name}” carries macros. Save it without them (as .docx, .pptx or .xlsx) and send that."
            )
        for marker, kind in _MAIN.items():
            if marker in types:
                return kind
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = _OPEN_DOCUMENT.get(_read(archive, "mimetype").strip(), "")
        if kind:
            if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
                raise Refused(
                    f"“{name}” opens only with a password. Take the password off and send it again."
                )
            return kind
    raise Refused(f"“{name}” is an archive and not a paper. Unpack it and send what is in it: {ACCEPTED}.")


def _refuse_programs(name: str, archive: zipfile.ZipFile) -> None:
    if any(_PROGRAM.search(part) for part in archive.namelist()):
        raise Refused(f"“{name}” carries macros or controls. Save it without them, or send it as PDF.")


def _refuse_bad_parts(name: str, archive: zipfile.ZipFile) -> None:
    for part in archive.infolist():
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(part) as stream:
            head = stream.read(4096)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise Refused(
                f"“{name}” holds definitions that Office does not write. Save it again, or send it as PDF."
            )
        if part.filename.endswith("settings.xml.rels") and _FAR_TEMPLATE.search(head):
            raise Refused(
                f"“{name}” would fetch its template from another computer. Save it as PDF "
                f"and send that, or detach the template."
            )


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    if archive.getinfo(part).file_size > 4 * MEGABYTE:
        raise zipfile.BadZipFile(part)
    return archive.read(part)
