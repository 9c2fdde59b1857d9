"""One page shape for every list: filter, paging, order, and the same rows as CSV and XLSX (docs/pages.md)."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, ClassVar, NamedTuple, cast

import django_filters
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from subgroup.form_fields import ManyChoices
from subgroup.forms import gov
from subgroup.templatetags.ui import longdate, shortdate, time

PAGE_SIZES = (25, 50, 100)
FILES = ("csv", "xlsx", "pdf")
"""What a list is saved as, as the address says it."""
UNBROKEN = 16
"""Characters up to which what a row begins with, such as a reference, stays on one line; dates always do."""
SHORT = 40
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Not allowed in XML; taken out before a text is disarmed, or "\x01=1+1" would be a formula again without its first character.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """A column for screen, CSV and XLSX alike.

    `value` takes the row; without one it is the row's attribute `key`, with `__` for a dot.
    `link` takes the row and gives an address or None. `colour` takes the row and shows the value as a tag.
    `sort` is the field to order by; without one the column does not sort. `full` says a label that is short in full.
    """

    key: str
    label: str
    value: Callable[[Any], Any] | None = None
    link: Callable[[Any], str | None] | None = None
    colour: Callable[[Any], str] | None = None
    sort: str = ""
    numeric: bool = False
    full: str = ""

    def of(self, row: Any) -> Any:
        if self.value is not None:
            return self.value(row)
        if "__" not in self.key and not callable(found := getattr(row, self.key, None)):
            return found
        for name in self.key.split("__"):
            row = getattr(row, name, None)
        return row() if callable(row) else row


def shown(value: Any) -> str:
    """A value as the screen shows it."""
    kind = type(value)
    if kind is str:
        return value or "–"
    if kind is date:
        return shortdate(value)
    match value:
        case None | "":
            return "–"
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return f"{shortdate(value)}, {time(value)}"
        case date():
            return shortdate(value)
        case list() | tuple():
            return ", ".join(map(str, value))
    return str(value)


def disarmed(text: str) -> str:
    """Text that no spreadsheet takes for a formula (ASVS 1.2.10), without the characters that a workbook may not hold."""
    if not text.isprintable():
        text = _UNSTORABLE.sub("", text)
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _plain(value: Any) -> Any:
    """For a cell of a file: numbers and dates as they are, moments in London, the rest as disarmed text."""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, date) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return "" if value is None else disarmed(shown(value) if value != "" else "")


def as_csv(columns: Iterable[Column], rows: Iterable[Any]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads it; dates as ISO."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([disarmed(column.label) for column in columns])
    values = [column.value or column.of for column in columns]
    writer.writerows([_written(value(row)) for value in values] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _written(value: Any) -> Any:
    """A cell of a CSV file."""
    kind = type(value)
    if kind is str:
        return _disarmed_again(value) if len(value) <= SHORT else disarmed(value)
    if value is None:
        return ""
    if kind is date:
        return _iso(value)
    value = _plain(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=4096)
def _disarmed_again(text: str) -> str:
    """Of short texts, which stand in many rows: states, colours, posts."""
    return disarmed(text)


@lru_cache(maxsize=4096)
def _iso(day: date) -> str:
    return day.isoformat()


def as_xlsx(title: str, columns: Iterable[Column], rows: Iterable[Any], *, marking: str = "") -> bytes:
    """One sheet with real dates, a bold first row that stays in sight, the marking at the head of each page, and no formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\")[:31] or "List")
    sheet.freeze_panes = "A2"
    sheet.oddHeader.center.text = marking or None
    heads = [WriteOnlyCell(sheet, value=column.label) for column in columns]
    for at, cell in enumerate(heads):
        cell.font = Font(bold=True)
        sheet.column_dimensions[chr(65 + at) if at < 26 else f"A{chr(39 + at)}"].width = 22
    sheet.append(heads)
    for row in rows:
        sheet.append([_in_sheet(sheet, column.of(row)) for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _in_sheet(sheet: Any, value: Any) -> Any:
    """A cell of a workbook: only dates need one of their own."""
    value = disarmed(value) if type(value) is str else _plain(value)
    if not isinstance(value, date):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "DD/MM/YYYY HH:MM" if isinstance(value, datetime) else "DD/MM/YYYY"
    return cell


def ordered_by(rows: QuerySet, name: str) -> str | OrderBy:
    """The order of a field; rows without a value come last either way, which databases do not agree on by themselves."""
    field = name.removeprefix("-")
    if not _may_be_empty(rows, field):
        return name
    order = F(field)
    return order.desc(nulls_last=True) if name.startswith("-") else order.asc(nulls_last=True)


def _may_be_empty(rows: QuerySet, name: str) -> bool:
    """A field that never is keeps its plain order, which an index gives backwards too."""
    model: Any = rows.model
    for part in name.split("__"):
        try:
            field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        model = field.related_model
    return False


class Cell(NamedTuple):
    text: str
    link: str | None
    colour: str
    numeric: bool
    unbroken: bool


def _shown(columns: Iterable[Column], rows: Iterable[Any]) -> Iterator[list[Cell]]:
    """The cells of each row of a page."""
    made = [
        (column.value or column.of, column.link, column.colour, column.numeric, at == 0)
        for at, column in enumerate(columns)
    ]
    for row in rows:
        cells = []
        for of, link, colour, numeric, is_first in made:
            value = of(row)
            text = shown(value)
            unbroken = isinstance(value, date) or (is_first and len(text) <= UNBROKEN)
            cells.append(
                Cell(text, link(row) if link else None, colour(row) if colour else "", numeric, unbroken)
            )
        yield cells


def _is_understood(filterset: django_filters.FilterSet | None) -> bool:
    """A file of what nobody asked for would be taken for what was asked for; on the page the field says what is wrong."""
    return filterset is None or not filterset.form.errors


class ListPage:
    """Mixin for a view: `class MeetingList(ListPage, GroupView)`. Two queries (count, page) at any length.

    A filter that cannot be read filters nothing and says so; asked for as a file, the page answers in its place.
    """

    request: Any  # the view it is mixed into says which
    title: ClassVar[str]
    caption: ClassVar[str] = ""
    purpose: ClassVar[str] = ""
    nouns: ClassVar[tuple[str, str]] = ("row", "rows")
    columns: ClassVar[list[Column]]
    filterset_class: ClassVar[type[django_filters.FilterSet] | None] = None
    ordering: ClassVar[list[str]] = []
    marking: ClassVar[str] = ""
    """Of files: at the head of each page of the sheet, and in their names."""
    phrases: ClassVar[Mapping[str, Callable[[Any], str]]] = {}
    empty_title: ClassVar[str] = ""
    empty_text: ClassVar[str] = ""
    template_name: ClassVar[str] = "shapes/list.html"

    def get_queryset(self) -> QuerySet:
        raise NotImplementedError

    def get_columns(self) -> list[Column]:
        """The columns for this reader: what they may not see is neither on screen nor in a file."""
        return self.columns

    def fetched(self, rows: QuerySet) -> Iterable[Any]:
        """What the columns are given, of the rows of a page or a file."""
        return rows

    def list_context(self) -> dict[str, Any]:
        """More for the template."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        filterset = self._filterset()
        rows = self._sorted(filterset.qs if filterset else self.get_queryset())
        asked = request.GET.get("format")
        is_refused = asked in FILES and not _is_understood(filterset)
        match None if is_refused else asked:
            case "csv":
                return self._file(
                    "csv", "text/csv; charset=utf-8", as_csv(self.get_columns(), self.fetched(rows))
                )
            case "xlsx":
                kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                sheet = as_xlsx(self.title, self.get_columns(), self.fetched(rows), marking=self.marking)
                return self._file("xlsx", kind, sheet)
        status = HTTPStatus.BAD_REQUEST if is_refused else HTTPStatus.OK
        return render(request, self.template_name, self._context(filterset, rows), status=status)

    def _filterset(self) -> django_filters.FilterSet | None:
        if self.filterset_class is None:
            return None
        filterset = self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)
        form = gov(filterset.form)
        vars(form)["hide_optional"] = True
        for field in filterset.form.fields.values():
            if isinstance(field, forms.NullBooleanField):
                field.widget.choices = [("", "Either"), ("true", "Yes"), ("false", "No")]
            elif type(field.widget) is forms.Select:
                field.widget = ManyChoices(field.widget.attrs, choices=field.widget.choices)
        return filterset

    def _sorts(self) -> dict[str, str]:
        return {column.key: column.sort for column in self.get_columns() if column.sort}

    def _sorted(self, rows: QuerySet) -> QuerySet:
        """By the column asked for, the page's own order, and pk, so that rows never swap between pages."""
        asked = self.request.GET.get("sort", "")
        field = self._sorts().get(asked.lstrip("-"))
        first = [("-" if asked.startswith("-") else "") + field] if field else []
        own: list[Any] = (
            list(self.ordering) or list(rows.query.order_by) or list(rows.model._meta.ordering or [])
        )
        names = [*first, *own, "pk"]
        return rows.order_by(*(ordered_by(rows, name) if isinstance(name, str) else name for name in names))

    def _file(self, extension: str, kind: str, content: bytes) -> HttpResponse:
        response = HttpResponse(content, content_type=kind)
        response["Content-Disposition"] = (
            f'attachment; filename="{slugify(f"{self.title} {self.marking}")}.{extension}"'
        )
        return response

    def _context(self, filterset: django_filters.FilterSet | None, rows: QuerySet) -> dict[str, Any]:
        page = Paginator(rows, self._page_size()).get_page(self.request.GET.get("page"))
        columns = self.get_columns()
        chosen = self._chosen(filterset)
        return {
            "title": self.title,
            "caption": self.caption,
            "purpose": self.purpose,
            "filterset": filterset,
            "form": filterset.form if filterset else None,
            "heads": [self._head(column) for column in columns],
            "rows": list(_shown(columns, self.fetched(cast("QuerySet", page.object_list)))),
            "page": page,
            "page_query": self._query("page"),
            "export_query": self._query("page", "per_page", "format"),
            "sizes": [(size, self._query("page", "per_page")) for size in PAGE_SIZES],
            "sentence": self._sentence(page.paginator.count, chosen),
            "is_filtered": bool(chosen),
            "empty_title": self.empty_title or f"No {self.nouns[1]} yet",
            "empty_text": self.empty_text,
            **self.list_context(),
        }

    def _page_size(self) -> int:
        asked = self.request.GET.get("per_page", "")
        return int(asked) if asked in map(str, PAGE_SIZES) else PAGE_SIZES[0]

    def _query(self, *without: str) -> str:
        """The address's query without these, ready for one more: “state=open&”."""
        query = self.request.GET.copy()
        for name in without:
            query.pop(name, None)
        return f"{query.urlencode()}&" if query else ""

    def _head(self, column: Column) -> dict[str, Any]:
        asked = self.request.GET.get("sort", "")
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(asked, "none")
        turn = f"-{column.key}" if direction == "ascending" else column.key
        link = f"?{self._query('page', 'sort')}sort={turn}" if column.sort else None
        return {
            "label": column.label, "full": column.full, "numeric": column.numeric, "link": link, "direction": direction,
        }  # fmt: skip

    def _chosen(self, filterset: django_filters.FilterSet | None) -> list[str]:
        """What the reader filtered by, in words."""
        if filterset is None or not filterset.is_valid():
            return []
        return [
            self._phrase(name, value, filterset.form.fields[name])
            for name, value in filterset.form.cleaned_data.items()
            if value not in (None, "", []) and not (isinstance(value, QuerySet) and not value)
        ]

    def _phrase(self, name: str, value: Any, field: forms.Field) -> str:
        if name in self.phrases:
            return self.phrases[name](value)
        label = str(field.label or name).lower()
        if isinstance(value, bool):
            return label if value else f"not {label}"
        if isinstance(value, date):
            return f"{label} {longdate(value)}"
        if isinstance(field, forms.ModelChoiceField):
            return f"{label} {value if not isinstance(value, QuerySet) else ' or '.join(map(str, value))}"
        if isinstance(field, forms.ChoiceField):
            names = {str(key): str(text) for key, text in list(field.choices)}  # type: ignore[arg-type]
            values = value if isinstance(value, list) else [value]
            return " or ".join(names.get(str(each), str(each)).lower() for each in values)
        return f"{label} “{value}”"

    def _sentence(self, count: int, chosen: list[str]) -> str:
        """“12 meetings: held, from Saturday 1 April 2017”."""
        what = f"{count:,} {self.nouns[0] if count == 1 else self.nouns[1]}"
        return f"{what}: {', '.join(chosen)}" if chosen else what
