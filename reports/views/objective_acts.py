"""What is done to the year's objectives (A4, P7)."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from meetings.models import Meeting
from reports.forms_objectives import ChangeObjectiveForm, LightForm, ObjectiveForm
from reports.forms_programme import DoneForm, ReasonForm
from reports.measures.facts import Year, year_labelled
from reports.views.acts import Act, OwnersAct
from reports.views.objectives import objective_of
from reports.views.shared import owner_of, owners, url
from subgroup import clock, objectives, registry
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Objective
from subgroup.objectives import COLOURS, OBJECTIVES
from subgroup.views.base import GroupRequest, GroupView

AROUND = 3
"""So many meetings held, and as many to come, can be chosen."""


def _year(view: GroupView) -> Year:
    try:
        return year_labelled(view.group, view.kwargs["year"])
    except ValueError as error:
        raise Http404(str(error)) from error


class CarryObjectives(GroupView):
    """A year is begun with what of the last one is still open."""

    permission = "draft_returns"

    @cached_property
    def open_ones(self) -> list[Objective]:
        """Of the last year before this one that has any."""
        rows = Objective.objects.filter(group=self.group, year__lt=_year(self).label)
        last = rows.order_by("-year").values_list("year", flat=True).first()
        return list(rows.filter(year=last, done_on=None, dropped_on=None))

    def get(self, request: GroupRequest, year: str) -> HttpResponse:
        label = _year(self).label
        names = registry.owner_labels(self.group, {one.owner for one in self.open_ones})
        context = {
            "title": f"Start {label} with what is open?",
            "happens": [
                f"“{one.title}” goes on from {one.year}, with {names[one.owner]}, each date a year later."
                for one in self.open_ones
            ]
            or ["Nothing is open of an earlier year."],
            "told": [],
            "button": "Start with these",
            "breadcrumbs": [("Objectives", url(request, "objectives"))],
            "cancel_url": url(request, "objectives"),
        }
        return render(request, "shapes/confirm.html", context)

    def post(self, request: GroupRequest, year: str) -> HttpResponse:
        label = _year(self).label
        objectives.carry(
            group=self.group, year=label, objectives=self.open_ones, by=request.user, at=clock.now()
        )
        messages.success(request, f"The objectives of {label} are begun.")
        return redirect(f"{url(request, 'objectives')}?year={label}")


class AddObjective(Act):
    form_class = ObjectiveForm
    page = {"title": "Add an objective", "button": "Add it"}

    @property
    def place(self) -> str:
        return f"Objectives {_year(self).label}"

    @property
    def back(self) -> str:
        return f"{url(self.request, 'objectives')}?year={_year(self).label}"

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [("Objectives", self.back)]

    def form(self, *data: Any) -> forms.Form:
        return ObjectiveForm(*data, owners=owners(self))

    def act(self, said: dict[str, Any]) -> str:
        one = objectives.add(
            group=self.group, year=_year(self).label, **said | {"owner": owner_of(said)}, by=self.request.user, at=clock.now()
        )  # fmt: skip
        return f"{one} is added."


class _Objective(Act):
    abstract = True

    @cached_property
    def objective(self) -> Objective:
        return objective_of(self)

    @property
    def place(self) -> str:
        return f"Objective {self.objective.number} of {self.objective.year}"

    @property
    def back(self) -> str:
        return url(self.request, "objective", self.objective.pk)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [
            ("Objectives", f"{url(self.request, 'objectives')}?year={self.objective.year}"),
            (str(self.objective), self.back),
        ]

    def check(self) -> None:
        OBJECTIVES.check_open(self.objective)

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.place}: {self.objective.title}"}


class ChangeObjective(_Objective):
    form_class = ChangeObjectiveForm
    page = {"title": "Change the objective", "button": "Save"}

    def form(self, *data: Any) -> forms.Form:
        one = self.objective
        initial = {
            name: getattr(one, name)
            for name in ("priority", "title", "measure", "target", "due_on", "version")
        }
        return ChangeObjectiveForm(
            *data, owners=owners(self), initial=initial | {"owner": ":".join(one.owner)}
        )

    def act(self, said: dict[str, Any]) -> str:
        seen = said.pop("version")
        objectives.change(
            objective=self.objective, seen=seen, **said | {"owner": owner_of(said)}, by=self.request.user, at=clock.now()
        )  # fmt: skip
        return f"{self.objective} is changed."


class SayLight(_Objective, OwnersAct):
    form_class = LightForm
    page = {"title": "How does this objective stand?", "button": "Save"}

    @property
    def owner(self) -> tuple[str, str]:
        return self.objective.owner

    @cached_property
    def meetings(self) -> list[tuple[str, str]]:
        """The next ones first, then those held last."""
        rows, today = Meeting.objects.filter(group=self.group).standing(), clock.today()
        ahead = list(rows.filter(day__gte=today).order_by("day")[:AROUND])
        past = list(rows.filter(day__lt=today).order_by("-day")[:AROUND])
        return [(str(one.pk), f"{one.code}, {long_date(one.day)}") for one in [*ahead, *past]]

    def check(self) -> None:
        if self.objective.dropped_on:
            super().check()
        if not self.meetings:
            raise NotAllowed("A light is said for a meeting, and none is planned yet.")

    def form(self, *data: Any) -> forms.Form:
        lights = self.group.terms_on(clock.today()).content.lights
        colours = [(key, f"{lights.word(key)} ({key})") for key in COLOURS]
        first = self.meetings[0][0] if self.meetings else ""
        return LightForm(*data, meetings=self.meetings, colours=colours, initial={"meeting": first})

    def act(self, said: dict[str, Any]) -> str:
        objectives.say(
            objective=self.objective, meeting_key=said["meeting"], colour=said["colour"], comment=said["comment"],
            by=self.request.user, at=clock.now(),
        )  # fmt: skip
        return f"The light of {str(self.objective).lower()} is saved."


class ReachObjective(_Objective):
    form_class = DoneForm
    page = {"title": "Record that it is reached", "button": "Record it"}

    def form(self, *data: Any) -> forms.Form:
        return DoneForm(*data, initial={"on": clock.today()})

    def check(self) -> None:
        if not self.objective.done_on:
            super().check()

    def act(self, said: dict[str, Any]) -> str:
        OBJECTIVES.finish(self.objective, at=clock.now(), **said)
        return f"{self.objective} is reached."


class DropObjective(_Objective):
    form_class = ReasonForm
    shape = "shapes/confirm.html"
    page = {"title": "Drop this objective?", "button": "Drop it", "destructive": True, "told": []}

    def more(self) -> dict[str, Any]:
        return super().more() | {
            "happens": ["It is owed no more. It stays in the list as dropped, with your reason."]
        }

    def act(self, said: dict[str, Any]) -> str:
        OBJECTIVES.drop(self.objective, by=self.request.user, at=clock.now(), **said)
        return f"{self.objective} is dropped."


class ReopenObjective(_Objective):
    form_class = ReasonForm
    shape = "shapes/confirm.html"
    page = {"title": "Open this objective again?", "button": "Open it again", "told": []}

    def check(self) -> None:
        if self.objective.is_open:
            raise NotAllowed(f"{self.objective} is open.")

    def more(self) -> dict[str, Any]:
        return super().more() | {"happens": [f"It is owed again by {long_date(self.objective.due_on)}."]}

    def act(self, said: dict[str, Any]) -> str:
        OBJECTIVES.reopen(self.objective, by=self.request.user, at=clock.now(), **said)
        return f"{self.objective} is open again."
