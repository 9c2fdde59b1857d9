"""The part of the home page about actions."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from actionplans.models import Action
from members import standing
from members.deciding import Button
from subgroup import access, clock
from subgroup.deadlines.wording import count
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest

LISTED = 8


def mine(request: GroupRequest) -> Mapping[str, Any] | None:
    """The open actions of one's posts and agencies; an agency lead, who owes nothing else, sees them one by one."""
    today = clock.today()
    person, group = request.user, request.group
    mine = Q(owner__in=[seat.pk for seat in standing.seats_of(person, group, today)])
    if standing.leads(person, group, today):
        mine |= Q(owner__agency__in=access.led_by(person, group, on=today))
    rows = Action.objects.open().filter(mine, group=group)
    if not request.may("view_confidential"):
        rows = rows.filter(confidential=False)
    lists_them = not request.may("view_actions")
    if lists_them:
        listed = list(rows.order_by("due_on", "pk")[:LISTED])
    counted = rows.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    if not counted["open"] and not lists_them:
        return None
    url = reverse("actionplans:list", args=[request.group.slug])
    return {
        "open": counted["open"],
        "late": counted["late"],
        "mine": True,
        "owes": _owes(counted["open"], counted["late"]) if lists_them and counted["open"] else "",
        "rows": [(row, _address(request, row), row.due_on < today) for row in listed] if lists_them else [],
        "url": url if lists_them else f"{url}?mine=yes&state=open",
        "button": Button("Update them", url) if lists_them and counted["open"] else None,
    }


def _owes(number: int, late: int) -> str:
    said = f"You owe updates of {count(number, 'action', 'actions')}."
    return f"{said} {late} {'is' if late == 1 else 'are'} late." if late else said


def register(request: GroupRequest) -> Mapping[str, Any] | None:
    """For readers, who own none: how the whole register stands."""
    if request.may("update_actions"):
        return None
    rows = Action.objects.open().filter(group=request.group)
    if not request.may("view_confidential"):
        rows = rows.filter(confidential=False)
    counted = rows.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=clock.today())))
    url = reverse("actionplans:list", args=[request.group.slug])
    return {**counted, "mine": False, "rows": [], "url": url, "button": Button("Open the register", url)}


def _address(request: GroupRequest, row: Action) -> str:
    return reverse("actionplans:detail", args=[request.group.slug, row.pk])


TEMPLATE = "actionplans/_home_panel.html"
PANELS = {
    "my actions": Panel(40, "update_actions", TEMPLATE, mine),
    "the register of actions": Panel(40, "view_actions", TEMPLATE, register),
}
