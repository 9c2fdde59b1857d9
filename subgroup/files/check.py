"""Looks at a file before it is let in. By its content: the name only has to agree. No models, no settings."""

from collections.abc import Callable
from typing import IO, NamedTuple

from subgroup.files import office, pdfs, plain
from subgroup.files.kinds import ENDINGS, KINDS, MEGABYTE, Refused
from subgroup.files.names import clean_name, ending_of

__all__ = ["Inspected", "Refused", "inspect"]


class Inspected(NamedTuple):
    name: str
    kind: str
    content_type: str
    pages: int | None
    """Of a PDF or a picture; None where only the program that made it could tell."""


def inspect(name: str, file: IO[bytes], *, max_bytes: int = 50 * MEGABYTE) -> Inspected:
    """Says what the file is. Raises Refused. Leaves the file open, at its start."""
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
