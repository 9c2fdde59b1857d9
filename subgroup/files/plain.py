"""Pictures and text."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import IO

from PIL import Image, ImageFile

from subgroup.files.kinds import ACCEPTED, Refused, holds_archive
from subgroup.files.names import ending_of

MOST_PIXELS = 60_000_000  # an A4 page scanned at 600 dots an inch has 35 million
_MARKUP = re.compile(rb"\s*<(!doctype|html|head|body|svg|script|\?xml|\?php|iframe)", re.IGNORECASE)
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27}) + b"\x7f"


_lenient = Lock()


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """The PDF renderer, once loaded, tells the picture library to put up with pictures that are cut off; here it must not."""
    with _lenient:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def look_at_picture(name: str, file: IO[bytes]) -> tuple[str, int | None]:
    if holds_archive(file):
        raise Refused(
            f"“{name}” is a picture with another file hidden behind it. Save the picture anew and send that."
        )
    try:
        with _whole_pictures_only(), warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=("PNG", "JPEG")) as picture:
                width, height = picture.size
                kind = "png" if picture.format == "PNG" else "jpg"
                if width * height > MOST_PIXELS:
                    raise Refused(
                        f"“{name}” has {width} by {height} dots. Save it smaller and send it again."
                    )
                picture.load()
    except Refused:
        raise
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as why:
        raise Refused(
            f"“{name}” is a damaged picture. Open it, save it again and send the new file."
        ) from why
    return kind, 1


def look_at_text(name: str, file: IO[bytes]) -> tuple[str, int | None]:
    data = file.read()
    ending = ending_of(name)
    if ending not in {"txt", "csv", ""}:
        raise Refused(
            f"“{name}” is not a kind of file that can be taken, or it is damaged. Send {ACCEPTED}."
            if ending not in {"pdf", "docx", "pptx", "xlsx", "png", "jpg", "jpeg"}
            else f"“{name}” is damaged, or is not what its name says. Open it, save it again "
            f"as .{ending} and send that."
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(
            f"“{name}” is text in an encoding that cannot be shown. Save it as UTF-8 and send it again."
        )
    if data.translate(None, _CONTROL) != data:
        raise Refused(f"“{name}” is not plain text. Send {ACCEPTED}.")
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")[:400]):
        raise Refused(f"“{name}” is a web page and not plain text. Print it to PDF and send that.")
    return ("csv" if ending == "csv" else "txt"), None
