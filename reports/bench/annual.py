"""An annual report from its draft to its PDF: its figures, and the document against WeasyPrint alone with the same page."""

from typing import Any

from django.db import transaction

from members.enums import Role
from reports.annual import document, services
from reports.bench.data import World
from reports.bench.returned import alone, timed
from reports.measures.facts import year_of
from subgroup import clock


def measure(world: World) -> dict[str, Any]:
    """Seconds; what is made is taken back."""
    chair, year = world.person(Role.CHAIR), year_of(world.group, world.today)
    at = clock.moment(year.last)
    with transaction.atomic():
        row = services.start(group=world.group, year=year.label, wanted_on=None, by=chair, at=at)
        services.approve(report=row, by=chair, at=at)
        issued, figures = timed(lambda: services.issue(report=row, by=chair, at=at))
        by_itself = alone(document.TEMPLATE, document.printed(issued.figures or {}, draft=False))
        _, printed = timed(lambda: document.render(issued))
        transaction.set_rollback(True)
    return {"figures_seconds": figures, "pdf_seconds": printed, "alone_seconds": by_itself}
