"""One at a time: numbers of a year and states of a meeting change under a lock."""

from meetings.models import Meeting
from subgroup.models import SubGroup


def lock(meeting: Meeting) -> Meeting:
    """Locks the row until the end of the transaction and brings the instance up to date: two at once queue here."""
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())
    return meeting


def lock_group(group: SubGroup) -> None:
    """Held while a number of the year is taken."""
    SubGroup.objects.select_for_update().get(pk=group.pk)
