from collections.abc import Collection

from reports.models import CoordinatingMeeting
from subgroup.registry import Subject


def _labels(ids: Collection[str]) -> dict[str, str]:
    return {str(row.pk): row.name for row in CoordinatingMeeting.objects.filter(pk__in=ids)}


COORDINATING_MEETING = Subject(
    noun="return",
    labels=_labels,
    page="reports:return",
    opened_by=("draft_returns",),
    told_to=("view_returns",),
)
