"""What the home page says of what agencies owe the Child Death Overview Panel."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse

from members.deciding import Button
from reviews.enums import RequestState
from reviews.models import DeathRequest
from reviews.services.death_chasing import late
from subgroup import clock
from subgroup.deadlines.wording import count
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
        **({} if request.may("view_all_cases") else _first(request, number)),
    }


def _first(request: GroupRequest, number: int) -> dict[str, Any]:
    """For the coordinator, who sees nothing else here: the first sentence and the main button."""
    late_ones = f"{count(number, 'return', 'returns')} to the panel {'is' if number == 1 else 'are'} late."
    chase = reverse("reviews:deaths_chase", args=[request.group.slug])
    return {"owes": late_ones, "button": Button("Chase what is late", chase)}


ASKED = DeathRequest.objects.filter(death__group=OuterRef("pk"), state=RequestState.ASKED)
PANELS = {
    "returns to the CDOP": Panel(35, "manage_deaths", "reviews/_deaths_panel.html", returns_late, ASKED)
}
