"""A return from a draft to its PDF: its figures, and the document against WeasyPrint alone with the same page."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from members.enums import Role
from reports import document, returns
from reports.bench.data import World
from subgroup import clock, pdf


def measure(world: World) -> dict[str, Any]:
    """Seconds; what is made is taken back."""
    chair = world.person(Role.CHAIR)
    at = clock.moment(world.today)
    with transaction.atomic():
        day = world.today + timedelta(days=1)
        meeting = returns.add_meeting(group=world.group, day=day, name="BENCH", by=chair, at=at)
        row = returns.draft(meeting=meeting, by=chair, at=at)
        returns.approve(the_return=row, by=chair, at=at)
        sent, figures = timed(lambda: returns.send(the_return=row, by=chair, at=at))
        context = document.printed(sent.figures or {}, draft=False)
        alone(document.TEMPLATE, context)  # WeasyPrint is loaded, and its fonts
        by_itself = alone(document.TEMPLATE, context)
        _, printed = timed(lambda: document.render(sent))
        transaction.set_rollback(True)
    return {"figures_seconds": figures, "pdf_seconds": printed, "alone_seconds": by_itself}


def alone(template: str, context: Mapping[str, Any]) -> float:
    """Seconds that WeasyPrint takes for the page and nothing else."""
    html = render_to_string(template, {**context, "language": "en-GB"})
    return timed(lambda: pdf.from_html(html))[1]


def timed(act: Any) -> tuple[Any, float]:
    started = time.perf_counter()
    made = act()
    return made, time.perf_counter() - started
