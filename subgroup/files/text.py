"""The words of a paper, read in a process of their own: a file made to eat memory or time takes only that one down."""

import subprocess
import sys
from pathlib import Path
from typing import IO, NamedTuple

from subgroup.files.text_reader import PICTURES

READ = {"pdf", "docx", "pptx", "xlsx", "odt", "ods", "odp", "txt", "csv"}
"""The kinds whose words can be read. A picture has none."""
SECONDS = 30
_READER = Path(__file__).with_name("text_reader.py")


class Words(NamedTuple):
    """What a file says, as far as it can be read."""

    said: str
    has_pictures: bool = False
    """A part has no text that can be read: a scanned page, a picture, a file within the file."""
    is_cut: bool = False
    """It could not be read to its end: locked, broken, too long, or too slow."""


def words_of(file: IO[bytes], kind: str) -> Words:
    """Never an exception, whatever the file."""
    if kind not in READ:
        return Words("", has_pictures=True)
    file.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 - our own reader; the kind is one of ours
            [sys.executable, "-I", str(_READER), kind], stdin=file, capture_output=True, timeout=SECONDS
        )
    except (subprocess.SubprocessError, OSError):
        return Words("", is_cut=True)
    said = done.stdout.decode("utf-8", errors="replace")
    return Words(said, done.returncode == PICTURES, done.returncode not in (0, PICTURES))
