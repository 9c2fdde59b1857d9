"""Years of a sub-group's records, made in bulk and shaped as the services leave them. Invented words only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction

from actionplans.enums import Stage
from actionplans.models import Action, ActionUpdate
from meetings.mails import invite_key
from meetings.models import (
    ActionLine,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    MinuteText,
    Paper,
    PaperVersion,
    Reply,
    YearPlan,
)
from members import importing
from members.enums import Role
from members.models import Compact, Holding
from members.representation import SeatOn, seats_on
from subgroup import access, clock
from subgroup.models import Deadline, Message, Person, StoredFile, SubGroup, Terms
from subgroup.terms import loading, parse

TERMS = settings.BASE_DIR / "subgroup" / "terms" / "data" / "salford-case-review-and-audit.toml"
MEMBERS = settings.BASE_DIR / "reports" / "demo" / "members.csv"
MEETINGS_A_YEAR = 9
ITEMS, PAPERS, DECISIONS, ACTIONS = 12, 8, 4, 12
"""Of a meeting."""
LONG_AGENDA = 40
BATCH = 2000


@dataclass
class World:
    group: SubGroup
    today: date
    next_meeting: Meeting
    """In three weeks, with an agenda of LONG_AGENDA items, each with a paper."""
    years: int = 0

    def person(self, role: Role) -> Person:
        rows = Holding.objects.filter(seat__group=self.group, seat__role=role)
        return rows.on(self.today).select_related("person")[0].person


@transaction.atomic
def begin(today: date) -> World:
    """A group with its posts filled, and the meetings of the year to come."""
    at = clock.moment(today - timedelta(days=30), time(9))
    group = loading.load(parse(TERMS.read_text(encoding="utf-8")), at=at).terms.group
    group.simulated = True
    group.save()
    importing.write(group=group, rows=importing.read(MEMBERS.read_text(encoding="utf-8")), by=None, at=at)
    Compact.objects.update(review_on=None)
    access.rebuild(group, on=today)
    maker = _Maker(group, today)
    days = [today + timedelta(days=21 + 42 * number) for number in range(MEETINGS_A_YEAR)]
    coming = maker.meetings(days, held=False)
    maker.agendas(coming[:1], items=LONG_AGENDA, papers=LONG_AGENDA)
    maker.agendas(coming[1:], items=4, papers=0)
    maker.owed(coming)
    maker.answers(coming[:1])
    maker.mails(coming, kinds=1)
    return World(group, today, coming[0])


@transaction.atomic
def add_years(world: World, years: int) -> None:
    """That many years more of meetings that were held, ending at those made so far."""
    maker = _Maker(world.group, world.today)
    step = timedelta(days=365 * world.years)
    days = [
        world.today - step - timedelta(days=12 + 365 * year + 40 * number)
        for year in range(years)
        for number in range(MEETINGS_A_YEAR)
    ]
    held = maker.meetings(days, held=True)
    maker.agendas(held, items=ITEMS, papers=PAPERS)
    maker.owed(held)
    maker.answers(held)
    maker.attendance(held)
    maker.minutes(held)
    maker.mails(held)
    world.years += years


def open_deadlines(world: World, number: int) -> None:
    """Open rows of the ledger, owed by the seats; one in fifteen is past its day."""
    seats = [one.seat.pk for one in seats_on(world.group, world.today) if one.is_filled]
    at = clock.moment(world.today - timedelta(days=60))
    rows = (
        Deadline(
            group=world.group,
            rule="publish",
            clause="A3",
            terms=world.next_meeting.terms,
            subject_kind="bench",
            subject_id=str(index),
            label=f"Thing {index} that somebody owes",
            owner_kind="seat",
            owner_key=str(seats[index % len(seats)]),
            trigger_on=(due := world.today + timedelta(days=index % 450 - 30)),
            due_on=due,
            because="the day itself",
            explanation="The action is to be done by that day, as the meeting agreed.",
            created_at=at,
        )
        for index in range(BATCH)
    )
    with transaction.atomic():
        _insert(Deadline, rows)
        _copy_deadlines(number // BATCH - 1)


def _copy_deadlines(times: int) -> None:
    """The rows of the benchmark's own so many times again, each about a thing of its own."""
    names = [str(field.column) for field in Deadline._meta.concrete_fields if not field.primary_key]
    values = [f"{name} || '-' || n" if name == "subject_id" else name for name in names]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
INSERT INTO {Deadline._meta.db_table} ({", ".join(names)})
WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < %s)
SELECT {", ".join(values)} FROM {Deadline._meta.db_table}, copy WHERE subject_kind = 'bench'""",  # noqa: S608 - names of columns
            [times],
        )


def _insert(model: Any, rows: Iterable[models.Model]) -> list:
    return model.objects.bulk_create(rows, batch_size=BATCH)


class _Maker:
    def __init__(self, group: SubGroup, today: date) -> None:
        self.group, self.today = group, today
        self.terms: Terms = group.terms_on(today)
        self.seats: list[SeatOn] = [one for one in seats_on(group, today) if one.is_filled]
        self.people: list[Person] = [one.holder for one in self.seats if one.holder]

    def meetings(self, days: list[date], *, held: bool) -> list[Meeting]:
        done = {
            "state": "held", "agenda_state": "published", "minutes_state": "agreed",
            "attendance_confirmed_by": self.people[5], "minutes_approved_by": self.people[0],
            "chaired_by_seat": self.seats[0].seat, "chaired_by": self.people[0],
        }  # fmt: skip
        numbers: dict[str, int] = {}
        rows = []
        for day in sorted(days):
            year = self._year(day)
            known = numbers.get(year) or Meeting.objects.filter(group=self.group, year=year).count()
            numbers[year] = known + 1
            at = clock.moment(day, time(9, 30))
            times = ("opened_at", "attendance_confirmed_at", "minutes_approved_at", "minutes_circulated_at")
            rows.append(
                Meeting(
                    group=self.group,
                    plan=self._plan(year),
                    year=year,
                    number=100 - numbers[year] if held else numbers[year],
                    day=day,
                    planned_day=day,
                    place="Unity House, Chorley Road, Swinton",
                    terms=self.terms,
                    uid=Meeting.new_uid(self.group),
                    invited_at=at - timedelta(days=100),
                    called_at=at - timedelta(days=35) if day < self.today + timedelta(days=28) else None,
                    **(done | dict.fromkeys(times, at) if held else {}),
                )
            )
        return _insert(Meeting, rows)

    def _plan(self, year: str) -> YearPlan:
        at = clock.moment(date(int(year[:4]), 1, 10))
        return YearPlan.objects.get_or_create(group=self.group, label=year, defaults={"proposed_at": at})[0]

    def _year(self, day: date) -> str:
        first = day.year if day.month >= 4 else day.year - 1
        return f"{first}-{(first + 1) % 100:02d}"

    def agendas(self, meetings: list[Meeting], *, items: int, papers: int) -> None:
        made = _insert(
            AgendaItem,
            [self._item(meeting, number, papers) for meeting in meetings for number in range(1, items + 1)],
        )
        with_paper = [item for item in made if item.position <= papers * 10]
        files = _insert(StoredFile, [self._file(item) for item in with_paper])
        sheets = _insert(Paper, [Paper(item=item, title=f"Paper on {item.title}") for item in with_paper])
        _insert(
            PaperVersion,
            [
                PaperVersion(
                    paper=paper,
                    number=1,
                    file=file,
                    pdf=file,
                    uploaded_at=file.stored_at,
                    uploaded_by=file.stored_by,
                )
                for paper, file in zip(sheets, files, strict=True)
            ],
        )

    def _item(self, meeting: Meeting, number: int, papers: int) -> AgendaItem:
        seat = self.seats[number % len(self.seats)]
        at = clock.moment(meeting.day - timedelta(days=20), time(10))
        return AgendaItem(
            meeting=meeting,
            kind="submitted",
            state="on_agenda",
            position=number * 10,
            title=f"Progress on recommendation {number} of the Concise Review",
            purpose=("information", "discussion", "decision")[number % 3],
            minutes_needed=5,
            recommendation="That the sub-group considers the progress and agrees what is to follow.",
            reference=f"M{meeting.number}-{number:02d}",
            seat=seat.seat,
            agency=seat.agency,
            presenter=self.people[number % len(self.people)].name,
            submitted_at=at,
            submitted_by=self.people[number % len(self.people)],
            complete_on=at.date(),
            due_on=meeting.day - timedelta(days=14),
            checked_at=at,
            checked_by=self.people[5],
            discussed=True if meeting.opened_at else None,
            paper_to_follow=number <= papers,
        )

    def _file(self, item: AgendaItem) -> StoredFile:
        number = item.pk
        return StoredFile(
            id=UUID(int=number),
            group=self.group,
            name=f"paper-{number}.pdf",
            kind="pdf",
            content_type="application/pdf",
            size=120_000,
            sha256=f"{number:064x}",
            path=f"bench/{number}",
            pages=8,
            stored_at=item.submitted_at or clock.moment(item.meeting.day),
            stored_by=item.submitted_by,
        )

    def owed(self, meetings: list[Meeting]) -> None:
        """The three days that each meeting makes business support owe, and a reply of each seat."""
        rows = []
        for meeting in meetings:
            for rule, clause, days in (("items", "A2", -14), ("publish", "A3", -7), ("minutes", "P10", 20)):
                rows.append(self._deadline(meeting, rule, clause, days, ("role", "business_support")))
            rows += [
                self._deadline(meeting, "reply", "P5", -7, ("seat", str(seat.seat.pk))) for seat in self.seats
            ]
        _insert(Deadline, rows)

    def _deadline(
        self, meeting: Meeting, rule: str, clause: str, days: int, owner: tuple[str, str]
    ) -> Deadline:
        due = meeting.day + timedelta(days=days)
        met = due if due < self.today else None
        return Deadline(
            group=self.group,
            rule=rule,
            clause=clause,
            terms=self.terms,
            subject_kind="meeting",
            subject_id=str(meeting.pk),
            label=f"{rule.capitalize()} of {meeting.code} of {meeting.year}",
            owner_kind=owner[0],
            owner_key=owner[1],
            trigger_on=meeting.day,
            due_on=due,
            because=f"{abs(days)} days from {meeting.day}",
            explanation="Worked out from the day of the meeting, with each day skipped and why.",
            skipped=[{"date": (due + timedelta(days=1)).isoformat(), "why": "Saturday"}],
            created_at=clock.moment(meeting.day - timedelta(days=100)),
            met_on=met,
            met_at=clock.moment(met) if met else None,
        )

    def answers(self, meetings: list[Meeting]) -> None:
        _insert(
            Reply,
            [
                Reply(
                    meeting=meeting,
                    seat=seat.seat,
                    answer="attending" if (seat.seat.number + meeting.number) % 6 else "apologies",
                    given_at=clock.moment(meeting.day - timedelta(days=15)),
                    given_by=seat.holder,
                )
                for meeting in meetings
                for seat in self.seats
            ],
        )

    def attendance(self, meetings: list[Meeting]) -> None:
        _insert(
            Attendance,
            [
                Attendance(
                    meeting=meeting,
                    seat=seat.seat,
                    agency=seat.agency,
                    holder=seat.holder,
                    presence=(presence := "P" if (seat.seat.number + meeting.number) % 6 else "A"),
                    person=seat.holder if presence == "P" else None,
                    counts=seat.counts,
                )
                for meeting in meetings
                for seat in self.seats
            ],
        )

    def minutes(self, meetings: list[Meeting]) -> None:
        """A note for each item; decisions, action lines and the actions that came of them."""
        held = {meeting.pk: meeting for meeting in meetings}
        items: dict[int, list[AgendaItem]] = {}
        for item in AgendaItem.objects.filter(meeting__in=held).order_by("position"):
            items.setdefault(item.meeting_id, []).append(item)
        notes, decisions, lines = [], [], []
        for meeting in meetings:
            at = clock.moment(meeting.day, time(11))
            common = {"meeting": meeting, "group": self.group, "year": meeting.year}
            for number, item in enumerate(items[meeting.pk]):
                note = "The group considered the paper. Members were content with the progress. " * 3
                notes.append(
                    MinuteText(
                        meeting=meeting, item=item, text=note, version=1, saved_at=at, saved_by=self.people[5]
                    )
                )
                told = {
                    "item": item,
                    "number": meeting.number * 20 + number,
                    "recorded_by": self.people[5],
                    **common,
                }
                if number < DECISIONS:
                    text = f"The progress on recommendation {number} was accepted."
                    decisions.append(Decision(text=text, quorate=True, taken_at=at, **told))
                if number < ACTIONS:
                    owner = self.seats[number % len(self.seats)].seat
                    text = "Send the audit’s findings to the agencies and report what they answered."
                    due = meeting.day + timedelta(days=42)
                    lines.append(ActionLine(text=text, owner=owner, due_on=due, agreed_at=at, **told))
        _insert(MinuteText, notes)
        _insert(Decision, decisions)
        self._actions(_insert(ActionLine, lines))

    def _actions(self, lines: list[ActionLine]) -> None:
        actions = _insert(Action, [self._action(line) for line in lines])
        done = [action for action in actions if action.done_on]
        text = "Sent; all agencies have answered."
        _insert(
            ActionUpdate,
            [
                ActionUpdate(
                    action=one, text=text, done=True, made_at=clock.moment(one.done_on), made_by=one.done_by
                )
                for one in done
                if one.done_on and one.done_by
            ],
        )

    def _action(self, line: ActionLine) -> Action:
        is_done = line.due_on < self.today - timedelta(days=60) or line.number % 3 == 0
        return Action(
            group=self.group,
            line=line,
            reference=f"{line.code} of {line.year}",
            owner=line.owner,
            agency=line.owner.agency,
            text=line.text,
            stage=Stage.DONE if is_done else Stage.OPEN,
            first_due_on=line.due_on,
            due_on=line.due_on,
            opened_at=line.agreed_at,
            done_on=min(line.due_on, self.today) if is_done else None,
            done_by=self.people[5] if is_done else None,
        )

    def mails(self, meetings: list[Meeting], *, kinds: int = 3) -> None:
        """The invitation, the call for items and the minutes, to each person."""
        _insert(Message, (self._mail(*each) for each in self._told(meetings, kinds)))

    def _told(self, meetings: list[Meeting], kinds: int) -> Iterable[tuple[str, Meeting, Person, datetime]]:
        told = (("meeting_invited", -100), ("call_for_items", -35), ("minutes_circulated", 14))
        for meeting in meetings:
            for kind, days in told[:kinds]:
                at = clock.moment(meeting.day + timedelta(days=days))
                for person in self.people:
                    yield kind, meeting, person, at

    def _mail(self, kind: str, meeting: Meeting, person: Person, at: datetime) -> Message:
        return Message(
            group=self.group,
            key=f"{invite_key(meeting) if kind == 'meeting_invited' else f'{kind}:{meeting.pk}'}:{person.pk}",
            kind=kind,
            recipient=person,
            to=person.email,
            subject=f"{meeting}",
            text="You are asked to look at this meeting of the sub-group. " * 12,
            why="you hold a post on the sub-group.",
            about_kind="meeting",
            about_id=str(meeting.pk),
            state="sent",
            attempts=1,
            queued_at=at,
            sent_at=at,
        )
