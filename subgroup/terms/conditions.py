"""The conditions of quorum as the file of terms writes them: one key to each [[quorum.conditions]]."""

import re
from collections.abc import Callable
from typing import Any

from subgroup.deadlines.quorum import (
    AllOf,
    AnyOf,
    AtLeastAgencies,
    AtLeastMembers,
    AtLeastOfCategory,
    Condition,
    FractionOfMembers,
    KOf,
    RolePresent,
)
from subgroup.terms.reader import Table

MINUTE_TAKER = "business_support"
"""The application's name of the role that the terms call minutes."""

MOST = 200
FRACTION = re.compile(r"([1-9][0-9]?)/([1-9][0-9]?)")


def read_condition(table: Table) -> Condition | None:
    """One condition, or None where it is wrong; the problem stands in the table's reader."""
    for kind in READERS:
        table.known[kind] = None
    kinds = [key for key in table.data if key in READERS]
    table.finish()
    if len(kinds) != 1:
        if len(kinds) > 1 or not table.data:
            table.wrong(None, f"{table.name} must hold one condition; write each under a heading of its own.")
        return None
    return READERS[kinds[0]](table, kinds[0])


def condition_to_json(condition: Condition) -> dict[str, Any]:
    match condition:
        case FractionOfMembers(number, of):
            return {condition.kind: f"{number}/{of}"}
        case AtLeastMembers(number) | AtLeastAgencies(number):
            return {condition.kind: number}
        case RolePresent(roles):
            return {condition.kind: list(roles)}
        case AllOf(_, names) | AnyOf(_, names):
            return {condition.kind: list(names)}
        case KOf(k, names):
            return {condition.kind: {"k": k, "set": list(names)}}
        case AtLeastOfCategory(number, category):
            return {condition.kind: {"n": number, "category": category}}
    raise TypeError(f"{condition!r} has no place in a file of terms.")


def _at_least_members(table: Table, key: str) -> Condition:
    return AtLeastMembers(table.whole(key, 1, MOST))


def _at_least_agencies(table: Table, key: str) -> Condition:
    return AtLeastAgencies(table.whole(key, 1, MOST))


def _fraction(table: Table, key: str) -> Condition | None:
    return table.read(key, fraction)


def fraction(text: str) -> FractionOfMembers:
    found = FRACTION.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise ValueError(f"“{text}” is no share of the members: write “1/3”, “1/2” or “2/3”.")
    return FractionOfMembers(int(found[1]), int(found[2]))


def _role(table: Table, key: str) -> Condition | None:
    roles = (table.text(key),) if isinstance(table.data[key], str) else distinct(table, key)
    return (
        RolePresent(tuple(MINUTE_TAKER if role == "minutes" else role for role in roles)) if roles else None
    )


def _all_of(table: Table, key: str) -> Condition | None:
    names = distinct(table, key)
    return AllOf(len(names), names) if names else None


def _any_of(table: Table, key: str) -> Condition | None:
    names = distinct(table, key)
    return AnyOf(1, names) if names else None


def _k_of(table: Table, key: str) -> Condition | None:
    inner = table.table(key)
    if inner is None:
        return None
    names = distinct(inner, "set")
    k = inner.whole("k", 1, max(1, len(names)))
    inner.finish()
    return KOf(k, names) if names else None


def _category(table: Table, key: str) -> Condition | None:
    inner = table.table(key)
    if inner is None:
        return None
    number, category = inner.whole("n", 1, MOST), inner.text("category")
    inner.finish()
    return AtLeastOfCategory(number, category) if category else None


def distinct(table: Table, key: str) -> tuple[str, ...]:
    names = table.texts(key)
    for name in sorted({name for name in names if names.count(name) > 1}):
        table.wrong(key, f"“{key}” names “{name}” twice.")
    return names


READERS: dict[str, Callable[[Table, str], Condition | None]] = {
    "at_least_members": _at_least_members,
    "at_least_agencies": _at_least_agencies,
    "fraction_of_members": _fraction,
    "role_present": _role,
    "all_of": _all_of,
    "k_of": _k_of,
    "any_of": _any_of,
    "at_least_of_category": _category,
}
