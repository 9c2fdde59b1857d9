"""The import of the coordinator's list: chosen, previewed row by row, confirmed, and perhaps undone (F1)."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from members.models import Agency
from reviews import guarding
from reviews.cdop.comparing import CHANGED, NEW, UNCHANGED, WRONG
from reviews.cdop.lists import FIELDS
from reviews.enums import RequestState
from reviews.forms.death_imports import ListColumnsForm, ListForm
from reviews.models import DeathImport, DeathImportRow
from reviews.services import death_imports
from reviews.services.death_requests import DEFAULT_FORM
from reviews.views.deaths import refused, url
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.lists import Column, ListPage
from subgroup.sheets.opening import MEGABYTE, MOST_BYTES
from subgroup.views.base import GroupRequest, GroupView

VERDICTS = {
    NEW: ("New", "green"), CHANGED: ("Changed", "blue"), UNCHANGED: ("Unchanged", "grey"), WRONG: ("Wrong, left out", "red"),
}  # fmt: skip
SHOWN = 50


def address(made: DeathImport, name: str = "death_import") -> str:
    return url(made.group.slug, name, made.pk)


def state_of(made: DeathImport) -> tuple[str, str]:
    if made.undone_at:
        return "Undone", "grey"
    return ("Written", "green") if made.written_at else ("Previewed, nothing written", "blue")


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


class ImportList(ListPage, GroupView):
    permission = "manage_deaths"
    title = "Lists of the panel’s coordinator"
    purpose = "Lists that were read, what was written from them, and what can be undone."
    nouns = ("list", "lists")
    ordering: ClassVar[list[str]] = ["-read_at"]
    template_name = "reviews/death_imports.html"
    empty_text = (
        "Choose the list that the panel’s coordinator keeps: every row is shown before anything is written."
    )
    columns: ClassVar[list[Column]] = [
        Column("file_name", "File", link=address),
        Column("state", "State", lambda one: state_of(one)[0], colour=lambda one: state_of(one)[1]),
        Column("number", "Rows", numeric=True),
        Column("read_at", "Read", sort="read_at"),
        Column("read_by", "By"),
        Column("written_at", "Written", sort="written_at"),
    ]

    def get_queryset(self) -> QuerySet[DeathImport]:
        rows = DeathImport.objects.filter(group=self.group).annotate(number=Count("rows"))
        return rows.select_related("read_by", "group")

    def list_context(self) -> dict[str, Any]:
        return {
            "breadcrumbs": crumbs(self.group.slug)[:1],
            "new_url": url(self.group.slug, "death_import_new"),
        }


def crumbs(slug: str) -> list[tuple[str, str]]:
    return [("CDOP returns", url(slug, "deaths")), ("Lists", url(slug, "death_imports"))]


def data_of(upload: UploadedFile) -> bytes:
    """Raises NotAllowed before a file that is too large is read."""
    if (upload.size or 0) > MOST_BYTES:
        raise NotAllowed(f"The file has more than {MOST_BYTES // MEGABYTE} MB, which is more than is read.")
    return upload.read()


def passes(request: GroupRequest, form: GovForm) -> bool:
    """Right, and looked at by the leak guard with every cell of the list and the name of its file."""
    upload = request.FILES.get("file")
    return guarding.passes(
        form, case=None, group=request.group, place="A list of the Child Death Overview Panel", by=request.user, at=clock.now(),
        files={"file": upload} if upload else {},
    )  # fmt: skip


class ImportNew(GroupView):
    permission = "manage_deaths"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(ListForm())

    def post(self, request: GroupRequest) -> HttpResponse:
        form = ListForm(request.POST, request.FILES)
        if not passes(request, form):
            return self.show(form, status=422)
        upload = form.cleaned_data["file"]
        try:
            made = death_imports.read(
                group=self.group, name=upload.name, data=data_of(upload), by=request.user, at=clock.now()
            )
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
            return self.show(form, status=422)
        return redirect(address(made))

    def show(self, form: ListForm, status: int = 200) -> HttpResponse:
        page = {
            "title": "Import the coordinator’s list",
            "purpose": "A row for each death and agency, or a column for each agency. Every row is shown before anything is written.",
            "breadcrumbs": crumbs(self.group.slug),
            "form": form,
            "button": "Read the list",
            "cancel_url": url(self.group.slug, "death_imports"),
        }
        return render(self.request, "shapes/form.html", page, status=status)


class ImportView(GroupView):
    abstract = True
    permission = "manage_deaths"

    @cached_property
    def made(self) -> DeathImport:
        rows = DeathImport.objects.filter(group=self.group)
        return get_object_or_404(
            rows.select_related("group", "read_by", "written_by", "undone_by"), pk=self.kwargs["pk"]
        )

    def check_previewed(self) -> None:
        if self.made.written_at:
            raise NotAllowed("This list was imported already. Its log stays as it is.")


class ImportPage(ImportView):
    """What the list would do; after it was written, what it did."""

    permission = "manage_deaths"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        made = self.made
        counts = dict(made.rows.order_by().values_list("verdict").annotate(n=Count("pk")))
        asked = request.GET.get("rows", "")
        rows = made.rows.filter(verdict=asked) if asked in VERDICTS else made.rows.all()
        page = Paginator(rows.order_by("number", "pk"), SHOWN).get_page(request.GET.get("page"))
        names = dict(Agency.objects.filter(group=self.group).values_list("code", "name"))
        words, colour = state_of(made)
        writes = counts.get(NEW, 0) + counts.get(CHANGED, 0)
        context = {
            "title": made.file_name,
            "caption": "List of the panel’s coordinator",
            "breadcrumbs": crumbs(self.group.slug),
            "made": made,
            "words": words,
            "colour": colour,
            "tabs": [
                {"label": f"All ({sum(counts.values())})", "url": address(made), "current": asked not in VERDICTS},
                *(
                    {"label": f"{label} ({counts.get(key, 0)})", "url": f"{address(made)}?rows={key}", "current": asked == key}
                    for key, (label, _) in VERDICTS.items()
                ),
            ],
            "page": page,
            "page_query": f"rows={asked}&" if asked in VERDICTS else "",
            "rows": [self.line(row, names) for row in page],
            "columns": [(heading, self.field(field, names)) for heading, field in made.mapping.items()],
            "has_reference": "reference" in made.mapping.values(),
            "columns_url": address(made, "death_import_columns"),
            "write_url": address(made, "death_import_write"),
            "undo_url": address(made, "death_import_undo"),
            "undo_refused": refused(death_imports.check_undo, made) if made.written_at and not made.undone_at else "",
            "button": f"Import {count(writes, 'row', 'rows')}" if writes else "",
        }  # fmt: skip
        return render(request, "reviews/death_import.html", context)

    def line(self, row: DeathImportRow, names: dict[str, str]) -> dict[str, Any]:
        says = row.says
        state = says.get("state", "")
        return {
            "number": row.number,
            "reference": says.get("reference", ""),
            "agency": names.get(says.get("agency", ""), says.get("agency", "")),
            "form": says.get("form") or (DEFAULT_FORM if says.get("agency") else ""),
            "requested_on": _day(says.get("requested_on")),
            "answered_on": _day(says.get("answered_on")),
            "state": RequestState(state).label if state else "",
            "verdict": VERDICTS[row.verdict],
            "reason": row.reason,
        }

    def field(self, field: str, names: dict[str, str]) -> str:
        if field.startswith("agency:"):
            return f"returns of {names.get(field.removeprefix('agency:'), '')}"
        return "about the child: no row is taken" if field == "personal" else FIELDS.get(field, "not used")


class ImportColumns(ImportView):
    """Says by hand what each column is; the file is read again."""

    permission = "manage_deaths"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_previewed()
        return self.show(ListColumnsForm(made=self.made, group=self.group))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_previewed()
        form = ListColumnsForm(request.POST, request.FILES, made=self.made, group=self.group)
        if not passes(request, form):
            return self.show(form, status=422)
        upload = form.cleaned_data["file"]
        try:
            death_imports.read(
                group=self.group, name=upload.name, data=data_of(upload), mapping=form.mapping(), instead_of=self.made,
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
            return self.show(form, status=422)
        return redirect(address(self.made))

    def show(self, form: GovForm, status: int = 200) -> HttpResponse:
        page = {
            "title": "What is each column?",
            "purpose": "What you choose is remembered for the next list with the same headings.",
            "breadcrumbs": [*crumbs(self.group.slug), (self.made.file_name, address(self.made))],
            "form": form,
            "button": "Read it again",
            "cancel_url": address(self.made),
        }
        return render(self.request, "shapes/form.html", page, status=status)


class WriteImport(ImportView):
    permission = "manage_deaths"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_previewed()
        return self.show()

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        try:
            death_imports.write(
                made=self.made, by=request.user, at=clock.now(), seen=request.POST.get("seen", "")
            )
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect(address(self.made))
        messages.success(request, "The list is imported. It can be undone while nobody has built on it.")
        return redirect(address(self.made))

    def show(self) -> HttpResponse:
        made = self.made
        counts = dict(made.rows.order_by().values_list("verdict").annotate(n=Count("pk")))
        writes = counts.get(NEW, 0) + counts.get(CHANGED, 0)
        happens = [
            f"{count(counts.get(NEW, 0), 'row is', 'rows are')} added, {count(counts.get(CHANGED, 0), 'is', 'are')} changed.",
            "What is outstanding is owed by the local day, and the agency is reminded by itself.",
        ]
        if left := counts.get(WRONG, 0):
            happens.append(f"{count(left, 'row is', 'rows are')} wrong and left out.")
        page = {
            "title": f"Import “{made.file_name}”?",
            "breadcrumbs": [*crumbs(self.group.slug), (made.file_name, address(made))],
            "happens": happens,
            "told": [],
            "button": f"Import {count(writes, 'row', 'rows')}",
            "hidden": {"seen": death_imports.shown(made)},
            "cancel_url": address(made),
        }
        return render(self.request, "shapes/confirm.html", page)


class UndoImport(ImportView):
    permission = "manage_deaths"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        death_imports.check_undo(self.made)
        made = self.made
        rows = [row for row in made.rows.all() if row.written]
        added = sum(bool(row.written.get("request_new")) for row in rows)
        new = sum(row.written["death_new"] for row in rows)
        page = {
            "title": f"Undo the import of “{made.file_name}”?",
            "breadcrumbs": [*crumbs(self.group.slug), (made.file_name, address(made))],
            "happens": [
                f"{count(new, 'death', 'deaths')} and {count(added, 'request', 'requests')} that it added are taken out.",
                "What it changed is as it was before. The log of its rows stays.",
            ],
            "told": [],
            "button": "Undo the import",
            "destructive": True,
            "cancel_url": address(made),
        }
        return render(request, "shapes/confirm.html", page)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        death_imports.undo(made=self.made, by=request.user, at=clock.now())
        messages.success(request, "The import is undone.")
        return redirect(address(self.made))
