"""The year in pictures, as it stands or stood on a past day, on the page and as a document (P11)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify

from reports.plots.year import plots
from reports.views.past import YearView
from reports.views.shared import parts, url
from subgroup import clock
from subgroup.views.base import GroupRequest
from subgroup.views.printing import printed


class _Pictured(YearView):
    abstract = True
    permission = "view_measures"
    is_of_whole_years = True

    def said(self) -> dict[str, Any]:
        """What page and document share."""
        facts = self.facts
        return {
            "group": self.group,
            "year": facts.year,
            "on": facts.on,
            "is_past": facts.rebuilt,
            "plots": plots(facts, today=clock.today()),
        }


class Pictures(_Pictured):
    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponse:
        year, labels = self.years
        page = {
            **self.said(),
            "title": "The year in pictures",
            "caption": year.label,
            "purpose": "What the year’s figures show. Each picture has its finding above it and its figures below.",
            "breadcrumbs": [("Measures", f"{url(request, 'measures')}?{self.query}")],
            "parts": parts(request, "pictures"),
            "years": [(label, f"?year={label}", label == year.label) for label in labels],
            "as_of_form": self.as_of_form,
            "pdf_link": f"{url(request, 'pictures_pdf')}?{self.query}",
        }
        return render(request, "reports/pictures.html", page)


class PicturesDocument(_Pictured):
    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponseBase:
        if not self.as_of_form.is_valid():
            raise Http404("There is no such day.")
        said = self.said()
        label, on = said["year"].label, said["on"]
        title = f"The year {label} in pictures, as at {on:%-d %B %Y}"
        page = {**said, "marking": "OFFICIAL-SENSITIVE", "reference": title}
        name, back = slugify(f"year-in-pictures-{label}-{on}"), f"{url(request, 'pictures')}?{self.query}"
        return printed(request, "reports/pdf/pictures.html", page, title=title, name=name, back=back)
