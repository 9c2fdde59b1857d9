"""What of minutes and letters stands on the home page: for the chair to decide, for business support to circulate."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from meetings.enums import LetterState, MinutesState
from meetings.models import ApologyLetter, Meeting
from members.deciding import Decision
from subgroup.models import Deadline, SubGroup
from subgroup.registry import Panel


def _dues(group: SubGroup, kind: str) -> dict[str, Deadline]:
    rules = {"meeting": ["minutes"], "letter": ["second_apology_letter", "second_apology_letter_in_year"]}[
        kind
    ]
    rows = Deadline.objects.open().filter(group=group, subject_kind=kind, rule__in=rules)
    return {row.subject_id: row for row in rows}


def _of_minutes(group: SubGroup, state: MinutesState) -> QuerySet[Meeting]:
    return Meeting.objects.held().filter(group=group, minutes_state=state).order_by("day")


def _minutes(meeting: Meeting, text: str, dues: Mapping[str, Deadline]) -> Decision:
    due = dues.get(str(meeting.pk))
    href = reverse("meetings:minutes", args=[meeting.group.slug, meeting.pk])
    return Decision(text, href, due=due.due_on if due else None)


def to_approve(request: HttpRequest) -> Mapping[str, Any] | None:
    """Minutes that lie with the chair."""
    dues = _dues(request.group, "meeting")
    rows = _of_minutes(request.group, MinutesState.WITH_CHAIR).select_related("group")
    found = [_minutes(one, f"Approve the minutes of {one.code}", dues) for one in rows]
    return {"decisions": found} if found else None


def to_circulate(request: HttpRequest) -> Mapping[str, Any] | None:
    """Minutes that the chair has approved, for business support; the chair has others to do it."""
    if "approve_minutes" in request.permissions:
        return None
    dues = _dues(request.group, "meeting")
    rows = _of_minutes(request.group, MinutesState.APPROVED).select_related("group")
    found = [_minutes(one, f"Circulate the minutes of {one.code}", dues) for one in rows]
    return {"decisions": found} if found else None


def letters_to_send(request: HttpRequest) -> Mapping[str, Any] | None:
    """The letters that are drafted or signed and not sent (P6)."""
    dues = _dues(request.group, "letter")
    rows = ApologyLetter.objects.filter(
        meeting__group=request.group, state__in=[LetterState.DRAFTED, LetterState.SIGNED]
    ).select_related("seat", "meeting")
    found = []
    for letter in rows.order_by("meeting__day", "seat__number"):
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


PANELS = {
    "minutes_to_approve": Panel(20, "approve_minutes", "", to_approve),
    "minutes_to_circulate": Panel(21, "circulate_minutes", "", to_circulate),
    "letters_to_send": Panel(30, "sign_letters", "", letters_to_send),
}
