"""The year in pictures: every plot of a reporting year, in the order in which people ask."""

from datetime import date

from actionplans import register
from reports.figures import names
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
    return [
        attendance(facts),
        *of_actions(facts, today=today),
        *punctuality(facts),
        clocks(facts, facts.stands_on, today=today),
    ]


def of_actions(facts: Facts, *, today: date) -> list[Plot]:
    on = facts.stands_on
    actions = gathered(facts.group, on, today=today)
    borne = names(facts)
    return [
        lights(actions, on, register.lights_of(facts.group, on)),
        still_open(actions, on, borne),
        slips(actions, borne),
    ]
