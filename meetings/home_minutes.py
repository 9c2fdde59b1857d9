"""What of minutes and letters stands on the home page: for the chair to decide, for business support to circulate."""

from django.db.models import OuterRef
from django.urls import reverse

from meetings.enums import LetterState, MeetingState, MinutesState
from meetings.home import Facts
from meetings.models import ApologyLetter
from members.deciding import Decision
from subgroup import ledger
from subgroup.models import Deadline
from subgroup.past import When
from subgroup.registry import Waits
from subgroup.views.base import GroupRequest

TO_SEND = (LetterState.DRAFTED, LetterState.SIGNED)
LETTER_RULES = ("second_apology_letter", "second_apology_letter_in_year")


def _of_minutes(request: GroupRequest, when: When, state: MinutesState, words: str) -> list[Decision]:
    facts = Facts.of(request, when)
    return [
        Decision(words.format(one.code), facts.url("minutes", one.pk), due=facts.due(one, "minutes"))
        for one in facts.meetings
        if one.state == MeetingState.HELD and one.minutes_state == state
    ]


def to_approve(request: GroupRequest, when: When) -> list[Decision]:
    """Minutes that lie with the chair."""
    return _of_minutes(request, when, MinutesState.WITH_CHAIR, "Approve the minutes of {}")


def to_circulate(request: GroupRequest, when: When) -> list[Decision]:
    """Minutes that the chair has approved, for business support; the chair has others to do it."""
    if when.may("approve_minutes"):
        return []
    return _of_minutes(request, when, MinutesState.APPROVED, "Circulate the minutes of {}")


def letters_to_send(request: GroupRequest, when: When) -> list[Decision]:
    """The letters that are drafted or signed and not sent (P6)."""
    rows = ApologyLetter.objects.filter(meeting__group=request.group).select_related("seat", "meeting")
    letters = when.of(rows.order_by("meeting__day", "seat__number"), state=TO_SEND)
    owed = Deadline.objects.filter(group=request.group, subject_kind="letter", rule__in=LETTER_RULES)
    dues = ledger.days(owed, when) if letters else {}
    return [
        Decision(
            f"{'Send' if one.state == LetterState.SIGNED else 'Sign off'} the letter to {one.seat.code} after {one.meeting.code}",
            reverse("meetings:letter", args=[request.group.slug, one.pk]),
            due=dues.get(str(one.pk)),
            about=("letter", str(one.pk)),
        )
        for one in letters
    ]


WAITING = {
    "minutes_to_approve": Waits(20, "approve_minutes", to_approve),
    "minutes_to_circulate": Waits(21, "circulate_minutes", to_circulate),
    "letters_to_send": Waits(
        30,
        "sign_letters",
        letters_to_send,
        ApologyLetter.objects.filter(meeting__group=OuterRef("pk"), state__in=TO_SEND),
    ),
}
