"""How the year's objectives stand, as the page and the return show them (P7, R1)."""

from datetime import date
from typing import Any

from meetings.models import Meeting
from subgroup import registry
from subgroup.clock import day_of
from subgroup.models import Objective, ObjectiveLight, SubGroup
from subgroup.objectives import latest


def codes(group: SubGroup, keys: set[str]) -> dict[str, str]:
    """Meeting key → the meeting's code."""
    rows = Meeting.objects.filter(group=group, pk__in=[int(key) for key in keys])
    return {str(row.pk): row.code for row in rows}


def standing(group: SubGroup, year: str, *, on: date) -> list[dict[str, Any]]:
    """Each objective of the year as it stood at the close of `on`: the light that was said last, and the one before it. Plain data."""
    found = list(Objective.objects.filter(group=group, year=year, set_on__lte=on).prefetch_related("lights"))
    said = {one.pk: _two(one, on) for one in found}
    names = codes(group, {light.meeting_key for lights in said.values() for light in lights if light})
    owners = registry.owner_labels(group, {one.owner for one in found})
    lights = group.terms_on(on).content.lights
    return [
        {
            "pk": one.pk,
            "number": one.number,
            "priority": one.priority,
            "title": one.title,
            "target": one.target,
            "owner": owners[one.owner],
            "due_on": one.due_on.isoformat(),
            "ended": _ended(one, on),
            "colour": last.colour if last else "grey",
            "word": lights.word(last.colour if last else "grey"),
            "comment": last.comment if last else "",
            "said_for": names.get(last.meeting_key, "") if last else "",
            "before": lights.word(before.colour) if before else "",
        }
        for one in found
        for last, before in [said[one.pk]]
    ]


def _two(objective: Objective, on: date) -> tuple[ObjectiveLight | None, ObjectiveLight | None]:
    """What was said last, and what was said for the meeting before."""
    kept = latest(light for light in objective.lights.all() if day_of(light.said_at) <= on)
    by_day = sorted(kept.values(), key=lambda light: (light.said_at, light.pk))
    return (by_day[-1] if by_day else None), (by_day[-2] if len(by_day) > 1 else None)


def _ended(objective: Objective, on: date) -> str:
    if objective.done_on and objective.done_on <= on:
        return "Reached"
    return "Dropped" if objective.dropped_on and objective.dropped_on <= on else ""
