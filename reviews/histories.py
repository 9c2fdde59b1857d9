"""The change history of a case is kept from whom the case is not there for."""

from django.db.models import Model

from reviews import reading
from reviews.models import Case, Referral
from subgroup import access, changes, clock
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
    permissions = access.permissions(person, case.group, on=clock.day_of(now))
    return not reading.visible(person, case.group, permissions, at=now).filter(pk=case.pk).exists()


def case_of(thing: Model) -> Case | None:
    """The case that a row belongs to: itself, or the one that its way to the sub-group leads over."""
    if isinstance(thing, Case):
        return thing
    if thing._meta.app_label != "reviews":
        return None
    row: Model | None = thing
    for step in (changes.group_path(type(thing)) or "").split("__"):
        row = getattr(row, step, None)
        if isinstance(row, Case):
            return row
        if row is None:
            return None
    return getattr(thing, "case", None)
