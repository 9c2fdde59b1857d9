"""What needs somebody: what waits for their decision, and what they owe by date. Of today, or of a past day as it was at its close."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from members import standing
from members.deciding import Decision
from subgroup import access, clock, ledger, presence, registry
from subgroup.addresses import address
from subgroup.calendar import calendar_for
from subgroup.deadlines.wording import long_date
from subgroup.models import Deadline, SubGroup
from subgroup.past import When, close_of
from subgroup.registry import Waits
from subgroup.reminders import when as in_how_many_days
from subgroup.views.base import GroupRequest
from subgroup.written import written

READ = 60
SHOWN = 12
AHEAD = timedelta(days=42)


def today(request: GroupRequest) -> When:
    return When(clock.today(), request.permissions)


def at_close(request: GroupRequest, day: date) -> When:
    """Of a past day. The reader could do then what they can do still and what their posts of that day let them."""
    held = access.permissions(request.user, request.group, on=day)
    return When(day, request.permissions & held, close_of(day))


def kinds(when: When) -> list[Waits]:
    """Of what may wait for who has these rights, in the order of the page."""
    mine = (one for one in registry.waiting if when.may(one.permission))
    return sorted(mine, key=lambda one: one.order)


def decisions(request: GroupRequest, when: When, of: Iterable[Waits] | None = None) -> list[Decision]:
    """By date; what has none comes last. `of` are the kinds to ask, where they are known to have something."""
    if of is None:
        of = kinds(when) if when.before else presence.with_something(kinds(when), request.group)
    found = (one for kind in of for one in kind.find(request, when))
    return sorted(found, key=lambda one: one.due or date.max)


def owed(request: GroupRequest, when: When, decided: Iterable[Decision]) -> list[Deadline]:
    """What the reader owes by date, with what is late. Without what the decisions name, and what is not there for the reader.

    Of a past day without what is not told to who has their rights: a post that they held then may have been told more.
    """
    group = request.group
    owners = ledger.by_kind(standing.owners_of(request.user, group, when.on))
    rows = (
        _owed(group, owners)
        if when.before is None
        else ledger.open_before(
            ledger.owned(Deadline.objects.brief().filter(group=group), owners), when.before
        )[:READ]
    )
    told = {one.about for one in decided}
    pairs = {(row.subject_kind, row.subject_id) for row in rows}
    told |= registry.hidden(request.user, group, pairs, on=clock.today())
    if when.before is not None:
        rows = [row for row in rows if registry.is_told(when.may, row.subject_kind)]
        told |= registry.not_theirs(request, pairs)
    return [
        row
        for row in rows
        if (row.subject_kind, row.subject_id) not in told and (row.due_on >= when.on or not lapses(row.rule))
    ]


@written
def _owed(group: SubGroup, owners: Mapping[str, Collection[str]]) -> QuerySet[Deadline]:
    return ledger.owned(Deadline.objects.brief().open(group=group), owners)[:READ]


def lapses(key: str) -> bool:
    rule = registry.rules.get(key)
    return bool(rule and rule.lapses)


def near(rows: Iterable[Deadline], on: date) -> list[Deadline]:
    """Those of the next six weeks, a page of them; `later` says what that leaves out."""
    return [row for row in rows if row.due_on <= on + AHEAD][:SHOWN]


def later(rows: list[Deadline], on: date) -> str:
    """What the list leaves out, in a sentence."""
    rest = rows[len(near(rows, on)) :]
    if not rest:
        return ""
    number = f"{len(rest)} or more" if len(rows) == READ else str(len(rest))
    return f"{number} more, the next by {long_date(rest[0].due_on)}."


def shown(rows: Iterable[Deadline], group: SubGroup, when: When) -> list[dict[str, Any]]:
    """What members/_owed.html tells of each. What does not open to who held another post leads to the page of its day."""
    calendar = calendar_for(group)
    found = []
    for row in rows:
        why = address("deadline:detail", group.slug, row.pk)
        opens = when.before is None or registry.opens(when.may, row.subject_kind)
        found.append(
            {
                "label": row.label,
                "url": (opens and registry.url_of(group, row.subject_kind, row.subject_id)) or why,
                "due": row.due_on,
                "why_url": why,
                "when": in_how_many_days(row.due_on, when.on, calendar),
                "late": row.due_on < when.on,
            }
        )
    return found
