"""Mail about items, agendas and packs to several people at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from subgroup import outbox, registry
from subgroup.clock import day_of
from subgroup.models import Message, Person, SubGroup


def mail_people(
    people: Iterable[Person],
    *,
    kind: str,
    group: SubGroup,
    key: str,
    context: Mapping[str, Any],
    why: str,
    about: tuple[str, str],
    at: datetime,
) -> list[Message]:
    """One mail to each, once per key and person. `path` in the context becomes the full `link`."""
    sent = []
    link = outbox.absolute(context["path"]) if context.get("path") else ""
    for person in dict.fromkeys(people):
        if not person.is_active:
            continue
        message = outbox.enqueue(
            kind=kind,
            to=person,
            group=group,
            key=f"{key}:{person.pk}",
            context={**context, "link": link},
            why=why,
            at=at,
            about=about,
        )
        if message:
            sent.append(message)
    return sent


def mail_role(role: str, *, group: SubGroup, at: datetime, **kwargs: Any) -> list[Message]:
    """To whoever holds the role on that day, the stand-in where nobody does."""
    owner = ("role", role)
    return mail_people(
        registry.people_for(group, [owner], on=day_of(at))[owner], group=group, at=at, **kwargs
    )
