"""What the home page says of the log of openings, to who reads it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse

from reviews import odd
from reviews.models import CaseOpening
from subgroup import clock
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest

FEW = 3


def to_ask_about(request: GroupRequest) -> Mapping[str, Any] | None:
    """For the auditor, who opens no case: what is out of the ordinary, the newest first, and the way to the log. Three queries."""
    if request.may("view_cases"):
        return None
    found = odd.patterns(request.group, today=clock.today())
    url = reverse("reviews:openings", args=[request.group.slug])
    return {"found": found[:FEW], "more": len(found) - FEW, "url": url}


OPENED = CaseOpening.objects.filter(group=OuterRef("pk"))
PANELS = {"log of openings": Panel(36, "view_case_log", "reviews/_log_panel.html", to_ask_about, OPENED)}
