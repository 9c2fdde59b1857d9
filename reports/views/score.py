"""The dashboard of a day, today or a past one: what needs the reader, what is red, the next meeting's quorum and the year's score.
Its last part stands in one line on the home page too."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from meetings import home_chair
from meetings.home import Facts
from members import waiting
from reports import book, risks
from reports.measures.definitions import all_measures
from reports.measures.facts import Year, year_of
from reports.views.past import YearView
from reports.views.risks import risks_url
from reports.views.shared import parts, url
from subgroup import clock, registry
from subgroup.deadlines.wording import count, long_date
from subgroup.past import When
from subgroup.views.base import GroupRequest

LATE = 5


class Score(YearView):
    """Its last part is loaded into the home page after it: counting a year is not every visit's work."""

    permission = "view_measures"

    @cached_property
    def years(self) -> tuple[Year, list[str]]:
        return year_of(self.group, self.as_of or clock.today()), []

    @cached_property
    def when(self) -> When:
        return waiting.at_close(self.request, self.as_of) if self.as_of else waiting.today(self.request)

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
        of_meetings = Facts.of(request, self.when)
        late = home_chair.red(of_meetings)
        told = [row for row in late["deadlines"] if registry.is_told(self.when.may, row.subject_kind)]
        context |= {
            "title": f"As it {'was' if facts.rebuilt else 'stands'} on {long_date(facts.on)}",
            "parts": parts(request, ""),
            "as_of_form": self.as_of_form,
            "is_past": facts.rebuilt,
            "on": facts.on,
            **self.needed(),
            "late": {**late, "deadlines": told[:LATE], "slug": self.group.slug},
            "more_late": len(told[LATE:]),
            "red": self.red(),
            "coming": of_meetings.next,
            "quorum": home_chair.forecast(of_meetings) if self.may("view_meetings") else None,
        }
        return render(request, "reports/score.html", context)

    def needed(self) -> dict[str, Any]:
        """What waited for the reader's decision, and what they owed, as the home page of the day has it."""
        decisions = waiting.decisions(self.request, self.when)
        owed = waiting.owed(self.request, self.when, decisions)
        return {
            "held": bool(self.when.rights),
            "decisions": decisions,
            "owed": waiting.shown(waiting.near(owed, self.when.on), self.group, self.when),
            "later": waiting.later(owed, self.when.on),
        }

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
                f"{count(stood, 'breach', 'breaches')} of the terms in {facts.year.label}",
                f"{url(self.request, 'breaches')}?year={facts.year.label}&state=stands"
                + "".join(f"&{name}={value}" for name, value in asked.items()),
            ),
        ]
        if self.may("view_actions"):
            path = reverse("actionplans:list", args=[self.group.slug])
            day = f"&as_of={facts.on}" if facts.rebuilt else ""
            found.append(("Actions overdue", f"{path}?state=overdue{day}"))
        return [{"words": words, "url": address} for words, address in found]
