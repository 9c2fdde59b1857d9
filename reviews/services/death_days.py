"""The daily run for child deaths: the days that requests show follow the ledger, and category 1 is never forgotten."""

from datetime import date, datetime

from django.db import transaction

from reviews.deadlines import CATEGORY_ONE, CDOP_RETURN
from reviews.enums import RequestState
from reviews.models import ChildDeath, DeathRequest
from reviews.services import death_requests, deaths
from subgroup.deadlines.wording import count
from subgroup.models import Deadline, SubGroup


@transaction.atomic
def keep(group: SubGroup, today: date, at: datetime) -> list[str]:
    """Repeating it changes nothing."""
    return _follow(group) + _category_one(group, at)


def _follow(group: SubGroup) -> list[str]:
    """A closure that was entered, or other terms, moved what is owed."""
    owed = Deadline.objects.open().filter(group=group, rule=CDOP_RETURN.key)
    days = dict(owed.filter(subject_kind=death_requests.SUBJECT).values_list("subject_id", "due_on"))
    rows = DeathRequest.objects.filter(death__group=group, state=RequestState.ASKED)
    moved = [row for row in rows if days.get(str(row.pk), row.due_on) != row.due_on]
    for row in moved:
        row.due_on = days[str(row.pk)]
    DeathRequest.objects.bulk_update(moved, ["due_on"], batch_size=500)
    return [f"{count(len(moved), 'return', 'returns')} to the CDOP moved."] if moved else []


def _category_one(group: SubGroup, at: datetime) -> list[str]:
    rows = ChildDeath.objects.filter(group=group, category_one=True, case=None, screening_because="")
    known = Deadline.objects.filter(group=group, subject_kind=deaths.SUBJECT, rule=CATEGORY_ONE.key)
    waived = known.exclude(released_at=None).exclude(release_reason=deaths.NOT_IN_IT)
    settled = {
        *known.open().values_list("subject_id", flat=True),
        *waived.values_list("subject_id", flat=True),
    }
    lines = []
    for death in rows.exclude(pk__in=settled).select_related("group"):
        deaths.settle_screening(death, by=None, at=at)
        lines.append(f"Screening of {death} is owed.")
    return lines
