"""The year’s meetings, and which agencies came (P1, P3 to P5)."""

from collections.abc import Callable, Mapping

from meetings.enums import Presence
from reports.annual.figure import count, measured, share
from reports.annual.part import Part, Table, how_many, paragraphs
from reports.annual.record import YearRecord, thing
from reports.figures import attendance, expected, names, tally
from reports.measures.facts import MeetingFacts
from reports.measures.measure import Measure, Record
from reports.plots.attendance import attendance as who_came
from subgroup.deadlines.wording import listing
from subgroup.templatetags.ui import shortdate


def part(record: YearRecord) -> Part:
    facts, year = record.facts, record.year.label
    planned, quorate, absences = record.measure("P3"), record.measure("P4"), record.measure("P5")
    seats = attendance(facts, {}).measure
    extra = _those(record, lambda one: one.meeting.plan_id is None and one.is_held)
    cancelled = _those(record, lambda one: one.is_cancelled)
    postponed = _those(record, lambda one: one.is_postponed)
    agencies = expected(facts)
    borne = names(facts)
    return Part(
        paragraphs(
            f"No meeting was planned in {year}." if not planned.records else
            "{meetings held} of {meetings planned} planned meetings took place ({meetings held of planned}).",
            [
                how_many(
                    len(cancelled), "No meeting was cancelled.", "{meetings cancelled} meeting was cancelled.",
                    "{meetings cancelled} meetings were cancelled.",
                ),
                how_many(
                    len(postponed), "", "{meetings postponed} meeting is postponed, with no new day yet.",
                    "{meetings postponed} meetings are postponed, with no new day yet.",
                ),
                how_many(
                    len(extra), "", "{extraordinary meetings} extraordinary meeting was held besides.",
                    "{extraordinary meetings} extraordinary meetings were held besides.",
                ),
                how_many(
                    len(quorate.records), "", "Of the {meetings held in all} meeting held {meetings quorate} was quorate.",
                    "{meetings quorate} of all {meetings held in all} meetings held were quorate.",
                ),
            ],
            [
                "Agencies were expected at the meetings {seats expected} times, counting each seat,",
                "and were represented {seats represented} times ({seats represented of expected}).",
                how_many(
                    len(absences.records), "Nobody was absent.",
                    "There was {absences} absence, with apologies in {absences with apologies} ({absences with apologies of all}).",
                    "Of {absences} absences {absences with apologies} came with apologies ({absences with apologies of all}).",
                ),
                _always(record, {code: borne[code] for code in agencies}),
            ] if seats.records else f"The attendance of no meeting of {year} is confirmed yet.",
        ),
        (
            count("meetings planned", "Meetings of the agreed plan whose day has come", planned.records),
            count("meetings held", "Those of them that were held", _kept(planned)),
            measured("meetings held of planned", "P3 of the terms", planned),
            count("meetings cancelled", "Meetings that were cancelled", cancelled),
            count("meetings postponed", "Meetings that are postponed, with no new day yet", postponed),
            count("extraordinary meetings", "Meetings held that were in no plan", extra),
            count("meetings held in all", "Meetings held, in the plan or not, with their attendance confirmed", quorate.records),
            count("meetings quorate", "Meetings held that were quorate", _kept(quorate)),
            measured("meetings quorate of held", "P4 of the terms", quorate),
            count("seats expected", "Each seat at each meeting held", seats.records),
            count("seats represented", "Those of them present or represented by a deputy", _kept(seats)),
            share("seats represented of expected", "The share of them", seats.records),
            count("absences", "Seats that were absent from a meeting", absences.records),
            count("absences with apologies", "Those of them with apologies", _kept(absences)),
            measured("absences with apologies of all", "P5 of the terms", absences),
            count(
                "agencies expected", "Agencies of which a seat was expected at a meeting",
                (thing("agency", at, code, borne[code]) for at, code in enumerate(agencies)),
            ),
        ),
        (who_came(facts), _table(record)),
    )  # fmt: skip


def _kept(measure: Measure) -> list[Record]:
    return [one for one in measure.records if one.kept]


def _those(record: YearRecord, belongs: Callable[[MeetingFacts], bool]) -> list[Record]:
    return [
        thing("meeting", one.meeting.pk, one.meeting.code, f"{one.meeting.get_state_display()}, {shortdate(one.meeting.day)}")
        for one in record.facts.meetings
        if belongs(one)
    ]  # fmt: skip


def _always(record: YearRecord, agencies: Mapping[str, str]) -> str:
    away = {
        row.agency.code
        for one in record.facts.held
        for row in [*one.coded(Presence.APOLOGIES), *one.coded(Presence.ABSENT)]
    }
    there = [name for code, name in agencies.items() if code not in away]
    return f"Every seat of {listing(there)} was represented each time." if there else ""


def _table(record: YearRecord) -> Table:
    rows = tuple(_row(record, one) for one in record.facts.meetings)
    if not rows:
        return Table(f"No meeting of {record.year.label} is entered.")
    late = [row[0] for row in rows if row[4] == "No"]
    finding = (
        f"{listing(late)} {'was' if len(late) == 1 else 'were'} not quorate"
        if late
        else "The meetings of the year"
    )
    return Table(
        finding,
        (
            "Meeting",
            "Day",
            "State",
            "Agencies|number",
            "Quorate",
            "Apologies|number",
            "Absent without|number",
        ),
        rows,
    )


def _row(record: YearRecord, one: MeetingFacts) -> tuple[str, ...]:
    taken = one.is_held and bool(one.meeting.attendance_confirmed_at)
    told = (
        (
            tally(record.facts, "agencies", meeting=one.meeting.code),
            "Yes" if one.quorum.quorate else "No",
            tally(record.facts, "attendance", meeting=one.meeting.code, presence=Presence.APOLOGIES),
            tally(record.facts, "attendance", meeting=one.meeting.code, presence=Presence.ABSENT),
        )
        if taken
        else ("–", "–", "–", "–")
    )
    return one.meeting.code, shortdate(one.meeting.day), one.meeting.get_state_display(), *told
