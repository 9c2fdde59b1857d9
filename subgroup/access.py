"""The gate: who may. The only module that calls django-guardian.

A permission on a sub-group holds when two things agree at this moment: a guardian row on the `SubGroup` (a cache, rebuilt from
seats, deputyships and roles by `rebuild`), and a live seat, deputyship or role whose line in the role matrix grants it. So rights
begin and end at midnight with no job having run, and a stale row opens nothing.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction
from guardian.shortcuts import assign_perm, get_objects_for_user, get_user_perms, remove_perm

from subgroup.models import Person, SubGroup

Holdings = dict[int, frozenset[str]]


class Gate:
    """The door that members/ fills: what each live holding grants. `live(person, day)` answers group id → permissions."""

    live: Callable[[Person, date], Holdings]
    granted_ever: Callable[[SubGroup, date], dict[int, frozenset[str]]]


gate = Gate()


def permissions(person: Person, group: SubGroup, *, on: date) -> frozenset[str]:
    """What this person may do in the group on that day. Two queries; keep the answer for a request."""
    if not person.is_authenticated or not person.is_active:
        return frozenset()
    live = gate.live(person, on).get(group.pk, frozenset())
    return live & frozenset(get_user_perms(person, group)) if live else frozenset()


def may(person: Person, permission: str, group: SubGroup, *, on: date) -> bool:
    return permission in permissions(person, group, on=on)


def groups_of(person: Person, *, on: date) -> list[SubGroup]:
    """The sub-groups in which this person holds anything on that day, by name."""
    live = [pk for pk, granted in gate.live(person, on).items() if granted]
    if not live:
        return []
    rows = get_objects_for_user(person, [], klass=SubGroup, any_perm=True, with_superuser=False)
    return list(rows.filter(pk__in=live).order_by("name"))


@transaction.atomic
def rebuild(group: SubGroup, *, on: date, people: Iterable[Person] | None = None) -> int:
    """Makes the guardian rows of the group agree with what is held on `on` or later; answers how many rows changed."""
    wanted = gate.granted_ever(group, on)
    changed = 0
    rows = _rows(group)
    only = {person.pk for person in people} if people is not None else None
    for person_id in set(rows) | set(wanted):
        if only is not None and person_id not in only:
            continue
        want, have = wanted.get(person_id, frozenset()), rows.get(person_id, frozenset())
        if want == have:
            continue
        person = Person.objects.get(pk=person_id)
        for name in want - have:
            assign_perm(name, person, group)
        for name in have - want:
            remove_perm(name, person, group)
        changed += len(want ^ have)
    return changed


def _rows(group: SubGroup) -> dict[int, frozenset[str]]:
    from guardian.models import UserObjectPermission

    found: dict[int, set[str]] = {}
    for person_id, name in UserObjectPermission.objects.filter(
        object_pk=str(group.pk), content_type__app_label="subgroup", content_type__model="subgroup"
    ).values_list("user_id", "permission__codename"):
        found.setdefault(person_id, set()).add(name)
    return {person_id: frozenset(names) for person_id, names in found.items()}
