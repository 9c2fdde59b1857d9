"""The chair’s own words: nothing drafts them."""

from reports.annual.part import Missing, Part
from reports.annual.record import YearRecord

WAITS = Missing("The foreword is not written", "the chair")


def part(record: YearRecord) -> Part:
    return Part("")
