"""Answers to an invitation, and what they say about quorum before the day (P4, P5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from meetings import mails
from meetings.deadlines import REPLY
from meetings.enums import Answer
from meetings.locks import locked
from meetings.models import Meeting, Reply
from meetings.policies import replies as policies
from meetings.seated import seat_present
from meetings.services.inviting import raise_sequence
from members.models import Seat
from members.representation import SeatOn, seats_on
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines import quorum
from subgroup.errors import NotAllowed
from subgroup.models import Person
from subgroup.typed import line
from subgroup.written import written

YES = (Answer.ATTENDING, Answer.DEPUTY)


@transaction.atomic
def reply(
    *,
    meeting: Meeting,
    seat: Seat,
    answer: Answer | str,
    by: Person | None,
    at: datetime,
    reason: str = "",
    deputy: Person | None = None,
    deputy_name: str = "",
) -> Reply:
    """Records an answer for a seat; earlier ones are kept and the latest counts. The same again changes nothing, unless it
    was given for another day, which it confirms.

    With the answer “deputy” and nobody named, the seat's only deputy is taken. Raises NotAllowed.
    """
    meeting = locked(meeting)
    policies.check_open_for_replies(meeting, today=day_of(at))
    seats = {one.seat.pk: one for one in seats_on(meeting.group, meeting.day)}
    seat_on = policies.check_seat(seats.get(seat.pk), meeting)
    answer = Answer(answer)
    if answer == Answer.DEPUTY:
        deputy, deputy_name = _deputy(seat_on, deputy, deputy_name)
    else:
        deputy, deputy_name = None, ""
    facts = {"answer": answer, "reason": reason.strip(), "deputy": deputy, "deputy_name": deputy_name}
    before = Reply.objects.filter(meeting=meeting, seat=seat).that_stand().select_related("deputy").last()
    if (
        before
        and not before.for_other_day
        and all(getattr(before, name) == value for name, value in facts.items())
    ):
        return before
    given = Reply.objects.create(meeting=meeting, seat=seat, given_at=at, given_by=by, **facts)
    ledger.meet(
        group=meeting.group,
        rule=REPLY.key,
        subject_kind="meeting",
        subject_id=meeting.pk,
        owner=("seat", str(seat.pk)),
        on=day_of(at),
        at=at,
    )
    _tell_deputies(meeting, seat_on, given, before, at)
    return given


def _deputy(seat: SeatOn, deputy: Person | None, name: str) -> tuple[Person | None, str]:
    """One of the seat's deputies, or somebody known by name only."""
    name = line(name)
    if deputy and deputy not in seat.deputies:
        raise NotAllowed(f"{deputy.name} is not a named deputy of this post. Type the name instead.")
    if not deputy and not name and len(seat.deputies) == 1:
        deputy = seat.deputies[0]
    if not deputy and not name:
        raise NotAllowed("Say who will attend: choose the deputy, or type the name.")
    return deputy, "" if deputy else name


def _tell_deputies(meeting: Meeting, seat: SeatOn, given: Reply, before: Reply | None, at: datetime) -> None:
    """Each further word to one calendar has a higher sequence than the last, or it would be ignored."""
    earlier = before.deputy if before else None
    if given.deputy and given.deputy != earlier:
        if mails.was_released(meeting, given.deputy):
            raise_sequence(meeting)
        mails.send_to_deputy(meeting, given.deputy, seat=seat, reply_pk=given.pk, at=at)
    if earlier and earlier != given.deputy:
        raise_sequence(meeting)
        mails.send_deputy_released(meeting, earlier, seat=seat, reply_pk=given.pk, at=at)


def latest(meeting: Meeting, at: datetime | None = None) -> dict[int, Reply]:
    """Seat id → the answer that counts, of those given up to `at`. One query."""
    return {row.seat_id: row for row in _given(meeting, at)}


@written
def _given(meeting: Meeting, at: datetime | None) -> QuerySet[Reply]:
    return Reply.objects.filter(meeting=meeting).that_stand(at).select_related("deputy")


@dataclass(frozen=True)
class Call:
    """A seat worth a telephone call, with who holds it."""

    seat: SeatOn
    answer: Reply | None


@dataclass(frozen=True)
class Forecast:
    """What replies say about quorum. Agencies by code; seats that do not count for quorum are left out of them."""

    quorum: quorum.Forecast
    agencies_yes: list[str]
    not_answered: list[str]
    for_other_day: int
    """How many of the answers were given for a day that the meeting had before."""
    to_telephone: list[Call]


def forecast(meeting: Meeting, at: datetime) -> Forecast:
    """From the latest answer of each seat up to `at`: attending and deputy say yes (P4)."""
    return forecast_of(meeting, seats_on(meeting.group, meeting.day), latest(meeting, at))


def forecast_of(meeting: Meeting, seats: list[SeatOn], replies: Mapping[int, Reply]) -> Forecast:
    """The same from seats and replies at hand. No query."""
    terms = meeting.terms.content
    filled = [seat for seat in seats if seat.is_filled]
    yes = [
        seat_present(seat, terms, deputy=answer.answer == Answer.DEPUTY)
        for seat in filled
        if (answer := replies.get(seat.seat.pk)) and answer.answer in YES
    ]
    waiting = [seat_present(seat, terms, deputy=False) for seat in filled if seat.seat.pk not in replies]
    result = quorum.forecast(terms.quorum.conditions, yes, waiting, sum(seat.counts for seat in seats))
    agencies = {one.agency for one in yes if one.counts}
    by_code = {seat.seat.code: seat for seat in filled}
    return Forecast(
        quorum=result,
        agencies_yes=sorted(agencies),
        not_answered=sorted({one.agency for one in waiting if one.counts} - agencies),
        for_other_day=sum(
            bool((answer := replies.get(seat.seat.pk)) and answer.for_other_day) for seat in filled
        ),
        to_telephone=[
            Call(seat, replies.get(seat.seat.pk)) for code in result.telephone if (seat := by_code.get(code))
        ],
    )
