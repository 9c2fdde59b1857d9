"""Papers for tests: a PDF of so many pages, and what a browser sends."""

import io
from datetime import datetime

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from subgroup.files import storage
from subgroup.models import Person, StoredFile, SubGroup


def pdf_bytes(pages: int = 1) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def upload(name: str = "Paper.pdf", data: bytes | None = None, pages: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes(pages) if data is None else data)


def stored(
    group: SubGroup,
    by: Person | None,
    at: datetime,
    name: str = "Paper.pdf",
    *,
    pages: int = 1,
    data: bytes | None = None,
) -> StoredFile:
    return storage.store(group=group, upload=upload(name, data, pages), by=by, at=at)
