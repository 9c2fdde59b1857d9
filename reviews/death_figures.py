"""The requests behind each figure of how agencies contribute, as the database finds them; reviews/cdop/contribution.py counts the same."""

from datetime import date

from django.db.models import F, Q, QuerySet

from reviews.cdop.contribution import CONTRIBUTED, Asked, Period
from reviews.enums import RequestState
from reviews.models import DeathRequest
from subgroup import past
from subgroup.models import SubGroup

FIGURES = [
    ("in_time", "Returned in time"),
    ("judged", "Answered, or due by now"),
    ("contributed", "Returned or no involvement"),
    ("outstanding", "Outstanding"),
    ("late", "Outstanding and late"),
    ("nil", "No involvement"),
    ("declined", "Declined"),
    ("waited", "The panel waited"),
]


def counted(group: SubGroup) -> QuerySet[DeathRequest]:
    """What is counted at all: what was taken back is not."""
    return DeathRequest.objects.filter(death__group=group).exclude(state=RequestState.WITHDRAWN)


def behind(rows: QuerySet[DeathRequest], figure: str, today: date) -> QuerySet[DeathRequest]:
    came = Q(state__in=CONTRIBUTED)
    late = Q(state=RequestState.ASKED, due_on__lt=today)
    match figure:
        case "in_time":
            return rows.filter(came, answered_on__lte=F("due_on"))
        case "judged":
            return rows.filter(~Q(state=RequestState.ASKED) | late)
        case "contributed":
            return rows.filter(came)
        case "outstanding":
            return rows.filter(state=RequestState.ASKED)
        case "late":
            return rows.filter(late)
        case "nil":
            return rows.filter(state=RequestState.NIL)
        case "declined":
            return rows.filter(state=RequestState.DECLINED)
        case "waited":
            return rows.filter(deferred_the_panel=True)
    return rows


def asked(rows: QuerySet[DeathRequest]) -> list[Asked]:
    """For the arithmetic. One query."""
    fields = ("agency__code", "state", "requested_on", "due_on", "answered_on", "deferred_the_panel")
    return [Asked(*values) for values in rows.order_by().values_list(*fields)]


def of_period(group: SubGroup, period: Period) -> list[Asked]:
    """What agencies were asked in a period. One query."""
    return asked(counted(group).filter(requested_on__range=(period.first, period.last)))


def of_period_on(group: SubGroup, period: Period, on: date) -> list[Asked]:
    """The same as it stood at the close of a past day."""
    rows = DeathRequest.objects.filter(death__group=group).select_related("agency").order_by("pk")
    then = [row for row in past.as_they_were(rows, past.close_of(on)) if row.state != RequestState.WITHDRAWN]
    return [
        Asked(
            row.agency.code, row.state, row.requested_on, row.due_on, row.answered_on, row.deferred_the_panel
        )
        for row in then
        if period.holds(row.requested_on)
    ]
