"""The address that a person signs in with; ending an account and giving it back. What a person may see ends with their posts."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse

from members import gate
from members.models import Invitation
from members.services import invitations, people
from subgroup import outbox
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup


def check_end(person: Person, group: SubGroup, *, by: Person, at: datetime) -> None:
    """Raises NotAllowed for oneself, for somebody who sits on another sub-group, and for an ended account."""
    if not person.is_active:
        raise NotAllowed("This account was ended already.")
    if person.pk == by.pk:
        raise NotAllowed("You cannot end your own account. Ask another administrator.")
    if names := _elsewhere(person, group, by=by, at=at, rights={"manage_accounts"}):
        raise NotAllowed(
            f"{person} sits on another sub-group too ({names}). Ask its administrator, or end the post here only."
        )


def _elsewhere(person: Person, group: SubGroup, *, by: Person, at: datetime, rights: set[str]) -> str:
    """The names of the other groups of a person in which `by` holds none of these rights; as a rule none."""
    day = day_of(at)
    others = set(gate.live(person, day)) - {group.pk}
    if others:
        others -= {pk for pk, held in gate.live(by, day).items() if held & rights}
    return ", ".join(SubGroup.objects.filter(pk__in=others).values_list("name", flat=True)) if others else ""


def check_change_address(person: Person, group: SubGroup, *, by: Person, at: datetime) -> None:
    """Raises NotAllowed for an ended account, and for somebody who sits on a group where `by` runs neither members nor accounts.

    Who has joined and has rights that `by` lacks has their address changed by an administrator.
    """
    if not person.is_active:
        raise NotAllowed(f"The account of {person} was ended. Restore it first.")
    if names := _elsewhere(person, group, by=by, at=at, rights={"manage_accounts", "manage_members"}):
        raise NotAllowed(f"{person} sits on another sub-group too ({names}). Ask its business support.")
    if person.joined_at and not _holds_all(by, of=person, group=group, at=at):
        raise NotAllowed(
            f"{person} may do things here that you may not, and whoever reads mail at an address can sign in with it. "
            "Ask an administrator to change it."
        )


def _holds_all(by: Person, *, of: Person, group: SubGroup, at: datetime) -> bool:
    """Whether `by` runs the accounts, or has every right that `of` has: nobody gains a right by an address."""
    nothing: frozenset[str] = frozenset()
    own = gate.live(by, day_of(at)).get(group.pk, nothing)
    return "manage_accounts" in own or gate.live(of, day_of(at)).get(group.pk, nothing) <= own


@transaction.atomic
def change_address(
    *, person: Person, group: SubGroup, email: str, by: Person, at: datetime
) -> Invitation | None:
    """The person signs in with this address from now on; their sessions stay.

    Tells the old address and the new one. An invitation that waits goes to the new address instead, and is answered.
    Raises NotAllowed for an address that is theirs already or somebody else's.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_change_address(person, group, by=by, at=at)
    old, new = person.email, email.strip().lower()
    if new == old.lower():
        raise NotAllowed(f"This is the address of {person} already.")
    _check_free(new, group)
    waiting = person.invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=at).first()
    person.email = new
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:
        raise NotAllowed("This address is taken. Give another one.") from None
    # What allauth keeps beside it would let the old address ask for a new password.
    EmailAddress.objects.filter(user=person).delete()
    if person.joined_at or waiting:
        _tell(person, group, old, is_old=True, by=by, at=at)
    if person.joined_at:
        _tell(person, group, new, is_old=False, by=by, at=at)
        return None
    return invitations.invite(person=person, group=waiting.group, by=by, at=at) if waiting else None


def _check_free(email: str, group: SubGroup) -> None:
    """Says whose an address is only where they are of this group."""
    holder = Person.objects.filter(email__iexact=email).first()
    if holder is None:
        return
    if people.people_of(group).filter(pk=holder.pk).exists():
        raise NotAllowed(f"This is the address of {holder}. Give another one.")
    raise NotAllowed("This address is taken. Give another one.")


def _tell(person: Person, group: SubGroup, address: str, *, is_old: bool, by: Person, at: datetime) -> None:
    word = "was" if is_old else "is now"
    outbox.enqueue(
        kind="address_changed",
        to=person,
        address=address,
        group=group,
        key=f"address_changed:{person.pk}:{at.isoformat()}:{'old' if is_old else 'new'}",
        context={
            "by": by,
            "is_old": is_old,
            "joined": person.joined_at,
            "link": outbox.absolute(reverse("account_login")),
        },
        why=f"this {word} your address for the sub-group {group}.",
        at=at,
    )


@transaction.atomic
def end(*, person: Person, group: SubGroup, by: Person, at: datetime) -> None:
    """The person is signed out everywhere at once and cannot sign in; the password is gone. Posts stay as they are."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    check_end(person, group, by=by, at=at)
    person.is_active = False
    person.set_unusable_password()
    person.save()
    invitations.revoke_open(person, at)


@transaction.atomic
def restore(*, person: Person, by: Person, at: datetime) -> None:
    """The person may be invited again; they choose a new password."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise NotAllowed("This account is open.")
    person.is_active, person.joined_at = True, None
    person.save()
