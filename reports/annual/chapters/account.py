"""What the sub-group is, by which terms, and to whom it answers."""

from members.representation import SeatOn, seats_on
from reports.annual.figure import count, word
from reports.annual.part import Part, Table, paragraphs
from reports.annual.record import YearRecord, thing
from reports.measures.measure import Record
from subgroup.templatetags.ui import longdate


def part(record: YearRecord) -> Part:
    terms, group = record.terms, record.group
    content = terms.content
    seats = seats_on(group, record.ends, terms=terms)
    agencies = {one.agency.pk: one for one in seats}
    lines = tuple((one.who, one.to) for one in content.accountability)
    accountable = content.group.accountable_to
    return Part(
        paragraphs(
            f"The {group.name} sub-group works for the {group.board}. Its terms of reference are version {{terms version}}, in force "
            "since {terms in force from}.",
            f"It is accountable to {_within(accountable)}." if accountable else "",
            "At the end of the year it had {seats} seats, of {agencies with a seat} agencies; {seats filled} of them were filled. "
            "Appendix A names who held them.",
        ),
        (
            word("terms version", "The version of the terms of reference at the end of the year", terms.version),
            word("terms in force from", "Since when that version is in force", longdate(terms.in_force_from)),
            count("seats", "Seats of the terms at the end of the year", map(_seat, seats)),
            count("seats filled", "Those of them that somebody held", (_seat(one) for one in seats if one.is_filled)),
            count(
                "agencies with a seat", "Agencies that have a seat at the end of the year",
                (thing("agency", pk, one.agency_name, one.seat.title) for pk, one in agencies.items()),
            ),
        ),
        (
            Table("Who answers to whom", ("Who", "Is accountable to"), lines)
            if lines
            else Table("The terms of reference name no lines of account."),
        ),
    )  # fmt: skip


def _within(words: str) -> str:
    """In the middle of a sentence: an article loses its capital, a name keeps it."""
    return words[0].lower() + words[1:] if words.startswith(("The ", "A ", "An ")) else words


def _seat(one: SeatOn) -> Record:
    return thing(
        "seat", one.seat.pk, one.seat.code, f"{one.seat.title}, {one.agency_name}: {one.standing.lower()}"
    )
