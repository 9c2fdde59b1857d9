"""The parts of a meeting's page that other pages' files provide: a function `panel(request, meeting)` and a template."""

from typing import Any

from meetings.models import Meeting
from meetings.views import agenda, day, packs
from subgroup.views.base import GroupRequest

SECTIONS = [("agenda", agenda), ("pack", packs), ("day", day)]


def panels(request: GroupRequest, meeting: Meeting) -> list[dict[str, Any]]:
    """Each part that has something to say to this reader, with its template."""
    found = [(name, module.panel(request, meeting)) for name, module in SECTIONS if hasattr(module, "panel")]
    return [
        {"template": f"meetings/_{name}_panel.html", "context": said}
        for name, said in found
        if said is not None
    ]
