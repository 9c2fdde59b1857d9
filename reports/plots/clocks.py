"""The statutory clocks of the year's cases: how many were kept, in counts alone."""

from datetime import date

from actionplans.picture import FILLS
from reports.measures.facts import Facts
from reports.plots.grid import Column, counts, grid
from reports.plots.plot import Plot
from reviews import clock_figures
from subgroup.deadlines.wording import count

TITLE = "Statutory clocks of cases"
COLOURS = dict(zip(clock_figures.WORDS, ("green", "amber", "blue", "red", "grey"), strict=True))


def clocks(facts: Facts, on: date, *, today: date) -> Plot:
    found = clock_figures.of_year(facts.group, facts.year.first, on, today=today)
    if not found:
        return Plot(
            "clocks",
            TITLE,
            "A clock appears here as soon as the day from which it is counted is recorded in a case.",
        )
    there = [
        word for word in clock_figures.WORDS if word != "Over" or any(one[word] for one in found.values())
    ]
    numbers = [[one[word] for word in there] for one in found.values()]
    sums = [sum(column) for column in zip(*numbers, strict=True)]
    rows = [(title, *map(str, row), str(sum(row))) for title, row in zip(found, numbers, strict=True)]
    return Plot(
        "clocks",
        TITLE,
        _sentence(dict(zip(there, sums, strict=True))),
        ("Clock", *(f"{word}|number" for word in there), "All|number"),
        (*rows, ("All clocks", *map(str, sums), str(sum(sums)))),
        grid(list(found), [Column(word, FILLS[COLOURS[word]]) for word in there], counts(numbers)),
        "A bar for how many of each clock stand so, of those that ran in the year. Counted are cases that no reader is kept from.",
    )


def _sentence(sums: dict[str, int]) -> str:
    whole, kept, done_late, late = sum(sums.values()), sums["In time"], sums["Done late"], sums["Late"]
    said = (
        f"Of {count(whole, 'clock', 'clocks')} {kept or 'none'} {'was' if kept < 2 else 'were'} kept in time"
    )
    said += f", {done_late or 'none'} {'was' if done_late < 2 else 'were'} met late"
    return f"{said}, and {late or 'none'} {'is' if late < 2 else 'are'} late now."
