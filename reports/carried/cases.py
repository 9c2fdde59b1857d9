"""Cases, reviews and statutory clocks, counted: no codename and no detail, and none that is hidden from anybody."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from reports.carried.table import Row, table
from reviews import owed, regimes
from reviews.enums import CaseState, ReviewState
from reviews.models import Case, Review
from reviews.subjects import hidden_cases
from subgroup.clock import day_of
from subgroup.models import Deadline, SubGroup
from subgroup.templatetags.ui import shortdate

OVER = (ReviewState.PUBLISHED, ReviewState.CLOSED)


def open_to_all(group: SubGroup, on: date) -> QuerySet[Case]:
    gone = hidden_cases(None, group, on)
    rows = Case.objects.filter(group=group)
    return rows.exclude(pk__in=[int(pk) for pk in gone]) if gone else rows


def table_of(group: SubGroup, since: datetime, on: date) -> dict[str, Any]:
    """Where the cases are now, and which came and went after `since`."""
    told = Q(closed_at=None) | Q(closed_at__gt=since) | Q(opened_at__gt=since)
    cases = list(open_to_all(group, on).filter(told).order_by("pk"))
    return table(
        dict(CaseState.choices),
        {
            "now": ("Now", [_case(row) for row in cases if row.closed_at is None]),
            "new": ("New", [_case(row) for row in cases if row.opened_at > since]),
            "closed": ("Closed", [_case(row) for row in cases if row.closed_at and row.closed_at > since]),
        },
    )


def reviews_of(group: SubGroup, since: datetime, on: date) -> dict[str, Any]:
    """The same of the reviews."""
    reviews, day = list(_reviews(group, on)), day_of(since)
    complete = [row for row in reviews if row.completed_on and row.completed_on > day]
    return table(
        dict(ReviewState.choices),
        {
            "now": ("Now", [_review(row) for row in reviews if row.state not in OVER]),
            "new": ("New", [_review(row) for row in reviews if row.initiated_on > day]),
            "closed": ("Complete", [_review(row) for row in complete]),
        },
    )


def _reviews(group: SubGroup, on: date) -> QuerySet[Review]:
    return reviews_open_to_all(group, on).filter(withdrawn_on=None)


def reviews_open_to_all(group: SubGroup, on: date) -> QuerySet[Review]:
    rows = Review.objects.filter(group=group).order_by("pk")
    return rows.filter(Q(case=None) | Q(case__in=open_to_all(group, on)))


def _case(row: Case) -> Row:
    why = f"{row.get_state_display()}, open since {shortdate(day_of(row.opened_at))}"
    return Row(row.state, "case", row.pk, f"Case {row.reference}", why)


def _review(row: Review) -> Row:
    why = f"{row.get_state_display()}, begun {shortdate(row.initiated_on)}"
    return Row(row.state, "review", row.pk, f"Review {row.code}", why)


def clocks_of(group: SubGroup, since: datetime, on: date) -> dict[str, Any]:
    """The clocks that run, those that are late, and those that were stopped after `since`; a line for each clock of the guidance."""
    known, day = regimes.clocks(), day_of(since)
    found = list(
        owed.of_cases(group, open_to_all(group, on))
        .filter(Q(met_on=None) | Q(met_on__gt=day))
        .order_by("due_on", "pk")
    )
    cases = owed.cases_of(found)
    runs = [row for row in found if row.met_on is None and not (known[row.rule].lapses and row.due_on < on)]

    def rows(kept: list[Deadline]) -> list[Row]:
        return [
            Row(
                row.rule, "case", cases[row.pk].pk, f"Case {cases[row.pk].reference}",
                f"due {shortdate(row.due_on)}" + (f", done {shortdate(row.met_on)}" if row.met_on else ""),
            )
            for row in kept
        ]  # fmt: skip

    return table(
        {key: clock.title for key, clock in known.items()},
        {
            "running": ("Running", rows([row for row in runs if row.due_on >= on])),
            "late": ("Late now", rows([row for row in runs if row.due_on < on])),
            "in_time": (
                "Done in time",
                rows([row for row in found if row.met_on and row.met_on <= row.due_on]),
            ),
            "done_late": (
                "Done late",
                rows([row for row in found if row.met_on and row.met_on > row.due_on]),
            ),
        },
    )
