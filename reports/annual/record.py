"""The record of a reporting year, as the chapters read it: gathered once, in a fixed number of queries."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from actionplans import register
from actionplans.models import ImpactTest, Plan
from members.models import Agency
from members.representation import agency_names
from reports import book
from reports.carried.cases import open_to_all
from reports.measures.definitions import all_measures
from reports.measures.facts import Facts, Year, gather, year_of
from reports.measures.measure import Measure, Record
from reports.plots.actions import gathered
from reviews.models import Case
from reviews.unnamed import Named
from subgroup import registry
from subgroup.clock import day_of
from subgroup.models import Programme, ProgrammeItem, SubGroup, Terms
from subgroup.terms.lights import LightTerms


class YearRecord:
    """As known on `on`; what stands, stands at `ends`: the year's last day, or `on` while the year runs.

    Nothing is counted that is hidden from anybody: the report is the same for every reader.
    """

    def __init__(self, group: SubGroup, year: Year, *, on: date) -> None:
        self.group, self.year, self.on = group, year, on
        self.ends = min(on, year.last)

    @cached_property
    def facts(self) -> Facts:
        return gather(self.group, self.year, on=self.on)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        return all_measures(self.facts)

    @cached_property
    def terms(self) -> Terms:
        return self.group.terms_on(self.ends)

    @cached_property
    def next_year(self) -> Year:
        return year_of(self.group, self.year.last + timedelta(days=1))

    @cached_property
    def actions(self) -> list[Any]:
        """Of every plan and of the minutes, but for confidential ones: the rows of the pictures."""
        return gathered(self.group, self.ends, today=self.on)

    @cached_property
    def plans(self) -> QuerySet[Plan]:
        """All that everybody may see, from whenever they are. Read once, however often it is gone through."""
        return Plan.objects.filter(group=self.group).exclude(pk__in=self.hidden("plan")).order_by("pk")

    @cached_property
    def lights(self) -> LightTerms:
        return register.lights_of(self.group, self.ends)

    @cached_property
    def tests(self) -> list[ImpactTest]:
        """Of whether practice changed, held in the year."""
        held = ImpactTest.objects.filter(
            held_on__range=(self.year.first, self.ends), action__group=self.group
        )
        rows = held.exclude(pk__in=self.hidden("impact_test")).select_related("action")
        return list(rows.order_by("held_on", "pk"))

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        """The work programmes of this year and the next, by year."""
        found = Programme.objects.filter(group=self.group, year__in=[self.year.label, self.next_year.label])
        rows = found.select_related("group").prefetch_related("items", "versions")
        return {one.year: one for one in rows}

    def items(self, year: str) -> list[ProgrammeItem]:
        """Those of a year’s work programme, but for what was dropped."""
        whole = self.programmes.get(year)
        return [one for one in whole.items.all() if one.dropped_on is None] if whole else []

    @cached_property
    def cases(self) -> list[Case]:
        return list(open_to_all(self.group, self.on).order_by("pk"))

    @cached_property
    def breaches(self) -> list[book.Entry]:
        every = book.of_year(self.group, self.year.label, self.year.first, on=self.on)
        return book.shown(self.group, every, None, on=self.on).entries

    @cached_property
    def _agency_names(self) -> dict[int, str]:
        return agency_names(self.group, self.ends)

    def name_of(self, agency: Agency) -> str:
        """As it was called at the end of the year, in every chapter."""
        return self._agency_names.get(agency.pk, agency.name)

    @cached_property
    def _named(self) -> Named:
        return Named.open_to_all(self.group, on=self.on)

    def plain(self, title: str) -> str:
        """What somebody typed elsewhere, with no name of a case, a review or a child death."""
        return self._named.left_out_of(title)

    @cached_property
    def _hidden(self) -> dict[str, set[str]]:
        return registry.all_hidden(None, self.group, on=self.on)

    def hidden(self, kind: str) -> Iterable[str]:
        """The ids of a kind that are not there for somebody."""
        return self._hidden.get(kind, ())

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the year, as far as it has come."""
        return day is not None and self.year.first <= day <= self.ends

    def measure(self, key: str) -> Measure:
        """One that cannot be told has nothing to count."""
        return self.measures.get(key) or Measure(key, "", "", None, ())


def thing(kind: str, pk: int, label: str, why: str, *, kept: bool = True, day: date | None = None) -> Record:
    return Record(label, kept, why, kind, pk, day)


def day_in(record: YearRecord, at: Any) -> bool:
    return at is not None and record.holds(day_of(at))
