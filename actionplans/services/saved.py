"""Filters of the register that people keep under a name."""

from django.db import transaction
from django.db.models import Q, QuerySet

from actionplans import policies
from actionplans.models import SavedFilter
from subgroup.models import Person, SubGroup


@transaction.atomic
def save(*, group: SubGroup, by: Person, name: str, query: str, shared: bool = False) -> SavedFilter:
    """Keeps it; under a name that the person has used already it takes the other's place."""
    policies.check_saved_filter(name, query)
    row, _ = SavedFilter.objects.update_or_create(
        group=group, person=by, name=name.strip(), defaults={"query": query, "shared": shared}
    )
    return row


def offered(group: SubGroup, person: Person, permissions: frozenset[str]) -> QuerySet[SavedFilter]:
    """The person's own; for who sees the whole register also those that others share: a name may tell of any agency."""
    rows = SavedFilter.objects.filter(group=group)
    if "view_actions" not in permissions:
        return rows.filter(person=person)
    return rows.filter(Q(person=person) | Q(shared=True))
