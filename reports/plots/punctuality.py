"""Papers, minutes and returns to the Child Death Overview Panel in time: how the share grew over the year, against its target."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from reports.figures import find
from reports.measures.definitions import p10, target
from reports.measures.facts import Facts
from reports.measures.measure import Record
from reports.measures.tally import Tally
from reports.plots.plot import FAINT, INK, LINE, WIDTH, Dot, Picture, Plot, Stroke, Text, points, steps
from reviews import death_figures
from reviews.cdop.contribution import Period, figures, quarters
from subgroup.deadlines.wording import count, listing

PAPERS, MINUTES, DEATHS = (
    "Papers in time",
    "Minutes in time",
    "Returns to the Child Death Overview Panel in time",
)
DEATHS_KEY = "deaths"
NOTE = "The line is the share in time of all so far; {}."


@dataclass(frozen=True)
class Step:
    """A meeting or a quarter: how many were in time there, of how many."""

    label: str
    kept: int
    of: int
    records: tuple[Record, ...] = ()

    def __str__(self) -> str:
        return f"{self.kept} of {self.of}" if self.of else "–"

    @property
    def cell(self) -> str:
        return Tally(str(self), self.records, is_share=True) if self.records else str(self)


def punctuality(facts: Facts) -> list[Plot]:
    return [papers(facts), minutes(facts), deaths(facts)]


def papers(facts: Facts) -> Plot:
    whole, aim = find(facts, {"measure": "A2"}).measure, target(facts, "A2")
    found = [
        Step(one.meeting.code, counted.numerator, counted.denominator, counted.records)
        for one in facts.meetings
        if (counted := find(facts, {"measure": "A2", "meeting": one.meeting.code}).measure).records
    ]
    if not found:
        return Plot(
            "papers", PAPERS, "A share appears here when agencies submit items for the year’s first meeting."
        )
    late = [one for one in found if one.kept < one.of]
    said = f"Items and papers that came in time: {whole.value}; {_aim(whole.share, aim)}."
    if late:
        worst = min(late, key=lambda one: (Fraction(one.kept, one.of), one.label))
        said += f" The fewest came in time for {worst.label}: {worst}."
    return _plot("papers", PAPERS, said, "Meeting", found, aim, f"{whole.percent}%")


def minutes(facts: Facts) -> Plot:
    whole = p10(facts)
    found = [Step(record.label, int(record.kept), 1, (record,)) for record in whole.records]
    if not found:
        return Plot(
            "minutes",
            MINUTES,
            "A share appears here when the first minutes of the year are circulated, or late.",
        )
    late = [record.label for record in whole.broken]
    said = f"Minutes circulated in time: {whole.value}; {_aim(whole.share, whole.target)}."
    if late:
        said += f" Late: {listing(late)}."
    return _plot("minutes", MINUTES, said, "Meeting", found, whole.target, f"{whole.percent}%")


def deaths(facts: Facts) -> Plot:
    """By the quarter in which an agency was asked."""
    year = Period(facts.year.label, facts.year.first, facts.year.last)
    asked = (
        death_figures.of_period_on(facts.group, year, facts.on)
        if facts.rebuilt
        else death_figures.of_period(facts.group, year)
    )
    whole, aim = figures(asked, facts.on), target(facts, "F1")
    found = [
        Step(quarter.label.split()[0], share.of, share.out_of)
        for quarter in quarters(year)
        if (
            share := figures([row for row in asked if quarter.holds(row.requested_on)], facts.on).in_time
        ).out_of
    ]
    if not found:
        return Plot(
            DEATHS_KEY,
            DEATHS,
            "A share appears here when agencies were asked for a child death, and answered or were late.",
        )
    every = whole.in_time
    said = f"What agencies returned in time: {every}; {_aim(Fraction(every.of, every.out_of), aim)}."
    if whole.outstanding:
        late = whole.late or "none"
        of_them = " and late" if whole.late == whole.outstanding else f", {late} of them late"
        said += f" {count(whole.outstanding, 'return is', 'returns are')} outstanding{of_them}."
    return _plot(DEATHS_KEY, DEATHS, said, "Asked in", found, aim, str(every).split(" (")[0])


def _aim(share: Fraction | None, aim: Fraction | None) -> str:
    if aim is None or share is None:
        return "the terms set no target"
    return f"the target is {'every one' if aim == 1 else f'{float(aim * 100):g}%'}: {'met' if share >= aim else 'not met'}"


def _plot(
    key: str, title: str, sentence: str, of: str, found: Sequence[Step], aim: Fraction | None, last: str
) -> Plot:
    so_far = [
        Step(one.label, kept, whole, records)
        for one, kept, whole, records in zip(
            found,
            accumulate(one.kept for one in found),
            accumulate(one.of for one in found),
            accumulate(one.records for one in found),
            strict=True,
        )
    ]
    rows = tuple((one.label, one.cell, grown.cell) for one, grown in zip(found, so_far, strict=True))
    note = NOTE.format("the dashed one is the target" if aim is not None else "the terms set no target")
    return Plot(
        key, title, sentence, (of, "In time|number", "So far|number"), rows, _picture(so_far, aim, last), note
    )


LEFT, TOP, HIGH, RIGHT = 40, 16, 130, 60


def _picture(so_far: Sequence[Step], aim: Fraction | None, last: str) -> Picture:
    wide = WIDTH - LEFT - RIGHT
    step = wide / max(len(so_far), 4)

    def y(share: Fraction | float) -> float:
        return round(TOP + HIGH * (1 - float(share)), 1)

    texts, strokes = [], []
    for share in (0, 0.5, 1):
        strokes.append(Stroke(points([(LEFT, y(share)), (LEFT + wide, y(share))]), ink=LINE))
        texts.append(Text(LEFT - 6, y(share) + 4, f"{share:.0%}", "end", 11, ink=FAINT))
    if aim is not None:
        strokes.append(Stroke(points([(LEFT, y(aim)), (LEFT + wide, y(aim))]), 2, INK, "6 4"))
        texts.append(Text(LEFT + wide + 5, y(aim) - 3, "target", size=12))
    path = [(LEFT + step * (at + 0.5), y(Fraction(one.kept, one.of))) for at, one in enumerate(so_far)]
    strokes.append(Stroke(steps(path), 2.5, INK))
    dots = tuple(Dot(round(x, 1), height, 4) for x, height in path)
    texts += [
        Text(round(x, 1), TOP + HIGH + 16, one.label, "middle", 12)
        for (x, _), one in zip(path, so_far, strict=True)
    ]
    x, height = path[-1]
    texts.append(
        Text(round(x + 9, 1), height + (15 if height < TOP + HIGH / 2 else -5), last, size=13, weight=700)
    )
    return Picture(TOP + HIGH + 22, tuple(texts), strokes=tuple(strokes), dots=dots)
