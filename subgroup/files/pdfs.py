"""PDFs, looked at in a process of their own: a file made to eat memory or crash takes only that one down."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from subgroup.files.kinds import Refused, holds_archive

SECONDS = 60
_READER = Path(__file__).with_name("pdf_reader.py")

_AGAIN = "Print it to PDF again, and send the new file."
_SENTENCES = {
    "locked": "“{name}” opens only with a password. Take it off, or print the paper to PDF, and send that.",
    "damaged": "“{name}” is damaged or was cut off on its way. " + _AGAIN,
    "no pages": "“{name}” has no pages. " + _AGAIN,
    "too many pages": "“{name}” has {pages} pages, and at most {most} are taken. Send it in parts.",
    "page size": "Page {page} of “{name}” is {wide} by {high} cm. Print it to PDF on A4 or A3, and send that.",
    "numbers": "Page {page} of “{name}” does not say in numbers how large it is and which way up. " + _AGAIN,
    "too heavy": "Page {page} of “{name}” is too heavy to be shown. " + _AGAIN,
    "form": "“{name}” is a form that only Adobe Reader can show. Open it there, print it to PDF, and send that.",
    "portfolio": "“{name}” is a PDF portfolio, a cover with files inside. Send the papers in it one by one.",
}


def look(name: str, file: IO[bytes]) -> tuple[str, int | None]:
    if not file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-") or holds_archive(file):
        raise Refused(
            f"“{name}” is a PDF joined to a file of another kind. Print it to PDF again, "
            f"and send the new file."
        )
    answer = _read(file)
    if problem := answer.pop("problem", None):
        raise Refused(_SENTENCES[problem].format(name=name, **answer))
    return "pdf", answer["pages"]


def _read(file: IO[bytes]) -> dict:
    with tempfile.TemporaryFile() as copy:
        source = file if _is_real(file) else copy
        file.seek(0)
        if source is copy:
            copyfileobj(file, copy)
            copy.flush()
        source.seek(0)
        try:
            done = subprocess.run(  # noqa: S603 - our own reader, no part of the command is the user's
                [sys.executable, "-I", str(_READER)],
                stdin=source,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
            return json.loads(done.stdout)
        except (subprocess.TimeoutExpired, json.JSONDecodeError):
            return {"problem": "damaged"}


def _is_real(file: IO[bytes]) -> bool:
    try:
        file.fileno()
    except (OSError, AttributeError):
        return False
    return True
