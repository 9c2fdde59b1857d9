from django.urls import reverse

from actionplans.models import Action
from subgroup.registry import Subject


def _urls(ids):
    rows = Action.objects.filter(pk__in=ids).values_list("pk", "group__slug")
    return {str(pk): reverse("actionplans:detail", args=[slug, pk]) for pk, slug in rows}


ACTION_SUBJECT = Subject(
    noun="action",
    labels=lambda ids: {
        str(pk): f"action {reference}"
        for pk, reference in Action.objects.filter(pk__in=ids).values_list("pk", "reference")
    },
    urls=_urls,
    opened_by=("view_actions", "update_actions"),
)
