"""Who sees which actions, plans and challenges, and who may update them. Every list, page, file and count begins here.

For nobody in particular (None) a list holds what is there for everybody with these rights.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypedDict, TypeVar

from django.db.models import Q, QuerySet

from actionplans import hidden
from actionplans.histories import is_kept
from actionplans.models import Action, ActionQuerySet, Challenge, Escalation, Plan, Recommendation
from meetings import hiding
from meetings.models import ActionLine, Withholding
from members.models import Agency, Deputyship, Seat
from members.representation import seats_held_by
from subgroup import access, registry
from subgroup.models import Person, SubGroup
from subgroup.written import written

Rows = TypeVar("Rows", bound=QuerySet[Any])


def visible(
    person: Person | None, group: SubGroup, permissions: frozenset[str], *, on: date
) -> ActionQuerySet:
    """The whole register; for somebody who may only update, what their agency or seat was asked.

    Confidential actions and those of confidential plans are for those who may read such things; one whose item is
    withheld from the person is kept from them.
    """
    return seen(person, group, **sight(person, group, permissions, on=on))


class Sight(TypedDict):
    """By what it is decided who sees which actions, asked before the actions are: for `seen`."""

    keys: dict[str, Collection[int]]
    """Of plans and items that are not there, and of agencies and seats that were asked where the register is not open as a whole."""
    whole: bool
    confidential: bool


def sight(person: Person | None, group: SubGroup, permissions: frozenset[str], *, on: date) -> Sight:
    found = _rights(person, group, permissions, on=on)
    found["keys"]["items"] = hiding.items(person, group, on)
    return found


def seen(
    person: Person | None,
    group: SubGroup,
    keys: Mapping[str, Collection[int]],
    *,
    whole: bool,
    confidential: bool,
) -> ActionQuerySet:
    """`visible`, so that it can be written once (subgroup/written.py): nothing is asked."""
    rows = _permitted(group, keys, whole=whole, confidential=confidential)
    kept = ActionLine.objects.filter(item__in=_withheld(person))
    rows = rows.exclude(confidential=True, line_id__in=kept.values("pk"))
    return _without(rows, keys["items"], "line__item_id")


def _withheld(person: Person | None) -> QuerySet[Any]:
    """The ids of the items that are withheld from this person, or from anybody."""
    rows = Withholding.objects.filter(lifted_at=None)
    return (rows if person is None else rows.filter(person=person)).values("item_id")


def one_visible(
    pk: int, person: Person, group: SubGroup, permissions: frozenset[str], *, on: date
) -> Action | None:
    """The one of `visible` with this key. Only one of the minutes may be kept with its item."""
    found = next(iter(_one(pk, group, **_rights(person, group, permissions, on=on))), None)
    return None if found and found.line and is_kept(found, person) else found


@written
def _one(
    pk: int, group: SubGroup, keys: Mapping[str, Collection[int]], *, whole: bool, confidential: bool
) -> QuerySet[Action]:
    return _permitted(group, keys, whole=whole, confidential=confidential).filter(pk=pk).order_by()


def _rights(person: Person | None, group: SubGroup, permissions: frozenset[str], *, on: date) -> Sight:
    whole = "view_actions" in permissions
    keys: dict[str, Collection[int]] = {"plans": hidden.plans(person, group, on)}
    keys |= asked(person, group, on=on) if person and not whole else {}
    return {"keys": keys, "whole": whole, "confidential": "view_confidential" in permissions}


def _permitted(
    group: SubGroup, keys: Mapping[str, Collection[int]], *, whole: bool, confidential: bool
) -> ActionQuerySet:
    rows = Action.objects.filter(group=group)
    if not whole:
        asked = Q(agency_id__in=keys.get("agencies", [])) | Q(owner_id__in=keys.get("seats", []))
        rows = rows.filter(asked)
    if not confidential:
        rows = _not_confidential(rows)
    return _without(rows, keys["plans"], "recommendation__plan_id")


def open_to_all(group: SubGroup, *, on: date) -> ActionQuerySet:
    """What nobody of the group is kept from: what may be counted in figures that are the same for every reader."""
    rows = _not_confidential(Action.objects.filter(group=group))
    rows = _without(rows, hidden.plans(None, group, on), "recommendation__plan_id")
    return _without(rows, hiding.items(None, group, on), "line__item_id")


def _not_confidential(rows: ActionQuerySet) -> ActionQuerySet:
    return rows.filter(confidential=False).exclude(recommendation__plan__confidential=True)


def _without(rows: Rows, gone: Collection[int], field: str) -> Rows:
    """The rows but those from an item or plan about what is not there for the person; what comes from none stays."""
    return rows.filter(Q(**{f"{field}__isnull": True}) | ~Q(**{f"{field}__in": gone})) if gone else rows


def asked_of(person: Person, group: SubGroup, *, on: date) -> Q:
    """The actions for whose agency the person is lead, or whose seat they hold."""
    found = asked(person, group, on=on)
    return Q(agency_id__in=found["agencies"]) | Q(owner_id__in=found["seats"])


def asked(person: Person, group: SubGroup, *, on: date) -> dict[str, Collection[int]]:
    """The ids of these agencies and seats."""
    seats = [seat.pk for seat in seats_held_by(person, group, on)]
    return {"agencies": access.agencies(person, group, on=on), "seats": seats}


def plans(person: Person | None, group: SubGroup, permissions: frozenset[str], *, on: date) -> QuerySet[Plan]:
    """Plans are for those who see the whole register; a lead sees actions, not plans."""
    if "view_actions" not in permissions:
        return Plan.objects.none()
    rows = Plan.objects.filter(group=group).exclude(pk__in=hidden.plans(person, group, on))
    return rows if "view_confidential" in permissions else rows.filter(confidential=False)


def themes(plans: QuerySet[Plan]) -> set[str]:
    """Those of the plans and of their recommendations."""
    of_plans = plans.exclude(theme="").order_by().values_list("theme", flat=True)
    below = Recommendation.objects.filter(plan__in=plans.order_by().values("pk")).exclude(theme="")
    return {*of_plans, *below.order_by().values_list("theme", flat=True).distinct()}


def challenges(
    person: Person | None, group: SubGroup, permissions: frozenset[str], *, on: date
) -> QuerySet[Challenge]:
    """All of them; for a lead, those to or by the agencies they lead. Those about an action that the person may not see are kept."""
    rows = Challenge.objects.filter(group=group)
    if "view_actions" not in permissions:
        rows = rows.filter(agency_id__in=access.agencies(person, group, on=on)) if person else rows.none()
    if "view_confidential" not in permissions:
        rows = rows.exclude(action__confidential=True).exclude(
            action__recommendation__plan__confidential=True
        )
    rows = rows.exclude(action__confidential=True, action__line__item_id__in=_withheld(person))
    rows = _without(rows, hiding.items(person, group, on), "action__line__item_id")
    return _without(rows, hidden.plans(person, group, on), "action__recommendation__plan_id")


def challenges_of(
    found: Iterable[Challenge], action: Action, person: Person, permissions: frozenset[str], *, on: date
) -> list[Challenge]:
    """Those of `challenges` among all that are about one action, which this person has been found to see."""
    if "view_actions" in permissions:
        return list(found)
    led = access.agencies(person, action.group, on=on)
    return [one for one in found if one.agency_id in led]


def exceptions(
    person: Person | None, group: SubGroup, permissions: frozenset[str], *, on: date
) -> QuerySet[Escalation]:
    """All of them for those who read the register or the returns: they hold references only. For a lead, their agencies'."""
    items, plans_ = hiding.items(person, group, on), hidden.plans(person, group, on)
    rows = _without(Escalation.objects.filter(group=group), plans_, "owed__plan_id")
    for way in ("action", "challenge__action"):
        rows = _without(rows, items, f"{way}__line__item_id")
        rows = _without(rows, plans_, f"{way}__recommendation__plan_id")
    if permissions & {"view_actions", "view_returns"}:
        return rows
    return rows.filter(agency_id__in=access.agencies(person, group, on=on)) if person else rows.none()


def may_update(person: Person, action: Action, permissions: frozenset[str], *, on: date) -> bool:
    """Whoever holds its seat, deputises for it or leads its agency; and business support and the chair for all.

    Of a hidden plan only those for whom it is there, and where that is nobody of these who is named in their place.
    """
    if action.plan and action.plan.pk in hidden.plans(person, action.group, on):
        return False
    if "manage_actions" in permissions:
        return True
    if "update_actions" not in permissions:
        return False
    if action.pk in hidden.stood_in(person, action.group, on):
        return True
    held: QuerySet[Seat] = Seat.objects.filter(
        Q(holdings__in=person.holdings.on(on))
        | Q(deputyships__in=Deputyship.objects.filter(person=person).on(on)),
        group_id=action.group_id,
    )
    mine = Q(pk=action.owner_id) if action.owner_id else Q(agency_id=action.agency_id)
    return (
        held.filter(mine).exists()
        or answers_for(person, action.group, on=on).filter(pk=action.agency_id).exists()
    )


def answers_for(person: Person, group: SubGroup, *, on: date) -> QuerySet[Agency]:
    """The agencies for which the person answers: as their lead or, where there is none, by a seat or a role."""
    codes = registry.owners["agency"].keys_of(person, group, on)
    return Agency.objects.filter(group=group, code__in=codes)


def mine_to_update(person: Person, group: SubGroup, *, on: date) -> Q:
    """The actions that `may_update` allows by what the person is, and not because they may manage all."""
    seats = seats_held_by(person, group, on, or_deputised=True)
    agencies = [seat.agency_id for seat in seats]
    return (
        Q(agency__in=answers_for(person, group, on=on))
        | Q(owner_id__in=[seat.pk for seat in seats])
        | Q(owner=None, agency_id__in=agencies)
        | Q(pk__in=hidden.stood_in(person, group, on))
    )
