"""How far days slip: for each action the day by which it is promised now against the day that was asked for first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import Any

from reports.measures.measure import Record
from reports.measures.tally import Tally, number
from reports.plots.actions import COUNTED, Rows, is_open, record_of
from reports.plots.plot import FAINT, INK, LINE, PAPER, WIDTH, Dot, Picture, Plot, Stroke, Text, points
from subgroup.deadlines.wording import count, long_date
from subgroup.templatetags.ui import shortdate

TITLE = "Days asked for and days promised"


def slips(rows: Rows, names: Mapping[str, str], *, with_references: bool = True) -> Plot:
    """`names` are the agencies’, by code. A published report says nothing of which action it was."""
    dated = [row for row in rows if row.first_due_on and row.at_due_on]
    if not dated:
        return Plot("slips", TITLE, "A point appears here for each action with a day by which it is due.")
    of: dict[str, list[Any]] = {}
    for row in dated:
        of.setdefault(names.get(row.at_agency_code, row.at_agency_code), []).append(row)
    lines = [*((agency, of[agency]) for agency in sorted(of)), ("All agencies", dated)]
    return Plot(
        "slips",
        TITLE,
        _sentence(dated, with_references),
        (
            "Agency",
            "With a day|number",
            "Moved later|number",
            "Brought forward|number",
            "Furthest",
            "From",
            "To",
        ),
        tuple(_row(label, found, with_references) for label, found in lines),
        _picture(dated),
        "A point on the line was never moved; above it, it slipped. Full points are open, rings are done; the more actions, "
        f"the larger. {COUNTED}",
    )


def _days(row: Any) -> int:
    return (row.at_due_on - row.first_due_on).days


def _furthest(rows: Sequence[Any]) -> Any:
    return max(rows, key=_days)


def _row(label: str, rows: Sequence[Any], with_references: bool) -> tuple[str, ...]:
    later, sooner = ([row for row in rows if way * _days(row) > 0] for way in (1, -1))
    first = _furthest(rows)
    whose = f"{first.reference}, " if with_references else ""
    told = (
        (
            Tally(f"{whose}{count(_days(first), 'day', 'days')}", [_record(first)]),
            shortdate(first.first_due_on),
            shortdate(first.at_due_on),
        )
        if later
        else ("–", "–", "–")
    )
    return label, *(number(map(_record, those)) for those in (rows, later, sooner)), *told


def _record(row: Any) -> Record:
    asked, promised = shortdate(row.first_due_on), shortdate(row.at_due_on)
    moved = count(abs(_days(row)), "day", "days")
    why = f"{row.at_agency_code}: asked for by {asked}"
    return record_of(
        row, why=f"{why}, promised by {promised}: {moved}" if _days(row) else f"{why}, never moved"
    )


def _sentence(rows: Sequence[Any], with_references: bool) -> str:
    later, whole = sum(_days(row) > 0 for row in rows), count(len(rows), "action", "actions")
    if not later:
        return f"Of {whole} with a day none slipped."
    first = _furthest(rows)
    whose = f"that of {first.reference}, " if with_references else ""
    return (
        f"The day of {later} of {whole} slipped; furthest {whose}by {count(_days(first), 'day', 'days')}, "
        f"from {long_date(first.first_due_on)} to {long_date(first.at_due_on)}."
    )


LEFT, TOP, HIGH = 70, 26, 240
WIDE = WIDTH - LEFT - 10
TICKS = 4


def _picture(rows: Sequence[Any]) -> Picture:
    days = [day for row in rows for day in (row.first_due_on, row.at_due_on)]
    first, last = min(days) - timedelta(days=7), max(days) + timedelta(days=7)
    length = (last - first).days

    def x(day: date) -> float:
        return round(LEFT + WIDE * (day - first).days / length, 1)

    def y(day: date) -> float:
        return round(TOP + HIGH * (1 - (day - first).days / length), 1)

    foot = TOP + HIGH
    texts = [
        Text(0, 12, "Promised by", size=12, weight=700),
        Text(LEFT + WIDE, foot + 34, "Asked for by", "end", 12, 700),
    ]
    strokes = [Stroke(points([(LEFT, TOP), (LEFT, foot), (LEFT + WIDE, foot)]), ink=FAINT)]
    for tick in _ticks(first, last):
        strokes.append(Stroke(points([(LEFT, y(tick)), (LEFT + WIDE, y(tick))]), ink=LINE))
        texts.append(Text(LEFT - 6, y(tick) + 4, f"{tick:%b %Y}", "end", 11, ink=FAINT))
        texts.append(Text(x(tick), foot + 15, f"{tick:%b %Y}", "middle", 11, ink=FAINT))
    strokes.append(Stroke(points([(x(first), y(first)), (x(last), y(last))]), 1.5, FAINT, "4 3"))
    found = Counter((row.first_due_on, row.at_due_on, is_open(row)) for row in rows)
    dots = [
        Dot(x(asked), y(promised), round(3 + 1.5 * sqrt(number - 1), 1), INK if open_ else PAPER)
        for (asked, promised, open_), number in sorted(found.items(), key=lambda one: (-one[1], one[0]))
    ]
    return Picture(foot + 40, tuple(texts), strokes=tuple(strokes), dots=tuple(dots))


def _ticks(first: date, last: date) -> list[date]:
    """The first days of months, few enough to stand beside each other."""
    months = [
        date(first.year + number // 12, number % 12 + 1, 1)
        for number in range(
            first.month, first.month + (last.year - first.year) * 12 + last.month - first.month
        )
    ]
    every = -(-len(months) // TICKS) or 1
    return months[::every]
