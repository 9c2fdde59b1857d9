"""How the year's work programme stands, as the return tells it (A1, P2)."""

from datetime import date
from typing import Any

from subgroup import registry
from subgroup.entrusting import state_of
from subgroup.models import Programme, SubGroup


def standing(group: SubGroup, year: str, *, on: date) -> dict[str, Any] | None:
    """Its items with the state of each, and which version is agreed. Nothing where none was begun."""
    whole = Programme.objects.filter(group=group, year=year).first()
    return told(whole, on=on) if whole else None


def told(whole: Programme, *, on: date) -> dict[str, Any]:
    items, versions = list(whole.items.all()), list(whole.versions.all())
    owners = registry.owner_labels(whole.group, {item.owner for item in items})
    agreed = max(((one.agreed_on, one.pk, one) for one in versions if one.agreed_on), default=None)
    return {
        "agreed": agreed[2].name if agreed else "",
        "agreed_on": agreed[0].isoformat() if agreed else "",
        "items": [
            {
                "number": item.number,
                "title": item.title,
                "owner": owners[item.owner],
                "due_on": item.due_on.isoformat(),
                "state": state_of(item, on)[0],
                "done_on": item.done_on.isoformat() if item.done_on else "",
                "note": item.note,
            }
            for item in items
        ],
    }
