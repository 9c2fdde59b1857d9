"""What the home page says of what agencies owe the Child Death Overview Panel."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from reviews.services.death_chasing import late
from subgroup import clock
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest


def returns_late(request: GroupRequest) -> Mapping[str, Any] | None:
    """For who runs it: how many are late, and the longest. Two queries."""
    today, group = clock.today(), request.group
    rows = late(group, today)
    number = rows.count()
    if not number:
        return None
    longest = rows.select_related("agency").order_by("due_on", "pk").first()
    return {
        "number": number,
        "days": (today - longest.due_on).days if longest else 0,
        "agency": longest.agency.code if longest else "",
        "url": f"{reverse('reviews:deaths', args=[group.slug])}?outstanding=late",
    }


PANELS = {"returns to the CDOP": Panel(35, "manage_deaths", "reviews/_deaths_panel.html", returns_late)}
