"""The year so far in one line, for the home page; and as a page of its own what was red and what came next, also on a past day."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reports import book, risks
from reports.measures.definitions import all_measures
from reports.measures.facts import Year, year_of
from reports.views.past import YearView
from reports.views.risks import risks_url
from reports.views.shared import parts, url
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.views.base import GroupRequest


class Score(YearView):
    """Loaded into the home page after it: counting a year is not every visit's work."""

    permission = "view_measures"

    @cached_property
    def years(self) -> tuple[Year, list[str]]:
        return year_of(self.group, self.as_of or clock.today()), []

    def get(self, request: GroupRequest) -> HttpResponse:
        facts, day = self.facts, f"?as_of={self.as_of}" if self.as_of else ""
        context = {
            "year": facts.year,
            "measures": [one for one in all_measures(facts).values() if one.records],
            "measures_url": f"{url(request, 'measures')}{day}",
            "pictures_url": f"{url(request, 'pictures')}{day}",
        }
        if request.headers.get("HX-Request"):
            return render(request, "reports/_score.html", context)
        context |= {
            "title": f"The year {facts.year.label} so far",
            "parts": parts(request, ""),
            "as_of_form": self.as_of_form,
            "is_past": facts.rebuilt,
            "on": facts.on,
            "red": self.red(),
            "coming": next(
                (
                    one.meeting
                    for one in facts.meetings
                    if one.meeting.day >= facts.on and not one.is_held and not one.is_off
                ),
                None,
            ),
        }
        return render(request, "reports/score.html", context)

    def red(self) -> list[dict[str, Any]]:
        """How many risks were red, and breaches of the year stood, each with the page that lists them on that day."""
        facts = self.facts
        asked = {"as_of": facts.on.isoformat()} if facts.rebuilt else {}
        rows = risks.standing(self.group, on=facts.on)
        red = sum(row["colour"] == "red" and not row["closed_on"] for row in rows)
        every = book.of_year(self.group, facts.year.label, facts.year.first, on=facts.on, before=facts.before)
        stood = len(book.shown(self.group, every, self.request.user, on=clock.today()).entries)
        found = [
            (count(red, "red risk", "red risks"), risks_url(self.group, None, light="red", **asked)),
            (
                count(stood, "breach of the terms", "breaches of the terms"),
                f"{url(self.request, 'breaches')}?year={facts.year.label}&state=stands"
                + "".join(f"&{name}={value}" for name, value in asked.items()),
            ),
        ]
        if self.may("view_actions"):
            path = reverse("actionplans:list", args=[self.group.slug])
            day = f"&as_of={facts.on}" if facts.rebuilt else ""
            found.append(("Actions overdue", f"{path}?state=overdue{day}"))
        return [{"words": words, "url": address} for words, address in found]
