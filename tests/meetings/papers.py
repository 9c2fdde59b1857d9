"""Papers for tests: a PDF of so many pages, what a browser sends, and an item sent with one."""

import io
from datetime import datetime
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import AgendaItem, Meeting
from meetings.services import submission
from subgroup.files import storage
from subgroup.models import Person, StoredFile, SubGroup
from tests import factories


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


def sent(
    meeting: Meeting,
    title: str = "Neglect audit",
    code: str = "S09",
    *,
    at: datetime,
    name: str = "Paper.pdf",
    pages: int = 1,
    data: bytes | None = None,
    **fields: Any,
) -> AgendaItem:
    """An item with one paper, sent by the holder of a seat."""
    by, seat = factories.holder(meeting.group, code), factories.seat(meeting.group, code)
    papers = [stored(meeting.group, by, at, name, pages=pages, data=data)]
    return submission.submit(meeting=meeting, seat=seat, by=by, at=at, title=title, papers=papers, **fields)
