"""Where a meeting stands in its cycle, and what its page offers first to whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from meetings.enums import AgendaState, MeetingState, MinutesState
from meetings.models import Meeting
from subgroup import clock
from subgroup.calendar import calendar_for
from subgroup.clock import day_of
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest


@dataclass(frozen=True)
class Step:
    """`state` is done, done-late, now, next or late."""

    label: str
    date: date
    state: str
    href: str = ""


def steps(meeting: Meeting, owed: Iterable[Deadline], today: date) -> list[Step]:
    """Call, items, pack, the day, minutes: a line of dates with today's step marked. Empty for one that is off."""
    if meeting.is_off:
        return []
    rows = {row.rule: row for row in owed}
    calendar = calendar_for(meeting.group)
    planned = meeting.terms.content.offsets["agenda_call"].from_(meeting.day, calendar).date
    called = day_of(meeting.called_at) if meeting.called_at else None
    items_closed = "items" in rows and rows["items"].due_on < today
    line = [("Call for items", called or planned, bool(called) or items_closed, False)]
    for rule, label in (("items", "Items close"), ("publish", "Publish")):
        if (row := rows.get(rule)) and not row.released_at:
            done = row.due_on < today if rule == "items" else bool(row.met_on)
            line.append((label, row.due_on, done, rule != "items" and row.is_late(today)))
    line.append(("Meeting", meeting.day, meeting.state == MeetingState.HELD, False))
    if row := rows.get("minutes"):
        line.append(("Minutes circulated", row.due_on, bool(row.met_on), row.is_late(today)))
    found, current = [], False
    for label, day, done, late in line:
        state = (
            ("done-late" if late else "done") if done else "late" if late else "next" if current else "now"
        )
        current = current or not done
        found.append(Step(label, day, state))
    return found


@dataclass(frozen=True)
class Action:
    text: str
    href: str


def main_button(
    request: GroupRequest, meeting: Meeting, owed: Iterable[Deadline], *, answered: bool, has_seat: bool
) -> Action | None:
    """The one thing to do next on this meeting, for this person; None when there is nothing."""
    for text, name in _offers(request, meeting, {row.rule: row for row in owed}, answered, has_seat):
        try:
            return Action(text, reverse(f"meetings:{name}", args=[request.group.slug, meeting.pk]))
        except NoReverseMatch:
            continue
    return None


def _offers(
    request: GroupRequest, meeting: Meeting, owed: dict[str, Deadline], answered: bool, has_seat: bool
) -> Iterable[tuple[str, str]]:
    """What can be done, the most pressing first."""
    today, may = clock.today(), request.permissions.__contains__
    if meeting.is_postponed and may("manage_meetings"):
        yield "Name the new day", "move"
    if meeting.is_off:
        return
    if meeting.state == MeetingState.HELD or meeting.opened_at:
        yield from _after(meeting, may)
        return
    if may("take_minutes") and meeting.day <= today:
        yield "Open the meeting", "day"
    if may("approve_agenda") and meeting.agenda_state == AgendaState.WITH_CHAIR:
        yield "Approve the agenda", "agenda_approve"
    if has_seat and not answered and meeting.invited_at:
        yield "Reply", "reply"
    if may("manage_meetings"):
        window = owed.get("items")
        yield from _desk(
            meeting, may, is_window_open=bool(window and not window.released_at and window.due_on >= today)
        )
    if meeting.agenda_state == AgendaState.PUBLISHED:
        yield "Open the pack", "pack"
    if may("submit_items"):
        yield "Submit an item", "submit"


def _desk(meeting: Meeting, may: Callable[[str], bool], *, is_window_open: bool) -> Iterable[tuple[str, str]]:
    if not meeting.invited_at:
        yield "Send the invitations", "invite"
    if may("publish_packs") and meeting.agenda_state == AgendaState.APPROVED:
        yield "Publish the pack", "publish"
    if not meeting.called_at and is_window_open:
        yield "Call for items", "call"
    if meeting.agenda_state in (AgendaState.OPEN, AgendaState.WITH_CHAIR):
        yield "Agenda desk", "desk"


def _after(meeting: Meeting, may: Callable[[str], bool]) -> Iterable[tuple[str, str]]:
    if may("approve_minutes") and meeting.minutes_state == MinutesState.WITH_CHAIR:
        yield "Approve the minutes", "minutes_approve"
    if may("circulate_minutes") and meeting.minutes_state == MinutesState.APPROVED:
        yield "Circulate the minutes", "minutes_circulate"
    if may("take_minutes") and not meeting.attendance_confirmed_at:
        yield "Take attendance", "day"
    if may("take_minutes") and meeting.minutes_state in (MinutesState.NOT_STARTED, MinutesState.DRAFT):
        yield "Write the minutes", "minutes"
    if may("take_minutes") and meeting.minutes_state == MinutesState.WITH_CHAIR:
        yield "Read the draft minutes", "minutes"
    if meeting.minutes_state in (MinutesState.CIRCULATED, MinutesState.AGREED):
        yield "Read the minutes", "minutes"
