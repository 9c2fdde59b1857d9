"""The papers a log names: those of the demo by their name, any other as a one-page stand-in that says so."""

import re
from datetime import date, datetime
from functools import lru_cache

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import Deputyship, Seat
from reports.replay.world import World
from subgroup.files import storage
from subgroup.models import Person, StoredFile, SubGroup

FOLDER = settings.BASE_DIR / "reports" / "demo" / "papers"


def stored(group: SubGroup, name: str, *, by: Person | None, at: datetime) -> StoredFile:
    """The paper, handed in by the way every upload takes."""
    path = FOLDER / name
    if path.is_file():
        upload = SimpleUploadedFile(name, path.read_bytes())
    else:
        stem = re.sub(r"\.[A-Za-z]+$", "", name)
        upload = SimpleUploadedFile(f"{stem}.pdf", stand_in(stem))
    return storage.store(group=group, upload=upload, by=by, at=at)


@lru_cache(maxsize=256)
def stand_in(title: str) -> bytes:
    """A PDF page with the title of an invented paper."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    lines = [(60, 740, 20, title), (60, 700, 11, "An invented paper. No person or case in it is real.")]
    text = "".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(line)}) Tj ET\n" for x, y, size, line in lines)
    page.Contents = pdf.make_stream(text.encode("latin-1", "replace"))
    return _bytes(pdf)


def _escaped(text: str) -> str:
    return text.replace("\\", "").replace("(", "").replace(")", "")


def _bytes(pdf: pikepdf.Pdf) -> bytes:
    from io import BytesIO

    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def deputy_of(seat: Seat, day: date) -> Person | None:
    found = Deputyship.objects.filter(seat=seat).on(day).select_related("person").first()
    return found.person if found else None


def email_of(world: World, name: str) -> str:
    """The address that the membership file gives, or an invented one."""
    return world.emails.get(name) or re.sub(r"[^a-z]+", ".", name.lower()).strip(".") + "@example.org"
