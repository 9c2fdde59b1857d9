"""Mail about one action: its reference and the way to it, never what it says."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from actionplans import hidden
from actionplans.models import Action, Extension
from actionplans.services import owing
from actionplans.services.owing import SUBJECT
from meetings.notices import mail_people
from subgroup import registry
from subgroup.clock import day_of
from subgroup.models import Person


def of_action(kind: str, action: Action, *, at: datetime, also: Iterable[Person] = ()) -> None:
    """To whoever answers for it, and `also` others. Each moment once."""
    owner = owing.owner_of(action)
    pair, today = (SUBJECT, str(action.pk)), day_of(at)
    people = registry.people_for(action.group, [owner], on=today)[owner]
    mail_people(
        hidden.told(people, pair, action.group, on=today, also=also),
        kind=kind, group=action.group, key=f"{kind}:{action.pk}:{at.isoformat()}",
        context={"action": action, "path": reverse("actionplans:detail", args=[action.group.slug, action.pk])},
        why=f"you answer for {action.reference}.", about=pair, at=at,
    )  # fmt: skip


def of_extension(extension: Extension, *, at: datetime) -> None:
    """What the chair decided, to who asked and who answers for the action."""
    kind = "extension_granted" if extension.granted else "extension_refused"
    of_action(kind, extension.action, at=at, also=[extension.asked_by])
