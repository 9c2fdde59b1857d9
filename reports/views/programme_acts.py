"""What is done to a work programme, an item of it or a version (A1, P2)."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from reports.forms_programme import AnswerForm, ChangeItemForm, DoneForm, ItemForm, PutForm, ReasonForm
from reports.measures.facts import Year, year_labelled
from reports.views.acts import Act
from reports.views.programme import version_of
from reports.views.shared import owner_of, owners, url
from subgroup import clock, programme, registry
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Programme, ProgrammeItem, ProgrammeVersion
from subgroup.views.base import GroupRequest, GroupView


class ProgrammeAct(Act):
    abstract = True

    @cached_property
    def programme(self) -> Programme:
        rows = Programme.objects.select_related("group")
        return get_object_or_404(rows, group=self.group, year=self.kwargs["year"])

    @property
    def place(self) -> str:
        return str(self.programme)

    @property
    def back(self) -> str:
        return f"{url(self.request, 'programme')}?year={self.programme.year}"

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [("Work programme", self.back)]


class StartProgramme(GroupView):
    """A year's programme is begun, with what of the last one is still open."""

    permission = "draft_returns"

    @cached_property
    def year(self) -> Year:
        try:
            return year_labelled(self.group, self.kwargs["year"])
        except ValueError as error:
            raise Http404(str(error)) from error

    @cached_property
    def open_items(self) -> list[ProgrammeItem]:
        """Of the last programme before this year."""
        rows = Programme.objects.filter(group=self.group, year__lt=self.year.label)
        last = rows.order_by("-year").first()
        return list(last.items.filter(done_on=None, dropped_on=None)) if last else []

    def get(self, request: GroupRequest, year: str) -> HttpResponse:
        owners = registry.owner_labels(self.group, {item.owner for item in self.open_items})
        context = {
            "title": f"Start the work programme of {self.year.label}?",
            "happens": [
                f"It is due from {long_date(self.year.first)} to {long_date(self.year.last)}.",
                *[
                    f"“{item.title}” goes on from {item.programme.year}, with {owners[item.owner]}, each date a year later."
                    for item in self.open_items
                ],
            ],
            "told": [],
            "button": "Start it",
            "breadcrumbs": [("Work programme", url(request, "programme"))],
            "cancel_url": url(request, "programme"),
        }
        return render(request, "shapes/confirm.html", context)

    def post(self, request: GroupRequest, year: str) -> HttpResponse:
        programme.start(
            group=self.group, year=self.year.label, by=request.user, at=clock.now(), carried=self.open_items
        )
        messages.success(request, f"The work programme of {self.year.label} is started.")
        return redirect(f"{url(request, 'programme')}?year={self.year.label}")


class _Item(ProgrammeAct):
    abstract = True

    @cached_property
    def item(self) -> ProgrammeItem:
        rows = ProgrammeItem.objects.select_related("programme__group")
        return get_object_or_404(rows, programme__group=self.group, pk=self.kwargs["pk"])

    @cached_property
    def programme(self) -> Programme:
        return self.item.programme

    def check(self) -> None:
        programme.ITEMS.check_open(self.item)

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.programme}, item {self.item.number}: {self.item.title}"}


class AddItem(ProgrammeAct):
    form_class = ItemForm
    page = {"title": "Add an item to the work programme", "button": "Add it"}

    def form(self, *data: Any) -> forms.Form:
        return ItemForm(*data, owners=owners(self))

    def act(self, said: dict[str, Any]) -> str:
        item = programme.add(
            programme=self.programme, title=said["title"], owner=owner_of(said), due_on=said["due_on"],
            by=self.request.user, at=clock.now(),
        )  # fmt: skip
        return f"Item {item.number} is in the work programme."


class ChangeItem(_Item):
    form_class = ChangeItemForm
    page = {"title": "Change an item", "button": "Save"}

    def form(self, *data: Any) -> forms.Form:
        item = self.item
        initial = {
            "title": item.title,
            "owner": ":".join(item.owner),
            "due_on": item.due_on,
            "version": item.version,
        }
        return ChangeItemForm(*data, owners=owners(self), initial=initial)

    def act(self, said: dict[str, Any]) -> str:
        programme.change(
            item=self.item, title=said["title"], owner=owner_of(said), due_on=said["due_on"], reason=said["reason"],
            seen=said["version"], by=self.request.user, at=clock.now(),
        )  # fmt: skip
        return f"Item {self.item.number} is changed."


class FinishItem(_Item):
    form_class = DoneForm
    page = {"title": "Record that it is done", "button": "Record it"}

    def form(self, *data: Any) -> forms.Form:
        return DoneForm(*data, initial={"on": clock.today()})

    def check(self) -> None:
        if not self.item.done_on:
            super().check()

    def act(self, said: dict[str, Any]) -> str:
        programme.ITEMS.finish(self.item, at=clock.now(), **said)
        return f"Item {self.item.number} is done."


class DropItem(_Item):
    form_class = ReasonForm
    shape = "shapes/confirm.html"
    page = {"title": "Drop this item?", "button": "Drop it", "destructive": True, "told": []}

    def more(self) -> dict[str, Any]:
        return super().more() | {
            "happens": ["It is owed no more. It stays in the list as dropped, with your reason."]
        }

    def act(self, said: dict[str, Any]) -> str:
        programme.ITEMS.drop(self.item, by=self.request.user, at=clock.now(), **said)
        return f"Item {self.item.number} is dropped."


class ReopenItem(_Item):
    form_class = ReasonForm
    shape = "shapes/confirm.html"
    page = {"title": "Open this item again?", "button": "Open it again", "told": []}

    def check(self) -> None:
        if self.item.is_open:
            raise NotAllowed(f"Item {self.item.number} is open.")

    def more(self) -> dict[str, Any]:
        return super().more() | {"happens": [f"It is owed again by {long_date(self.item.due_on)}."]}

    def act(self, said: dict[str, Any]) -> str:
        programme.ITEMS.reopen(self.item, by=self.request.user, at=clock.now(), **said)
        return f"Item {self.item.number} is open again."


class PutVersion(ProgrammeAct):
    form_class = PutForm
    page = {
        "title": "Put the work programme to the Coordination and Delivery Group",
        "button": "Put this version",
        "intro": "The items are kept as they stand now. The version never changes; what that group says of it is recorded beside it.",
    }

    def check(self) -> None:
        programme.check_put(self.programme)

    def act(self, said: dict[str, Any]) -> str:
        version = programme.put(
            programme=self.programme, name=said["name"], by=self.request.user, at=clock.now()
        )
        return f"{version} is put to the Coordination and Delivery Group."


class AnswerVersion(ProgrammeAct):
    form_class = AnswerForm
    page = {"title": "What did the Coordination and Delivery Group say?", "button": "Record the answer"}

    @cached_property
    def version(self) -> ProgrammeVersion:
        return version_of(self)

    @cached_property
    def programme(self) -> Programme:
        return self.version.programme

    def form(self, *data: Any) -> forms.Form:
        return AnswerForm(*data, initial={"on": clock.today()})

    def check(self) -> None:
        programme.check_answer(self.version)

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.programme}, {self.version}, put on {long_date(self.version.put_on)}"}

    def act(self, said: dict[str, Any]) -> str:
        done = programme.answer(version=self.version, by=self.request.user, at=clock.now(), **said)
        return f"{done} is recorded as {done.get_state_display().lower()} on {long_date(said['on'])}."
