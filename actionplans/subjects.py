from actionplans.models import Action
from subgroup.registry import Subject

ACTION_SUBJECT = Subject(
    noun="action",
    labels=lambda ids: {
        str(pk): f"action {reference}"
        for pk, reference in Action.objects.filter(pk__in=ids).values_list("pk", "reference")
    },
    page="actionplans:detail",
    opened_by=("view_actions", "update_actions"),
)

SUBJECTS: dict[str, Subject] = {"action": ACTION_SUBJECT}
