"""The import of a tracker: chosen, previewed row by row with answers beside, confirmed, and perhaps undone."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from actionplans import hidden
from actionplans.forms.imports import ColumnsForm, NamesForm, UploadForm
from actionplans.importing.preview import Preview, preview
from actionplans.models import Plan, TrackerImport
from actionplans.services import import_tasks, imports, undoing
from actionplans.views import import_rows
from actionplans.views.typed import passes
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.files import storage
from subgroup.files.check import Refused
from subgroup.forms import GovForm
from subgroup.lists import Column, ListPage
from subgroup.sheets.colours import COLOURS as NAMES
from subgroup.views.base import GroupRequest, GroupView

State = TrackerImport.State
COLOURS = {
    State.READING: "yellow", State.UNREADABLE: "red", State.PREVIEWED: "blue", State.WRITING: "yellow", State.WRITTEN: "green",
    State.UNDOING: "yellow", State.UNDONE: "grey",
}  # fmt: skip


def url_of(row: TrackerImport, name: str = "import") -> str:
    return reverse(f"actionplans:{name}", args=[row.group.slug, row.pk])


class ImportList(ListPage, GroupView):
    permission = "manage_actions"
    title = "Imports of trackers"
    purpose = "Trackers that were read, what was written from them, and what can be undone."
    nouns = ("import", "imports")
    ordering = ["-read_at"]
    template_name = "actionplans/imports.html"
    empty_text = "Choose the tracker that you have: every row is shown before anything is written."
    columns = [
        Column("file", "File", lambda one: one.file.name, link=url_of),
        Column("state", "State", lambda one: State(one.state).label, colour=lambda one: COLOURS[State(one.state)]),
        Column("number", "Rows", numeric=True),
        Column("read_at", "Read", sort="read_at"),
        Column("read_by", "By"),
        Column("written_at", "Written", sort="written_at"),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[TrackerImport]:
        rows = TrackerImport.objects.filter(group=self.request.group).annotate(number=Count("rows"))
        return rows.select_related("file", "read_by", "group")

    def list_context(self) -> dict[str, Any]:
        slug = self.request.group.slug
        return {
            "breadcrumbs": crumbs(slug)[:1],
            "new_url": reverse("actionplans:import_new", args=[slug]),
        }


def crumbs(slug: str, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Actions", reverse("actionplans:list", args=[slug])),
        ("Imports of trackers", reverse("actionplans:imports", args=[slug])),
        *more,
    ]


class ImportNew(GroupView):
    permission = "manage_actions"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(UploadForm())

    def post(self, request: GroupRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        upload = request.FILES.get("file")
        if not passes(request, form, "A tracker", files={"file": upload} if upload else {}):
            return self.show(form)
        at = clock.now()
        try:
            file = storage.store(group=self.group, upload=form.cleaned_data["file"], by=request.user, at=at)
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return self.show(form)
        made = imports.start(group=self.group, file=file, by=request.user, at=at)
        waits_for_columns = made.is_previewed and not made.rows.exists()
        return redirect(url_of(made, "import_map" if waits_for_columns else "import"))

    def show(self, form: UploadForm) -> HttpResponse:
        page = {
            "title": "Import a tracker",
            "purpose": "The columns and rows are shown first. Nothing is written until you confirm it, and an import can be undone.",
            "breadcrumbs": crumbs(self.group.slug),
            "form": form,
            "button": "Read the file",
            "cancel_url": reverse("actionplans:imports", args=[self.group.slug]),
        }
        return render(self.request, "shapes/form.html", page, status=422 if form.is_bound else 200)


class ImportView(GroupView):
    abstract = True
    permission = "manage_actions"

    @cached_property
    def row(self) -> TrackerImport:
        rows = TrackerImport.objects.filter(group=self.group)
        return get_object_or_404(
            rows.select_related("file", "group", "read_by", "asked_by", "written_by", "undone_by"),
            pk=self.kwargs["pk"],
        )

    def preview(self) -> Preview:
        return preview(self.row, on=clock.today())

    def of_import(self) -> list[tuple[str, str]]:
        return crumbs(self.group.slug, (self.row.file.name, url_of(self.row)))

    def check_previewed(self) -> None:
        """Raises NotAllowed where nothing can be answered any more, or not yet."""
        if not self.row.is_previewed:
            state = State(self.row.state).label
            raise NotAllowed(
                f"This import is: {state[:1].lower()}{state[1:]}. Its columns and rows stay as they are."
            )


class ImportPage(ImportView):
    """What the file holds and would do; after it was written, the log of what it did."""

    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        if "HX-Request" in request.headers:  # the page asks whether it still says how things are
            waits = self.row.is_at_work or self.row.state == State.READING
            return HttpResponse(status=204) if waits else HttpResponseClientRefresh()
        if not self.row.is_previewed:
            return self.log()
        return self.show(self.preview())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        """Keeps the answers about the rows of a page."""
        found = self.preview()
        asked = import_rows.Rows(self.group, found, request.GET, request.POST)
        answers, refused = asked.answers()
        imports.answer(tracker_import=self.row, answers=answers, by=request.user, at=clock.now())
        if refused:
            return self.show(found, asked.only(refused), status=422)
        answered = sum(bool(said) for said in answers.values())
        left = self.preview().counts["unclear"]
        still = (
            f" {count(left, 'row is', 'rows are')} still unclear."
            if left
            else " Nothing is unclear any more."
        )
        messages.success(request, f"{count(answered, 'answer is', 'answers are')} kept.{still}")
        return redirect(f"{url_of(self.row)}?show={asked.verdict if left else 'new'}")

    def show(self, found: Preview, rows: Any = None, status: int = 200) -> HttpResponse:
        row, counts = self.row, found.counts
        listed = rows or import_rows.Rows(self.group, found, self.request.GET)
        unsettled = sum(not one.answer for one in found.questions)
        columns = row.reading["columns"]
        used = sum(bool(one["field"]) for one in columns)
        new = sum(one.plan is None for one in found.choices.values())
        page = {
            "title": row.file.name,
            "caption": "Import of a tracker",
            "breadcrumbs": crumbs(self.group.slug),
            "import": row,
            "as_at": date.fromisoformat(row.reading["as_at"]) if row.reading["as_at"] else None,
            "tasks": [
                _task("columns", "Columns", url_of(row, "import_map"), f"{used} of {len(columns)} are used.", not found.rows),
                _task(
                    "names", "Plans and agencies", url_of(row, "import_names"),
                    f"{count(len(found.choices), 'review', 'reviews')}, {count(new, 'new plan', 'new plans')}.", unsettled,
                ),
                _task(
                    "rows", "Unclear rows", "?show=unclear#the-rows", "What is still unclear stays out when you import.",
                    counts["unclear"],
                ),
            ][: 3 if found.rows else 1],
            "columns": columns,
            "rows": listed,
            "tabs": list(listed.tabs()),
            "page": listed.page,
            "page_query": f"show={listed.verdict}&",
            "is_refused": status == 422,
            "button": f"Import {count(len(found.writes), 'row', 'rows')}" if found.writes else "",
            "has_rows": bool(found.rows),
            "map_url": url_of(row, "import_map"),
            "write_url": url_of(row, "import_write"),
            "skipped": row.reading["skipped"][:200],
            "remarks": row.reading["remarks"],
            "legend": [(NAMES[code], words) for code, words in row.reading.get("legend", {}).items()],
        }  # fmt: skip
        return render(self.request, "actionplans/import.html", page, status=status)

    def log(self) -> HttpResponse:
        row = self.row
        written = row.rows.exclude(written={}).order_by("position")
        page = {
            "title": row.file.name,
            "caption": "Import of a tracker",
            "breadcrumbs": crumbs(self.group.slug),
            "import": row,
            "state": State(row.state).label,
            "colour": COLOURS[State(row.state)],
            "is_reading": row.state == State.READING,
            "is_writing": row.state == State.WRITING,
            "is_undoing": row.state == State.UNDOING,
            "number": f"{row.rows.count():,}" if row.is_at_work else "",
            "is_unreadable": row.state == State.UNREADABLE,
            "is_written": row.state == State.WRITTEN,
            "said": row.changes.get("said", ()),
            "page": Paginator(written, import_rows.PAGE * 4).get_page(self.request.GET.get("page")),
            "undo_url": url_of(row, "import_undo"),
            "new_url": reverse("actionplans:import_new", args=[self.group.slug]),
        }
        return render(self.request, "actionplans/import_log.html", page)


def _task(key: str, title: str, href: str, hint: str, left: int | bool) -> dict[str, Any]:
    """A step before the import; `left` is how much of it is still to be answered."""
    number = "To do" if left is True else f"{left} to answer"
    return {
        "id": key, "title": title, "href": href, "hint": hint, "status": number if left else "Settled", "colour": "yellow" if left else "",
    }  # fmt: skip


class ImportForm(ImportView):
    """A form about the whole import, that goes back to it."""

    abstract = True
    title: str
    purpose: str

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_previewed()
        return self.show(self.make_form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_previewed()
        form = self.make_form(request.POST)
        if not passes(request, form, "An import of a tracker"):
            return self.show(form)
        try:
            self.keep(form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        return redirect(url_of(self.row))

    def make_form(self, *data: Any) -> GovForm:
        raise NotImplementedError

    def keep(self, form: Any) -> None:
        raise NotImplementedError

    def show(self, form: GovForm) -> HttpResponse:
        page = {
            "title": self.title,
            "purpose": self.purpose,
            "breadcrumbs": self.of_import(),
            "form": form,
            "button": "Save and show the rows",
            "cancel_url": url_of(self.row),
        }
        return render(self.request, "shapes/form.html", page, status=422 if form.is_bound else 200)


class ImportMap(ImportForm):
    """What each column is. It is remembered for the next file with the same headings."""

    permission = "manage_actions"
    title = "What the columns are"
    purpose = "Each column under its heading. The file is read again with what you choose, and answers about rows start afresh."

    def make_form(self, *data: Any) -> GovForm:
        return ColumnsForm(*data, tracker_import=self.row)

    def keep(self, form: ColumnsForm) -> None:
        imports.map_columns(
            tracker_import=self.row, mapping=form.mapping(), by=self.request.user, at=clock.now()
        )
        messages.success(self.request, "The file was read again with these columns.")


class ImportNames(ImportForm):
    permission = "manage_actions"
    title = "Plans and agencies"
    purpose = "Which plan each review becomes, and who is meant by names that no agency of the group bears."

    def make_form(self, *data: Any) -> GovForm:
        found = self.preview()
        gone = hidden.plans(None, self.group, clock.today())
        codes = Plan.objects.filter(group=self.group).exclude(pk__in=gone).values_list("code", flat=True)
        return NamesForm(
            *data, group=self.group, choices=found.choices.values(), codes=set(codes), questions=found.questions,
            may_add=self.may("manage_members"),
        )  # fmt: skip

    def keep(self, form: NamesForm) -> None:
        imports.settle_names(
            tracker_import=self.row, plans=form.plans(), agencies=form.agencies(), by=self.request.user, at=clock.now()
        )  # fmt: skip
        messages.success(self.request, "The names are kept.")


class ImportWrite(ImportView):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check_previewed()
        return self.show()

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        try:
            written = import_tasks.confirm(
                tracker_import=self.row,
                by=request.user,
                at=clock.now(),
                seen=request.POST.get("seen", "")[:20],
            )
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect(url_of(self.row))
        if written.state == State.WRITTEN:
            messages.success(request, f"Imported. {written.changes['said'][0]}")
        return redirect(url_of(self.row))

    def show(self) -> HttpResponse:
        found = self.preview()
        if not found.writes:
            raise NotAllowed("There is nothing to write: no row is new or changed.")
        page = {
            "title": "Import these rows?",
            "caption": self.row.file.name,
            "breadcrumbs": self.of_import(),
            "happens": found.figures,
            "told": [],
            "hidden": {"seen": found.digest()},
            "button": f"Import {count(len(found.writes), 'row', 'rows')}",
            "cancel_url": url_of(self.row),
        }
        return render(self.request, "shapes/confirm.html", page)


class ImportUndo(ImportView):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        if import_tasks.is_small(self.row):
            undoing.check_undo(self.row)
        else:
            undoing.check_written(self.row)  # what changed since, the task looks for
        page = {
            "title": "Undo this import?",
            "caption": self.row.file.name,
            "breadcrumbs": self.of_import(),
            "happens": undoing.would_undo(self.row),
            "told": [],
            "warning": "The file and this log stay. The tracker can be imported again.",
            "button": "Undo this import",
            "destructive": True,
            "cancel_url": url_of(self.row),
        }
        return render(request, "shapes/confirm.html", page)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        undone = import_tasks.undo(tracker_import=self.row, by=request.user, at=clock.now())
        if undone.state == State.UNDONE:
            messages.success(request, "The import is undone: the register is as it was before.")
        return redirect(url_of(self.row))
