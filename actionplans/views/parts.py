"""The pages about actions between which a reader goes."""

from typing import Any

from django.urls import reverse

from subgroup.views.base import GroupRequest

PARTS = [
    ("Actions", "list", ("view_actions", "update_actions")),
    ("Plans", "plans", ("view_actions",)),
    ("Updates", "windows", ("view_actions", "update_actions")),
    ("Challenges", "challenges", ("view_actions", "update_actions")),
    ("Exceptions", "exceptions", ("view_actions", "update_actions", "view_returns")),
]


def parts(request: GroupRequest, current: str) -> list[dict[str, Any]]:
    """Those that this reader may open."""
    return [
        {
            "label": label,
            "url": reverse(f"actionplans:{name}", args=[request.group.slug]),
            "current": name == current,
        }
        for label, name, permissions in PARTS
        if any(map(request.may, permissions))
    ]
