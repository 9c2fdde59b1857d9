"""What moving a meeting would change, or giving a postponed one its new day, before anybody confirms it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meetings import doors
from meetings.deadlines import ITEMS, REPLY
from meetings.enums import ItemKind
from meetings.mails import people_to_tell
from meetings.models import AgendaItem, Meeting
from meetings.plan_table import day_warnings
from subgroup import registry
from subgroup.clock import day_of
from subgroup.deadlines.rules import Due
from subgroup.deadlines.wording import count, long_date
from subgroup.models import Deadline, Person
from subgroup.reckoning import Reckoner

PACK_STAYS = "The pack that was published keeps the old date on its front until a new version is published."


@dataclass(frozen=True)
class DateChange:
    """A date that follows the meeting's day. `effect` says what becomes late or in time; empty where nothing does."""

    title: str
    from_due: date
    to_due: date
    effect: str = ""


@dataclass(frozen=True)
class MovePreview:
    meeting: Meeting
    to_day: date
    dates: tuple[DateChange, ...]
    items: tuple[str, ...]
    warnings: tuple[str, ...]
    told: tuple[Person, ...]


def preview_move(meeting: Meeting, to_day: date, at: datetime) -> MovePreview:
    """The dates that would change, what becomes late or in time, and who would be told. Writes nothing."""
    today, reckoner = day_of(at), Reckoner(meeting.group)
    rows = list(Deadline.objects.filter(group=meeting.group).about("meeting", meeting.pk))
    stands = {
        row.pk: row.released_at is None or (meeting.is_postponed and meeting.lifted(row)) for row in rows
    }
    owed = [row for row in rows if row.owner_kind != "seat" and row.rule in registry.rules and stands[row.pk]]
    changes = [_change(row, reckoner.due(row.rule, to_day)[0], today) for row in owed]
    unmet = [row for row in rows if row.rule == REPLY.key and not row.met_on]
    reply_by = reckoner.due(REPLY.key, to_day)[0].on
    if asked := next((row for row in unmet if stands[row.pk] or reply_by >= today), None):
        changes.append(DateChange("Replies to the invitation", asked.due_on, reply_by))
    changes += [
        DateChange(*change)
        for following in doors.days_following
        for change in following(meeting, to_day, today)
    ]
    window = next((row for row in rows if row.rule == ITEMS.key), None)
    others = Meeting.objects.filter(group=meeting.group).standing().exclude(pk=meeting.pk)
    return MovePreview(
        meeting=meeting,
        to_day=to_day,
        dates=(*_call(meeting, to_day, reckoner, today), *changes),
        items=(
            *(_items(meeting, window, reckoner.due(ITEMS.key, to_day)[0], today) if window else ()),
            *([PACK_STAYS] if meeting.packs.exists() else []),
        ),
        warnings=tuple(
            day_warnings(meeting.group, to_day, others=list(others.values_list("day", flat=True)))
        ),
        told=tuple(people_to_tell(meeting, on=to_day)),
    )


def _change(row: Deadline, due: Due, today: date) -> DateChange:
    return DateChange(registry.rules[row.rule].title, row.due_on, due.on, _effect(row, due, today))


def _call(meeting: Meeting, to_day: date, reckoner: Reckoner, today: date) -> Iterator[DateChange]:
    """The day on which items are called for, where they have not been and one of the days is to come."""
    if meeting.called_at is None:
        now, then = (
            reckoner.terms_on(day).content.offsets["agenda_call"].from_(day, reckoner.calendar).date
            for day in (meeting.day, to_day)
        )
        if max(now, then) >= today:
            yield DateChange("Call for items", now, then)


def _effect(row: Deadline, due: Due, today: date) -> str:
    if row.rule == ITEMS.key:
        return ""
    was_late = row.is_late(today)
    will_be_late = due.on < (row.met_on or today)
    if was_late and will_be_late:
        return "Stays late."
    if was_late:
        return "Is in time again."
    if will_be_late:
        return (
            "Becomes late: that day has passed."
            if not row.met_on
            else "Becomes late: it was done after that day."
        )
    return ""


def _items(meeting: Meeting, window: Deadline, due: Due, today: date) -> Sequence[str]:
    """What happens to submission: marks given to items are frozen, and only what is still to come changes."""
    said = []
    is_shut = window.due_on < today or meeting.is_postponed
    if is_shut and today <= due.on:
        said.append(f"Items can be sent again until the end of {long_date(due.on)}.")
    if due.on < today and (meeting.is_postponed or not is_shut):
        said.append("The window for items closes at once; what comes after it is late.")
    complete = AgendaItem.objects.filter(meeting=meeting, kind=ItemKind.SUBMITTED, complete_on__isnull=False)
    late = complete.filter(late=True, complete_on__lte=due.on).count()
    if late:
        said.append(
            f"{count(late, 'item', 'items')} marked late would be in time under the new date. The mark stays, as it was right on its day."
        )
    in_time = complete.filter(late=False, complete_on__gt=due.on).count()
    if in_time:
        said.append(
            f"{count(in_time, 'item', 'items')} would be late under the new date. They stay in time, as they were on their day."
        )
    return said
