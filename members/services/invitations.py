"""Invitations to choose a password. The link's token is random, stored hashed, works once, ends, and can be taken back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from members.models import Invitation
from subgroup import outbox, tokens
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup

DAYS = 14


def check_may_be_invited(person: Person) -> None:
    if not person.is_active:
        raise NotAllowed(f"The account of {person} was ended. Restore it first.")
    if person.joined_at is not None:
        raise NotAllowed(
            f"{person} has an account already. Who forgot a password asks for a new one on the sign-in page."
        )


@transaction.atomic
def invite(*, person: Person, group: SubGroup, by: Person | None, at: datetime) -> Invitation:
    """Mails a link; earlier ones stop working. Raises NotAllowed for somebody who has an account."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_may_be_invited(person)
    revoke_open(person, at)
    token = tokens.new()
    invitation = Invitation.objects.create(
        person=person,
        group=group,
        token_hash=tokens.hashed(token),
        invited_at=at,
        invited_by=by,
        expires_at=at + timedelta(days=DAYS),
    )
    outbox.enqueue(
        kind="invitation",
        to=person,
        group=group,
        key=f"invitation:{invitation.pk}",
        context={
            "link": outbox.absolute(reverse("join:open", args=[token])),
            "days": DAYS,
            "until": invitation.expires_at,
            "inviter": by,
        },
        why=f"{by or 'the sub-group'} invited you to the sub-group {group}.",
        at=at,
        private=True,
    )
    return invitation


def revoke_open(person: Person, at: datetime) -> None:
    """Every link of this person that was not used stops working."""
    for row in Invitation.objects.filter(person=person, accepted_at=None, revoked_at=None):
        row.revoked_at = at
        row.save()


@transaction.atomic
def revoke(*, invitation: Invitation, by: Person, at: datetime) -> None:
    """The link stops working."""
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.accepted_at:
        raise NotAllowed("This invitation was accepted already. To shut the person out, end their account.")
    if row.revoked_at is None:
        row.revoked_at = at
        row.save()


def find(token: str, at: datetime) -> Invitation:
    """The invitation of a link. Raises NotAllowed with a sentence for its holder. Changes nothing."""
    row = Invitation.objects.filter(token_hash=tokens.hashed(token)).select_related("person", "group").first()
    if row is None:
        raise NotAllowed("We do not know this link. Check that it was copied whole.")
    return check_open(row, at)


def check_open(row: Invitation, at: datetime) -> Invitation:
    if row.accepted_at:
        raise NotAllowed("This link was used already. Sign in with your email address and your password.")
    if row.revoked_at or not row.person.is_active:
        raise NotAllowed(
            "This link was taken back. The newest mail that you had from us holds the right one."
        )
    if row.expires_at <= at:
        raise NotAllowed("This link is too old.")
    return row


@transaction.atomic
def accept(*, invitation: Invitation, password: str, at: datetime) -> Person:
    """Sets the password. The link is used up. Raises NotAllowed when it was used, taken back or too old by now."""
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    row = Invitation.objects.select_for_update().select_related("person").get(pk=invitation.pk)
    check_open(row, at)
    row.accepted_at = at
    row.save()
    revoke_open(person, at)
    person.set_password(password)
    person.joined_at = at
    person.save()
    return person
