"""What the change log says of actions: what they asked, and of whom, before they were changed."""

from datetime import datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from actionplans.models import Action


def edits() -> QuerySet[LogEntry]:
    """The changes of actions that were there."""
    kind = ContentType.objects.get_for_model(Action)
    return LogEntry.objects.filter(content_type=kind, action=LogEntry.Action.UPDATE).order_by()


def asked_before(action: Action) -> list[tuple[datetime, bool]]:
    """When the evidence that an action asks for was changed, the first change first, and whether any was asked for until then.

    No query for an action that nobody has changed.
    """
    if action.version == 1:
        return []
    changed = edits().filter(object_id=action.pk, changes__has_key="evidence_required")
    rows = changed.order_by("timestamp", "pk").values_list("timestamp", "changes")
    return [(at, changes["evidence_required"][0] not in ("", "None")) for at, changes in rows]
