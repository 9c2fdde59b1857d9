"""Ending an account and giving it back. What a person may see ends with their posts; this ends signing in."""

from datetime import datetime

from django.db import transaction

from members import gate
from members.services import invitations
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup


def check_end(person: Person, group: SubGroup, *, by: Person, at: datetime) -> None:
    """Raises NotAllowed for oneself, for somebody who sits on another sub-group, and for an ended account."""
    if not person.is_active:
        raise NotAllowed("This account was ended already.")
    if person.pk == by.pk:
        raise NotAllowed("You cannot end your own account. Ask another administrator.")
    here = {pk for pk, held in gate.live(by, day_of(at)).items() if "manage_accounts" in held}
    others = set(gate.live(person, day_of(at))) - here - {group.pk}
    if others:
        names = ", ".join(SubGroup.objects.filter(pk__in=others).values_list("name", flat=True))
        raise NotAllowed(
            f"{person} sits on another sub-group too ({names}). Ask its administrator, or end the post here only."
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
