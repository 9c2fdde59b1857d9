"""What a meeting makes people owe: entered when it is made, moved with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from meetings.deadlines import ITEMS, OF_A_MEETING, REPLY
from meetings.models import Meeting, Reply
from members.representation import seats_on
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.models import Deadline, Person, SubGroup
from subgroup.reckoning import Reckoner
from subgroup.written import written

SUPPORT = ("role", "business_support")
LABELS = {
    "items": "Items for",
    "publish": "Pack of",
    "minutes": "Minutes of",
    "reply": "Reply to the invitation to",
}


@dataclass(frozen=True)
class LastDay:
    """The day by which something is owed for a meeting, and why that one."""

    on: date
    explain: str

    @property
    def why(self) -> str:
        """The same without what is due then, for a sentence that has named it."""
        return self.explain.partition(f"{long_date(self.on)}: ")[2]


def last_day(meeting: Meeting, rule: str = ITEMS.key) -> LastDay:
    """As it was fixed for the meeting’s day, whatever the calendar has become since: a date moves when somebody says so.

    Where nothing is fixed, as for a meeting called at short notice, what the terms and the calendar give now.
    """
    if fixed := fixed_days(meeting.group, [meeting], rule).get(meeting.pk):
        return fixed[rule]
    due = ledger.preview(meeting.group, rule, meeting.day)
    return LastDay(due.on, due.explain())


def fixed_days(group: SubGroup, meetings: Collection[Meeting], *rules: str) -> dict[int, dict[str, LastDay]]:
    """Meeting id → rule → its last day, of what is fixed for the meetings’ days (of all rules, or of some). One query."""
    days = {str(meeting.pk): meeting.day for meeting in meetings}
    found: dict[int, dict[str, LastDay]] = {}
    for row in _fixed(group, rules or tuple(rule.key for rule in OF_A_MEETING), list(days)):
        if row.trigger_on == days[row.subject_id]:
            found.setdefault(int(row.subject_id), {})[row.rule] = LastDay(row.due_on, row.explanation)
    return found


@written
def _fixed(group: SubGroup, rules: Collection[str], meetings: Collection[str]) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(group=group, rule__in=rules, owner_kind="role", released_at=None)
    return rows.filter(subject_kind="meeting", subject_id__in=meetings)


def owe(meeting: Meeting, *, reckoner: Reckoner, by: Person | None, at: datetime, reason: str = "") -> None:
    """Owes, or moves, what the meeting owes. A day released at short notice is owed again if it lies ahead now, and what
    postponing it lifted wherever it lies.

    With a `reason`, that of a move, the window for items follows its day: see _follow_window.
    """
    today = day_of(at)
    owed = [(rule.key, SUPPORT) for rule in OF_A_MEETING]
    rows = list(Deadline.objects.filter(group=meeting.group).about("meeting", meeting.pk))
    lifted = {(row.rule, row.owner_key) for row in rows if meeting.lifted(row)}
    replies = (row for row in rows if row.rule == REPLY.key and (row.is_open or meeting.lifted(row)))
    owed += [(REPLY.key, ("seat", row.owner_key)) for row in replies]
    for rule, owner in owed:
        row = ledger.owe(
            group=meeting.group,
            rule=rule,
            subject_kind="meeting",
            subject_id=meeting.pk,
            trigger_on=meeting.day,
            owner=owner,
            label=f"{LABELS[rule]} {meeting.code} of {meeting.year}",
            at=at,
            by=by,
            reason=reason,
            again=bool(reason)
            and ((rule, owner[1]) in lifted or reckoner.due(rule, meeting.day)[0].on >= today),
            reckoner=reckoner,
        )
        if rule == ITEMS.key and reason:
            _follow_window(row, today, by=by, at=at, reason=reason)


def follow_terms(meeting: Meeting, *, reckoner: Reckoner, at: datetime) -> None:
    """Other terms are in force on its day (M4): what is open moves, and the window for items with it, open again or shut.

    A day passed over at short notice is owed where it lies ahead now. What else was met or released stays as it was.
    """
    today = day_of(at)
    for row in Deadline.objects.filter(group=meeting.group).about("meeting", meeting.pk):
        due = reckoner.due(row.rule, meeting.day)[0].on
        short_notice = row.mistake and due >= today
        if not (row.is_open or short_notice or row.rule == ITEMS.key):
            continue
        moved = ledger.owe(
            group=meeting.group,
            rule=row.rule,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            trigger_on=meeting.day,
            owner=(row.owner_kind, row.owner_key),
            label=row.label,
            at=at,
            reason=ledger.TERMS_CHANGED,
            again=short_notice,
            reckoner=reckoner,
        )
        if row.rule == ITEMS.key and moved.due_on != row.due_on:
            _follow_window(moved, today, by=None, at=at, reason=ledger.TERMS_CHANGED)


def _follow_window(row: Deadline, today: date, *, by: Person | None, at: datetime, reason: str) -> None:
    """A window is shut by its day alone: moved ahead it is open again, moved into the past it shut on its new day."""
    if row.released_at:
        return
    shut_on = row.due_on if row.due_on < today else None
    if row.met_on and row.met_on != shut_on:
        ledger.reopen(deadline=row, reason=reason, by=by, at=at)
    if shut_on:
        ledger.meet(
            group=row.group, rule=row.rule, subject_kind=row.subject_kind, subject_id=row.subject_id, on=shut_on, at=at
        )  # fmt: skip


def ask_replies(meeting: Meeting, *, at: datetime) -> date:
    """Each filled seat that has not answered owes a reply; answers by when. None is owed once that day has passed.

    Asked for another day they are owed again, also where they were let go because the day before it had gone by.
    """
    reckoner = Reckoner(meeting.group)
    due = reckoner.due(REPLY.key, meeting.day)[0].on
    answered = set(Reply.objects.filter(meeting=meeting).that_stand().values_list("seat_id", flat=True))
    for seat in seats_on(meeting.group, meeting.day) if due >= day_of(at) else []:
        if seat.is_filled and seat.seat.pk not in answered:
            row = ledger.owe(
                group=meeting.group,
                rule=REPLY.key,
                subject_kind="meeting",
                subject_id=meeting.pk,
                trigger_on=meeting.day,
                owner=("seat", str(seat.seat.pk)),
                label=f"{LABELS['reply']} {meeting.code} of {meeting.year}",
                at=at,
                again=True,
                reckoner=reckoner,
            )
            if row.met_on:
                ledger.reopen(deadline=row, reason="Leave had answered for another day.", by=None, at=at)
    return due
