"""The statutory clocks of the year's cases, in one figure (S1 to S6)."""

from reports.annual.figure import few_of
from reports.annual.part import Part, paragraphs
from reports.annual.record import YearRecord, thing
from reports.carried.cases import open_to_all
from reports.measures.measure import Record
from reviews import owed, regimes
from reviews.models import Case
from subgroup.models import Deadline


def part(record: YearRecord) -> Part:
    known, year = regimes.clocks(), record.year
    ran = owed.of_cases(record.group, open_to_all(record.group, record.on))
    rows = [
        row
        for row in ran.filter(due_on__range=(year.first, year.last)).order_by("due_on", "pk")
        if (row.met_on or row.due_on < record.on) and not (known[row.rule].lapses and not row.met_on)
    ]
    cases = owed.cases_of(rows)
    titles = {key: clock.title for key, clock in known.items()}
    return Part(
        paragraphs(
            "The law and its guidance set clocks for a case: by when the Board, Ofsted, the Department for Education and the national "
            "panel are told, and by when a review is decided and complete.",
            "Of the clocks that ended in the year these were kept: {statutory clocks kept}."
            if rows
            else f"No statutory clock ended in {year.label}.",
        ),
        (
            few_of(
                "statutory clocks kept",
                "Of the clocks of cases that ended in the year, those that were kept",
                (_clock(row, titles[row.rule], cases[row.pk]) for row in rows),
            ),
        ),
    )


def _clock(row: Deadline, title: str, case: Case) -> Record:
    kept = row.met_on is not None and row.met_on <= row.due_on
    return thing(
        "case", case.pk, f"{title}, case {case.reference}", "Kept" if kept else "Not kept", kept=kept
    )
