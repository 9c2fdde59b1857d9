"""What opens a restricted case: the answers that subgroup/access.py asks for."""

from datetime import date

from django.db.models import QuerySet

from reviews.models import Case, Naming
from subgroup.models import Person, SubGroup


def held(person: Person, group: SubGroup, on: date) -> QuerySet[Case]:
    """The restricted cases for which the person is named now: a naming that ended opens nothing from that moment on."""
    named = Naming.objects.filter(person=person, ended_at=None)
    return Case.objects.filter(
        group=group, restricted_at__isnull=False, pk__in=named.order_by().values("case_id")
    )


def ever(group: SubGroup, on: date) -> dict[int, frozenset[int]]:
    """Each case's id → the people named for it; nobody where it is not restricted."""
    found: dict[int, set[int]] = {
        pk: set() for pk in Case.objects.filter(group=group).order_by().values_list("pk", flat=True)
    }
    rows = Naming.objects.filter(case__group=group, case__restricted_at__isnull=False, ended_at=None)
    for case_id, person_id in rows.values_list("case_id", "person_id"):
        found[case_id].add(person_id)
    return {case: frozenset(people) for case, people in found.items()}
