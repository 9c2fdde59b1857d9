"""How the risks stand, as the register and the return show them (P8, R1)."""

from collections import defaultdict
from datetime import date
from typing import Any

from reports.models import Return
from subgroup import registry
from subgroup.clock import day_of
from subgroup.models import Risk, RiskReview, SubGroup
from subgroup.risks import colour, red_since

WORDS = {"red": "Red", "amber": "Amber", "green": "Green"}


def standing(group: SubGroup, *, on: date) -> list[dict[str, Any]]:
    """Each risk as it was rated at the close of `on`, the worst first; of closed ones those closed on that day. Plain data."""
    found = list(Risk.objects.filter(group=group, set_on__lte=on).prefetch_related("reviews"))
    open_then = [one for one in found if one.done_on is None or one.done_on >= on]
    owners = registry.owner_labels(group, {one.owner for one in open_then})
    told = reported(group)
    rows = [_row(one, owners[one.owner], told[one.pk], on) for one in open_then]
    return sorted(rows, key=lambda row: (-row["score"], row["number"]))


def _row(risk: Risk, owner: str, told: list[date], on: date) -> dict[str, Any]:
    reviews = [one for one in risk.reviews.all() if day_of(one.made_at) <= on]
    last, before = reviews[-1], (reviews[-2] if len(reviews) > 1 else None)
    since = red_since(reviews)
    reported_on = next((day for day in told if since and since <= day <= on), None)
    return {
        "pk": risk.pk,
        "number": risk.number,
        "title": risk.title,
        "cause": risk.cause,
        "effect": risk.effect,
        "controls": risk.controls,
        "owner": owner,
        "likelihood": last.likelihood,
        "impact": last.impact,
        "score": last.likelihood * last.impact,
        "colour": colour(last.likelihood, last.impact),
        "word": WORDS[colour(last.likelihood, last.impact)],
        "before": WORDS[colour(before.likelihood, before.impact)] if before else "",
        "comment": last.comment,
        "due_on": risk.due_on.isoformat(),
        "red_since": since.isoformat() if since else "",
        "addressed_on": _addressed(reviews, since),
        "reported_on": reported_on.isoformat() if reported_on else "",
        "closed_on": risk.done_on.isoformat() if risk.done_on and risk.done_on <= on else "",
    }


def _addressed(reviews: list[RiskReview], since: date | None) -> str:
    """The day on which something was first said of what is done, after it became red."""
    said = [day_of(one.made_at) for one in reviews if since and one.comment and day_of(one.made_at) >= since]
    return said[0].isoformat() if said else ""


def reported(group: SubGroup) -> dict[int, list[date]]:
    """Risk → the days on which a return that says it is red went to the Coordination and Delivery Group."""
    found: dict[int, list[date]] = defaultdict(list)
    rows = Return.objects.filter(group=group, state=Return.State.SENT).order_by("sent_at")
    for sent_at, figures in rows.values_list("sent_at", "figures"):
        for row in (figures or {}).get("risks", ()):
            if row["colour"] == "red":
                found[row["pk"]].append(day_of(sent_at))
    return found
