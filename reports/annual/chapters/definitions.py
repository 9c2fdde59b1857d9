"""Each measure with what it counts: numerator, denominator, and what was left out (P11)."""

from reports.annual.chapters.measures import result_of
from reports.annual.part import Part, Table
from reports.annual.record import YearRecord
from reports.measures.definitions import not_measured
from reports.measures.measure import Measure


def part(record: YearRecord) -> Part:
    lines = tuple(
        (
            f"{one.key} {one.title}",
            str(one.numerator),
            str(one.denominator),
            result_of(one),
            one.target_text.capitalize(),
            "; ".join(_left_out(one)) or "Nothing",
        )
        for one in record.measures.values()
    )
    silent = not_measured(record.facts)
    return Part(
        " ".join(
            [
                "A percentage is the numerator divided by the denominator, to one decimal. It is never rounded up to a target that was",
                "missed.",
                *(f"{key} is not measured: {why}" for key, why in silent.items()),
            ]
        ),
        (),
        (
            Table(
                "The measures with numerator, denominator and what was left out",
                ("Measure", "Numerator|number", "Denominator|number", "Result", "Target", "Left out"),
                lines,
                is_wide=True,
            ),
        ),
    )


def _left_out(one: Measure) -> list[str]:
    """Of updates of plans how many they are: what they are called names the plan."""
    if one.key == "P8":
        return [
            f"{words}: {len(listed.split(', '))}"
            for words, _, listed in (text.partition(": ") for text in one.excluded)
        ]
    return list(one.excluded)
