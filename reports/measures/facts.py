"""What the measures count: the records of one reporting year, fetched in a fixed number of queries."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from django.db import models
from django.db.models import Q

from actionplans import hidden
from actionplans.models import Action, UpdateOwed
from meetings.enums import LetterState, MeetingState, Presence
from meetings.models import AgendaItem, ApologyLetter, Attendance, Meeting, MeetingChange, Pack
from meetings.quorum import THERE, present_of, quorum_of
from members.models import Agency, CoordinatingMembership
from reports.models import CoordinatingMeeting, Return
from subgroup import past
from subgroup.clock import day_of
from subgroup.deadlines.quorum import QuorumResult
from subgroup.deadlines.wording import long_date
from subgroup.models import Deadline, Objective, ProgrammeVersion, SubGroup, Terms

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Year:
    """A reporting year of a group, by the terms in force on the day asked for, or the days from one date to another.

    `reporting` is the label of the year whose work programme and objectives count: of two dates that of the last.
    """

    label: str
    first: date
    last: date
    reporting: str

    @property
    def is_whole(self) -> bool:
        return self.label == self.reporting

    @property
    def title(self) -> str:
        return self.label if self.is_whole else f"{long_date(self.first)} to {long_date(self.last)}"

    @property
    def meetings(self) -> Q:
        """A meeting that was moved stays in the year of its plan; of two dates those that fall between them count."""
        return Q(year=self.label) if self.is_whole else Q(day__range=(self.first, self.last))

    def meetings_before(self, before: datetime) -> Q:
        """The same, with those that had such a day before a moment and were given another since."""
        moved = MeetingChange.objects.filter(from_day__range=(self.first, self.last), changed_at__gte=before)
        return self.meetings if self.is_whole else self.meetings | Q(pk__in=moved.values("meeting"))

    def holds(self, meeting: Meeting) -> bool:
        return meeting.year == self.label if self.is_whole else self.first <= meeting.day <= self.last


def year_of(group: SubGroup, day: date) -> Year:
    first, last = group.terms_on(day).content.reporting_year(day)
    label = label_of(first, last)
    return Year(label, first, last, label)


def label_of(first: date, last: date) -> str:
    """2017-18, or 2018 for a reporting year that is a calendar year."""
    return f"{first.year}" if first.year == last.year else f"{first.year}-{last.year % 100:02d}"


def year_labelled(group: SubGroup, label: str) -> Year:
    """The year of a label such as 2017-18. Raises ValueError for a text that is none."""
    if not re.fullmatch(r"[12][0-9]{3}(-[0-9]{2})?", label):
        raise ValueError(f"“{label}” is not a reporting year such as 2017-18.")
    year = year_of(group, date(int(label[:4]), 12, 31))
    if year.label != label:
        raise ValueError(f"“{label}” is not a reporting year of this group; {year.label} is.")
    return year


def period_labelled(group: SubGroup, label: str) -> Year:
    """The year of a label, or the days of one such as 2017-04-01..2017-06-30, both included. Raises ValueError."""
    first, dots, last = label.partition("..")
    if not dots:
        return year_labelled(group, label)
    return between(group, date.fromisoformat(first), date.fromisoformat(last))


def between(group: SubGroup, first: date, last: date) -> Year:
    """From one day to another, both included. Raises ValueError where the second lies before the first."""
    if last < first:
        raise ValueError(f"{long_date(last)} lies before {long_date(first)}.")
    return Year(f"{first}..{last}", first, last, year_of(group, last).label)


@dataclass
class MeetingFacts:
    """One meeting with what the measures ask of it."""

    meeting: Meeting
    attendance: list[Attendance]
    deadlines: dict[str, Deadline]
    first_pack: Pack | None
    chair_is_coordinating: bool | None

    @property
    def is_held(self) -> bool:
        """Held, with its attendance taken: until then nothing can be said of who came."""
        return self.meeting.state == MeetingState.HELD

    @property
    def chair_code(self) -> str:
        """The seat that took the chair, S01; empty before the meeting was opened."""
        return self.meeting.chaired_by_seat.code if self.meeting.chaired_by_seat else ""

    @property
    def is_cancelled(self) -> bool:
        return self.meeting.state == MeetingState.CANCELLED

    @property
    def is_off(self) -> bool:
        """Postponed with no new day yet, or cancelled."""
        return self.meeting.is_off

    @property
    def is_postponed(self) -> bool:
        return self.meeting.is_postponed

    @cached_property
    def there(self) -> list[Attendance]:
        return [row for row in self.attendance if row.presence in THERE]

    @cached_property
    def quorum(self) -> QuorumResult:
        """Of the whole attendance, by the terms in force on the meeting's day (P4)."""
        return quorum_of(self.meeting, self.attendance, self.there)

    @cached_property
    def agencies(self) -> list[str]:
        """The codes of the agencies represented by somebody who counts; an agency once."""
        terms = self.meeting.terms.content
        return sorted({one.agency for row in self.there if (one := present_of(terms, row)).counts})

    def coded(self, presence: Presence) -> list[Attendance]:
        return [row for row in self.attendance if row.presence == presence]

    def due(self, rule: str) -> date | None:
        row = self.deadlines.get(rule)
        return row.due_on if row else None

    def met(self, rule: str) -> date | None:
        row = self.deadlines.get(rule)
        return row.met_on if row else None

    def in_time(self, rule: str, on: date) -> bool | None:
        """Whether a deadline was kept; None while it is still open in time, or was released before its day closed."""
        row = self.deadlines.get(rule)
        if row is None or (row.released_at and not row.met_on):
            return False if row and row.is_late(on) else None
        if row.met_on is None and on <= row.due_on:
            return None
        return not row.is_late(on)


@dataclass
class Facts:
    group: SubGroup
    year: Year
    on: date
    meetings: list[MeetingFacts]
    letters: list[ApologyLetter]
    every_coordinating: list[CoordinatingMeeting]
    """Meetings of the Coordination and Delivery Group, of any year, by their days."""
    returns: dict[int, Return]
    items: list[AgendaItem]
    agencies: list[Agency]
    actions: list[Action] = field(default_factory=list)
    updates_owed: list[tuple[UpdateOwed, Deadline]] = field(default_factory=list)
    """By the order of the meetings, each with its row of the ledger; none that was released in time."""
    programme_versions: list[ProgrammeVersion] = field(default_factory=list)
    """Of the year's work programme, as they were put."""
    objectives: list[Objective] = field(default_factory=list)
    """Of the year, with their lights."""
    before: datetime | None = None
    """As everything stood before this moment, on a past day."""

    @cached_property
    def terms(self) -> Terms:
        """In force on the year's last day: whose targets are measured against."""
        return self.group.terms_on(self.year.last)

    @property
    def rebuilt(self) -> bool:
        return self.before is not None

    @property
    def stands_on(self) -> date:
        """The day of which is told what stands: that of the facts, or the year's last."""
        return min(self.on, self.year.last)

    @property
    def coordinating(self) -> list[CoordinatingMeeting]:
        """Those of the year."""
        return [row for row in self.every_coordinating if self.year.first <= row.day <= self.year.last]

    def were(self, rows: Iterable[Row]) -> list[Row]:
        """Rows as they are, or as they were on a past day."""
        return _Were(self.before).of(rows)

    @property
    def held(self) -> list[MeetingFacts]:
        return [one for one in self.meetings if one.is_held and one.meeting.attendance_confirmed_at]


def gather(group: SubGroup, year: Year, *, on: date, before: datetime | None = None) -> Facts:
    """Everything the measures of a year count, as known on `on`.

    What is recorded since counts too, with the days it bears. With `before` everything as it stood before that moment,
    for a past day its close (subgroup.past).
    """
    were = _Were(before)
    meetings = were.of(
        Meeting.objects.filter(year.meetings_before(before) if before else year.meetings, group=group)
        .select_related("terms", "chaired_by_seat", "chaired_by", "plan")
        .prefetch_related("attendance__seat__agency", "attendance__agency", "attendance__holder", "packs")
    )
    meetings = sorted(filter(year.holds, meetings), key=lambda one: (one.day, one.starts_at))
    terms = {meeting.terms_id: meeting.terms for meeting in meetings}
    for meeting in meetings:
        meeting.terms = terms[meeting.terms_id]  # one object a version: its content is read once
    deadlines: dict[str, dict[str, Deadline]] = {}
    for row in were.of(
        Deadline.objects.filter(
            group=group,
            subject_kind="meeting",
            subject_id__in=[str(meeting.pk) for meeting in meetings],
            owner_kind="role",
        )
    ):
        deadlines.setdefault(row.subject_id, {})[row.rule] = row
    memberships = were.of(CoordinatingMembership.objects.filter(seat__group=group))
    items = were.of(
        AgendaItem.objects.filter(meeting__in=meetings)
        .submitted()
        .select_related("agency", "seat", "meeting")
        .order_by("meeting__day", "meeting__starts_at", "reference")
    )
    of_meeting = {meeting.pk: meeting for meeting in meetings}
    for (
        item
    ) in items:  # an announced item, whose paper has not come, is owed by the day that the meeting asks for
        item.meeting = of_meeting[item.meeting_id]
        due = None if item.meeting.is_postponed else deadlines.get(str(item.meeting_id), {}).get("items")
        item.due_on = item.due_on or (due.due_on if due else None)
    attendance = _by_meeting(were.of(row for one in meetings for row in one.attendance.all()))
    packs = _by_meeting(were.of(row for one in meetings for row in one.packs.all()))
    letters = ApologyLetter.objects.filter(meeting__in=meetings).select_related(
        "seat", "meeting", "addressee"
    )
    actions = Action.objects.filter(line__meeting__in=meetings).select_related(
        "line", "line__meeting", "owner"
    )
    return Facts(
        group=group,
        year=year,
        on=on,
        meetings=[
            MeetingFacts(
                meeting=meeting,
                attendance=attendance.get(meeting.pk, []),
                deadlines=deadlines.get(str(meeting.pk), {}),
                first_pack=next(iter(packs.get(meeting.pk, [])), None),
                chair_is_coordinating=_is_coordinating(meeting, memberships),
            )
            for meeting in meetings
        ],
        letters=[
            row
            for row in were.of(letters.order_by("meeting__day", "seat__number"))
            if row.state != LetterState.NOT_NEEDED
        ],
        every_coordinating=sorted(
            (
                row
                for row in were.of(CoordinatingMeeting.objects.filter(group=group))
                if row.withdrawn_at is None
            ),
            key=lambda row: row.day,
        ),
        returns={row.meeting_id: row for row in were.of(Return.objects.filter(group=group).defer("figures"))},
        items=items,
        agencies=list(Agency.objects.filter(group=group).order_by("pk")),
        actions=[row for row in were.of(actions.order_by("line__number")) if row.withdrawn_at is None],
        updates_owed=_updates_owed(group, meetings, on, were),
        programme_versions=were.of(
            ProgrammeVersion.objects.filter(programme__group=group, programme__year=year.reporting)
        ),
        objectives=were.of(
            Objective.objects.filter(group=group, year=year.reporting).prefetch_related("lights")
        ),
        before=before,
    )


@dataclass(frozen=True)
class _Were:
    """Rows as they are, or as they were before a moment."""

    before: datetime | None

    def of(self, rows: Iterable[Row]) -> list[Row]:
        return list(rows) if self.before is None else past.as_they_were(rows, self.before)


def _by_meeting(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, []).append(row)  # type: ignore[attr-defined]
    return found


def _updates_owed(
    group: SubGroup, meetings: list[Meeting], on: date, were: _Were
) -> list[tuple[UpdateOwed, Deadline]]:
    """Without those on plans that are hidden from anybody: the measures are everybody's."""
    rows = were.of(
        UpdateOwed.objects.filter(window__meeting__in=meetings)
        .exclude(plan__in=hidden.plans(None, group, on))
        .select_related("window__meeting", "plan", "agency")
        .order_by("window__meeting__day", "plan__code", "agency__code")
    )
    owed = were.of(
        Deadline.objects.filter(group=group, rule="plan_update", subject_id__in=[str(row.pk) for row in rows])
    )
    due = {
        row.subject_id: row
        for row in owed
        if not row.mistake and not (row.released_on and row.released_on <= row.due_on)
    }
    return [(row, due[str(row.pk)]) for row in rows if str(row.pk) in due]


def _is_coordinating(meeting: Meeting, memberships: list[CoordinatingMembership]) -> bool | None:
    """Whether the seat that took the chair was a member of the Coordination and Delivery Group on the day."""
    if not meeting.chaired_by_seat_id:
        return None
    return any(
        row.seat_id == meeting.chaired_by_seat_id
        and row.starts_on <= meeting.day
        and (row.ends_on is None or row.ends_on >= meeting.day)
        for row in memberships
    )


def sent_on(the_return: Return | None) -> date | None:
    return day_of(the_return.sent_at) if the_return and the_return.sent_at else None


def circulated_on(meeting: Meeting) -> date | None:
    return _day(meeting.minutes_circulated_at)


def _day(at: datetime | None) -> date | None:
    return day_of(at) if at else None
