"""The words of a paper, read in a process of their own: a file made to eat memory or time takes only that one down."""

import subprocess
import sys
from pathlib import Path
from typing import IO

READ = {"pdf", "docx", "pptx", "xlsx", "odt", "ods", "odp", "txt", "csv"}
"""The kinds whose words can be read. A picture has none."""
SECONDS = 30
_READER = Path(__file__).with_name("text_reader.py")


def words_of(file: IO[bytes], kind: str) -> str | None:
    """The words as far as they can be had (a scan has none); None where the file could not be read to its end in time."""
    if kind not in READ:
        return ""
    file.seek(0)
    try:
        done = subprocess.run(  # noqa: S603 - our own reader; the kind is one of ours
            [sys.executable, "-I", str(_READER), kind],
            stdin=file,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.decode("utf-8", errors="replace")
