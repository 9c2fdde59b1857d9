"""The pictures of a return, section by section, each kept as it was drawn with the figures that it shows (P11, R1)."""

from collections.abc import Iterable
from typing import Any

from reports.measures.facts import Facts
from reports.plots.attendance import attendance
from reports.plots.plot import Plot
from reports.plots.punctuality import DEATHS_KEY, punctuality
from reports.plots.year import of_actions
from reports.sections import Section


def standing(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    """By section; without those that have nothing to show yet."""
    in_time = punctuality(facts)
    found = {
        Section.ACTIONS: of_actions(facts, today=facts.on),
        Section.CDOP: [one for one in in_time if one.key == DEATHS_KEY],
        Section.ATTENDANCE: [attendance(facts)],
        Section.MEASURES: [one for one in in_time if one.key != DEATHS_KEY],
    }
    return {str(section): kept for section, plots in found.items() if (kept := list(_kept(plots)))}


def _kept(plots: Iterable[Plot]) -> Iterable[dict[str, Any]]:
    for one in plots:
        if one.picture:
            yield {
                "key": one.key,
                "title": one.title,
                "sentence": one.sentence,
                "note": one.note,
                "is_wide": one.is_wide,
                "head": list(one.head),
                "rows": [list(row) for row in one.rows],
                "svg": str(one.picture.svg),
            }
