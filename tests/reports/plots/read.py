"""Plots as a reader takes them: the cells of the table, and the marks of the picture."""

import re
from html import unescape

from reports.measures import facts
from reports.plots.plot import Plot


def year(group, on, label="2017-18") -> facts.Facts:
    return facts.gather(group, facts.year_labelled(group, label), on=on)


def cells(plot: Plot) -> dict[str, dict[str, str]]:
    """Row → column → cell."""
    heads = [title.partition("|")[0] for title in plot.head]
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in plot.rows}


def written(plot: Plot) -> list[str]:
    """All that is written in the picture, mark by mark."""
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", plot.picture.svg)]
