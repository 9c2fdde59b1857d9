"""The address of a person's private calendar. The token in it is the whole secret: docs/decisions/0004-calendar-feeds.md."""

from datetime import datetime, timedelta

from django.db import transaction

from members.models import FeedToken
from subgroup import tokens
from subgroup.models import Person

LOG_EVERY = timedelta(minutes=5)


@transaction.atomic
def renew(*, person: Person, at: datetime) -> str:
    """A new token, shown once; the one before ends at the same moment."""
    Person.objects.select_for_update().get(pk=person.pk)
    revoke(person=person, at=at)
    token = tokens.new()
    FeedToken.objects.create(person=person, token_hash=tokens.hashed(token), made_at=at)
    return token


def revoke(*, person: Person, at: datetime) -> int:
    """Ends the person's feed; answers how many tokens ended."""
    return FeedToken.objects.filter(person=person, revoked_at=None).update(revoked_at=at)


def current(person: Person) -> FeedToken | None:
    return FeedToken.objects.filter(person=person, revoked_at=None).first()


def person_of(*, token: str, at: datetime) -> Person | None:
    """Whose feed it is, with its use recorded; None for a token that is unknown, ended, or of an account that ended."""
    found = (
        FeedToken.objects.filter(token_hash=tokens.hashed(token), revoked_at=None)
        .select_related("person")
        .first()
    )
    if found is None or not found.person.is_active:
        return None
    if found.last_used_at is None or at - found.last_used_at >= LOG_EVERY:
        FeedToken.objects.filter(pk=found.pk).update(last_used_at=at)
    return found.person
