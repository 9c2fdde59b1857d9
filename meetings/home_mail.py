"""The part of the home page about mails that did not arrive."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Count, OuterRef, QuerySet

from subgroup import clock, registry
from subgroup.addresses import address
from subgroup.models import Message, SubGroup
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest
from subgroup.written import figures, written

TROUBLED = Message.objects.filter(state__in=(Message.State.FAILED, Message.State.UNKNOWN), resends=None)


def failed(request: GroupRequest) -> Mapping[str, Any] | None:
    """How many failed or went out with no known result, but for those about what is not there for the reader."""
    group = request.group
    [(number,)] = _troubled(group, registry.all_hidden(request.user, group, on=clock.today()))
    return {"failed": number, "url": address("mail:list", group.slug)} if number else None


@written
def _troubled(group: SubGroup, hidden: Mapping[str, Collection[str]]) -> QuerySet[Message, tuple[int]]:
    rows = TROUBLED.filter(group=group)
    for kind, ids in hidden.items():
        rows = rows.exclude(about_kind=kind, about_id__in=ids)
    return figures(rows, number=Count("pk"))


PANELS = {
    "mails that failed": Panel(
        14, "manage_members", "meetings/_home_mail.html", failed, TROUBLED.filter(group=OuterRef("pk"))
    ),
}
