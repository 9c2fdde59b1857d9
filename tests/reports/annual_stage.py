"""The settled small year, after its end: where the annual report is tried."""

from datetime import date, time

from reports.annual import services
from reports.annual.draft import Draft
from reports.models import AnnualReport
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests import factories

ON = date(2018, 4, 9)
AT = moment(ON, time(12))


def report_of(group: SubGroup) -> AnnualReport:
    return AnnualReport.objects.select_related("group").get(group=group, number=1)


def chair_of(group: SubGroup):
    return factories.holder(group, "S01", ON)


def support_of(group: SubGroup):
    return factories.holder(group, "S06", ON)


def said(group: SubGroup) -> dict:
    return Draft(report_of(group), on=ON).said()


def issued(group: SubGroup) -> AnnualReport:
    report, chair = report_of(group), chair_of(group)
    services.approve(report=report, by=chair, at=AT)
    return services.issue(report=report, by=chair, at=AT)


def all_words(data: dict) -> str:
    """Everything that a reader of the report could read."""
    found = []
    for chapter in data["chapters"]:
        found += [chapter["title"], *chapter["paragraphs"]]
        for exhibit in chapter["exhibits"]:
            found += [exhibit["finding"], exhibit.get("note", ""), exhibit.get("svg", "")]
            found += [cell for row in exhibit.get("rows", ()) for cell in row]
    return "\n".join([*found, *data["figures"].values()])
