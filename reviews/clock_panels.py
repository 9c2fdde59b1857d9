"""The part of the home page about statutory clocks: those late or due within five working days (S1 to S6)."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse

from reviews import owed, reading
from reviews.clock_states import SOON, state_of
from reviews.models import Case
from subgroup import clock
from subgroup.calendar import calendar_for
from subgroup.deadlines.arithmetic import WORKING, shift
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest


def due(request: GroupRequest) -> Mapping[str, Any] | None:
    """Of the cases that are there for the reader alone."""
    today, calendar = clock.today(), calendar_for(request.group)
    cases = reading.visible(request.user, request.group, request.permissions, at=clock.now())
    rows = owed.of_cases(request.group, cases).filter(owed.live(today))
    soon = rows.filter(due_on__lte=shift(today, SOON, WORKING, calendar).date)
    found = list(soon.prefetch_related("clock_exceptions").order_by("due_on", "pk"))
    if not found:
        return None
    of, slug = owed.cases_of(found), request.group.slug
    states = [state_of(row, today, calendar) for row in found]
    for row, state in zip(found, states, strict=True):
        vars(row).update(state=state, case_url=reverse("reviews:case", args=[slug, of[row.pk].pk]))
    return {
        "deadlines": found,
        "late": sum(state.is_late for state in states),
        "asking": sum(state.needs_reason for state in states),
        "url": reverse("reviews:clocks", args=[slug]),
    }


OPEN = Case.objects.filter(group=OuterRef("pk")).open()
PANELS = {"statutory clocks": Panel(20, "manage_cases", "reviews/_clocks_panel.html", due, OPEN)}
