"""Filters of the register that people keep under a name."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict

from actionplans import policies, reading
from actionplans.models import SavedFilter
from subgroup.models import Person, SubGroup
from subgroup.written import written


@transaction.atomic
def save(*, group: SubGroup, by: Person, name: str, query: str, shared: bool = False) -> SavedFilter:
    """Keeps it; under a name that the person has used already it takes the other's place."""
    policies.check_saved_filter(name, query)
    row, _ = SavedFilter.objects.update_or_create(
        group=group, person=by, name=name.strip(), defaults={"query": query, "shared": shared}
    )
    return row


@written
def _of(group: SubGroup, person: Person, *, others: bool) -> QuerySet[SavedFilter]:
    whose = Q(person=person) | Q(shared=True) if others else Q(person=person)
    return SavedFilter.objects.filter(whose, group=group)


def offered(group: SubGroup, person: Person, permissions: frozenset[str], *, on: date) -> list[SavedFilter]:
    """The person's own, by name; for who sees the whole register also those that others share.

    A name may tell of any agency, and of the plan or theme that it filters by: one that the person may not see is kept.
    """
    if "view_actions" not in permissions:
        return _of(group, person, others=False)
    found = _of(group, person, others=True)
    asked = {one.pk: QueryDict(one.query) for one in found if one.person_id != person.pk}
    if not any("plan" in query or "theme" in query for query in asked.values()):
        return found
    plans = reading.plans(person, group, permissions, on=on)
    codes, themes = set(plans.values_list("code", flat=True)), reading.themes(plans)
    return [
        one
        for one in found
        if one.pk not in asked
        or (set(asked[one.pk].getlist("plan")) <= codes and set(asked[one.pk].getlist("theme")) <= themes)
    ]
