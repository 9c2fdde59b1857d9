"""Who sees which actions, plans and challenges, and who may update them. Every list, page, file and count begins here."""

from datetime import date

from django.db.models import Q, QuerySet

from actionplans.models import Action, Challenge, Plan
from members.models import Deputyship, Seat
from members.representation import seats_held_by
from subgroup import access
from subgroup.models import Person, SubGroup


def visible(person: Person, group: SubGroup, permissions: frozenset[str], *, on: date) -> QuerySet[Action]:
    """The whole register; for somebody who may only update, what their agency or seat was asked.

    Confidential actions and those of confidential plans are for those who may read such things; one whose item is
    withheld from the person is kept from them.
    """
    rows = Action.objects.filter(group=group)
    if "view_actions" not in permissions:
        rows = rows.filter(asked_of(person, group, on=on))
    if "view_confidential" not in permissions:
        rows = rows.filter(confidential=False).exclude(recommendation__plan__confidential=True)
    kept = person.withholdings.filter(lifted_at=None).values("item_id")
    return rows.exclude(confidential=True, line__item_id__in=kept)


def asked_of(person: Person, group: SubGroup, *, on: date) -> Q:
    """The actions for whose agency the person is lead, or whose seat they hold."""
    seats = [seat.pk for seat in seats_held_by(person, group, on)]
    return Q(agency_id__in=access.agencies(person, group, on=on)) | Q(owner_id__in=seats)


def plans(person: Person, group: SubGroup, permissions: frozenset[str], *, on: date) -> QuerySet[Plan]:
    """Plans are for those who see the whole register; a lead sees actions, not plans."""
    if "view_actions" not in permissions:
        return Plan.objects.none()
    rows = Plan.objects.filter(group=group)
    return rows if "view_confidential" in permissions else rows.filter(confidential=False)


def challenges(
    person: Person, group: SubGroup, permissions: frozenset[str], *, on: date
) -> QuerySet[Challenge]:
    """All of them; for a lead, those to or by the agencies they lead."""
    rows = Challenge.objects.filter(group=group)
    if "view_actions" not in permissions:
        rows = rows.filter(agency_id__in=access.agencies(person, group, on=on))
    if "view_confidential" not in permissions:
        rows = rows.exclude(action__confidential=True).exclude(
            action__recommendation__plan__confidential=True
        )
    return rows


def may_update(person: Person, action: Action, permissions: frozenset[str], *, on: date) -> bool:
    """Whoever holds its seat, deputises for it or leads its agency; and business support and the chair for all."""
    if "manage_actions" in permissions:
        return True
    if "update_actions" not in permissions:
        return False
    held: QuerySet[Seat] = Seat.objects.filter(
        Q(holdings__in=person.holdings.on(on))
        | Q(deputyships__in=Deputyship.objects.filter(person=person).on(on)),
        group_id=action.group_id,
    )
    mine = Q(pk=action.owner_id) if action.owner_id else Q(agency_id=action.agency_id)
    return held.filter(mine).exists() or action.agency_id in access.agencies(person, action.group, on=on)
