from collections.abc import Collection

from django.urls import reverse

from reports.models import CoordinatingMeeting
from subgroup.registry import Subject


def _labels(ids: Collection[str]) -> dict[str, str]:
    return {str(row.pk): row.name for row in CoordinatingMeeting.objects.filter(pk__in=ids)}


def _urls(ids: Collection[str]) -> dict[str, str]:
    rows = CoordinatingMeeting.objects.filter(pk__in=ids).values_list("pk", "group__slug")
    return {str(pk): reverse("reports:return", args=[slug, pk]) for pk, slug in rows}


COORDINATING_MEETING = Subject(
    noun="return", labels=_labels, urls=_urls, opened_by=("draft_returns",), told_to=("view_returns",)
)
