"""Open actions by age and light: a row for each age, a column for each light, a bar as long as there are many."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from actionplans.picture import AGES, FILLS
from actionplans.register import light_of
from reports.measures.tally import number
from reports.plots.actions import COUNTED, Rows, is_open, record_of
from reports.plots.grid import Column, counts, grid
from reports.plots.plot import Plot
from subgroup.clock import day_of
from subgroup.deadlines.wording import count
from subgroup.terms.lights import LightTerms

TITLE = "Open actions by age and light"


def lights(rows: Rows, on: date, terms: LightTerms) -> Plot:
    """Ages are days since an action was set; the light is the one that the register shows."""
    there = [
        (_band((on - day_of(row.opened_at)).days), light_of(row, on, terms), record_of(row))
        for row in rows
        if is_open(row)
    ]
    found = Counter((band, light) for band, light, _ in there)
    if not found:
        return Plot(
            "lights", TITLE, "Actions appear here as they are caught in the minutes, or asked for by a plan."
        )
    bands = [_label(label) for _, label in AGES]
    numbers = [[found[at, one.key] for one in terms.colours] for at in range(len(bands))]

    def line(ages: Iterable[int]) -> list[str]:
        those = [(light, record) for band, light, record in there if band in ages]
        by_light = [number(record for light, record in those if light == one.key) for one in terms.colours]
        return [*by_light, number(record for _, record in those)]

    return Plot(
        "lights",
        TITLE,
        _sentence(found, len(there)),
        ("Set", *(f"{one.word}|number" for one in terms.colours), "All|number"),
        (*((band, *line([at])) for at, band in enumerate(bands)), ("All", *line(range(len(bands))))),
        grid(bands, [Column(one.word, FILLS[one.key]) for one in terms.colours], counts(numbers)),
        f"A bar for each age and light, with its number. {COUNTED}",
    )


def _label(label: str) -> str:
    return f"{label[0].upper()}{label[1:]} ago"


def _band(age: int) -> int:
    return next(at for at, (most, _) in enumerate(AGES) if most is None or age <= most)


def _sentence(found: Counter[tuple[int, str]], whole: int) -> str:
    red = sum(number for (_, colour), number in found.items() if colour == "red")
    said = f"{count(whole, 'action is', 'actions are')} open"
    if not red:
        return f"{said}; none is red."
    old = found[len(AGES) - 1, "red"]
    most = AGES[-2][0]
    tail = f"{old or 'none'} of them {'were' if old > 1 else 'was'} set more than {most} days ago"
    return f"{said}; {count(red, 'is', 'are')} red, and {tail}."
