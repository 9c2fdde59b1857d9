"""Parts of the home page about people and compacts."""

from collections.abc import Mapping
from typing import Any

from members import standing
from members.deciding import Button
from subgroup import calendar, clock
from subgroup.addresses import address
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest

NAMED = 5


def accounts(request: GroupRequest) -> Mapping[str, Any] | None:
    """Who has a place in the group and cannot sign in; None where everybody can and the reader runs no accounts."""
    group = request.group
    without = standing.without_account(group, clock.today())
    if without:
        invited = standing.invited(group, clock.now())
        without = [person for person in without if person.pk not in invited]
    runs_accounts = request.may("manage_accounts")
    if not without and not runs_accounts:
        return None
    url = address("members:people", group.slug)
    return {
        "without": without[:NAMED],
        "without_count": len(without),
        "more": len(without) > NAMED,
        "people_url": f"{url}?account=none" if without else url,
        "button": Button("People", url) if runs_accounts else None,
    }


def holidays(request: GroupRequest) -> Mapping[str, Any] | None:
    """Bank holidays that were announced, or taken back, since dates were worked out (A2)."""
    others = calendar.other_holidays(request.group)
    return {"holidays": others, "url": address("members:dates", request.group.slug)} if others else None


TEMPLATE = "members/_accounts_panel.html"
PANELS = {
    "bank holidays": Panel(
        order=12, permission="manage_calendar", template="members/_holidays_panel.html", context=holidays
    ),
    "accounts": Panel(order=10, permission="manage_accounts", template=TEMPLATE, context=accounts),
    "members without an account": Panel(
        order=60,
        permission="manage_members",
        template=TEMPLATE,
        context=lambda request: None if request.may("manage_accounts") else accounts(request),
    ),
}
