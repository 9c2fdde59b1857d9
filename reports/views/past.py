"""Pages of a reporting year: the present one, one of the address (`?year=2017-18`), or that of a past day,
as it was (`?as_of=`)."""

from datetime import date
from functools import cached_property

from django.http import Http404

from actionplans.views.pictures import AsOfForm
from reports.measures import output
from reports.measures.facts import Facts, Year, gather, year_labelled, year_of
from subgroup import clock, past
from subgroup.views.base import GroupRequest, GroupView


def chosen_year(request: GroupRequest) -> tuple[Year, list[str]]:
    try:
        return output.year_asked(request.group, request.GET.get("year"), on=clock.today())
    except ValueError as error:
        raise Http404(str(error)) from error


class YearView(GroupView):
    """A page about the facts of a year."""

    abstract = True
    permission = "view_measures"
    is_of_whole_years = False

    @cached_property
    def as_of_form(self) -> AsOfForm:
        return AsOfForm(self.request.GET)

    @cached_property
    def as_of(self) -> date | None:
        """A past day that the address asks for."""
        asked = self.as_of_form.cleaned_data.get("as_of") if self.as_of_form.is_valid() else None
        return asked if asked and asked < clock.today() else None

    @cached_property
    def years(self) -> tuple[Year, list[str]]:
        """With `year` beside the day it is told of that year, which may have ended before."""
        chosen, labels = chosen_year(self.request)
        if self.as_of and not self.request.GET.get("year"):
            return year_of(self.group, self.as_of), labels
        if self.is_of_whole_years and not chosen.is_whole:
            chosen = year_labelled(self.group, chosen.reporting)
        return chosen, labels

    @cached_property
    def facts(self) -> Facts:
        """Rebuilt, where a past day is asked for."""
        before = past.close_of(self.as_of) if self.as_of else None
        return gather(self.group, self.years[0], on=self.as_of or clock.today(), before=before)

    @property
    def query(self) -> str:
        """Of the address, so that another page tells of the same day and year."""
        year = f"year={self.years[0].label}"
        return f"{year}&as_of={self.as_of}" if self.as_of else year
