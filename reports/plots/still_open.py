"""How long actions stay open: of those set at least n weeks before a day, the share not reported done by then, by agency."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from actionplans.enums import Stage
from reports.measures.measure import Record
from reports.measures.tally import Tally, number
from reports.plots.actions import COUNTED, Rows, record_of
from reports.plots.grid import Cell, Column, grid
from reports.plots.plot import FAINT, Picture, Plot
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, listing
from subgroup.templatetags.ui import shortdate

TITLE = "Still open after some weeks, by agency"
MILESTONES = (4, 13, 26, 52)
LOOKED_AT = 13
"""The weeks of which the sentence speaks: a quarter of a year."""


@dataclass(frozen=True)
class Life:
    """An action: when it was set, and when it was reported done, if it is."""

    set_on: date
    done_on: date | None
    row: Any

    def is_open_after(self, weeks: int) -> bool:
        return self.done_on is None or self.done_on > self.set_on + timedelta(weeks=weeks)

    def is_set_before(self, weeks: int, on: date) -> bool:
        return self.set_on + timedelta(weeks=weeks) <= on

    def record(self, kept: bool = True) -> Record:
        done = f"done {shortdate(self.done_on)}" if self.done_on else "not done yet"
        return record_of(self.row, kept, f"{self.row.at_agency_code}: set {shortdate(self.set_on)}, {done}")


@dataclass(frozen=True)
class Open:
    """Of some actions those open after some weeks, of those that were set so long ago."""

    number: int
    of: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.number, self.of) if self.of else None

    def __str__(self) -> str:
        return f"{self.number} of {self.of}" if self.of else "–"


def open_after(lives: Iterable[Life], weeks: int, on: date) -> Open:
    old = [one for one in lives if one.is_set_before(weeks, on)]
    return Open(sum(one.is_open_after(weeks) for one in old), len(old))


def still_open(rows: Rows, on: date, names: Mapping[str, str]) -> Plot:
    """`names` are the agencies’, by code.

    What was open when its plan was closed is left out: nobody knows how long it would have stayed so.
    """
    of: dict[str, list[Life]] = {}
    for row in rows:
        if row.at_stage != Stage.ENDED:
            of.setdefault(names.get(row.at_agency_code, row.at_agency_code), []).append(
                Life(day_of(row.opened_at), row.at_done_on, row)
            )
    if not any(open_after(lives, MILESTONES[0], on).of for lives in of.values()):
        weeks = count(MILESTONES[0], "week", "weeks")
        return Plot("still_open", TITLE, f"This appears here {weeks} after the first action was set.")
    agencies, every = sorted(of), [one for lives in of.values() for one in lives]
    lines = [*((agency, of[agency]) for agency in agencies), ("All agencies", every)]
    table = tuple(
        (label, number(one.record() for one in lives), *(_told(lives, weeks, on) for weeks in MILESTONES))
        for label, lives in lines
    )
    return Plot(
        "still_open",
        TITLE,
        _sentence(of, every, on),
        ("Agency", "Set|number", *(f"After {weeks} weeks|number" for weeks in MILESTONES)),
        table,
        _picture(lines, on),
        "A frame is the whole of the actions that were set so many weeks ago or more, the dark part those not reported done by "
        f"then; all are open, or were set in the last two years. {COUNTED}",
    )


def _told(lives: Iterable[Life], weeks: int, on: date) -> str:
    old = [one for one in lives if one.is_set_before(weeks, on)]
    records = (one.record(one.is_open_after(weeks)) for one in old)
    return Tally(str(open_after(old, weeks, on)), records, is_share=True) if old else "–"


def _sentence(of: dict[str, list[Life]], every: list[Life], on: date) -> str:
    whole = open_after(every, LOOKED_AT, on)
    if not whole.of:
        whole, weeks = open_after(every, MILESTONES[0], on), MILESTONES[0]
        return f"After {weeks} weeks {whole.number} of {count(whole.of, 'action', 'actions')} {_was(whole.number)} still open."
    said = f"After {LOOKED_AT} weeks {whole.number} of {count(whole.of, 'action', 'actions')} {_was(whole.number)} still open"
    if not whole.number:
        return f"{said}."
    shares = {agency: open_after(lives, LOOKED_AT, on) for agency, lives in of.items()}
    most = max(one.share for one in shares.values() if one.share is not None)
    worst = [agency for agency, one in sorted(shares.items()) if one.share == most]
    if len(worst) == sum(one.of > 0 for one in shares.values()):
        return (
            f"{said}; of every agency the same share."
            if len(worst) > 1
            else f"{said}, all set for {worst[0]}."
        )
    named = listing([f"{agency} ({shares[agency]})" for agency in worst])
    return f"{said}; the greatest share is that of {named}."


def _picture(lines: Sequence[tuple[str, list[Life]]], on: date) -> Picture:
    found = [[open_after(lives, weeks, on) for weeks in MILESTONES] for _, lives in lines]
    cells = [[Cell(str(one), float(one.share or 0)) for one in row] for row in found]
    columns = [Column(f"After {weeks} weeks", FAINT) for weeks in MILESTONES]
    return grid([label for label, _ in lines], columns, cells, of_whole=True)


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
