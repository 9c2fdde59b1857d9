"""What the page shell needs: reads what the request already holds, and queries nothing."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch

from subgroup import clock
from subgroup.addresses import address

SITE_NAME = "Safeguarding sub-group"


@dataclass(frozen=True)
class Entry:
    """A link of the shell."""

    label: str
    url: str
    current: bool


# Label, URL names, and the rights of which any one opens it (none: every person of the group). Of several with one label a reader
# has the first that opens.
PLACES: list[tuple[str, str, set[str]]] = [
    ("Home", "group_home", set()),
    ("Meetings", "meetings:list", {"view_meetings"}),
    ("Actions", "actionplans:list", {"view_actions", "update_actions"}),
    ("Cases", "reviews:list", {"view_cases"}),
    ("Cases", "reviews:referrals", {"refer_cases"}),
    ("Cases", "reviews:deaths", {"view_deaths"}),
    ("Learning", "learning:list", {"view_learning"}),
    ("Measures and reports", "reports:measures", {"view_measures", "view_returns"}),
    ("Measures and reports", "reports:annual_reports", {"view_annual"}),
    ("The group", "members:group", {"view_group"}),
]


def _address(name: str, group: Any) -> str | None:
    """The address of a page of the group; None while there is no such page."""
    try:
        return address(name, group.slug)
    except NoReverseMatch:
        return None


def _is_current(request: HttpRequest, name: str) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    namespace, _, _ = name.rpartition(":")
    return match.view_name == name if not namespace else match.namespace == namespace


def _navigation(request: HttpRequest, group: Any) -> list[Entry]:
    held: frozenset[str] = getattr(request, "permissions", frozenset())
    found: dict[str, Entry] = {}
    for label, name, rights in PLACES:
        if label not in found and (not rights or held & rights) and (url := _address(name, group)):
            found[label] = Entry(label, url, _is_current(request, name))
    return list(found.values())


def _groups(request: HttpRequest, group: Any) -> list[Entry]:
    """The groups to switch between; none for someone who sits on one only."""
    groups = getattr(request, "groups", [])
    if len(groups) < 2:
        return []
    return [Entry(each.name, _address("group_home", each) or "/", each == group) for each in groups]


def shell(request: HttpRequest) -> dict[str, Any]:
    group = getattr(request, "group", None)
    signed_in = bool(getattr(request, "user", None) and request.user.is_authenticated)
    return {
        "group": group,
        "site_name": group.name if group else SITE_NAME,
        "home_url": (group and _address("group_home", group)) or "/",
        "navigation": _navigation(request, group) if signed_in and group else [],
        "switcher": _groups(request, group) if signed_in else [],
        "search_url": _address("search", group) if signed_in and group else None,
        "demo": settings.DEMO,
        "demo_today": clock.today() if settings.DEMO else None,
    }
