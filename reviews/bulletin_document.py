"""What a bulletin says: as a page that anybody reads, as the chair approves it, and printed. All three from the same words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from reviews.models import Bulletin, LearningPoint
from subgroup.clock import day_of

TEMPLATE = "learning/pdf/bulletin.html"
ALL = "All agencies"


def audience(point: LearningPoint) -> str:
    """For whom it is; with its agencies at hand no query."""
    return ", ".join(one.name for one in point.agencies.all()) or ALL


def links_of(text: str) -> list[tuple[str, str]]:
    """“What it is https://…”, a line each: words and address."""
    found = []
    for line in text.splitlines():
        words, _, address = line.strip().rpartition(" ")
        if address:
            found.append((words.rstrip(" :–-") or address, address))
    return found


def said(bulletin: Bulletin) -> dict[str, Any]:
    """All of it as it stands: what is frozen at approval. Three queries."""
    group, before = bulletin.group, bulletin.replaces
    rows = bulletin.points.select_related("point").prefetch_related("point__agencies")
    return {
        "group": group.name,
        "board": group.board,
        "reference": bulletin.reference,
        "title": bulletin.title,
        "opening": bulletin.opening,
        "points": [
            {
                "title": one.point.title,
                "what": one.point.what,
                "practice": one.point.practice,
                "source": one.point.get_source_display(),
                "theme": one.point.theme,
                "audience": audience(one.point),
            }
            for one in rows
        ],
        "links": [list(one) for one in links_of(bulletin.links)],
        "replaces": {"reference": before.reference, "because": before.withdrawn_because} if before else None,
    }


def approved(bulletin: Bulletin, *, by: str, at: datetime) -> dict[str, Any]:
    return said(bulletin) | {"approved_by": by, "approved_on": day_of(at).isoformat()}


def for_page(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """With days as dates."""
    on = frozen.get("approved_on")
    return {**frozen, "approved_on": date.fromisoformat(on) if on else None}


def shown(bulletin: Bulletin) -> dict[str, Any]:
    """What a page of it shows: as it was approved, or as it stands until then."""
    return for_page(said(bulletin) if bulletin.said is None else bulletin.said)


def name_of(said: Mapping[str, Any]) -> str:
    return f"Bulletin {said['reference']}: {said['title']}"


def printed(page: Mapping[str, Any], *, draft: bool) -> dict[str, Any]:
    """What the template of the document is given."""
    return {
        "said": page,
        "draft": draft,
        "title": name_of(page),
        "reference": f"{page['group']}, bulletin {page['reference']}",
        "marking": "OFFICIAL-SENSITIVE" if draft else "OFFICIAL",
    }
