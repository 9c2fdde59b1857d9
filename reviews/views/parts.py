"""The pages of this part between which a reader goes."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from subgroup.views.base import GroupRequest

PARTS = [
    ("Cases", "list", ("view_cases",)),
    ("Referrals", "referrals", ("refer_cases",)),
    ("Clocks", "clocks", ("view_all_cases", "decide_reviews")),
    ("Requests", "requests", ("answer_requests", "manage_cases")),
    ("Reviews", "reviews", ("view_cases",)),
    ("CDOP returns", "deaths", ("view_deaths", "answer_requests")),
    ("Who opened what", "openings", ("view_case_log",)),
    ("Leak guard", "leaks", ("view_case_log",)),
]


def parts(request: GroupRequest, current: str) -> list[dict[str, Any]]:
    """Those that this reader may open."""
    return [
        {"label": label, "url": url, "current": name == current}
        for label, name, permissions in PARTS
        if any(map(request.may, permissions)) and (url := _address(name, request.group.slug))
    ]


def _address(name: str, slug: str) -> str | None:
    try:
        return reverse(f"reviews:{name}", args=[slug])
    except NoReverseMatch:
        return None
