"""A list as a printed document: the rows that the filter shows, in one table (R3)."""

from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify

from subgroup import clock
from subgroup.lists import ListPage, shown
from subgroup.templatetags.ui import longdate
from subgroup.views.printing import printed

MOST = 500
"""Rows that a document holds; more are for a spreadsheet."""


def as_it_was(day: date) -> str:
    """Of a list that can be asked for a past day: one to come shows today."""
    return f"as it was on {longdate(min(day, clock.today()))}"


class DocumentList(ListPage):
    """`class ActionList(DocumentList, GroupView)`: a list that is saved as a document too."""

    document: ClassVar[str]
    """What it is called: “Action log”."""
    document_marking: ClassVar[str] = "OFFICIAL-SENSITIVE"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("format") != "pdf":
            return super().get(request, *args, **kwargs)
        filterset = self._filterset()
        if filterset and filterset.form.errors:  # the list says beside the field what is wrong
            return super().get(request, *args, **kwargs)
        rows = self._sorted(filterset.qs if filterset else self.get_queryset())
        return self._document(rows, Paginator(rows, MOST).count, self._chosen(filterset))

    @property
    def document_day(self) -> date:
        """As at which its rows stand."""
        return clock.today()

    def document_note(self) -> str:
        """What is to be said below the rows."""
        return ""

    def _document(self, rows: QuerySet, number: int, chosen: list[str]) -> HttpResponseBase:
        query, request = self._query("page", "per_page", "format"), self.request
        back = f"{request.path}?{query}".rstrip("&?")
        if number > MOST:
            said = f"A document holds {MOST} rows at most, and these are {number:,}. Filter the list, or save it as CSV or Excel."
            messages.error(request, said)
            return redirect(back)
        columns, group, on = self.get_columns(), request.group, self.document_day
        title = f"{self.document}, {on:%-d %B %Y}"
        page = {
            "group": group,
            "on": on,
            "document": self.document,
            "sentence": self._sentence(number, chosen),
            "heads": columns,
            "rows": [[_cell(column.of(row)) for column in columns] for row in self.fetched(rows)],
            "note": self.document_note(),
            "marking": self.document_marking,
            "reference": f"{group.name}: {title}",
        }
        return printed(request, "shapes/list_pdf.html", page, title=title, name=slugify(title), back=back)

    def _context(self, filterset: Any, rows: QuerySet) -> dict[str, Any]:
        return super()._context(filterset, rows) | {"document": self.document}


def _cell(value: Any) -> tuple[str, bool]:
    """With whether it stays on one line."""
    return shown(value), isinstance(value, date)
