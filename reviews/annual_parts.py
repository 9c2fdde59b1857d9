"""How the panel's annual return on child deaths stands, for the pages that show it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from reviews.clock_states import State, fixed_state
from reviews.models import AnnualReturn
from reviews.services.annual_returns import SUBJECT
from subgroup.calendar import calendar_for
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest


@dataclass(frozen=True)
class Standing:
    annual: AnnualReturn
    row: Deadline
    state: State
    url: str


def standing(annual: AnnualReturn, today: date) -> Standing:
    row = Deadline.objects.filter(group=annual.group).about(SUBJECT, annual.pk).get()
    url = reverse("reviews:annual_return", args=[annual.group.slug, annual.pk])
    return Standing(annual, row, fixed_state(row, today, calendar_for(annual.group)), url)


def latest(request: GroupRequest, today: date) -> Standing | None:
    """The last year's that is owed or was, for who may see what child deaths are about."""
    if not request.may("view_deaths"):
        return None
    annual = AnnualReturn.objects.filter(group=request.group).select_related("group").first()
    return standing(annual, today) if annual else None
