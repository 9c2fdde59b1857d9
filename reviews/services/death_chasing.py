"""Chasing what agencies owe the Child Death Overview Panel: whom it mails is shown first, and nobody gets two in a day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from meetings.notices import mail_people
from meetings.services import seen as words
from reviews.enums import RequestState
from reviews.models import DeathRequest
from reviews.services import death_requests
from subgroup import registry
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Message, Person, SubGroup

KIND = "cdop_chase"


@dataclass
class Mail:
    """What one person would be sent."""

    person: Person
    requests: list[DeathRequest] = field(default_factory=list)

    @property
    def references(self) -> str:
        return ", ".join(dict.fromkeys(one.death.reference for one in self.requests))


@dataclass(frozen=True)
class Chase:
    mails: list[Mail]
    had_one: list[Person]
    """Who got one today already."""
    unreached: list[DeathRequest]
    """For which nobody answers: no lead, and an empty seat."""

    def digest(self) -> str:
        return words.digest([[mail.person.pk, [one.pk for one in mail.requests]] for mail in self.mails])


def late(group: SubGroup, today: date) -> QuerySet[DeathRequest]:
    return DeathRequest.objects.filter(death__group=group, state=RequestState.ASKED, due_on__lt=today)


def plan(group: SubGroup, requests: Sequence[DeathRequest], *, today: date) -> Chase:
    """Whom chasing these mails today, and with what."""
    owners = {("agency", one.agency.code) for one in requests}
    people = registry.people_for(group, owners, on=today)
    mails: dict[int, Mail] = {}
    unreached = []
    for one in requests:
        answering = people[("agency", one.agency.code)]
        for person in answering:
            mails.setdefault(person.pk, Mail(person)).requests.append(one)
        if not answering:
            unreached.append(one)
    keys = {_key(group, today, pk): pk for pk in mails}
    told = {keys[key] for key in Message.objects.filter(key__in=keys).values_list("key", flat=True)}
    return Chase(
        mails=sorted((mail for pk, mail in mails.items() if pk not in told), key=lambda one: one.person.name),
        had_one=[mails[pk].person for pk in sorted(told)],
        unreached=unreached,
    )


def _key(group: SubGroup, today: date, person: int) -> str:
    return f"{_batch(group, today)}:{person}"


def _batch(group: SubGroup, today: date) -> str:
    return f"{KIND}:{group.pk}:{today.isoformat()}"


@transaction.atomic
def chase(
    *, group: SubGroup, requests: Sequence[DeathRequest], by: Person, at: datetime, shown: str | None = None
) -> list[Message]:  # fmt: skip
    """One mail a person with references and a link. `shown` is the digest of the page that was confirmed."""
    today = day_of(at)
    SubGroup.objects.select_for_update().get(pk=group.pk)
    rows = DeathRequest.objects.filter(pk__in=[one.pk for one in requests], state=RequestState.ASKED)
    found = plan(group, list(rows.select_related("death", "agency").order_by("due_on", "pk")), today=today)
    if not found.mails:
        raise NotAllowed("Nobody is to be mailed: each was chased today already, or nothing is owed.")
    if shown is not None and shown != found.digest():
        raise NotAllowed("What is owed changed after you opened this page. Nothing was sent. Read it again.")
    sent: list[Message] = []
    for mail in found.mails:
        sent += mail_people(
            [mail.person], kind=KIND, group=group, key=_batch(group, today),
            context={
                "lines": [(str(one), one.due_on, one.due_on < today) for one in mail.requests],
                "path": reverse("reviews:deaths_asked", args=[group.slug]),
            },
            why="you speak for an agency that the Child Death Overview Panel asked.",
            about=(death_requests.SUBJECT, str(mail.requests[0].pk)), at=at,
        )  # fmt: skip
        for one in mail.requests:
            death_requests.note(one, f"Chased by a mail to {mail.person.name}", "", by, at)
    return sent
