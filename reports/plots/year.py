"""The year in pictures: every plot of a reporting year, in the order in which people ask."""

from datetime import date

from actionplans import register
from reports.measures.facts import Facts
from reports.plots.actions import gathered
from reports.plots.attendance import attendance
from reports.plots.clocks import clocks
from reports.plots.lights import lights
from reports.plots.plot import Plot
from reports.plots.punctuality import punctuality
from reports.plots.slips import slips
from reports.plots.still_open import still_open


def plots(facts: Facts, *, today: date) -> list[Plot]:
    """What the year's meetings came to, as known on the day of the facts; what stands, on that day or the year's last."""
    stands_on = min(facts.on, facts.year.last)
    actions = gathered(facts.group, stands_on, today=today)
    terms = register.lights_of(facts.group, stands_on)
    return [
        attendance(facts),
        lights(actions, stands_on, terms),
        still_open(actions, stands_on),
        slips(actions),
        *punctuality(facts),
        clocks(facts, stands_on, today=today),
    ]
