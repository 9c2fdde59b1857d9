"""Who came, as tiles: the figures are those of the measures."""

import re

from reports.figures import find
from reports.measures import output
from reports.plots.attendance import attendance
from tests.reports import built
from tests.reports.plots.read import cells, written, year


def test_P4_the_tiles_the_table_and_the_sentence_say_what_the_measures_say(group):
    built.small_year(group)
    facts = year(group, built.TODAY)
    plot, meetings = attendance(facts), output.data(group, facts.year, on=built.TODAY)["meetings"]
    found, held = cells(plot), [row for row in meetings if row["P4_number"] is not None]
    quorum = found.pop("Agencies that make the quorum")
    for row in held:
        word = "" if row["P4_quorate"] else ", not quorate"
        assert quorum[row["meeting"]] == f"{row['P4_number']}{word}"
    assert [row["meeting"] for row in held] == ["M1", "M2", "M3", "X1"], "nothing of what was cancelled"
    assert "4 meetings." in plot.sentence
    assert "X1 was not quorate." in plot.sentence
    for name, row in found.items():
        agency = name.split()[0].upper()
        assert row["Represented"] == find(facts, {"measure": "attendance", "agency": agency}).text
    tiles = [f"{box.letter} {box.small}".strip() for box in plot.picture.boxes]
    in_table = [
        cell for row in found.values() for head, cell in row.items() if head != "Represented" and cell != "–"
    ]
    assert tiles == [*in_table, *(str(row["P4_number"]) for row in held)]
    assert [text for text in written(plot) if text in ("P", "D", "A", "N")] == [cell[0] for cell in in_table]
    assert not (set(written(plot)) & {"S08", "S13"}), "agencies, and no seats"


def test_P4_who_missed_the_most_is_named_as_the_table_has_it(group):
    built.small_year(group)
    plot = attendance(year(group, built.TODAY))
    missed = {
        name: sum(cell[0] in "AN" for cell in row.values() if cell[0] in "PDAN")
        for name, row in cells(plot).items()
    }
    most = max(missed.values())
    assert f"missed {most}, the most of all." in plot.sentence
    worst = next(part for part in plot.sentence.split(". ") if "missed" in part)
    del missed["Agencies that make the quorum"]
    full = {re.sub("^(SCC|CCG|CMFT|SRFT|GMMH|NPS|GMP) ", "", name): number for name, number in missed.items()}
    assert all((agency in worst) == (number == most) for agency, number in full.items())
    assert {"GMP Greater Manchester Police", "SSCB Business Unit"} <= set(
        re.split("; |[.] ", plot.note.rstrip("."))
    )


def test_before_the_first_meeting_it_says_when_something_appears(group):
    plot = attendance(year(group, built.TODAY))
    assert not plot.rows
    assert "appears here when" in plot.sentence
