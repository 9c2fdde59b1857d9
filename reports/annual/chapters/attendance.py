"""The attendance of the year in numbers, agency by agency (P5)."""

from collections import Counter

from meetings.enums import Presence
from reports.annual.part import NOTHING, Part, Table
from reports.annual.record import YearRecord
from reports.figures import expected, find, names

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
    found = Counter((row.agency.code, row.presence) for one in facts.held for row in one.attendance)
    lines = tuple(
        (borne[code], *_numbers(found, [code]), find(facts, {"measure": "attendance", "agency": code}).text)
        for code in agencies
    )
    whole = find(facts, {"measure": "attendance"})
    head = ("Agency", "Expected|number", *(f"{label}|number" for _, label in NUMBERS), "Represented")
    return Part(
        "Each seat is counted at each meeting that was held: {seats expected} times in all.",
        (),
        (Table(f"Of the times that agencies were expected they were represented {whole.text}", head,
               (*lines, ("All", *_numbers(found, agencies), whole.text))),),
    )  # fmt: skip


def _numbers(found: Counter[tuple[str, str]], agencies: list[str]) -> list[str]:
    by_code = [sum(found[agency, code.value] for agency in agencies) for code, _ in NUMBERS]
    return [str(sum(by_code)), *map(str, by_code)]
