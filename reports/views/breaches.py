"""The book of breaches (P8, F14). Nothing can be dropped from it: there is no page that deletes one."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from actionplans.views.pictures import AsOfForm
from reports import book
from reports.book import Entry
from reports.forms import AddressedForm, BreachFilterForm
from reports.views.shared import parts, url
from subgroup import breaches, clock, past, registry
from subgroup.lists import Column
from subgroup.models import SubGroup
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.list_documents import DocumentList, as_it_was


class BreachFilter:
    """Filters the book, part of which no run may have written yet: a list and no queryset."""

    def __init__(self, data: QueryDict, queryset: list[Entry], request: GroupRequest) -> None:
        self.entries = queryset
        self.form = BreachFilterForm(data or None)
        self._offer("clause", "Every clause", {entry.clause for entry in queryset}, latest_first=False)
        self._offer("year", "Every year", {entry.year for entry in queryset}, latest_first=True)

    def _offer(self, name: str, every: str, values: Iterable[str], *, latest_first: bool) -> None:
        asked = {self.form.data[name]} if self.form.data.get(name) else set()
        values = sorted({*values, *asked}, reverse=latest_first)
        field = cast("forms.ChoiceField", self.form.fields[name])
        field.choices = [("", every), *((value, value) for value in values)]

    def is_valid(self) -> bool:
        return self.form.is_bound and self.form.is_valid()

    @property
    def qs(self) -> list[Entry]:
        asked = self.form.cleaned_data if self.is_valid() else {}
        return [entry for entry in self.entries if self._fits(entry, asked)]

    @staticmethod
    def _fits(entry: Entry, asked: dict[str, Any]) -> bool:
        says = {
            "clause": entry.clause,
            "year": entry.year,
            "addressed": "yes" if entry.addressed else "no",
            "told": "yes" if entry.told else "no",
            "state": "stands" if entry.stands else "withdrawn",
        }
        return all(value == asked[name] for name, value in says.items() if asked.get(name))


def columns(group: SubGroup) -> list[Column]:
    return [
        Column("day", "Day", sort="day"),
        Column("clause", "Clause", sort="clause"),
        Column("sentence", "Breach", link=lambda entry: book.url_of(group, entry.key)),
        Column("addressed", "What was done", lambda entry: entry.addressed or entry.why_withdrawn),
        Column("told", "First return", lambda entry: entry.first_told),
        Column(
            "state",
            "State",
            lambda entry: "Stands" if entry.stands else "Withdrawn",
            colour=lambda entry: "orange" if entry.stands else "grey",
        ),
    ]


class BreachList(DocumentList, GroupView):
    permission = "view_measures"
    title = "Breaches"
    document = "Breaches of the terms"
    purpose = (
        "Every rule of the terms that was not kept. The system finds them; each goes into the next return."
    )
    nouns = ("breach", "breaches")
    filterset_class: ClassVar[Any] = BreachFilter
    template_name = "reports/breaches.html"
    phrases: ClassVar[Any] = {"as_of": as_it_was}
    empty_text = "A breach appears here by itself on the day that a rule of the terms is not kept."

    def get_queryset(self) -> Any:
        on, today = self.on, clock.today()
        found = (
            book.entries_before(self.group, on=on, before=past.close_of(on))
            if on < today
            else book.entries(self.group, on=today)
        )
        self.shown = book.shown(self.group, found, self.request.user, on=today)
        return self.shown.entries

    @cached_property
    def on(self) -> date:
        """Today, or a past day that the address asks for."""
        form = AsOfForm(self.request.GET)
        asked = form.cleaned_data.get("as_of") if form.is_valid() else None
        return min(asked or clock.today(), clock.today())

    def _sorted(self, rows: Any) -> Any:
        asked = self.request.GET.get("sort", "")
        if asked.lstrip("-") in self._sorts():
            return sorted(
                rows, key=lambda entry: getattr(entry, asked.lstrip("-")), reverse=asked.startswith("-")
            )
        return rows

    @property
    def document_day(self) -> date:
        return self.on

    def document_note(self) -> str:
        return self.shown.sentence

    def get_columns(self) -> list[Column]:
        return columns(self.group)

    def list_context(self) -> dict[str, Any]:
        past_day = self.on if self.on < clock.today() else None
        return {"parts": parts(self.request, "breaches"), "kept": self.shown.sentence, "past_day": past_day}


class BreachPage(GroupView):
    """One breach: what it is, which returns told it, and what was done about it."""

    permission = "view_measures"
    acts: ClassVar[dict[str, str]] = {"post": "draft_returns"}

    def get(self, request: GroupRequest, key: str) -> HttpResponse:
        entry = self.entry(key)
        return self.show(entry, AddressedForm(initial={"text": entry.addressed}))

    def post(self, request: GroupRequest, key: str) -> HttpResponse:
        entry = self.entry(key)
        form, place = AddressedForm(request.POST), "What was done about a breach"
        if not registry.passes(form, place=place, group=self.group, by=request.user, at=clock.now()):
            return self.show(entry, form, status=422)
        breaches.address(breach=entry.breach, text=form.cleaned_data["text"], by=request.user, at=clock.now())
        messages.success(request, "What was done is recorded, and stands in the next return.")
        return redirect(book.url_of(self.group, key))

    def entry(self, key: str) -> Entry:
        found = book.find(self.group, key, on=clock.today())
        if found is None or not book.shown(self.group, [found], self.request.user, on=clock.today()).entries:
            raise Http404("There is no such breach.")
        return found

    def show(self, entry: Entry, form: AddressedForm, status: int = 200) -> HttpResponse:
        request = self.request
        subject = entry.subject
        context = {
            "title": entry.sentence,
            "caption": f"Breach of {entry.clause}",
            "breadcrumbs": [("Breaches", url(request, "breaches"))],
            "entry": entry,
            "breach": entry.breach,
            "subject_label": registry.labels_for([subject]).get(subject),
            "subject_url": registry.url_open_to(request, *subject),
            "form": form if request.may("draft_returns") else None,
            "told": [
                (
                    str(one.meeting),
                    url(request, "return", one.meeting_id) if request.may("view_returns") else "",
                )
                for one in entry.told
            ],
            "may_see_changes": request.may("view_changes") and entry.breach.pk,
        }
        return render(request, "reports/breach.html", context, status=status)
