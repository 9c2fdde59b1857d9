"""A plan, or what an agency was asked, on one page: progress, slips and ageing, each as a picture, a sentence and a table.

Everything is computed for a day from rows of register.at(), so that a past day's picture is as it was.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from actionplans.enums import OPEN_STAGES, Stage
from actionplans.register import light_of
from subgroup.deadlines.wording import count, long_date
from subgroup.terms.lights import LightTerms

WIDTH, HEIGHT, GAP = 600, 34, 2
STEPS = (
    ("open", "Open", (Stage.OPEN,)),
    ("proposed", "Waits for sign-off", (Stage.PROPOSED,)),
    ("done", "Done", (Stage.DONE,)),
    ("signed_off", "Signed off", (Stage.SIGNED_OFF,)),
    ("tested", "Tested", (Stage.TESTED,)),
    ("sustained", "Sustained", (Stage.SUSTAINED,)),
)
FILLS = {
    "blue": "#1d70b8", "green": "#0f7a52", "amber": "#f47738", "red": "#ca3535", "grey": "#b1b4b6",
    "open": "#cecece", "proposed": "#ffdd00", "done": "#5694ca", "signed_off": "#1d70b8", "tested": "#16548a",
    "sustained": "#0b3c5d",
    "slip0": "#cecece", "slip1": "#f4b58b", "slip2": "#f47738", "slip3": "#a8430c",
    "age0": "#eda5a5", "age1": "#df6b6b", "age2": "#ca3535", "age3": "#7d1f1f",
}  # fmt: skip
AGES = ((30, "up to 30 days"), (90, "31 to 90 days"), (180, "91 to 180 days"), (None, "more than 180 days"))


@dataclass(frozen=True)
class Part:
    """A part of a bar. `x` and `width` are in the units of the picture, WIDTH wide."""

    key: str
    label: str
    number: int
    x: float = 0
    width: float = 0

    @property
    def fill(self) -> str:
        return FILLS[self.key]

    @property
    def key_url(self) -> str:
        """The square that stands before its label in a printed document."""
        square = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="{self.fill}"/></svg>'
        return _data_url(square)


@dataclass(frozen=True)
class Picture:
    """One chart: a bar of parts, or several bars below each other, with what it says in words and figures."""

    key: str
    title: str
    sentence: str
    parts: tuple[Part, ...]
    stacked: bool = True

    @property
    def svg(self) -> SafeString:
        """Colours as attributes: no style stands in a page."""
        step = 0 if self.stacked else HEIGHT // 2 + GAP * 3
        bars = [
            (part, number * step) for number, part in enumerate(part for part in self.parts if part.number)
        ]
        height = HEIGHT if self.stacked else step * max(len(bars), 1)
        page = {
            "bars": bars,
            "width": WIDTH,
            "height": height,
            "bar": HEIGHT if self.stacked else HEIGHT // 2,
        }
        return SafeString(render_to_string("actionplans/_bars.svg", page))

    @property
    def data_url(self) -> str:
        """The same for a printed document."""
        return _data_url(self.svg)


def _data_url(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def pictures(rows: Sequence[Any], on: date, terms: LightTerms) -> list[Picture]:
    """The pictures of these actions, as they stood on a day."""
    return [_lights(rows, on, terms), _progress(rows), _slips(rows), _ageing(rows, on)]


def _beside(counted: Iterable[tuple[str, str, int]]) -> tuple[Part, ...]:
    """Parts of one bar, as long as their share."""
    found = list(counted)
    whole = sum(number for _, _, number in found)
    parts, x = [], 0.0
    for key, label, number in found:
        width = WIDTH * number / whole if whole else 0
        parts.append(Part(key, label, number, round(x, 1), round(max(width - GAP, 0), 1)))
        x += width
    return tuple(parts)


def _below(counted: Iterable[tuple[str, str, int]]) -> tuple[Part, ...]:
    """Bars of their own, the longest across the whole picture."""
    found = list(counted)
    most = max((number for _, _, number in found), default=0)
    return tuple(
        Part(key, label, number, 0, round(WIDTH * number / most, 1) if most else 0)
        for key, label, number in found
    )


def _lights(rows: Sequence[Any], on: date, terms: LightTerms) -> Picture:
    found = Counter(light_of(row, on, terms) for row in rows)
    red, all_of = found["red"], count(len(rows), "action", "actions")
    sentence = f"{all_of}: {count(red, 'is', 'are')} red." if red else f"{all_of}: none is red."
    parts = _beside((one.key, one.word, found[one.key]) for one in terms.colours)
    return Picture("lights", "Lights", sentence, parts)


def _progress(rows: Sequence[Any]) -> Picture:
    found = Counter(row.at_stage for row in rows)
    steps = [(key, label, sum(found[stage] for stage in stages)) for key, label, stages in STEPS]
    ended = len(rows) - sum(found[stage] for stage in OPEN_STAGES)
    sentence = f"{ended} of {count(len(rows), 'action', 'actions')} {'is' if ended == 1 else 'are'} done or signed off"
    sustained = found[Stage.SUSTAINED]
    tail = (
        f"; {sustained} of them {'is' if sustained == 1 else 'are'} shown to be sustained."
        if sustained
        else "."
    )
    return Picture("progress", "Progress", sentence + tail, _beside(steps))


def _slips(rows: Sequence[Any]) -> Picture:
    found = Counter(min(_moves(row), 3) for row in rows)
    labels = ("Never moved", "Moved once", "Moved twice", "Moved three times or more")
    parts = _below((f"slip{number}", label, found[number]) for number, label in enumerate(labels))
    moved = len(rows) - found[0]
    if not moved:
        return Picture("slips", "Slips", "No day was moved.", parts, stacked=False)
    days = [
        (row.at_due_on - row.first_due_on).days
        for row in rows
        if _moves(row) and row.at_due_on and row.first_due_on
    ]
    longest = max(days, default=0)
    sentence = f"The day of {count(moved, 'action', 'actions')} was moved; the furthest by {count(longest, 'day', 'days')}."
    return Picture("slips", "Slips", sentence, parts, stacked=False)


def _moves(row: Any) -> int:
    if row.at_extensions:
        return row.at_extensions
    return int(bool(row.at_due_on and row.first_due_on and row.at_due_on > row.first_due_on))


def _ageing(rows: Sequence[Any], on: date) -> Picture:
    late = [row for row in rows if row.at_stage == Stage.OPEN and row.at_due_on and row.at_due_on < on]
    ages = [(on - row.at_due_on).days for row in late]
    parts, before = [], 0
    for number, (most, label) in enumerate(AGES):
        held = sum(before < age and (most is None or age <= most) for age in ages)
        parts.append((f"age{number}", f"Overdue {label}", held))
        before = most or before
    if not late:
        return Picture("ageing", "Ageing", "Nothing is overdue.", _below(parts), stacked=False)
    oldest = min(row.at_due_on for row in late)
    one = (
        f"{count(len(late), 'action is', 'actions are')} overdue; the oldest was due on {long_date(oldest)}."
    )
    return Picture("ageing", "Ageing", one, _below(parts), stacked=False)
