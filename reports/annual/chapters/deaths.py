"""What agencies contributed to the Child Death Overview Panel (F1). The table tells no numbers: two of them could be subtracted."""

from reports.annual import small
from reports.annual.figure import count, few
from reports.annual.part import NOTHING, Part, Table, how_many, paragraphs
from reports.annual.record import YearRecord, thing
from reports.measures.tally import Tally
from reviews import death_figures
from reviews.cdop.contribution import Asked
from reviews.models import ChildDeath, DeathRequest


def part(record: YearRecord) -> Part:
    year = record.year
    deaths = ChildDeath.objects.filter(group=record.group, notified_on__range=(year.first, record.ends))
    asked = death_figures.counted(record.group).filter(requested_on__range=(year.first, record.ends))
    rows = list(asked.select_related("agency", "death").order_by("pk"))
    judged = {row.pk for row in rows if _asked(row).judged(record.on)}
    in_time = {row.pk for row in rows if _asked(row).in_time}
    agencies = {row.agency_id: row.agency for row in rows}
    lines = tuple(
        (record.name_of(agency), _in_words(theirs, in_time))
        for agency in sorted(agencies.values(), key=record.name_of)
        if (theirs := [row for row in rows if row.agency_id == agency.pk and row.pk in judged])
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
            how_many(
                len(agencies),
                f"No agency was asked for information in {year.label}.",
                "The Child Death Overview Panel asked {agencies asked} agency for what it knew.",
                "The Child Death Overview Panel asked {agencies asked} agencies for what they knew.",
            ),
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
                (thing("agency", one.pk, one.code, record.name_of(one)) for one in agencies.values()),
            ),
        ),
        (
            Table(
                "How much of what it was asked each agency returned in time",
                ("Agency", "Returned in time"),
                lines,
                "Of what was answered or due by now. How often an agency was asked is not told: beside the number of deaths, or beside "
                "another agency, it could tell of a single one.",
            )
            if lines
            else NOTHING,
        ),
    )


def _asked(row: DeathRequest) -> Asked:
    return Asked(row.agency.code, row.state, row.requested_on, row.due_on, row.answered_on)


def _in_words(theirs: list[DeathRequest], in_time: set[int]) -> Tally:
    kept = sum(row.pk in in_time for row in theirs)
    records = (
        thing("death", row.death_id, row.death.reference, row.get_state_display(), kept=row.pk in in_time)
        for row in theirs
    )
    return Tally(small.in_words(kept, len(theirs)), records, is_share=True, true=f"{kept} of {len(theirs)}")
