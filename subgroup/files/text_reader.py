"""Reads a paper on standard input and prints its words. Started by text.py with the kind; imports nothing of ours."""

import logging
import resource
import sys
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

MEGABYTE = 1024 * 1024
MOST_PAGES = 400
MOST_LETTERS = 1_000_000
MOST_XML = 64 * MEGABYTE  # unpacked, of all parts together
PIECE = 64 * 1024
# The parts with words in them: Word, PowerPoint, Excel, OpenDocument.
PARTS = (
    "word/",
    "ppt/slides/",
    "ppt/notesslides/",
    "ppt/comments/",
    "xl/sharedstrings",
    "xl/worksheets/",
    "xl/comments",
)
MORE_PARTS = ("docprops/core.xml", "docprops/app.xml", "content.xml", "meta.xml", "styles.xml")
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


def of_pdf() -> Iterator[str]:
    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    reader = PdfReader(sys.stdin.buffer, strict=False)
    yield "\n".join(str(value) for value in (reader.metadata or {}).values())
    for name, value in (reader.get_form_text_fields() or {}).items():
        yield f"\n{name} {value or ''}"
    for page in reader.pages[:MOST_PAGES]:
        yield f"\n{page.extract_text() or ''}"
        for note in page.get("/Annots", None) or ():
            yield f"\n{note.get_object().get('/Contents', '')}"


def of_archive() -> Iterator[str]:
    left = MOST_XML
    with zipfile.ZipFile(sys.stdin.buffer) as archive:
        for part in archive.infolist():
            name = part.filename.lower()
            if not name.endswith(".xml") or not (name.startswith(PARTS) or name in MORE_PARTS):
                continue
            with archive.open(part) as stream:
                words: list[str] = []
                parser = parser_into(words)
                while left > 0 and (piece := stream.read(PIECE)):
                    left -= len(piece)
                    parser.Parse(piece, False)
                    yield "".join(words)
                    words.clear()
            yield "\n"


def parser_into(words: list[str]) -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def end(name: str) -> None:
        if name.rpartition(":")[2] in BREAKS:
            words.append("\n")

    def refuse(*_: object) -> None:
        raise ValueError("Office writes no entities of its own.")

    parser.CharacterDataHandler = words.append
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
            return


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (1024 * MEGABYTE, 1024 * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    main(sys.argv[1])
