"""What a meeting makes people owe: entered when it is made, moved with it."""

from datetime import date, datetime

from meetings.deadlines import OF_A_MEETING, REPLY
from meetings.models import Meeting, Reply
from members.representation import seats_on
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.ledger import Reckoner
from subgroup.models import Deadline, Person

SUPPORT = ("role", "business_support")
LABELS = {
    "items": "Items for",
    "publish": "Pack of",
    "minutes": "Minutes of",
    "reply": "Reply to the invitation to",
}


def owe(meeting: Meeting, *, reckoner: Reckoner, by: Person | None, at: datetime, reason: str = "") -> None:
    """Owes, or moves, what the meeting owes. A day released at short notice is owed again if it lies ahead now."""
    today = day_of(at)
    owed = [(rule.key, SUPPORT) for rule in OF_A_MEETING]
    asked = Deadline.objects.filter(group=meeting.group, rule=REPLY.key).about("meeting", meeting.pk).open()
    owed += [(REPLY.key, ("seat", key)) for key in asked.values_list("owner_key", flat=True)]
    for rule, owner in owed:
        ledger.owe(
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
            again=reckoner.due(rule, meeting.day)[0].on >= today and bool(reason),
            reckoner=reckoner,
        )


def ask_replies(meeting: Meeting, *, at: datetime) -> date:
    """Each filled seat that has not answered owes a reply; answers by when. None is owed once that day has passed."""
    reckoner = Reckoner(meeting.group)
    due = reckoner.due(REPLY.key, meeting.day)[0].on
    answered = set(Reply.objects.filter(meeting=meeting).values_list("seat_id", flat=True))
    for seat in seats_on(meeting.group, meeting.day) if due >= day_of(at) else []:
        if seat.is_filled and seat.seat.pk not in answered:
            ledger.owe(
                group=meeting.group,
                rule=REPLY.key,
                subject_kind="meeting",
                subject_id=meeting.pk,
                trigger_on=meeting.day,
                owner=("seat", str(seat.seat.pk)),
                label=f"{LABELS['reply']} {meeting.code} of {meeting.year}",
                at=at,
                reckoner=reckoner,
            )
    return due
