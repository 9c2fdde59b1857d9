from collections.abc import Collection

from reports.models import CoordinatingMeeting
from subgroup.models import Objective, ProgrammeItem, Risk
from subgroup.registry import Subject


def _labels(ids: Collection[str]) -> dict[str, str]:
    return {str(row.pk): row.name for row in CoordinatingMeeting.objects.filter(pk__in=ids)}


COORDINATING_MEETING = Subject(
    noun="return",
    labels=_labels,
    page="reports:return",
    opened_by=("draft_returns",),
    told_to=("view_returns",),
)


def _item_labels(ids: Collection[str]) -> dict[str, str]:
    rows = ProgrammeItem.objects.filter(pk__in=ids).select_related("programme")
    return {str(row.pk): f"item {row.number} of the work programme {row.programme.year}" for row in rows}


def _objective_labels(ids: Collection[str]) -> dict[str, str]:
    rows = Objective.objects.filter(pk__in=ids)
    return {str(row.pk): f"objective {row.number} of {row.year}" for row in rows}


OBJECTIVE = Subject(
    noun="objective", labels=_objective_labels, page="reports:objective", opened_by=("view_measures",)
)


def _risk_labels(ids: Collection[str]) -> dict[str, str]:
    """Of reviews, which are called by their risk and their number of it."""
    risks = {one: one.split(".")[0] for one in ids}
    numbers = dict(Risk.objects.filter(pk__in=set(risks.values())).values_list("pk", "number"))
    return {one: f"review of risk {numbers[int(pk)]}" for one, pk in risks.items() if int(pk) in numbers}


RISK_REVIEW = Subject(
    noun="review of a risk",
    labels=_risk_labels,
    page="reports:risks",
    opened_by=("view_measures",),
    pages_by_id=False,
)
PROGRAMME_ITEM = Subject(
    noun="item of the work programme",
    labels=_item_labels,
    page="reports:programme",
    opened_by=("view_measures",),
    pages_by_id=False,
)
