"""How the rest of the application names meetings and leads to them."""

from collections.abc import Collection

from meetings import hiding
from meetings.models import AgendaItem, ApologyLetter, Meeting
from subgroup.registry import Subject


def _labels(ids: Collection[str]) -> dict[str, str]:
    return {str(meeting.pk): str(meeting) for meeting in Meeting.objects.filter(pk__in=ids)}


def _still_on(ids: Collection[str]) -> set[str]:
    rows = Meeting.objects.filter(pk__in=ids).standing()
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


MEETING = Subject(
    noun="meeting", labels=_labels, page="meetings:detail", still_on=_still_on, opened_by=("view_meetings",)
)


def _letter_labels(ids: Collection[str]) -> dict[str, str]:
    rows = ApologyLetter.objects.filter(pk__in=ids).select_related("seat", "meeting")
    return {str(letter.pk): f"letter to {letter.seat.code} after {letter.meeting.code}" for letter in rows}


def _item_labels(ids: Collection[str]) -> dict[str, str]:
    return {str(item.pk): f"item {item.reference}" for item in AgendaItem.objects.filter(pk__in=ids)}


ITEM = Subject(
    noun="item", labels=_item_labels, page="meetings:item", opened_by=("view_meetings",), hidden=hiding.HIDER
)
LETTER = Subject(
    noun="letter", labels=_letter_labels, page="meetings:letter", opened_by=("sign_letters", "view_mail")
)
