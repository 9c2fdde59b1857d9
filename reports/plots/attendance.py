"""Who came: a tile for each agency and each meeting held."""

from collections.abc import Mapping
from typing import NamedTuple

from meetings.enums import Presence
from reports.figures import expected, find, names, tally
from reports.measures.facts import Facts, MeetingFacts
from reports.measures.measure import Measure
from reports.measures.tally import Tally
from reports.plots.plot import BLUE, INK, PALE, PAPER, WIDTH, Box, Picture, Plot, Text, explained, with_code
from subgroup.deadlines.wording import count, listing

TITLE = "Who came"
FILLS = {
    Presence.PRESENT: (BLUE, PAPER),
    Presence.DEPUTY: (PALE, INK),
    Presence.APOLOGIES: (PAPER, INK),
    Presence.ABSENT: (INK, PAPER),
}
"""Of the best answer that an agency's seats gave: what fills the tile, and the ink of its letter."""
AWAY = (Presence.APOLOGIES, Presence.ABSENT)
QUORUM = "Agencies"
TOP, HIGH = 22, 30


class Cell(NamedTuple):
    """The best answer of an agency’s seats, and “2/3” of them where several were expected."""

    best: Presence
    represented: str
    seats: Measure


def attendance(facts: Facts) -> Plot:
    agencies = expected(facts)
    if not agencies:
        return Plot(
            "attendance",
            TITLE,
            "The attendance appears here when that of the year’s first meeting is confirmed.",
        )
    held, borne = facts.held, names(facts)
    cells = [[_cell(facts, one, agency) for one in held] for agency in agencies]
    rows = [
        (
            with_code(agency, borne[agency]),
            *map(_said, row),
            tally(facts, "attendance", agency=agency),
        )
        for agency, row in zip(agencies, cells, strict=True)
    ]
    rows.append(
        (
            "Agencies that make the quorum",
            *(_quorum_said(facts, one) for one in held),
            tally(facts, "P4"),
        )
    )
    return Plot(
        "attendance",
        TITLE,
        _sentence(facts, {borne[agency]: row for agency, row in zip(agencies, cells, strict=True)}),
        ("Agency", *(one.meeting.code for one in held), "Represented"),
        tuple(rows),
        _picture(facts, agencies, cells),
        "P present, D a deputy came, A apologies, N absent without apologies: the best of an agency’s seats, and how many of "
        "them were represented. Below, how many agencies came that count for the quorum; black where they were too few. "
        + explained(agencies, borne),
        is_wide=True,
    )


def _picture(facts: Facts, agencies: list[str], cells: list[list[Cell | None]]) -> Picture:
    held = facts.held
    left = max(len(word) for word in (*agencies, QUORUM)) * 9.6
    step = (WIDTH - left) / max(len(held), 8)

    def tile(at: int, y: float, fill: tuple[str, str], letter: str, small: str = "") -> Box:
        return Box(round(left + at * step, 1), y, round(step - 2, 1), HIGH, *fill, letter, small)

    texts = [
        Text(round(left + at * step + step / 2 - 1, 1), TOP - 7, one.meeting.code, "middle")
        for at, one in enumerate(held)
    ]
    boxes = []
    for line, (agency, row) in enumerate(zip(agencies, cells, strict=True)):
        y = TOP + line * (HIGH + 2)
        texts.append(Text(0, y + 20, agency, size=14))
        boxes += [
            tile(at, y, FILLS[cell.best], cell.best.value, cell.represented)
            for at, cell in enumerate(row)
            if cell
        ]
    y = TOP + len(agencies) * (HIGH + 2) + 8
    texts.append(Text(0, y + 20, QUORUM, size=14, weight=700))
    for at, one in enumerate(held):
        fill = (PAPER, INK) if one.quorum.quorate else (INK, PAPER)
        boxes.append(tile(at, y, fill, _agencies(facts, one)))
    return Picture(y + HIGH + 1, tuple(texts), tuple(boxes))


def _cell(facts: Facts, one: MeetingFacts, agency: str) -> Cell | None:
    """None where no seat of the agency was expected."""
    seats = find(facts, {"measure": "attendance", "agency": agency, "meeting": one.meeting.code}).measure
    if not seats.denominator:
        return None
    said = {row.presence for row in one.attendance if row.agency.code == agency}
    best = next(answer for answer in Presence if answer in said)
    represented = f"{seats.numerator}/{seats.denominator}" if seats.denominator > 1 else ""
    return Cell(best, represented, seats)


def _said(cell: Cell | None) -> str:
    if cell is None or not cell.represented:
        return cell.best.value if cell else "–"
    return Tally(f"{cell.best.value} {cell.represented}", cell.seats.records, is_share=True)


def _agencies(facts: Facts, one: MeetingFacts) -> Tally:
    return tally(facts, "agencies", meeting=one.meeting.code)


def _quorum_said(facts: Facts, one: MeetingFacts) -> str:
    came = _agencies(facts, one)
    return came if one.quorum.quorate else Tally(f"{came}, not quorate", came.records)


def _sentence(facts: Facts, cells: Mapping[str, list[Cell | None]]) -> str:
    missed = {
        agency: sum(cell is not None and cell.best in AWAY for cell in row) for agency, row in cells.items()
    }
    always = [agency for agency, number in missed.items() if not number]
    poor = [one.meeting.code for one in facts.held if not one.quorum.quorate]
    held = count(len(facts.held), "meeting", "meetings")
    said = [f"{count(len(cells), 'agency was', 'agencies were')} expected at {held}."]
    if len(always) == len(cells):
        said.append("All of them were represented each time.")
    else:
        most = max(missed.values())
        worst = [agency for agency, number in missed.items() if number == most]
        there = f"{listing(always)} {'was' if len(always) == 1 else 'were'}" if always else "None was"
        said.append(f"{there} represented each time.")
        said.append(f"{listing(worst)} missed {most}, the most of all.")
    said.append(
        f"{listing(poor)} {'was' if len(poor) == 1 else 'were'} not quorate."
        if poor
        else "Every meeting was quorate."
    )
    return " ".join(said)
