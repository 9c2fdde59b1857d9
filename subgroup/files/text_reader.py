"""Reads a paper on standard input and prints its words. Started by text.py with the kind; imports nothing of ours.

It ends with 0 where all words were read, with PICTURES where a part has none, as a scan or something put into the file,
and with CUT where there is more than is read.
"""

import logging
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

MEGABYTE = 1024 * 1024
MOST_PAGES = 400
FEW_LETTERS = 40
MOST_LETTERS = 1_000_000
MOST_XML = 64 * MEGABYTE  # unpacked, of all parts together
PIECE = 64 * 1024
PICTURES, CUT = 3, 4
# Parts of Word, PowerPoint, Excel and OpenDocument files in which the names of fonts and styles stand, and no words of anybody.
DRESS = (
    "theme",
    "fonttable",
    "settings",
    "numbering",
    "presprops",
    "viewprops",
    "tablestyles",
    "[content_types]",
    "manifest",
)
STYLES = ("word/styles.xml", "word/styleswitheffects.xml", "xl/styles.xml")
PUT_IN = ("/embeddings/", "/activex/")
# Attributes that hold words: who wrote a note, what is said of a picture, the name of a sheet, where a link leads.
SAYING = {
    "author",
    "descr",
    "title",
    "name",
    "displayname",
    "target",
    "caption",
    "creator",
    "alttext",
    "tooltip",
}
# After these a word ends.
BREAKS = {
    "p",
    "h",
    "br",
    "tab",
    "tc",
    "c",
    "si",
    "row",
    "cell",
    "line-break",
    "title",
    "subject",
    "creator",
    "keywords",
    "description",
}


left_out: set[int] = set()
"""What was not read of this one file."""


def of_pdf() -> Iterator[str]:
    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(sys.stdin.buffer, strict=False)
    yield "\n".join(str(value) for value in (reader.metadata or {}).values())
    if (more := reader.xmp_metadata) is not None:
        yield f"\n{more.dc_title} {more.dc_creator} {more.dc_subject} {more.dc_description}"
    yield from _headings(reader.outline)
    for name in reader.attachments:
        left_out.add(PICTURES)
        yield f"\n{name}"
    for name, value in (reader.get_form_text_fields() or {}).items():
        yield f"\n{name} {value or ''}"
    if len(reader.pages) > MOST_PAGES:
        left_out.add(CUT)
    for page in reader.pages[:MOST_PAGES]:
        words = page.extract_text() or ""
        if _is_picture(page, len("".join(words.split()))):
            left_out.add(PICTURES)
        yield f"\n{words}"
        for note in page.get("/Annots", None) or ():
            yield f"\n{note.get_object().get('/Contents', '')}"


def _is_picture(page: Any, letters: int) -> bool:
    """A page with something on it and no words; or with a few words, as a page number put on a scan, beside a picture."""
    if letters > FEW_LETTERS:
        return False
    if letters:
        return any(one.get_object().get("/Subtype") == "/Image" for one in _drawn(page))
    contents = page.get_contents()
    return contents is not None and bool(contents.get_data().strip())


def _drawn(page: Any) -> list[Any]:
    resources = page.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources else None
    return list(drawn.get_object().values()) if drawn else []


def _headings(outline: list[Any]) -> Iterator[str]:
    for one in outline:
        if isinstance(one, list):
            yield from _headings(one)
        else:
            yield f"\n{one.title}"


def of_archive() -> Iterator[str]:
    left = MOST_XML
    with zipfile.ZipFile(sys.stdin.buffer) as archive:
        for part in archive.infolist():
            name = part.filename.lower()
            if any(put in f"/{name}" for put in PUT_IN):
                left_out.add(PICTURES)
                yield f"\n{part.filename}\n"
            if (
                not name.endswith((".xml", ".rels"))
                or name in STYLES
                or any(dress in name for dress in DRESS)
            ):
                continue
            with archive.open(part) as stream:
                words: list[str] = []
                parser = parser_into(words)
                while left > 0 and (piece := stream.read(PIECE)):
                    left -= len(piece)
                    parser.Parse(piece, False)
                    yield "".join(words)
                    words.clear()
            if left <= 0:
                left_out.add(CUT)
            yield "\n"


def parser_into(words: list[str]) -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def end(name: str) -> None:
        if name.rpartition(":")[2] in BREAKS:
            words.append("\n")

    def begin(_: str, attributes: dict[str, str]) -> None:
        said = [
            value
            for name, value in attributes.items()
            if name.rpartition(":")[2].lower() in SAYING and not name.startswith("style:")
        ]
        if said:
            words.append(f"\n{' '.join(said)}\n")

    def refuse(*_: object) -> None:
        raise ValueError("Office writes no entities of its own.")

    parser.CharacterDataHandler = words.append
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.EntityDeclHandler = refuse
    return parser


def of_plain() -> Iterator[str]:
    yield sys.stdin.buffer.read(4 * MOST_LETTERS).decode("utf-8", errors="replace")


def main(kind: str) -> None:
    readers = {"pdf": of_pdf, "txt": of_plain, "csv": of_plain}
    written = 0
    for words in readers.get(kind, of_archive)():
        said = words[: MOST_LETTERS - written].encode("utf-8", errors="replace")
        sys.stdout.buffer.write(said)
        written += len(words)
        if written >= MOST_LETTERS:
            left_out.add(CUT)
            break
    sys.stdout.buffer.flush()
    sys.exit(max(left_out, default=0))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (1024 * MEGABYTE, 1024 * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    main(sys.argv[1])
