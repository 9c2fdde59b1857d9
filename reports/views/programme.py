"""The work programme of a year: what is in it, and which version the Coordination and Delivery Group agreed (A1, P2)."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from reports.forms_programme import AnswerForm, ChangeItemForm, DoneForm, ItemForm, PutForm, ReasonForm
from reports.measures.facts import Year, year_labelled, year_of
from reports.views.shared import as_file, parts, url
from subgroup import clock, programme, registry
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.lists import Column
from subgroup.models import Programme, ProgrammeItem, ProgrammeVersion
from subgroup.views.base import GroupRequest, GroupView

MANAGE = "draft_returns"
COLOURS = {"put": "yellow", "agreed": "green", "sent_back": "orange"}


def state_of(item: ProgrammeItem, today: date) -> tuple[str, str]:
    """In words and a colour."""
    if item.done_on:
        return ("Done late", "orange") if item.done_on > item.due_on else ("Done", "green")
    if item.dropped_on:
        return "Dropped", "grey"
    return ("Overdue", "red") if item.due_on < today else ("In hand", "blue")


class ProgrammePage(GroupView):
    permission = "view_measures"

    def get(self, request: GroupRequest) -> HttpResponse:
        year, years = self.chosen()
        whole = Programme.objects.filter(group=self.group, year=year.label).select_related("group").first()
        items = list(whole.items.all()) if whole else []
        versions = list(whole.versions.all()) if whole else []
        labels = registry.owner_labels(self.group, {item.owner for item in items})
        today, title = clock.today(), f"Work programme {year.label}"
        if request.GET.get("format") in ("csv", "xlsx"):
            return as_file(request.GET["format"], title, _columns(labels, today), items)
        in_force = max(
            (one for one in versions if one.agreed_on), key=lambda one: (one.agreed_on, one.pk), default=None
        )
        waiting = next((one for one in versions if one.state == "put"), None)
        context = {
            "title": title,
            "purpose": "What the sub-group set itself for the year, and what the Coordination and Delivery Group agreed.",
            "parts": parts(request, "programme"),
            "years": [(label, f"?year={label}", label == year.label) for label in years],
            "year": year,
            "programme": whole,
            "rows": [(item, labels[item.owner], state_of(item, today)) for item in items],
            "head": ["Item", "Who has it in hand", "By when", "State", "What came of it"],
            "versions": [(one, COLOURS[one.state]) for one in reversed(versions)],
            "in_force": in_force,
            "waiting": waiting,
            "since": differences(in_force, items, labels) if in_force else [],
            "may_manage": self.may(MANAGE),
            "said": _said(items, today),
        }
        return render(request, "reports/programme.html", context)

    def chosen(self) -> tuple[Year, list[str]]:
        now = year_of(self.group, clock.today()).label
        kept = list(Programme.objects.filter(group=self.group).values_list("year", flat=True))
        asked = self.request.GET.get("year") or (now if now in kept or not kept else kept[0])
        try:
            return year_labelled(self.group, asked), sorted({*kept, now, asked}, reverse=True)
        except ValueError as error:
            raise Http404(str(error)) from error


def _columns(labels: dict[tuple[str, str], str], today: date) -> list[Column]:
    return [
        Column("number", "Number"),
        Column("title", "Item"),
        Column("owner", "Who has it in hand", lambda one: labels[one.owner]),
        Column("due_on", "By when"),
        Column("state", "State", lambda one: state_of(one, today)[0]),
        Column("done_on", "Done on"),
        Column("note", "What came of it"),
    ]


def _said(items: list[ProgrammeItem], today: date) -> str:
    """How far the year's work has come, in a sentence."""
    kept = [item for item in items if not item.dropped_on]
    late = sum(item.is_open and item.due_on < today for item in kept)
    said = (
        f"{sum(item.done_on is not None for item in kept)} of {count(len(kept), 'item is', 'items are')} done"
    )
    return f"{said}, {late} overdue." if late else f"{said}."


def differences(
    version: ProgrammeVersion, items: list[ProgrammeItem], labels: dict[tuple[str, str], str]
) -> list[str]:
    """What has changed since a version was put: a sentence for each item that is new, gone or other than it says."""
    was = {row["number"]: row for row in version.items}
    said = []
    for item in items:
        row = was.pop(item.number, None)
        if item.dropped_on:
            said += [f"Item {item.number} is dropped."] if row else []
        elif row is None:
            said.append(f"Item {item.number} is new.")
        else:
            said += _changes(row, item, labels[item.owner])
    return said


def _changes(row: dict[str, Any], item: ProgrammeItem, owner: str) -> list[str]:
    said = []
    if row["title"] != item.title:
        said.append(f"Item {item.number} said “{row['title']}”.")
    if row["due_on"] != item.due_on.isoformat():
        said.append(f"Item {item.number} was due by {long_date(date.fromisoformat(row['due_on']))}.")
    if row["owner"] != owner:
        said.append(f"Item {item.number} was with {row['owner']}.")
    return said


class ProgrammeAct(GroupView):
    """A form or a question about a programme, an item or a version: GET shows it, POST does it once."""

    abstract = True
    permission = MANAGE
    form_class: type[forms.Form]
    shape = "shapes/form.html"
    page: dict[str, Any]

    @cached_property
    def programme(self) -> Programme:
        rows = Programme.objects.select_related("group")
        return get_object_or_404(rows, group=self.group, year=self.kwargs["year"])

    def check(self) -> None:
        """Raises NotAllowed where nothing can be done, before anything is typed."""

    def form(self, *data: Any) -> forms.Form:
        return self.form_class(*data)

    def act(self, said: dict[str, Any]) -> str:
        raise NotImplementedError

    def more(self) -> dict[str, Any]:
        return {}

    def get(self, request: GroupRequest, **_: Any) -> HttpResponse:
        self.check()
        return self.show(self.form())

    def post(self, request: GroupRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        place = str(self.programme)
        if not registry.passes(form, place=place, group=self.group, by=request.user, at=clock.now()):
            return self.show(form, status=422)
        try:
            said = self.act(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        except Conflict as conflict:
            form.add_error(
                None, f"{conflict} It now says “{conflict.theirs}”. Go back to the programme to see it."
            )
            return self.show(form, status=409)
        messages.success(request, said)
        return redirect(self.back)

    @property
    def back(self) -> str:
        return f"{url(self.request, 'programme')}?year={self.programme.year}"

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "caption": str(self.programme),
            "breadcrumbs": [("Work programme", self.back)],
            "form": form,
            "cancel_url": self.back,
            **self.page,
            **self.more(),
        }
        return render(self.request, self.shape, context, status=status)


class StartProgramme(GroupView):
    """A year's programme is begun, with what of the last one is still open where that is wished."""

    permission = MANAGE

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
        programme.check_open(self.item)

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.programme}, item {self.item.number}: {self.item.title}"}


def _owners(view: GroupView) -> list[tuple[str, str]]:
    return [(":".join(owner), words) for owner, words in registry.owner_choices(view.group, on=clock.today())]


def _owner(said: str) -> tuple[str, str]:
    kind, _, key = said.partition(":")
    return kind, key


class AddItem(ProgrammeAct):
    form_class = ItemForm
    page = {"title": "Add an item to the work programme", "button": "Add it"}

    def form(self, *data: Any) -> forms.Form:
        return ItemForm(*data, owners=_owners(self))

    def act(self, said: dict[str, Any]) -> str:
        item = programme.add(
            programme=self.programme, title=said["title"], owner=_owner(said["owner"]), due_on=said["due_on"],
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
        return ChangeItemForm(*data, owners=_owners(self), initial=initial)

    def act(self, said: dict[str, Any]) -> str:
        programme.change(
            item=self.item, title=said["title"], owner=_owner(said["owner"]), due_on=said["due_on"], reason=said["reason"],
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
        programme.finish(item=self.item, by=self.request.user, at=clock.now(), **said)
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
        programme.drop(item=self.item, by=self.request.user, at=clock.now(), **said)
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
        programme.reopen(item=self.item, by=self.request.user, at=clock.now(), **said)
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


def version_of(view: GroupView) -> ProgrammeVersion:
    rows = ProgrammeVersion.objects.select_related("programme__group", "put_by", "recorded_by")
    return get_object_or_404(rows, programme__group=view.group, pk=view.kwargs["pk"])


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


class VersionPage(GroupView):
    """A version as it was put, and what was said of it."""

    permission = "view_measures"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        version = version_of(self)
        year = version.programme.year
        context = {
            "title": f"Work programme {year}, version {version.name}",
            "breadcrumbs": [("Work programme", f"{url(request, 'programme')}?year={year}")],
            "version": version,
            "colour": COLOURS[version.state],
            "rows": [
                row | {name: _day(row[name]) for name in ("due_on", "done_on")} for row in version.items
            ],
            "head": ["Item", "Who had it in hand", "By when", "Done"],
            "may_answer": self.may(MANAGE) and version.state == "put",
        }
        return render(request, "reports/programme_version.html", context)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
