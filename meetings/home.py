"""Parts of the home page about meetings: the next one, and the cycle with what is missing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from meetings import hiding
from meetings.cycle import main_button, steps
from meetings.enums import FINISHED, AgendaState, Answer, ItemState, MeetingState, MinutesState
from meetings.models import AgendaItem, Meeting, Pack, PackOpening, Reply
from meetings.services import replies
from members import standing
from members.deciding import Button
from members.models import Agency
from members.representation import SeatOn, seats_on
from subgroup import clock, past
from subgroup.addresses import address
from subgroup.calendar import calendar_for
from subgroup.deadlines.wording import long_date
from subgroup.models import Deadline, Person, SubGroup
from subgroup.past import When
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest
from subgroup.written import written

NAMES = 5
CYCLES = 2
AT_ONCE = 12
ITEMS = 60


@dataclass
class Facts:
    """What the panels ask of meetings; each thing is fetched once for a page, when a panel wants it."""

    request: GroupRequest
    when: When

    @classmethod
    def of(cls, request: GroupRequest, when: When | None = None) -> "Facts":
        when = when or When(clock.today(), request.permissions)
        kept = request.__dict__.setdefault("_meeting_facts", {})
        return kept.get(when) or kept.setdefault(when, cls(request, when))

    @property
    def today(self) -> date:
        return self.when.on

    def url(self, name: str, *args: object) -> str:
        return address(f"meetings:{name}", self.request.group.slug, *args)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Those whose cycle is not over, the earliest first."""
        group = self.request.group
        found = _not_over(group) if self.when.before is None else _not_over_before(group, self.when.before)
        terms = standing.terms(group)
        for meeting in found:
            meeting.group, meeting.terms = group, terms[meeting.terms_id]
        return found

    @cached_property
    def next(self) -> Meeting | None:
        coming = (one for one in self.meetings if one.state == MeetingState.PLANNED and one.day >= self.today)
        return next(coming, None)

    @cached_property
    def in_hand(self) -> list[Meeting]:
        """The meetings that business support works on: those before today, and the next one."""
        before = [one for one in self.meetings if one is not self.next and one.day <= self.today]
        return [*before[-CYCLES + 1 :], *([self.next] if self.next else [])]

    @cached_property
    def owed(self) -> dict[str, list[Deadline]]:
        """Meeting id → what is owed for it by a role."""
        ids = [str(meeting.pk) for meeting in self.meetings]
        found: dict[str, list[Deadline]] = {}
        group, before = self.request.group, self.when.before
        for row in (
            _owed(group, ids) if before is None else past.as_they_were(_owed.build(group, ids), before)
        ):
            found.setdefault(row.subject_id, []).append(row)
        return found

    @cached_property
    def _names(self) -> dict[int, str]:
        return standing.agency_names(self.request.group, self.today)

    def agency_name(self, agency: Agency) -> str:
        """As it is called today."""
        return self._names.get(agency.pk, agency.name)

    def owed_for(self, meeting: Meeting) -> list[Deadline]:
        return self.owed.get(str(meeting.pk), [])

    def due(self, meeting: Meeting, rule: str) -> date | None:
        rows = (row for row in self.owed_for(meeting) if row.rule == rule and not row.released_at)
        return next((row.due_on for row in rows), None)

    @cached_property
    def seats(self) -> list[SeatOn]:
        group, before = self.request.group, self.when.before
        if self.next is None:
            return []
        if before is None:
            return standing.seats(group, self.next.day)
        return seats_on(group, self.next.day, terms=self.next.terms, before=before)

    @cached_property
    def replies(self) -> dict[int, Reply]:
        before = self.when.before
        return replies.latest(self.next, before and before - timedelta.resolution) if self.next else {}

    @cached_property
    def own_seats(self) -> list[tuple[int, str]]:
        """Id and title of the seats for which this person replies to the next meeting: held ones, else deputised."""
        person = self.request.user
        if self.next is None or not self.request.may("reply"):
            return []
        held = [one for one in self.seats if one.holder == person]
        mine = held or [one for one in self.seats if one.is_filled and person in one.deputies]
        return [(one.seat.pk, one.seat.title) for one in mine]

    @cached_property
    def items(self) -> list[AgendaItem]:
        """Of meetings not over: what this person sent or their seats did, what is late, and what lacks something."""
        of_all = self.request.may("decide_late") or self.request.may("manage_meetings")
        seats = [pk for pk, _ in self.own_seats]
        return _items(self.meetings, self.request.user, seats, hiding.of(self.request), of_all=of_all)

    @cached_property
    def late_items(self) -> list[AgendaItem]:
        """Those that only the chair can bring in (A2)."""
        if self.when.before is None:
            return [item for item in self.items if item.state == ItemState.LATE]
        rows = AgendaItem.objects.filter(meeting__in=self.meetings).submitted()
        rows = hiding.without(rows, hiding.of(self.request), "pk")
        return self.when.of(rows.order_by("submitted_at", "pk"), state=ItemState.LATE)


@written
def _not_over(group: SubGroup) -> QuerySet[Meeting]:
    unfinished = Q(state=MeetingState.HELD) & ~Q(minutes_state__in=FINISHED)
    rows = Meeting.objects.filter(unfinished | Q(state=MeetingState.PLANNED), group=group)
    return rows.order_by("day", "starts_at")[:AT_ONCE]


def _not_over_before(group: SubGroup, before: datetime) -> list[Meeting]:
    then = past.as_they_were(Meeting.objects.filter(group=group), before)
    found = [
        one
        for one in then
        if one.state == MeetingState.PLANNED
        or (one.state == MeetingState.HELD and one.minutes_state not in FINISHED)
    ]
    return sorted(found, key=lambda one: (one.day, one.starts_at))[:AT_ONCE]


@written
def _owed(group: SubGroup, ids: Collection[str]) -> QuerySet[Deadline]:
    rows = Deadline.objects.brief().filter(subject_kind="meeting", owner_kind="role")
    return rows.filter(group=group, subject_id__in=ids)


@written
def _items(
    meetings: Collection[Meeting],
    person: Person,
    seats: Collection[int],
    gone: Collection[int],
    *,
    of_all: bool,
) -> QuerySet[AgendaItem]:
    wanted = Q(submitted_by=person) | Q(seat__in=seats)
    if of_all:
        wanted |= Q(state__in=(ItemState.LATE, ItemState.ANNOUNCED)) | ~Q(check_note="")
    rows = hiding.without(AgendaItem.objects.filter(wanted, meeting__in=meetings).submitted(), gone, "pk")
    return rows.select_related("agency").order_by("submitted_at", "pk")[:ITEMS]


def next_meeting(request: GroupRequest) -> Mapping[str, Any] | None:
    """The next meeting with my reply and my items; None when none is planned."""
    facts = Facts.of(request)
    meeting = facts.next
    if meeting is None:
        return None
    answers = [
        {
            "seat": title,
            "answer": facts.replies.get(pk),
            "url": f"{facts.url('reply', meeting.pk)}?seat={pk}",
        }
        for pk, title in facts.own_seats
    ]
    closes = facts.due(meeting, "items")
    is_open = request.may("submit_items") and closes is not None and closes >= facts.today
    seats = {pk for pk, _ in facts.own_seats}
    return {
        "meeting": meeting,
        "url": facts.url("detail", meeting.pk),
        "answers": answers,
        "attending": {"answer": Answer.ATTENDING.value},
        "may_reply": meeting.invited_at is not None,
        "closes": closes if request.may("submit_items") else None,
        "is_open": is_open,
        "submit_url": facts.url("submit", meeting.pk),
        "items": [
            {"item": item, "url": facts.url("item", item.pk)}
            for item in facts.items
            if item.meeting_id == meeting.pk
            and (item.submitted_by_id == request.user.pk or item.seat_id in seats)
        ],
        "pack": pack_for(request, meeting),
        "pack_url": facts.url("pack", meeting.pk),
        "button": _next_button(facts, meeting, answers, is_open),
    }


def pack_for(request: GroupRequest, meeting: Meeting) -> dict[str, Any] | None:
    """The newest pack, with `opened` (this version was opened by the reader) and `opened_earlier` (another one was)."""
    if meeting.agenda_state != AgendaState.PUBLISHED:
        return None
    pack = Pack.objects.filter(meeting=meeting).only("version", "published_at").order_by("-version").first()
    if pack is None:
        return None
    mine = PackOpening.objects.filter(person=request.user, pack__meeting=meeting).order_by()
    opened = set(mine.values_list("pack_id", flat=True))
    return {
        "version": pack.version,
        "published_at": pack.published_at,
        "opened": pack.pk in opened,
        "opened_earlier": bool(opened),
    }


def _next_button(
    facts: Facts, meeting: Meeting, answers: list[dict[str, Any]], is_open: bool
) -> Button | None:
    waiting = next((one for one in answers if not one["answer"] or one["answer"].for_other_day), None)
    if waiting and meeting.invited_at:
        return Button("Reply", waiting["url"])
    return Button("Submit an item", facts.url("submit", meeting.pk)) if is_open else None


def cycle(request: GroupRequest) -> Mapping[str, Any]:
    """For business support: where each meeting in hand stands, what is missing and from whom."""
    facts = Facts.of(request)
    shown: list[dict[str, Any]] = []
    button = None
    for meeting in facts.in_hand:
        owed = facts.owed_for(meeting)
        action = main_button(request, meeting, owed, answered=True, has_seat=False)
        if not is_with_the_chair(meeting):
            button = button or (action and Button(f"{action.text}, {meeting.code}", action.href))
        shown.append(
            {
                "meeting": meeting,
                "url": facts.url("detail", meeting.pk),
                "steps": steps(meeting, owed, facts.today),
                "missing": list(_missing(facts, meeting)),
            }
        )
    return {
        "cycles": shown,
        "button": button or (None if shown else Button("Plan the year", facts.url("plan"))),
    }


def is_with_the_chair(meeting: Meeting) -> bool:
    return meeting.state == MeetingState.HELD and meeting.minutes_state == MinutesState.WITH_CHAIR


def _missing(facts: Facts, meeting: Meeting) -> Iterator[tuple[str, str]]:
    """What is missing and from whom, with where to see it."""
    coming = meeting.state == MeetingState.PLANNED and not meeting.opened_at
    if coming and (why := calendar_for(facts.request.group).why_not(meeting.day)):
        yield f"{long_date(meeting.day)} is not a working day any more: {why}", facts.url("move", meeting.pk)
    for item in facts.items:
        if item.meeting_id != meeting.pk:
            continue
        agency = facts.agency_name(item.agency) if item.agency else "No agency"
        if item.state == ItemState.ANNOUNCED:
            yield f"{agency}: no paper yet for “{item.title}”", facts.url("item", item.pk)
        elif item.state == ItemState.ON_AGENDA and item.check_note and not item.checked_at:
            yield f"{agency}, “{item.title}”: {item.check_note}", facts.url("item", item.pk)
    if is_with_the_chair(meeting):
        yield "The chair: the minutes, to approve", facts.url("minutes", meeting.pk)
    if meeting is facts.next and meeting.invited_at:
        silent = [one.holder for one in facts.seats if one.is_filled and one.seat.pk not in facts.replies]
        if silent:
            names = ", ".join(str(person) for person in silent[:NAMES])
            rest = f" and {len(silent) - NAMES} more" if len(silent) > NAMES else ""
            yield f"No reply from {names}{rest}", f"{facts.url('detail', meeting.pk)}#replies"


PANELS: dict[str, Panel] = {
    "cycle": Panel(13, "manage_members", "meetings/_home_cycle.html", cycle),
    "next meeting": Panel(36, "view_meetings", "meetings/_home_next.html", next_meeting),
}
