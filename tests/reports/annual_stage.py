"""The settled small year, after its end: where the annual report is tried."""

from datetime import date, time, timedelta

from reports.annual import services
from reports.annual.draft import Draft
from reports.models import AnnualReport
from reviews.models import Case, ChildDeath, Outcome, Review
from subgroup.clock import moment
from subgroup.models import Breach, SubGroup
from tests import factories

ON = date(2018, 4, 9)
AT = moment(ON, time(12))


def report_of(group: SubGroup) -> AnnualReport:
    return AnnualReport.objects.select_related("group").get(group=group, year="2017-18", number=1)


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


def case(group, number, *, outcome=False):
    row = Case.objects.create(
        group=group, year="2017-18", number=600 + number, codename=f"Word{number}", opened_at=AT - timedelta(days=90),
        opened_by=chair_of(group), retention_review_on=date(2030, 1, 1), regime="wt2015",
    )  # fmt: skip
    if outcome:
        Outcome.objects.create(
            case=row, kind="audit", because="x", recorded_on=ON, recorded_at=AT, recorded_by=chair_of(group)
        )


def review(group, number):
    Review.objects.create(
        group=group, code=f"ZZ-{number}", kind="scr", title="x", initiated_on=date(2018, 1, 9), completed_on=date(2018, 3, 1),
        opened_at=AT, opened_by=None,
    )  # fmt: skip


def death(group, number):
    ChildDeath.objects.create(
        group=group, reference=f"D-{number}", notified_on=date(2018, 1, 9), entered_at=AT
    )


def breach(group, number):
    Breach.objects.create(
        group=group, key=f"S1:{number}", clause="S1", day=date(2018, 1, 9), subject_kind="case", subject_id=str(number),
        sentence="x", found_at=AT,
    )  # fmt: skip
