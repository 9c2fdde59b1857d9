"""What agencies contributed to the Child Death Overview Panel (F1). The table has no line for all: it would tell what one withholds."""

from reports.annual import small
from reports.annual.figure import count, few
from reports.annual.part import NOTHING, Part, Table, how_many, paragraphs
from reports.annual.record import YearRecord, thing
from reviews import death_figures
from reviews.models import ChildDeath


def part(record: YearRecord) -> Part:
    year = record.year
    deaths = ChildDeath.objects.filter(group=record.group, notified_on__range=(year.first, record.ends))
    asked = death_figures.counted(record.group).filter(requested_on__range=(year.first, record.ends))
    rows = list(asked.select_related("agency").order_by("agency__name", "pk"))
    judged, in_time = (
        set(death_figures.behind(asked, figure, record.on).values_list("pk", flat=True))
        for figure in ("judged", "in_time")
    )
    agencies = {row.agency_id: row.agency for row in rows}
    lines = tuple(
        (agency.name, small.of_whole(len(theirs & in_time), len(theirs)))
        for agency in agencies.values()
        if (theirs := {row.pk for row in rows if row.agency_id == agency.pk} & judged)
    )
    found = list(deaths.order_by("pk"))
    return Part(
        paragraphs(
            how_many(
                len(found),
                f"No child death was notified in {year.label}.",
                "{child deaths notified} child deaths were notified.",
                "{child deaths notified} child deaths were notified.",
            ),
            "The Child Death Overview Panel asked {agencies asked} agencies for what they knew."
            if agencies
            else f"No agency was asked for information in {year.label}.",
        ),
        (
            few(
                "child deaths notified",
                "Child deaths notified in the year",
                (thing("death", one.pk, one.reference, one.get_state_display()) for one in found),
            ),
            count(
                "agencies asked",
                "Agencies that the panel asked in the year",
                (thing("agency", one.pk, one.code, one.name) for one in agencies.values()),
            ),
        ),
        (
            Table(
                "How much each agency returned in time, of what it was asked",
                ("Agency", "Returned in time"),
                lines,
                f"Of what was answered or due by now. Numbers of one to {small.LEAST - 1} are not told.",
            )
            if lines
            else NOTHING,
        ),
    )
