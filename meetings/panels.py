"""The parts of a meeting's page that other pages' files provide: a function `panel(request, meeting)` and a template."""

from typing import Any

from meetings.models import Meeting
from meetings.views import agenda, day, minutes, packs
from subgroup.views.base import GroupRequest

SECTIONS = [
    ("_agenda_panel", "Agenda", agenda.panel),
    ("_pack_panel", "Papers", packs.panel),
    ("_day_panel", "", day.panel),
    ("_minutes_panel", "", minutes.panel),
]
"""Template, the heading where the template has none of its own, and what gives its context or None."""


def panels(request: GroupRequest, meeting: Meeting) -> list[dict[str, Any]]:
    """Each part that has something to say to this reader."""
    found = [(name, heading, panel(request, meeting)) for name, heading, panel in SECTIONS]
    return [
        {"template": f"meetings/{name}.html", "heading": heading, "context": said}
        for name, heading, said in found
        if said is not None
    ]
