"""What in the log of openings is out of the ordinary, in the last days: for the reader of the log to ask about."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from reviews.models import CaseOpening
from subgroup.calendar import calendar_for
from subgroup.clock import LONDON, day_of, moment
from subgroup.deadlines.wording import count, long_date
from subgroup.models import SubGroup

LOOK_BACK = timedelta(days=28)
MANY = 10
"""Different cases that one person opens on a day."""
FROM, TO = time(7), time(19)
"""Working hours, in London."""


@dataclass(frozen=True)
class Pattern:
    """A sentence that names no case, and the day and person that it leads to in the log."""

    sentence: str
    day: date
    person_id: int


def patterns(group: SubGroup, *, today: date) -> list[Pattern]:
    """The newest first. Three queries."""
    rows = CaseOpening.objects.filter(group=group, opened_at__gte=moment(today - LOOK_BACK))
    calendar = calendar_for(group)
    found = [*_many(rows)]
    seen: set[tuple[int, date]] = set()
    for row in rows.filter(identity=True, refused=False).select_related("person").order_by("-opened_at"):
        at, day = row.opened_at.astimezone(LONDON), day_of(row.opened_at)
        outside = not (FROM <= at.time() < TO) or not calendar.is_working(day)
        if outside and (row.person_id, day) not in seen:
            seen.add((row.person_id, day))
            words = f"{row.person} opened who a child is outside working hours, on {long_date(day)} at {at:%H:%M}."
            found.append(Pattern(words, day, row.person_id))
    seen.clear()
    for row in rows.filter(broke_in=True).select_related("person").order_by("opened_at"):
        day = day_of(row.opened_at)
        if (row.person_id, day) not in seen:
            seen.add((row.person_id, day))
            found.append(Pattern(f"{row.person} broke the glass on {long_date(day)}.", day, row.person_id))
    return sorted(found, key=lambda one: (one.day, one.sentence), reverse=True)


def _many(rows: QuerySet[CaseOpening]) -> list[Pattern]:
    days = (
        rows.filter(refused=False)
        .order_by()
        .values("person_id", "person__name", day=TruncDate("opened_at", tzinfo=LONDON))
        .annotate(cases=Count("case_id", distinct=True))
        .filter(cases__gte=MANY)
    )
    return [
        Pattern(
            f"{row['person__name']} opened {count(row['cases'], 'case', 'cases')} on {long_date(row['day'])}.",
            row["day"],
            row["person_id"],
        )
        for row in days
    ]
