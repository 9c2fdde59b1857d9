"""Each measure with what it counts: numerator, denominator, and what was left out (P11)."""

from reports.annual.chapters.measures import result_of
from reports.annual.part import Part, Table
from reports.annual.record import YearRecord
from reports.measures.definitions import not_measured
from reports.measures.measure import Measure, Record
from reports.measures.tally import Tally, kept_of, number


def part(record: YearRecord) -> Part:
    lines = tuple(
        (
            f"{one.key} {one.title}",
            number(row for row in one.records if row.kept),
            number(one.records),
            kept_of(result_of(one), one),
            one.target_text.capitalize(),
            _left_out(one),
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


def _left_out(one: Measure) -> str:
    """Of updates of plans how many they are: what they are called names the plan."""
    if one.key != "P8" or not one.excluded:
        return "; ".join(one.excluded) or "Nothing"
    found = {
        words: listed.split(", ") for words, _, listed in (text.partition(": ") for text in one.excluded)
    }
    return Tally(
        "; ".join(f"{words}: {len(listed)}" for words, listed in found.items()),
        (Record(label, True, words, "", 0) for words, listed in found.items() for label in listed),
    )
