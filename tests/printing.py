"""A page that is printed, as a browser gets it: the task that makes its document has run."""

import io

from django.test import Client, TestCase
from pypdf import PdfReader


def printed(client: Client, url: str) -> bytes:
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.get(url).close()
    answer = client.get(url)
    data = b"".join(answer.streaming_content)
    answer.close()
    return data


def words(data: bytes) -> str:
    """The text of a document, page by page, on one line."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)
