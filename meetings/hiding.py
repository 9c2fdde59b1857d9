"""Agenda items about something that is not there for a reader: they stand in their place as a confidential item, and no more.

What an item is about may be hidden from somebody (`Subject.hidden`): a case that opens to named people alone, or one they are shut
out of. An item about a case that is withheld from somebody is hidden from them too, since its title names the case. Or the item
itself opens to readers named one by one (ItemReader). Then its title, papers, minutes, decisions and action lines are kept from
them as those of a withheld item are.
"""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.db.models import QuerySet

from meetings.enums import ItemKind
from meetings.models import AgendaItem, ItemReader, Meeting, Withholding
from subgroup import clock, registry
from subgroup.models import Person, SubGroup
from subgroup.once import once
from subgroup.prepared import Place, Statement
from subgroup.registry import Hider
from subgroup.views.base import GroupRequest

Rows = TypeVar("Rows", bound=QuerySet[Any])
HIDDEN_TITLE = "Confidential item"
ITEM = "item"


def items(person: Person | None, group: SubGroup, on: date) -> frozenset[int]:
    """The ids of the group's items that are not there for this person, or for somebody; carried over ones too.

    One query where no item is about anything of a kind that hides and none has named readers, two more where nothing is
    hidden from them.
    """
    return once(("hidden items", person and person.pk, group.pk, on), lambda: _items(person, group, on))


_KEPT = f"""
SELECT item.id, item.subject_kind, item.subject_id FROM {AgendaItem._meta.db_table} item
JOIN {Meeting._meta.db_table} meeting ON meeting.id = item.meeting_id
WHERE meeting.group_id = %s AND item.id IN (
    SELECT id FROM {AgendaItem._meta.db_table} WHERE subject_kind IN ({{kinds}})
    UNION SELECT item_id FROM {ItemReader._meta.db_table} WHERE ended_at IS NULL)
"""  # noqa: S608 - names of tables
"""As SQL: every page asks it, and building it took longer than asking."""


@cache
def _kept(kinds: tuple[str, ...]) -> Statement:
    return Statement(_KEPT.format(kinds=", ".join(["%s"] * len(kinds)) or "NULL"), [Place(0), *kinds])


def _items(person: Person | None, group: SubGroup, on: date) -> frozenset[int]:
    kinds = [kind for kind in registry.hiding_kinds() if kind != ITEM]
    found = _kept(tuple(kinds)).rows(group.pk)
    about = {pk: (kind, key) for pk, kind, key in found if kind in kinds}
    gone = registry.hidden(person, group, set(about.values()), on=on) if about else set()
    first = {pk for pk, pair in about.items() if pair in gone} | _withheld(person, group, about)
    if found:
        first |= _opens_to_others(person, [pk for pk, _, _ in found])
    if not first:
        return frozenset()
    carried = AgendaItem.objects.filter(
        kind=ItemKind.CARRIED, subject_kind=ITEM, subject_id__in=[str(pk) for pk in first]
    )
    return frozenset(first | set(carried.order_by().values_list("pk", flat=True)))


def _opens_to_others(person: Person | None, items: Collection[int]) -> set[int]:
    """The items with named readers, of whom this person is none. For nobody in particular, all of them."""
    readers = ItemReader.objects.filter(ended_at=None, item__in=items)
    pairs = set(readers.order_by().values_list("item_id", "person_id"))
    return {item for item, _ in pairs if person is None or (item, person.pk) not in pairs}


def _withheld(person: Person | None, group: SubGroup, about: Collection[int]) -> set[int]:
    """Of some items those that are withheld from this person, or from anybody, by themselves or where they were carried over to."""
    if not about:
        return set()
    rows = Withholding.objects.filter(item__meeting__group=group, lifted_at=None).select_related("item")
    rows = rows if person is None else rows.filter(person=person)
    return {row.item.root_id for row in rows} & set(about)


def _ids(person: Person | None, group: SubGroup, on: date) -> frozenset[str]:
    return frozenset(map(str, items(person, group, on)))


def _of_them(gone: frozenset[str], ids: Collection[str] | None) -> Collection[str]:
    return gone if ids is None else gone & set(ids)


def _left(group: SubGroup, one: str, on: date) -> Sequence[Person]:
    item = AgendaItem.objects.filter(meeting__group=group, pk=one).first()
    readers = ItemReader.objects.filter(item=item.root_id if item else None, ended_at=None)
    return [reader.person for reader in readers.select_related("person")]


HIDER = Hider(_ids, _of_them, _left)


def of(request: GroupRequest) -> frozenset[int]:
    """`items` for who reads this page."""
    return items(request.user, request.group, clock.today())


def masked(rows: Iterable[AgendaItem], gone: Collection[int]) -> list[AgendaItem]:
    """The items with nothing to be read of the hidden ones but that there is one. Copies: they are for showing alone."""
    return [_mask(item) if item.pk in gone else item for item in rows]


def _mask(item: AgendaItem) -> AgendaItem:
    shown = copy(item)
    shown.title, shown.reference, shown.presenter, shown.recommendation = HIDDEN_TITLE, "", "", ""
    shown.check_note = shown.late_reason = shown.withdrawn_reason = ""
    shown.subject_kind = shown.subject_id = ""
    shown.agency = shown.seat = shown.submitted_by = None
    return shown


def without(rows: Rows, gone: Collection[int], field: str = "item_id") -> Rows:
    """The rows that belong to no hidden item; `field` leads to the item's id."""
    return rows.exclude(**{f"{field}__in": gone}) if gone else rows
