"""For the chair, on the home page and of a past day: what is red, and whether the next meeting will be quorate."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, QuerySet

from meetings.home import Facts
from meetings.services import replies
from subgroup import breaches, clock, registry
from subgroup.addresses import address
from subgroup.models import Breach, Deadline, SubGroup
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest
from subgroup.written import figures, written

READ = 60
"""Late days that are read, of which those that stand above on the page are left out."""
Rows = TypeVar("Rows", bound=QuerySet[Any])


def chair(request: GroupRequest) -> Mapping[str, Any]:
    """For the chair: what is red, and whether the next meeting will be quorate."""
    facts = Facts.of(request)
    return {**red(facts), "slug": request.group.slug, **forecast(facts)}


def forecast(facts: Facts) -> dict[str, Any]:
    """Of the next meeting, once it was invited to: what the replies say about its quorum (P4)."""
    meeting = facts.next
    is_asked = meeting is not None and meeting.invited_at is not None
    says = replies.forecast_of(meeting, facts.seats, facts.replies) if meeting and is_asked else None
    filled = [one for one in facts.seats if one.is_filled] if says else []
    return {
        "meeting": meeting,
        "replies_url": f"{facts.url('detail', meeting.pk)}#replies" if meeting else "",
        "forecast": says.quorum if says else None,
        "agencies": says.agencies_yes if says else [],
        "call": [str(call.seat.holder) for call in says.to_telephone] if says else [],
        "replied": sum(one.seat.pk in facts.replies for one in filled),
        "for_other_day": says.for_other_day if says else 0,
        "asked": len(filled),
    }


def red(facts: Facts) -> dict[str, Any]:
    """What is late of the group's, and how many breaches nobody has addressed; but for what is not there for the reader."""
    request, when = facts.request, facts.when
    url = address("reports:breaches", request.group.slug)
    if when.before is None:
        hidden = registry.all_hidden(request.user, request.group, on=when.on)
        [(number,)] = _breaches(request.group, hidden)
        late = _overdue(request.group, when.on, registry.rules.harmless(), hidden)
        return {"deadlines": late, "breaches": number, "breaches_url": url}
    stood = breaches.listed_before(request.group, on=when.on, before=when.before)
    gone = registry.hidden(
        request.user, request.group, {(one.subject_kind, one.subject_id) for one in stood}, on=clock.today()
    )
    shown = [one for one in stood if (one.subject_kind, one.subject_id) not in gone]
    owed = [one.deadline for one in shown if one.deadline and not one.settled]
    return {
        "deadlines": sorted(owed, key=lambda row: (row.due_on, row.pk))[:READ],
        "breaches": sum(not one.addressed for one in shown),
        "breaches_url": f"{url}?as_of={when.on}",
    }


@written
def _overdue(
    group: SubGroup, on: date, harmless: Collection[str], hidden: Mapping[str, Collection[str]]
) -> QuerySet[Deadline]:
    rows = Deadline.objects.brief().overdue(on=on, group=group).exclude(rule__in=harmless)
    return _without(rows, hidden).order_by("due_on", "pk")[:READ]


@written
def _breaches(group: SubGroup, hidden: Mapping[str, Collection[str]]) -> QuerySet[Breach, tuple[int]]:
    rows = Breach.objects.filter(group=group, withdrawn_at=None, addressed_at=None)
    return figures(_without(rows, hidden), number=Count("pk"))


def _without(rows: Rows, hidden: Mapping[str, Collection[str]]) -> Rows:
    for kind, ids in hidden.items():
        rows = rows.exclude(subject_kind=kind, subject_id__in=ids)
    return rows


PANELS = {"chair": Panel(35, "decide_late", "meetings/_home_chair.html", chair)}
