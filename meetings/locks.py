"""One writer at a time for a meeting: its row is the lock, always taken before an item's."""

from meetings.models import AgendaItem, Meeting
from subgroup.models import SubGroup


def locked(meeting: Meeting) -> Meeting:
    """The caller's own object, brought up to date and held until the transaction ends."""
    meeting.refresh_from_db(from_queryset=Meeting.objects.select_for_update())
    return meeting


def locked_item(item: AgendaItem) -> AgendaItem:
    """The caller's own object, brought up to date; its meeting is locked."""
    meeting = Meeting.objects.select_for_update().get(pk=item.meeting_id)
    item.refresh_from_db()
    item.meeting = meeting
    return item


def lock_group(group: SubGroup) -> None:
    """Held while a number of the reporting year is taken."""
    SubGroup.objects.select_for_update().get(pk=group.pk)
