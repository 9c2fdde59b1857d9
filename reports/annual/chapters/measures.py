"""The performance measures of the terms against their targets (P11)."""

from reports.annual.figure import count, measured, word
from reports.annual.part import Part, Table, paragraphs
from reports.annual.record import YearRecord
from reports.document import VERDICTS
from reports.measures.measure import Measure, Record
from reports.measures.tally import kept_of
from reports.plots.punctuality import minutes, papers
from subgroup.deadlines.wording import listing

SAID = {
    "P1": ("meetings chaired by a member", "P1 of the terms"),
    "P6": ("second apologies followed up", "P6 of the terms"),
    "P7": ("lights of objectives given", "P7 of the terms"),
    "P8": ("updates of plans in time", "P8 of the terms"),
    "P9": ("returns in time", "P9 of the terms"),
    "P10": ("minutes in time", "P10 of the terms"),
}
"""The measures that no other chapter names, by the names of their figures."""


def part(record: YearRecord) -> Part:
    every = list(record.measures.values())
    aimed = [one for one in every if one.target is not None and one.records]
    missed = [one.key for one in aimed if not one.met]
    silent = [f"{one.key} {one.title}" for one in every if not one.records]
    return Part(
        paragraphs(
            "{measures met} of {measures with a target} measures with a target met it."
            + (f" Not met: {listing(missed)}." if missed else "")
            if aimed
            else f"No measure of {record.year.label} has a target and anything to count.",
            "Minutes went out in time after {minutes in time} of the meetings. A return went in time to {returns in time} of the meetings "
            "of the Coordination and Delivery Group. Agencies made {updates of plans in time} of the updates of their action plans in "
            "time." if all(record.measure(key).records for key in ("P8", "P9", "P10")) else "",
            f"The work programme: {record.measure('P2').value}." if record.measure("P2").records else "",
            f"There was nothing to count for {listing(silent)}." if silent else "",
        ),
        (
            count("measures with a target", "Measures with a target and something to count", map(_record, aimed)),
            count("measures met", "Those of them that met it", (_record(one) for one in aimed if one.met)),
            count("measures not met", "Those of them that did not", (_record(one) for one in aimed if not one.met)),
            *(measured(name, says, record.measure(key)) for key, (name, says) in SAID.items()),
            word("work programme", "P2 of the terms", record.measure("P2").value),
        ),
        (_table(record, missed, len(aimed)), papers(record.facts), minutes(record.facts)),
    )  # fmt: skip


def _record(one: Measure) -> Record:
    why = f"{one.value}; target {one.target_text}"
    return Record(f"{one.key} {one.title}", bool(one.met), why, "measure", 0)


def result_of(one: Measure) -> str:
    """A published report waits for nothing."""
    return one.value if one.records or one.said or one.not_measurable else "nothing to count"


def _verdict(one: Measure) -> str:
    """Frozen, nothing becomes known later."""
    if one.target is None:
        return "No target"
    return VERDICTS[one.met][0] if one.records else "Nothing to count"


def _table(record: YearRecord, missed: list[str], aimed: int) -> Table:
    rows = tuple(
        (f"{one.key} {one.title}", kept_of(result_of(one), one), one.target_text.capitalize(), _verdict(one))
        for one in record.measures.values()
    )
    finding = f"{aimed - len(missed)} of {aimed} targets were met" if aimed else "The measures of the terms"
    return Table(finding, ("Measure", "Result", "Target", "Is it met?"), rows)
