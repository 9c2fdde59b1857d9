"""What the page shell needs: reads what the request already holds, and queries nothing."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from subgroup import clock

SITE_NAME = "Safeguarding sub-group"


@dataclass(frozen=True)
class Entry:
    """A link of the shell."""

    label: str
    url: str
    current: bool


# Label, URL name, permission (None: everyone who is signed in), and the namespace in which the entry is the current one.
PLACES = [
    ("Home", "home", None),
    ("Meetings", "meetings:list", "view_meetings"),
    ("Actions", "actionplans:list", "view_actions"),
    ("Cases", "reviews:list", "view_cases"),
    ("Learning", "reviews:learning", "view_learning"),
    ("Measures and reports", "reports:measures", "view_measures"),
    ("The group", "members:group", "view_group"),
]


def _address(name: str, group: Any) -> str | None:
    """The page's address, within the group where it is one of the group's; None while there is no such page."""
    for kwargs in [{"group_slug": group.slug}] * bool(group) + [{}]:
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return None


def _is_current(request: HttpRequest, name: str) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    namespace, _, _ = name.rpartition(":")
    return match.view_name == name if not namespace else match.namespace == namespace


def _navigation(request: HttpRequest, group: Any) -> list[Entry]:
    may = getattr(request, "may", None)
    entries = []
    for label, name, permission in PLACES:
        if permission and not (may and may(permission)):
            continue
        if url := _address(name, group):
            entries.append(Entry(label, url, _is_current(request, name)))
    return entries


def _groups(request: HttpRequest, group: Any) -> list[Entry]:
    """The groups to switch between; none for someone who sits on one only."""
    others = list(getattr(request, "groups", None) or [])
    if len(others) < 2:
        return []
    return [Entry(each.name, _address("home", each) or "/", each == group) for each in others]


def shell(request: HttpRequest) -> dict[str, Any]:
    group = getattr(request, "group", None)
    signed_in = bool(getattr(request, "user", None) and request.user.is_authenticated)
    return {
        "group": group,
        "site_name": group.name if group else SITE_NAME,
        "home_url": _address("home", group) or "/",
        "navigation": _navigation(request, group) if signed_in else [],
        "groups": _groups(request, group) if signed_in else [],
        "search_url": _address("search", group) if signed_in and group else None,
        "demo": settings.DEMO,
        "demo_today": clock.today() if settings.DEMO else None,
    }
