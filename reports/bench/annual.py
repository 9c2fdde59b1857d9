"""An annual report of forty pages from its draft to its PDF: its figures, and the document against WeasyPrint alone with the same page."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
from django.db import transaction

from members.enums import Role
from reports.annual import document, services
from reports.annual.draft import Draft
from reports.bench.data import World
from reports.bench.returned import alone, timed
from reports.measures.facts import year_of
from reports.models import AnnualReport
from reports.sections import Chapter
from subgroup import clock
from subgroup.clock import day_of
from subgroup.models import Person

WORDS = (
    "In this part of the year the agencies met as they had agreed, looked at what their audits found, and asked each other what had "
    "changed for children and families. Where the answer was that nothing had, they said so and set a day by which to look again. "
)
SENTENCES, PARAGRAPHS = 4, 6


def measure(world: World) -> dict[str, Any]:
    """Seconds; what is made is taken back."""
    chair, year = world.person(Role.CHAIR), year_of(world.group, world.today)
    at = clock.moment(year.last)
    with transaction.atomic():
        row = services.start(group=world.group, year=year.label, wanted_on=None, by=chair, at=at)
        _write_on(row, chair, at)
        services.approve(report=row, by=chair, at=at)
        issued, figures = timed(lambda: services.issue(report=row, by=chair, at=at))
        by_itself = alone(document.TEMPLATE, document.printed(issued.figures or {}, draft=False))
        made, printed = timed(lambda: document.render(issued))
        with pikepdf.open(BytesIO(made.read_bytes())) as opened:
            pages = len(opened.pages)
        transaction.set_rollback(True)
    return {"figures_seconds": figures, "pdf_seconds": printed, "alone_seconds": by_itself, "pages": pages}


def _write_on(row: AnnualReport, chair: Person, at: datetime) -> None:
    """Each chapter as it was drafted, and some pages that people wrote to it."""
    draft = Draft(row, on=day_of(at))
    more = "\n\n".join([WORDS * SENTENCES] * PARAGRAPHS)
    for chapter in Chapter:
        text = f"{draft.part(chapter).draft}\n\n{more}"
        services.write(report=row, chapter=chapter, text=text, version=0, by=chair, at=at)
