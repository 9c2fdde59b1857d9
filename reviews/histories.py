"""The change history of a case is kept from whom the case is not there for."""

from collections import deque
from functools import cache

from django.db.models import Model

from reviews import reading
from reviews.models import Case, ChildDeath, DeathRequest, LearningPoint, Referral
from subgroup import access, clock
from subgroup.models import Person


def is_kept(thing: Model, person: Person) -> bool:
    """An auditor reads histories, but no case: what the person could not open they do not read here either."""
    now = clock.now()
    if isinstance(thing, Referral):
        permissions = access.permissions(person, thing.group, on=clock.day_of(now))
        found = reading.referrals(person, thing.group, permissions, at=now)
        return not found.filter(pk=thing.pk).exists()
    case = case_of(thing)
    if case is None:
        return False
    if isinstance(thing, ChildDeath | DeathRequest):
        return str(case.pk) in reading.hidden_cases(person, case.group, now)
    permissions = access.permissions(person, case.group, on=clock.day_of(now))
    return not reading.visible(person, case.group, permissions, at=now).filter(pk=case.pk).exists()


def case_of(thing: Model) -> Case | None:
    """The case that a row belongs to: itself, or the one that it leads to over rows of this app."""
    row: Model | None = thing
    for step in _way_to_case(type(thing)):
        row = getattr(row, step, None)
        if row is None:
            return None
    return row if isinstance(row, Case) else None


@cache
def _way_to_case(model: type[Model]) -> tuple[str, ...]:
    """The shortest one over foreign keys; empty for a case itself, and for what leads to none."""
    queue: deque[tuple[type[Model], tuple[str, ...]]] = deque([(model, ())])
    seen = {model}
    while queue:
        current, way = queue.popleft()
        if current is Case:
            return way
        if current is LearningPoint:
            continue  # where it comes from stands in no history, its own or that of a bulletin
        for field in current._meta.get_fields():
            target = field.related_model
            if not (field.concrete and (field.many_to_one or field.one_to_one) and isinstance(target, type)):
                continue
            if target._meta.app_label == "reviews" and target not in seen:
                seen.add(target)
                queue.append((target, (*way, field.name)))
    return ()
