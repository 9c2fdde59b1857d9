from collections.abc import Collection

from meetings.models import Meeting
from reports.models import AnnualReport, CoordinatingMeeting, FeedbackAction
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


def _report_labels(ids: Collection[str]) -> dict[str, str]:
    return {str(row.pk): str(row) for row in AnnualReport.objects.filter(pk__in=ids)}


ANNUAL_REPORT = Subject(
    noun="annual report",
    labels=_report_labels,
    page="reports:annual",
    opened_by=("view_annual_drafts",),
    told_to=("view_annual",),
)


def _item_labels(ids: Collection[str]) -> dict[str, str]:
    rows = ProgrammeItem.objects.filter(pk__in=ids).select_related("programme")
    return {str(row.pk): f"item {row.number} of the work programme {row.programme.year}" for row in rows}


class _PartSubject(Subject):
    """Of something that is owed time and again: its id is that of the whole, a dot, and which time. The page is that of the whole."""

    def url(self, slug: str, pk: str) -> str:
        return super().url(slug, pk.split(".")[0])


def _objective_labels(ids: Collection[str]) -> dict[str, str]:
    rows = Objective.objects.filter(pk__in=ids)
    return {str(row.pk): f"objective {row.number} of {row.year}" for row in rows}


OBJECTIVE = Subject(
    noun="objective", labels=_objective_labels, page="reports:objective", opened_by=("view_measures",)
)


def _light_labels(ids: Collection[str]) -> dict[str, str]:
    """Of an objective for a meeting."""
    pairs = {one: [int(part) for part in one.split(".")] for one in ids}
    numbers = dict(
        Objective.objects.filter(pk__in={one for one, _ in pairs.values()}).values_list("pk", "number")
    )
    codes = {row.pk: row.code for row in Meeting.objects.filter(pk__in={two for _, two in pairs.values()})}
    return {
        one: f"light of objective {numbers[objective]} for {codes[meeting]}"
        for one, (objective, meeting) in pairs.items()
        if objective in numbers and meeting in codes
    }


OBJECTIVE_LIGHT = _PartSubject(
    noun="light of an objective", labels=_light_labels, page="reports:objective", opened_by=("view_measures",)
)


def _risk_labels(ids: Collection[str]) -> dict[str, str]:
    """Of reviews, which are called by their risk and their number of it."""
    risks = {one: one.split(".")[0] for one in ids}
    numbers = dict(Risk.objects.filter(pk__in=set(risks.values())).values_list("pk", "number"))
    return {one: f"review of risk {numbers[int(pk)]}" for one, pk in risks.items() if int(pk) in numbers}


RISK_REVIEW = _PartSubject(
    noun="review of a risk", labels=_risk_labels, page="reports:risk", opened_by=("view_measures",)
)
PROGRAMME_ITEM = Subject(
    noun="item of the work programme",
    labels=_item_labels,
    page="reports:programme",
    opened_by=("view_measures",),
    pages_by_id=False,
)


def _action_labels(ids: Collection[str]) -> dict[str, str]:
    rows = FeedbackAction.objects.filter(pk__in=ids)
    return {str(row.pk): f"action {row.number} from feedback on a return" for row in rows}


FEEDBACK_ACTION = Subject(
    noun="action from feedback on a return",
    labels=_action_labels,
    page="reports:feedback_action",
    opened_by=("view_measures",),
)
