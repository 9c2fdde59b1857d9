"""What of minutes and letters stands on the home page: for the chair to decide, for business support to circulate."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse

from meetings.enums import LetterState, MeetingState, MinutesState
from meetings.home import Facts
from meetings.models import ApologyLetter
from members.deciding import Decision
from subgroup.models import Deadline, SubGroup
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest

TO_SEND = [LetterState.DRAFTED, LetterState.SIGNED]
LETTER_RULES = ["second_apology_letter", "second_apology_letter_in_year"]


def _of_minutes(request: GroupRequest, state: MinutesState, words: str) -> Mapping[str, Any] | None:
    facts = Facts.of(request)
    found = [
        Decision(words.format(one.code), facts.url("minutes", one.pk), due=facts.due(one, "minutes"))
        for one in facts.meetings
        if one.state == MeetingState.HELD and one.minutes_state == state
    ]
    return {"decisions": found} if found else None


def to_approve(request: GroupRequest) -> Mapping[str, Any] | None:
    """Minutes that lie with the chair."""
    return _of_minutes(request, MinutesState.WITH_CHAIR, "Approve the minutes of {}")


def to_circulate(request: GroupRequest) -> Mapping[str, Any] | None:
    """Minutes that the chair has approved, for business support; the chair has others to do it."""
    if "approve_minutes" in request.permissions:
        return None
    return _of_minutes(request, MinutesState.APPROVED, "Circulate the minutes of {}")


def _dues(group: SubGroup) -> dict[str, Deadline]:
    rows = Deadline.objects.open().filter(group=group, subject_kind="letter", rule__in=LETTER_RULES)
    return {row.subject_id: row for row in rows}


def letters_to_send(request: GroupRequest) -> Mapping[str, Any] | None:
    """The letters that are drafted or signed and not sent (P6)."""
    rows = ApologyLetter.objects.filter(meeting__group=request.group, state__in=TO_SEND)
    rows = rows.order_by("meeting__day", "seat__number")
    letters = list(
        rows.select_related("seat", "meeting").only(
            "state", "seat__number", "meeting__number", "meeting__plan"
        )
    )
    dues = _dues(request.group) if letters else {}
    found = []
    for letter in letters:
        due = dues.get(str(letter.pk))
        verb = "Send" if letter.state == LetterState.SIGNED else "Sign off"
        found.append(
            Decision(
                f"{verb} the letter to {letter.seat.code} after {letter.meeting.code}",
                reverse("meetings:letter", args=[request.group.slug, letter.pk]),
                due=due.due_on if due else None,
                about=("letter", str(letter.pk)),
            )
        )
    return {"decisions": found} if found else None


WAITING = ApologyLetter.objects.filter(meeting__group=OuterRef("pk"), state__in=TO_SEND)
PANELS = {
    "minutes_to_approve": Panel(20, "approve_minutes", "", to_approve),
    "minutes_to_circulate": Panel(21, "circulate_minutes", "", to_circulate),
    "letters_to_send": Panel(30, "sign_letters", "", letters_to_send, WAITING),
}
