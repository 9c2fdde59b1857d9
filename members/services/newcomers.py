"""Somebody takes a place, and may be invited to sign in, in one step."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from members.services import invitations, people
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup
from subgroup.typed import line

T = TypeVar("T")


@transaction.atomic
def bring_in(
    take: Callable[[Person], T],
    *,
    group: SubGroup,
    name: str,
    email: str,
    invite: bool,
    by: Person,
    at: datetime,
) -> tuple[T, Person, bool]:
    """Finds or makes the person, lets them `take` the place, and invites them if they have no account yet.

    Answers what `take` did, the person, and whether a mail is on its way.
    """
    person = people.get_or_make(email=email, name=line(name))
    if not person.is_active:
        raise NotAllowed(f"The account of {person} was ended. Restore it on their page first.")
    taken = take(person)
    invited = invite and person.joined_at is None
    if invited:
        invitations.invite(person=person, group=group, by=by, at=at)
    return taken, person, invited
