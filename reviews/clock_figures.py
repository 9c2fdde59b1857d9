"""How the statutory clocks of a year stood, in counts alone: the same for every reader, of cases that nobody is kept from."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch

from reviews import owed, reading, regimes
from reviews.clock_states import DONE_LATE, IN_TIME, OVER, REASON_NEEDED_AFTER, State, clock_of, state_of
from reviews.models import ClockException
from subgroup import clock, past
from subgroup.calendar import calendar_for
from subgroup.models import Deadline, SubGroup

WORDS = ("In time", "Done late", "Running", "Late", "Over")
"""How a clock stands, without whether a reason is there. “Over”: what was only to be done by then, and was not."""


def word_of(state: State) -> str:
    if state.is_late:
        return "Late"
    ends = {IN_TIME: "In time", DONE_LATE: "Done late", REASON_NEEDED_AFTER: "Done late", OVER: "Over"}
    return ends.get(state, "Running")


def of_year(group: SubGroup, first: date, on: date, *, today: date) -> dict[str, Counter[str]]:
    """Clock by its title → how many stand how on a day, of those that ran between the year's first day and it; in the order of
    the guidance. As many queries for a hundred cases as for one."""
    cases = reading.open_to_all(group, clock.now())
    given = ClockException.objects.filter(made_at__lt=past.close_of(on))
    rows = owed.of_cases(group, cases, released=True).prefetch_related(Prefetch("clock_exceptions", given))
    then = past.as_they_were(rows, past.close_of(on)) if on < today else rows
    owed_then = [row for row in then if row.released_at is None and row.trigger_on <= on]
    return counted([row for row in owed_then if row.met_on is None or row.met_on >= first], on, group)


def counted(rows: Iterable[Deadline], on: date, group: SubGroup) -> dict[str, Counter[str]]:
    calendar, found = calendar_for(group), {title: Counter[str]() for title in _titles()}
    for row in rows:
        found.setdefault(clock_of(row).title, Counter())[word_of(state_of(row, on, calendar))] += 1
    return {title: numbers for title, numbers in found.items() if numbers}


def _titles() -> list[str]:
    return [one.title for one in regimes.clocks().values()]
