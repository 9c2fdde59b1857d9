"""A plan side by side: each meeting with every date that follows from it, and what speaks against it (A1)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from meetings.models import BlockedPeriod, Meeting
from meetings.services.owing import LastDay, fixed_days
from subgroup.deadlines.frequency import calendar_warnings, clashes
from subgroup.deadlines.rules import Due
from subgroup.deadlines.wording import long_date
from subgroup.models import Deadline, SubGroup
from subgroup.reckoning import Reckoner

TAKEN = "The sub-group has a meeting on that day already."


@dataclass(frozen=True)
class PlanRow:
    """One meeting of a plan. `return_on` is the next return to the Coordination and Delivery Group that is owed after it."""

    number: int
    day: date
    items: Due | LastDay
    publish: Due | LastDay
    minutes: Due | LastDay
    return_on: date | None
    note: str
    warnings: tuple[str, ...]
    meeting: Meeting | None = None


def blocked_days(group: SubGroup, kinds: Iterable[str], *, since: date) -> dict[date, str]:
    """Day from `since` → what is on it, of the periods of these kinds. Meetings of other sub-groups kept here are among them."""
    kinds = list(kinds)
    found: dict[date, str] = {}
    if BlockedPeriod.Kind.OTHER_GROUP in kinds:
        others = Meeting.objects.filter(day__gte=since).standing().exclude(group=group)
        names = others.order_by("group__name").values_list("day", "group__name")
        found = {day: f"A meeting of {name}" for day, name in names}
    for period in BlockedPeriod.objects.filter(group=group, kind__in=kinds, last_day__gte=since):
        length = (period.last_day - period.first_day).days
        found |= {period.first_day + timedelta(days=n): period.name for n in range(length + 1)}
    return found


def plan_rows(
    group: SubGroup,
    days: Sequence[date],
    *,
    notes: dict[date, str] | None = None,
    free: Collection[date] = (),
) -> list[PlanRow]:
    """The table for these days, in their order. Five queries, however many days. No day clashes with one that is `free`."""
    reckoner = Reckoner(group)
    ordered = sorted(days)
    if not ordered:
        return []
    blocked = blocked_days(group, BlockedPeriod.Kind.values, since=ordered[0])
    returns = list(
        Deadline.objects.filter(group=group, rule="return", released_at=None, due_on__gte=ordered[0])
        .order_by("due_on")
        .values_list("due_on", flat=True)
    )
    existing = set(
        Meeting.objects.filter(group=group, day__in=ordered).standing().values_list("day", flat=True)
    )
    late_minutes = _late_minutes([day for day in ordered if day not in free], reckoner)
    rows = []
    for number, day in enumerate(ordered, start=1):
        why = reckoner.calendar.why_not(day)
        rows.append(
            PlanRow(
                number=number,
                day=day,
                items=reckoner.due("items", day)[0],
                publish=reckoner.due("publish", day)[0],
                minutes=reckoner.due("minutes", day)[0],
                return_on=next((due for due in returns if due >= day), None),
                note=(notes or {}).get(day, ""),
                warnings=tuple(
                    filter(
                        None,
                        [
                            *(f"It {said}." for said in calendar_warnings(day, reckoner.calendar)),
                            f"{blocked[day]} is on that day." if day in blocked else "",
                            "The sub-group has a meeting on that day already."
                            if day in existing and not why
                            else "",
                            late_minutes.get(day, ""),
                        ],
                    )
                ),
            )
        )
    return rows


def _late_minutes(days: Sequence[date], reckoner: Reckoner) -> dict[date, str]:
    if not days:
        return {}
    offsets = reckoner.terms_on(days[0]).content.offsets
    return {clash.meeting_on: clash.sentence for clash in clashes(days, offsets, reckoner.calendar)}


def rows_of(group: SubGroup, meetings: Iterable[Meeting]) -> list[PlanRow]:
    """The rows of an agreed plan with its meetings, which are no warning themselves, and the dates as they were fixed.

    A meeting may have moved to the day of one that was postponed or cancelled: each has its row. Nothing is warned of for
    the day of those, which is free.
    """
    ordered = sorted(meetings, key=lambda meeting: (meeting.day, meeting.starts_at, meeting.pk))
    days = {one.day for one in ordered}
    free = days - {one.day for one in ordered if not one.is_off}
    by_day = {row.day: row for row in _without_own(plan_rows(group, list(days), free=free))}
    fixed = fixed_days(group, ordered)
    rows = []
    for meeting in ordered:
        row, dues = by_day[meeting.day], fixed.get(meeting.pk, {})
        rows.append(
            replace(
                row,
                meeting=meeting,
                warnings=() if meeting.is_off else row.warnings,
                items=dues.get("items", row.items),
                publish=dues.get("publish", row.publish),
                minutes=dues.get("minutes", row.minutes),
            )
        )
    return rows


def _without_own(rows: Iterable[PlanRow]) -> list[PlanRow]:
    return [replace(row, warnings=tuple(said for said in row.warnings if said != TAKEN)) for row in rows]


def day_warnings(group: SubGroup, day: date, *, others: Sequence[date]) -> list[str]:
    """What speaks against one day beside the group's other meetings: for moves and extraordinary meetings."""
    near = sorted([*[other for other in others if abs((other - day).days) <= 120 and other != day], day])
    rows = _without_own(plan_rows(group, near))
    row = next(row for row in rows if row.day == day)
    before = [row for row in rows if row.day < day][-1:]
    clash = [said for row in before for said in row.warnings if long_date(day) in said]
    return [*row.warnings, *clash]
