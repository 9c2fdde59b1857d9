"""The attendance of the year in numbers, agency by agency (P5)."""

from meetings.enums import Presence
from reports.annual.part import NOTHING, Part, Table
from reports.annual.record import YearRecord
from reports.figures import expected, names, tally
from reports.measures.facts import Facts
from reports.measures.tally import number

NUMBERS = (
    (Presence.PRESENT, "Present"),
    (Presence.DEPUTY, "A deputy"),
    (Presence.APOLOGIES, "Apologies"),
    (Presence.ABSENT, "Absent without"),
)


def part(record: YearRecord) -> Part:
    facts = record.facts
    agencies, borne = expected(facts), names(facts)
    if not agencies:
        return Part(
            f"The attendance of no meeting of {record.year.label} is confirmed yet.",
            (),
            (NOTHING,),
        )
    lines = tuple((borne[code], *_figures(facts, agency=code)) for code in agencies)
    whole = _figures(facts)
    head = ("Agency", "Expected|number", *(f"{label}|number" for _, label in NUMBERS), "Represented")
    return Part(
        "Each seat is counted at each meeting that was held: {seats expected} times in all.",
        (),
        (Table(f"Of the times that agencies were expected they were represented {whole[-1]}", head,
               (*lines, ("All", *whole))),),
    )  # fmt: skip


def _figures(facts: Facts, **query: str) -> list[str]:
    """Expected, how each was answered, and how many were represented."""
    whole = tally(facts, "attendance", **query)
    answered = [tally(facts, "attendance", presence=code.value, **query) for code, _ in NUMBERS]
    return [number(whole.records), *answered, whole]
