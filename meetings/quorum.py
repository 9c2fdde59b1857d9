"""Quorum of a meeting (P4): agencies and not heads, with those who arrive late, leave early or leave for an item."""

from collections import defaultdict
from dataclasses import replace

from meetings.enums import Presence
from meetings.models import AgendaItem, Attendance, Meeting, Movement
from meetings.seated import seat_present
from members.representation import SeatOn, agency_names
from subgroup.deadlines.quorum import Present, QuorumResult, evaluate
from subgroup.terms import ParsedTerms

THERE = (Presence.PRESENT, Presence.DEPUTY)


def present_of(terms: ParsedTerms, row: Attendance) -> Present:
    """A seat with somebody on it, agency and counting as on the day."""
    seat = SeatOn(
        row.seat, row.agency, row.agency.name, row.holder, (), compact_in_force=True, counts=row.counts
    )
    return seat_present(seat, terms, deputy=row.presence == Presence.DEPUTY)


def quorum(meeting: Meeting, item: AgendaItem | None = None) -> QuorumResult:
    """The quorum at an item; without one that of the whole attendance, everybody who came: what P4 measures.

    Two or three queries. A chair's declaration, where the terms allow one, makes it quorate and is said.
    """
    rows = attendance_rows(meeting)
    there = rows if item is None else at_item(rows, movements_of(meeting), item)
    return quorum_of(meeting, rows, there)


def attendance_rows(meeting: Meeting) -> list[Attendance]:
    return list(meeting.attendance.select_related("seat", "agency", "holder", "person"))


def movements_of(meeting: Meeting) -> list[Movement]:
    """In the order of the agenda."""
    rows = Movement.objects.filter(attendance__meeting=meeting).select_related("item", "attendance__seat")
    return sorted(rows, key=lambda move: (move.item.position, move.recorded_at, move.pk))


def at_item(rows: list[Attendance], movements: list[Movement], item: AgendaItem) -> list[Attendance]:
    """Those in the room at an item.

    Somebody whose first movement is an arrival was not there before it. Who leaves because of an interest is
    out for that item alone.
    """
    by_row: dict[int, list[Movement]] = defaultdict(list)
    for move in movements:
        by_row[move.attendance_id].append(move)
    return [row for row in rows if row.presence in THERE and _in_room(by_row[row.pk], item)]


def _in_room(moves: list[Movement], item: AgendaItem) -> bool:
    if any(move.because_of_interest and move.item_id == item.pk for move in moves):
        return False
    others = [move for move in moves if not move.because_of_interest]
    before = [move for move in others if move.item.position <= item.position]
    if before:
        return before[-1].kind == Movement.Kind.ARRIVED
    return not others or others[0].kind == Movement.Kind.LEFT


def quorum_of(meeting: Meeting, rows: list[Attendance], there: list[Attendance]) -> QuorumResult:
    terms = meeting.terms.content
    presents = [present_of(terms, row) for row in there if row.presence in THERE]
    result = evaluate(terms.quorum.conditions, presents, members=sum(row.counts for row in rows))
    if result.quorate or not meeting.declared_quorate_reason:
        return result
    sentence = f"Declared quorate by the chair: {meeting.declared_quorate_reason} {result.sentence}"
    return replace(result, quorate=True, sentence=sentence)


def agencies_there(meeting: Meeting, rows: list[Attendance]) -> list[str]:
    """The agencies that count, of those rows that are there, as they were called on the day. One query."""
    terms, names = meeting.terms.content, agency_names(meeting.group, meeting.day)
    counting = {row.agency for row in rows if row.presence in THERE and present_of(terms, row).counts}
    return sorted(names.get(agency.pk, agency.name) for agency in counting)
