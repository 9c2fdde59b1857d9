"""The rows of the ledger that are statutory clocks: of cases themselves, and of their letters."""

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.db.models.lookups import LessThan

from reviews import regimes
from reviews.models import Case, ClockException, StatutoryLetter
from reviews.reading import CASE
from subgroup.models import Deadline, SubGroup
from subgroup.models.deadlines import DeadlineQuerySet

_TEXT = CharField(max_length=40)


def of_cases(group: SubGroup, cases: QuerySet[Case], *, released: bool = False) -> DeadlineQuerySet:
    """The clocks of some cases that are or were owed, and if asked what was released. A query for the cases' ids."""
    ids = list(cases.order_by().values_list("pk", flat=True))
    letters = StatutoryLetter.objects.filter(case__in=ids).order_by()
    of_letters = ~Q(subject_kind=CASE) & Q(
        subject_id__in=letters.annotate(key=Cast("pk", _TEXT)).values("key")
    )
    rows = Deadline.objects.filter(group=group, rule__in=list(regimes.clocks()))
    if not released:
        rows = rows.filter(released_at=None)
    return rows.filter(Q(subject_kind=CASE, subject_id__in=list(map(str, ids))) | of_letters)


def _keys(trait: str) -> list[str]:
    return [clock.key for clock in regimes.clocks().values() if getattr(clock, trait)]


def live(on: date) -> Q:
    """Those that run, and those that were late and for which a reason is still asked."""
    return Q(met_on=None) & ~Q(rule__in=_keys("lapses"), due_on__lt=on) | asking(on)


def late(on: date) -> Q:
    """Open after their due day, with a reason or without."""
    return Q(met_on=None, due_on__lt=on) & ~Q(rule__in=_keys("lapses"))


def asking(on: date) -> Q:
    """The late ones that “normally” are in time and have no reason that still holds."""
    reasons = ClockException.objects.filter(deadline=OuterRef("pk")).order_by("-made_at", "-pk")
    newest = Subquery(reasons.values("expected_on")[:1])
    missing = Q(met_on__gt=F("due_on")) & ~Exists(reasons)
    passed = Q(met_on=None, due_on__lt=on) & (~Exists(reasons) | Q(LessThan(newest, Value(on, DateField()))))
    return Q(rule__in=_keys("normally")) & (missing | passed)


def cases_of(rows: Iterable[Deadline]) -> dict[int, Case]:
    """The case of each row, by the row's id. Two queries."""
    rows = list(rows)
    letters = [row.subject_id for row in rows if row.subject_kind != CASE]
    of_letter = {
        str(pk): case_id
        for pk, case_id in StatutoryLetter.objects.filter(pk__in=letters).values_list("pk", "case_id")
    }
    ids = {
        row.pk: int(row.subject_id) if row.subject_kind == CASE else of_letter[row.subject_id] for row in rows
    }
    cases = Case.objects.select_related("group").in_bulk(set(ids.values()))
    return {pk: cases[case_id] for pk, case_id in ids.items()}
