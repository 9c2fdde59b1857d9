"""The gate: who may. The only module that calls django-guardian.

A permission on a sub-group holds when two things agree at this moment: a guardian row on the `SubGroup` (a cache, rebuilt from
seats, deputyships and roles by `rebuild`), and a live seat, deputyship or role whose line in the role matrix grants it. So rights
begin and end at midnight with no job having run, and a stale row opens nothing. What a lead may do is a permission on the agency, and
a restricted case is open to the people named by one on the case, under the same rule.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from guardian.models import UserObjectPermission
from guardian.shortcuts import get_objects_for_user

from subgroup.models import Person, SubGroup
from subgroup.prepared import statement

Holdings = dict[int, frozenset[str]]


@dataclass(frozen=True)
class Container:
    """A kind of thing inside a group that opens by a row of its own: an agency to its leads, a restricted case to those named.

    `held(person, group, day)` answers those it opens to the person on that day, `ever(group, day)` each one's id → the ids of
    the people to whom it opens then or later.
    """

    model: type[Model]
    permission: str
    held: Callable[[Person, SubGroup, date], QuerySet]
    ever: Callable[[SubGroup, date], dict[int, frozenset[int]]]


class Gate:
    """The door that members/ fills: what each live holding grants. `live(person, day)` answers group id → permissions."""

    live: Callable[[Person, date], Holdings]
    granted_ever: Callable[[SubGroup, date], dict[int, frozenset[str]]]

    def __init__(self) -> None:
        self.containers: dict[str, Container] = {}


gate = Gate()
AGENCY, CASE = "agency", "case"  # the containers there are


def permissions(person: Person, group: SubGroup, *, on: date) -> frozenset[str]:
    """What this person may do in the group on that day. Two queries; keep the answer for a request."""
    return _held(person, group, _live(person, on))


def entering(person: Person, group: SubGroup, *, on: date) -> tuple[frozenset[str], list[SubGroup]]:
    """For a page: `permissions`, and `groups_of` to switch between. A query more for who is in several groups."""
    live = _live(person, on)
    held = _held(person, group, live)
    return held, _open(person, live) if held and len(live) > 1 else [group]


def _live(person: Person, on: date) -> Holdings:
    return gate.live(person, on) if person.is_authenticated and person.is_active else {}


def _held(person: Person, group: SubGroup, live: Holdings) -> frozenset[str]:
    granted = live.get(group.pk, frozenset())
    return granted & _by_row(person, group) if granted else frozenset()


_BY_ROW = statement(f"""
SELECT permission.codename FROM {UserObjectPermission._meta.db_table} held
JOIN {Permission._meta.db_table} permission
    ON permission.id = held.permission_id AND permission.content_type_id = held.content_type_id
WHERE held.user_id = %s AND held.content_type_id = %s AND held.object_pk = %s
""")  # noqa: S608 - names of tables


def _by_row(person: Person, group: SubGroup) -> frozenset[str]:
    """What guardian's rows give the person on the group. As SQL: every page asks it, and building it took longer than asking."""
    kind = ContentType.objects.get_for_model(SubGroup).pk
    return frozenset(name for (name,) in _BY_ROW.rows(person.pk, kind, str(group.pk)))


def may(person: Person, permission: str, group: SubGroup, *, on: date) -> bool:
    return permission in permissions(person, group, on=on)


def opened(kind: str, person: Person, group: SubGroup, *, on: date) -> QuerySet:
    """The containers of a kind that open to this person on that day, by what they hold and by row. One query."""
    container = gate.containers[kind]
    if not person.is_authenticated or not person.is_active:
        return container.model._base_manager.none()
    return get_objects_for_user(
        person,
        container.permission,
        klass=container.held(person, group, on),
        use_groups=False,
        with_superuser=False,
        accept_global_perms=False,
    )


def led_by(person: Person, group: SubGroup, *, on: date) -> QuerySet:
    """The agencies of the group whose lead this person is on that day, by appointment and by row. One query."""
    return opened(AGENCY, person, group, on=on)


def agencies(person: Person, group: SubGroup, *, on: date) -> frozenset[int]:
    """The ids of `led_by`."""
    return frozenset(led_by(person, group, on=on).values_list("pk", flat=True))


def groups_of(person: Person, *, on: date) -> list[SubGroup]:
    """The sub-groups in which this person holds anything on that day, by name."""
    return _open(person, _live(person, on))


def _open(person: Person, live: Holdings) -> list[SubGroup]:
    granted = [pk for pk, names in live.items() if names]
    if not granted:
        return []
    rows = get_objects_for_user(person, [], klass=SubGroup, any_perm=True, with_superuser=False)
    return list(rows.filter(pk__in=granted).order_by("name"))


_waiting: ContextVar[int | None] = ContextVar("waiting", default=None)


@contextmanager
def rebuilt_at_the_end(group: SubGroup, *, on: date) -> Iterator[None]:
    """Many changes of a membership, one rebuilding of its rows."""
    token = _waiting.set(group.pk)
    try:
        yield
    finally:
        _waiting.reset(token)
    rebuild(group, on=on)


@transaction.atomic
def rebuild(group: SubGroup, *, on: date, people: Iterable[Person] | None = None) -> int:
    """Makes the guardian rows of the group and its containers agree with what is held on `on` or later; answers how many rows changed."""
    if _waiting.get() == group.pk:
        return 0
    only = {person.pk for person in people} if people is not None else None
    on_group = {group.pk: gate.granted_ever(group, on)}
    changed = _agree(SubGroup, on_group, only)
    for container in gate.containers.values():
        people_of = container.ever(group, on)
        granted = frozenset({container.permission})
        changed += _agree(
            container.model, {pk: dict.fromkeys(them, granted) for pk, them in people_of.items()}, only
        )
    return changed


def _agree(model: type[Model], wanted: dict[int, dict[int, frozenset[str]]], only: set[int] | None) -> int:
    """Makes the rows on these things (id → person's id → permissions) agree, for all people or `only` some."""
    kind = ContentType.objects.get_for_model(model)
    rows = UserObjectPermission.objects.filter(content_type=kind, object_pk__in=map(str, wanted))
    if only is not None:
        rows = rows.filter(user_id__in=only)
    have = {
        (key, person, name): pk
        for pk, key, person, name in rows.values_list("pk", "object_pk", "user_id", "permission__codename")
    }
    want = {
        (str(key), person, name)
        for key, people in wanted.items()
        for person, names in people.items()
        if only is None or person in only
        for name in names
    }
    if have.keys() == want:
        return 0
    gone = [pk for row, pk in have.items() if row not in want]
    UserObjectPermission.objects.filter(pk__in=gone).delete()
    ids = dict(Permission.objects.filter(content_type=kind).values_list("codename", "pk"))
    new = [
        UserObjectPermission(user_id=person, permission_id=ids[name], content_type=kind, object_pk=key)
        for key, person, name in sorted(want - have.keys())
    ]
    UserObjectPermission.objects.bulk_create(new, ignore_conflicts=True)
    return len(gone) + len(new)
